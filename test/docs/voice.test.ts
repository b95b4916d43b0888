import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { chairStates } from '../../src/core/status.js';
import { announced, connect, discoveryWorld } from '../adapters/mqtt/home-assistant/discovery-world.js';

const folder = new URL('../../docs/hubs/home-assistant/', import.meta.url);
const textOf = (path: string): string => readFileSync(new URL(path, folder), 'utf8');
const languages = ['en', 'de'] as const;

const sentencesSchema = z.strictObject({
  language: z.enum(languages),
  intents: z.record(z.string(), z.object({ data: z.array(z.object({ sentences: z.array(z.string()).min(1) })) })),
  expansion_rules: z.record(z.string(), z.string()),
  responses: z.object({ intents: z.record(z.string(), z.object({ default: z.string() })) }),
});
const stepSchema = z.looseObject({
  action: z.string().optional(),
  condition: z.string().optional(),
  entity_id: z.string().optional(),
  state: z.string().optional(),
  target: z.object({ entity_id: z.string() }).optional(),
  variables: z.object({ wanted: z.string() }).optional(),
});
const scriptsSchema = z.strictObject({
  intent_script: z.record(z.string(), z.strictObject({ mode: z.string().optional(), action: z.array(stepSchema) })),
});

const fileOf = (language: string): string => textOf(`custom_sentences/${language}/chair2mqtt.yaml`);
const files = languages.map((language) => [language, sentencesSchema.parse(parse(fileOf(language)))] as const);
const packageText = textOf('packages/chair2mqtt_voice.yaml');
const { intent_script: scripts } = scriptsSchema.parse(parse(packageText));
const texts = [packageText, ...languages.map(fileOf)].join('\n');

/** A step that moves the chair, or lets it. */
const setsInMotion = ({ action, target }: z.infer<typeof stepSchema>): boolean =>
  (action === 'switch.turn_on' && target?.entity_id.endsWith('_massage') === true) ||
  (action === 'switch.turn_off' && target?.entity_id.endsWith('_pause') === true) ||
  /button\.\w+_(start|skip|reset|offer)$/.test(target?.entity_id ?? '');

describe('the sentences for a voice', () => {
  it.each(files)(
    'stand in the folder of their language, and each intent has a handler and something to say: %s',
    (language, file) => {
      expect(file.language).toBe(language);
      expect(Object.keys(file.intents).sort()).toEqual(Object.keys(scripts).sort());
      expect(Object.keys(file.responses.intents).sort()).toEqual(Object.keys(scripts).sort());
    },
  );

  it.each(files)('name only rules that there are: %s', (_, { intents, expansion_rules: rules }) => {
    const named = JSON.stringify(intents).matchAll(/<(\w+)>/g);
    expect([...named].map(([, name = '']) => name).filter((name) => !(name in rules))).toEqual([]);
  });

  it.each(files)('stop by the shortest of all: %s', (_, { intents }) => {
    const plain = Object.entries(intents).flatMap(([intent, { data }]) =>
      data
        .flatMap(({ sentences }) => sentences.filter((text) => /^\(?[a-z| ]+\)?$/.test(text)))
        .flatMap((text) => text.replaceAll(/[()]/g, '').split('|'))
        .map((text) => ({ intent, text })),
    );
    plain.sort((one, other) => one.text.length - other.text.length);
    expect(plain[0]).toMatchObject({ intent: 'ChairStop', text: expect.stringMatching(/^(stop|halt)$/) });
  });
});

describe('what a voice does', () => {
  it('uses only entities that are announced, and states that there are', () => {
    const world = discoveryWorld({ people: ['guest'] });
    connect(world);
    const payloads = announced(world.commands).map(([, payload]) => payload.replaceAll('.hall_', '.living_room_'));
    const ids = new Set(
      payloads.flatMap((payload) => [...payload.matchAll(/"default_entity_id":"([^"]+)"/g)].map(([, id]) => id)),
    );
    const used = [...texts.matchAll(/\b[a-z_]+\.(?:living_room|chair2mqtt_bridge)_[a-z_]+/g)].map(([id]) => id);
    expect(used.length).toBeGreaterThan(20);
    expect(used.filter((id) => !ids.has(id))).toEqual([]);
    const asked = [...texts.matchAll(/sensor\.living_room_state'(?:\) in \[([^\]]+)\]|, '(\w+)')/g)];
    const states = asked.flatMap(
      ([, list, one]) => one ?? [...(list ?? '').matchAll(/'(\w+)'/g)].map(([, each]) => each),
    );
    expect(states.length).toBeGreaterThan(20);
    expect(states.filter((state) => !chairStates.some((known) => known === state))).toEqual([]);
  });

  it('stops every chair, asks nothing before, and does so again each time', () => {
    for (const [intent, button] of [
      ['ChairStop', 'stop_all'],
      ['ChairEmergencyStop', 'emergency_stop_all'],
    ] as const) {
      expect(scripts[intent]?.action[0]).toMatchObject({
        action: 'button.press',
        target: { entity_id: `button.chair2mqtt_bridge_${button}` },
      });
      expect(scripts[intent]?.mode).toBe('parallel');
    }
  });

  it('[S12] [S18] sets nothing in motion before the chair has shown that somebody sits in it', () => {
    const moving = Object.entries(scripts).filter(([, { action }]) => action.some(setsInMotion));
    expect(moving.map(([intent]) => intent)).toEqual(['ChairStart', 'ChairResume']);
    for (const [, { action }] of moving) {
      expect(action[0]).toEqual({ condition: 'state', entity_id: 'binary_sensor.living_room_occupied', state: 'on' });
    }
  });

  it('gives way to small steps of strength only, and takes no number', () => {
    const setting = Object.values(scripts).filter(({ action }) =>
      action.some((step) => step.action === 'number.set_value'),
    );
    const formulas = setting.map(
      ({ action }) => action.find(({ variables }) => variables !== undefined)?.variables?.wanted,
    );
    const steps = formulas.map((formula) => Number(/int\(\d+\) ([+-] \d+)/.exec(formula ?? '')?.[1]?.replace(' ', '')));
    expect(steps).toEqual([5, -15]);
    const sentences = files.flatMap(([, { intents }]) =>
      Object.values(intents).flatMap(({ data }) => data.flatMap((each) => each.sentences)),
    );
    expect(sentences.filter((sentence) => /[{\d]/.test(sentence))).toEqual([]);
  });
});
