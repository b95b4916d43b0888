import { describe, expect, it } from 'vitest';
import { homeAssistant } from '../../../src/adapters/mqtt/home-assistant/home-assistant.js';
import { homieConvention } from '../../../src/adapters/mqtt/homie/homie.js';
import { rightsOf } from '../../../src/adapters/mqtt/rights.js';
import { World } from './fake-brokers.js';

const rights = rightsOf({
  base: 'chair2mqtt',
  bridgeId: 'bridge',
  chairIds: ['hall', 'attic'],
  discoveryPrefix: 'homeassistant',
  isHomie: true,
  endsAtRefusal: false,
  responsePrefixes: ['node-red/answers'],
});

/** Whether everything that `asked` stands for is within one of the filters, as MQTT reads them. */
const isWithin = (asked: string, filters: readonly string[]): boolean =>
  filters.some((filter) => {
    const [own, levels] = [asked.split('/'), filter.split('/')];
    const isFit = levels.every((level, at) => level === '#' || (level === '+' ? at < own.length : level === own[at]));
    return isFit && (levels.at(-1) === '#' || levels.length === own.length);
  });

function speakingHubs() {
  const hubs = { people: ['guest'], sessionMinutesMax: () => 30 };
  return [homeAssistant({ ...hubs, mode: 'device', prefix: 'homeassistant' }), homieConvention(hubs)];
}

const speakingWorld = (): World => new World({ groups: { hall: ['down'], attic: [] }, hubs: speakingHubs() });

describe('the rights of the daemon', () => {
  it('let it read everything that it subscribes to, but the descriptions of other people’s Homie devices', () => {
    const world = speakingWorld();
    const asked = [world.commands, world.stops].flatMap(({ needs }) => needs.subscriptions);
    expect(asked.length).toBeGreaterThan(20);
    const isRead = (topic: string): boolean => isWithin(topic, rights.daemon.reads);
    const wide = asked.filter(({ topic }) => !isRead(topic));
    expect(wide.every(({ topic }) => topic.startsWith('homie/5/+/'))).toBe(true);
    const missing = wide.filter(({ standsFor = [] }) => standsFor.length === 0 || !standsFor.every(isRead));
    expect(missing.map(({ topic }) => topic)).toEqual(['homie/5/+/$description']);
  });

  it('let it read all that it subscribes to where the broker ends the connection of who asks for more', () => {
    const world = speakingWorld();
    const { daemon } = rightsOf({
      base: 'chair2mqtt',
      bridgeId: 'bridge',
      chairIds: ['hall', 'attic'],
      discoveryPrefix: 'homeassistant',
      isHomie: true,
      endsAtRefusal: true,
      responsePrefixes: [],
    });
    const asked = [world.commands, world.stops].flatMap(({ needs }) => needs.subscriptions.map(({ topic }) => topic));
    expect(asked.filter((topic) => !isWithin(topic, daemon.reads))).toEqual([]);
  });

  it('let it write everything that it says, probes, clears and answers', () => {
    const world = speakingWorld();
    world.stops.online();
    world.commands.online();
    world.clock.advance(20_000);
    world.stops.deliver('chair2mqtt/group/down/stop', 'x', { isRetained: true });
    world.commands.deliver('chair2mqtt/hall/set', { command: 'select' }, { responseTopic: 'node-red/answers/1' });
    world.commands.deliver('chair2mqtt/hall/set', { command: 'stop' }, { isRetained: true });
    world.clock.advance(1000);
    const said = [world.commands, world.stops].flatMap(({ published, proofs }) => [...published, ...proofs]);
    const wills = [world.commands, world.stops].flatMap(({ needs }) => needs.will ?? []);
    const topics = new Set([...said, ...wills].map(({ topic }) => topic));
    expect(topics.size).toBeGreaterThan(20);
    expect([...topics].filter((topic) => !isWithin(topic, rights.daemon.writes))).toEqual([]);
  });

  it('end at its base topic and at what hubs read of it', () => {
    for (const topic of ['other/hall/stop', 'chair2mqtt2/hall/stop', 'homie/5/other-hall/$state', 'homeassistant/x']) {
      expect(isWithin(topic, [...rights.daemon.reads, ...rights.daemon.writes])).toBe(false);
    }
  });
});

describe('the rights of others', () => {
  it('let a hub see everything and ask for everything, and speak for nobody', () => {
    const asks = [
      'hall/set',
      'hall/run/set',
      'group/down/set',
      'hall/stop',
      'hall/estop',
      'all/stop',
      'group/down/estop',
    ];
    for (const topic of [...asks, 'bridge/drain'])
      expect(isWithin(`chair2mqtt/${topic}`, rights.hub.writes)).toBe(true);
    for (const leaf of ['state', 'availability', 'owner', 'event', 'result', 'telemetry']) {
      expect(isWithin(`chair2mqtt/hall/${leaf}`, rights.hub.writes)).toBe(false);
      expect(isWithin(`chair2mqtt/hall/${leaf}`, rights.hub.reads)).toBe(true);
    }
    for (const leaf of ['state', 'info', 'fence', 'lane', 'owner']) {
      expect(isWithin(`chair2mqtt/bridge/${leaf}`, rights.hub.writes)).toBe(false);
    }
  });

  it('let a viewer see the same and change nothing', () => {
    expect(rights.viewer.reads).toEqual(rights.hub.reads);
    expect(rights.viewer.writes).toEqual([]);
  });
});
