import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { topicsOf } from '../../src/adapters/mqtt/topics.js';
import { readConfig } from '../../src/config.js';
import { commandSchema } from '../../src/core/command/schema.js';
import { isValueName } from '../../src/core/command/value.js';
import { announced, connect, discoveryWorld } from '../adapters/mqtt/home-assistant/discovery-world.js';

const folder = new URL('../../docs/hubs/', import.meta.url).pathname;
const pages = [
  ...readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
  ...['fleet', 'homie', 'mqtt'].map((name) => join(folder, `../${name}.md`)),
];
const texts = pages.map((path) => [path.replace(/.*docs\//, ''), readFileSync(path, 'utf8')] as const);

const blocks = (text: string, language: string): readonly string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, block]) => block ?? '');

const topics = topicsOf('chair2mqtt', 'bridge');
const told = [
  'availability',
  'state',
  'telemetry',
  'programs',
  'usage',
  'event',
  'result',
  'owner',
  'info',
  'health',
  'fence',
];

/** True for a topic that the daemon writes or takes. */
function isTopic(topic: string): boolean {
  const address = topics.parse(topic);
  if (address.kind === 'value') return isValueName(address.name);
  return address.kind !== 'other' || told.includes(topic.split('/')[2] ?? '') || topic.startsWith('chair2mqtt/send/');
}

describe.each(texts)('the page %s', (path, text) => {
  it('has JSON and YAML that can be read, and configurations that are right', () => {
    for (const block of blocks(text, 'json')) JSON.parse(block);
    for (const block of blocks(text, 'yaml').map((each) => parse(each))) {
      if (!('mqtt' in block) && !('chairs' in block)) continue;
      const file = block.chairs === undefined ? { ...block, chairs: [{ id: 'a', port: '/dev/a' }] } : block;
      const whole = JSON.parse(JSON.stringify(file).replaceAll('usb-...', 'usb-a'));
      expect(readConfig(whole)).toMatchObject({ kind: 'config' });
    }
  });

  it('names only topics that there are', () => {
    const named = [...text.matchAll(/chair2mqtt\/(?:living-room|all|group\/[a-z]+)\/[a-z_/]+/g)].map(
      ([topic]) => topic,
    );
    expect(named.filter((topic) => !isTopic(topic))).toEqual([]);
  });

  it('sends only commands that are taken', () => {
    const sent = [...text.matchAll(/-m '(\{"command".*?\})'/g)].map(([, payload]) => JSON.parse(payload ?? ''));
    expect(sent.filter((command) => !commandSchema.safeParse(command).success)).toEqual([]);
  });

  it('links only to files that there are', () => {
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link ?? '');
    const home = join(new URL('../../docs/', import.meta.url).pathname, dirname(path));
    expect(links.filter((link) => !/^https?:/.test(link) && !existsSync(join(home, link)))).toEqual([]);
  });
});

describe('the page of Home Assistant', () => {
  const [, text = ''] = texts.find(([path]) => path === 'hubs/home-assistant.md') ?? [];

  it('uses only entities that are announced', () => {
    const world = discoveryWorld({ people: ['guest'] });
    connect(world);
    const payloads = announced(world.commands).map(([, payload]) => payload.replaceAll('.hall_', '.living_room_'));
    const ids = new Set(
      payloads.flatMap((payload) => [...payload.matchAll(/"default_entity_id":"([^"]+)"/g)].map(([, id]) => id)),
    );
    const used = [
      ...text.matchAll(
        /\b(?:select|number|switch|button|sensor|binary_sensor|event)\.(?:living_room|chair2mqtt_bridge)_[a-z_]+/g,
      ),
    ];
    expect(used.length).toBeGreaterThan(15);
    expect(used.map(([id]) => id).filter((id) => !ids.has(id))).toEqual([]);
  });

  it('has a blueprint that starts with a command that is taken', () => {
    const blueprint = readFileSync(join(folder, 'home-assistant/blueprint-evening.yaml'), 'utf8');
    const input = parse(blueprint, { customTags: [{ tag: '!input', resolve: (name: string) => name }] });
    expect(input.blueprint).toMatchObject({ domain: 'automation' });
    expect(Object.keys(input.blueprint.input)).toEqual(expect.arrayContaining(['occupied', 'chair', 'program']));
    const used = [...blueprint.matchAll(/!input (\w+)/g)].map(([, name]) => name ?? '');
    expect(used.filter((name) => !(name in input.blueprint.input))).toEqual([]);
  });
});

describe('the example of rights', () => {
  it('names topics of this daemon only', () => {
    const lines = readFileSync(join(folder, 'mosquitto/acl'), 'utf8').split('\n');
    const rules = lines.filter((line) => line.startsWith('topic ')).map((line) => line.split(' ')[2] ?? '');
    expect(rules.filter((rule) => !/^(?:chair2mqtt|homeassistant|homie\/5)\//.test(rule))).toEqual([]);
  });
});
