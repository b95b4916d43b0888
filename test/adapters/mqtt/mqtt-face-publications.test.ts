import { describe, expect, it } from 'vitest';
import { healthSchema } from '../../../src/core/metrics/health.js';
import type { StatusEvent } from '../../../src/core/status.js';
import { startedAt } from '../../support/mqtt-face.js';
import { World } from './fake-brokers.js';

const event = (event_type: StatusEvent['event_type']): StatusEvent => ({
  event_type,
  session_id: null,
  program: null,
  phase: null,
  ended_by: null,
  fault: null,
  reason: null,
  late: null,
  source: null,
  schedule: null,
  code: null,
  ts: startedAt,
});

describe('a face that connects', () => {
  const world = new World({ groups: { hall: ['down'], attic: [] } });
  const { commands, stops } = world;
  world.stops.online();
  world.commands.online();

  it('has a will on the first connection only', () => {
    expect(commands.needs.will).toEqual({ topic: 'chair2mqtt/bridge/state', payload: 'offline' });
    expect(stops.needs.will).toBeUndefined();
  });

  it('listens to commands without what is retained, and to stops with it [S6] [S7]', () => {
    const topicsOf = ({ needs }: typeof commands) => needs.subscriptions.map(({ topic }) => topic.slice(11)).toSorted();
    expect(topicsOf(commands)).toEqual([
      '+/+/set',
      '+/availability',
      '+/owner',
      '+/set',
      '+/state',
      'bridge/drain',
      'bridge/fence',
      'bridge/info',
      'bridge/lane',
    ]);
    expect(topicsOf(stops)).toEqual(['+/estop', '+/stop', 'bridge/lane', 'group/+/estop', 'group/+/stop']);
    expect(commands.needs.subscriptions.every(({ retainHandling }) => retainHandling === 2)).toBe(true);
    const ofStops = stops.needs.subscriptions.filter(({ topic }) => topic.endsWith('stop'));
    expect(ofStops.every(({ retainHandling, qos }) => retainHandling === 0 && qos === 1)).toBe(true);
  });

  it('publishes everything that is retained, and its claim last', () => {
    const chair = (id: string) => ['availability', 'programs', 'state', 'owner'].map((leaf) => `${id}/${leaf}`);
    expect(commands.topics).toEqual([
      'bridge/state',
      'bridge/info',
      'bridge/owner',
      ...chair('hall'),
      ...chair('attic'),
      'bridge/health',
    ]);
    const retained = commands.published.filter(({ isRetained }) => isRetained);
    expect(retained.map(({ topic }) => topic.split('/').at(-1)).toSorted()).toEqual([
      'availability',
      'availability',
      'info',
      'programs',
      'programs',
      'state',
      'state',
      'state',
    ]);
    expect(retained.every(({ qos, offline }) => qos === 1 && offline === 'newest')).toBe(true);
  });

  it('introduces itself', () => {
    expect(commands.of('bridge/state')).toEqual(['online']);
    expect(JSON.parse(commands.of('bridge/info')[0] ?? '')).toEqual({
      version: '1.2.3',
      started_at: startedAt,
      epoch: 'mine',
      broker: 'mqtt://broker.lan:1883',
      protocol_version: 5,
      http: null,
      unsaved: [],
      until: null,
      chairs: [world.fleet.card('hall'), world.fleet.card('attic')],
    });
    expect(commands.of('hall/availability')).toEqual(['online']);
    expect(JSON.parse(commands.of('hall/programs')[0] ?? '')).toEqual(world.fleet.programs());
    expect(JSON.parse(commands.of('hall/state')[0] ?? '')).toEqual({
      ...world.fleet.status('hall'),
      takes_starts: false,
    });
    expect(JSON.parse(commands.of('hall/owner')[0] ?? '')).toEqual({
      epoch: 'mine',
      bridge_id: 'bridge',
      held_ms: 60_000,
      in_session: false,
      keeps: null,
    });
  });
});

describe('a face at work', () => {
  it('tells its health every minute', () => {
    const world = World.settled();
    world.clock.advance(60_000);
    const [text] = world.commands.of('bridge/health');
    const health: unknown = JSON.parse(text ?? '');
    expect(healthSchema.parse(health)).toEqual(health);
    expect(health).toMatchObject({
      rss_mb: 64,
      handles: 12,
      event_loop_lag_ms: 3.1,
      mqtt: { commands_online: true, stops_online: true, reconnects: 0 },
      chairs: { hall: { crc_errors: 0, retries: 0, reconnects: 0, rtt_ms: 4, age_ms: 10 } },
    });
    expect(world.commands.published.find(({ topic }) => topic.endsWith('health'))).toMatchObject({
      qos: 0,
      isRetained: false,
    });
  });

  it('passes on what the chairs tell', () => {
    const { face, commands, fleet, clock } = World.settled();
    const link = fleet.link();
    face.onStatus('hall', fleet.status('hall'));
    face.onEvent('hall', event('session_started'));
    face.onTelemetry('hall', { zones: {}, rail_v: 24, lease_ms: 600, link, ts: startedAt });
    face.onAvailability('hall', false);
    face.onPrograms('hall');
    face.onCard('hall');
    clock.advance(100);
    expect(commands.topics).toEqual([
      'hall/state',
      'hall/event',
      'hall/telemetry',
      'hall/availability',
      'hall/programs',
      'bridge/info',
    ]);
    expect(commands.published.map(({ qos, isRetained }) => `${qos} ${isRetained}`)).toEqual([
      '1 true',
      '1 false',
      '0 false',
      '1 true',
      '1 true',
      '1 true',
    ]);
    expect(commands.of('hall/availability')).toEqual(['offline']);
  });

  it('says of hundreds of chairs that change, each by itself, once a second what has changed', () => {
    const world = new World({
      groups: Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`chair-${at}`, []])),
    });
    world.stops.online();
    world.commands.online();
    world.clock.advance(2000);
    world.forget();
    for (const chairId of world.fleet.chairIds) {
      world.fleet.chair(chairId).groups.push('met');
      world.face.onCard(chairId);
      world.clock.advance(10);
    }
    world.clock.advance(1000);
    const said = world.commands.of('bridge/info').map((text): { groups: string[] }[] => JSON.parse(text).chairs);
    expect(said.length).toBeLessThanOrEqual(5);
    expect(said.at(-1)?.every(({ groups }) => groups.includes('met'))).toBe(true);
  });

  it('says when it begins to look at starts, and each time that it does not [S6] [S8]', () => {
    const world = new World();
    const said = () => world.commands.of('hall/state').map((text) => JSON.parse(text).takes_starts);
    world.stops.online();
    world.commands.online();
    world.clock.advance(1900);
    expect(said()).toEqual([false]);
    world.clock.advance(100);
    expect(said()).toEqual([false, true]);
    world.stops.deliver('chair2mqtt/hall/stop', '');
    expect(said()).toEqual([false, true, false]);
    world.clock.advance(1500);
    expect(said()).toEqual([false, true, false]);
    world.returnFence();
    world.clock.advance(100);
    expect(said()).toEqual([false, true, false, true]);
    world.stops.offline();
    world.clock.advance(100);
    expect(said().at(-1)).toBe(false);
  });

  it('lets neither connection wait when the other has found the broker [S7]', () => {
    const world = World.settled();
    const before = [world.stops.retriesNow, world.commands.retriesNow];
    world.commands.offline();
    world.commands.online();
    world.stops.offline();
    world.stops.online();
    expect([world.stops.retriesNow, world.commands.retriesNow]).toEqual(before.map((count) => count + 1));
  });

  it('publishes everything again when the broker is back', () => {
    const { commands } = World.settled();
    commands.offline();
    commands.forget();
    commands.online();
    expect(commands.topics.slice(0, 4)).toEqual(['bridge/state', 'bridge/info', 'bridge/owner', 'hall/availability']);
  });

  it('says that it goes', async () => {
    const { face, commands, stops, clock } = World.settled();
    await face.close(1000);
    expect(commands.topics).toEqual(['hall/availability', 'bridge/state']);
    expect(commands.of('bridge/state')).toEqual(['offline']);
    expect([commands.isClosed, stops.isClosed, clock.waiting]).toEqual([true, true, 0]);
  });
});
