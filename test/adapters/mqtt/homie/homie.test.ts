import { describe, expect, it } from 'vitest';
import { homeAssistant } from '../../../../src/adapters/mqtt/home-assistant/home-assistant.js';
import { homieConvention } from '../../../../src/adapters/mqtt/homie/homie.js';
import type { CreateHubConvention } from '../../../../src/adapters/mqtt/hub-convention.js';
import { World } from '../fake-brokers.js';
import { FakeFleet, fault, foreignClaim } from '../fake-fleet.js';
import { announced, book, connect } from '../home-assistant/discovery-world.js';
import { chair, connected, descriptionOf, homieWorld, kept, root, said, settled, telemetry } from './homie-world.js';

describe('Homie', () => {
  it('shows the bridge as the root of its chairs, ready once both connections are up', () => {
    const made = homieWorld();
    made.commands.online();
    expect(said(made, `${root}/$state`)).toEqual(['init']);
    made.stops.online();
    expect(said(made, `${root}/$state`)).toEqual(['init', 'ready']);
    expect(descriptionOf(made, root)).toMatchObject({
      homie: '5.0',
      children: ['chair2mqtt-hall'],
      version: expect.any(Number),
    });
    expect(made.stops.needs.will).toEqual({ topic: `${root}/$state`, payload: 'lost' });
    expect(made.commands.needs.will).toEqual({ topic: 'chair2mqtt/bridge/state', payload: 'offline' });
  });

  it('says init, then the description, then every value, then ready', () => {
    const made = connected();
    const topics = made.commands.published.map(({ topic }) => topic).filter((topic) => topic.startsWith(chair));
    expect(topics.slice(0, 2)).toEqual([`${chair}/$state`, `${chair}/$description`]);
    expect(topics.at(-1)).toBe(`${chair}/$state`);
    expect(said(made, `${chair}/$state`)).toEqual(['init', 'ready']);
    expect(Object.fromEntries(kept(made))).toMatchObject({
      [`${chair}/session/state`]: 'idle',
      [`${chair}/session/program`]: 'relaxation',
      [`${chair}/session/intensity`]: '60',
      [`${chair}/session/duration`]: '15',
      [`${chair}/session/massage`]: 'false',
      [`${chair}/session/phase`]: '\u0000',
      [`${chair}/session/remaining`]: '0',
      [`${chair}/chair/problem`]: 'false',
    });
  });

  it('publishes a value of every property that keeps one and is known, and of no other', () => {
    const made = connected({ people: ['guest'] });
    const { nodes } = descriptionOf(made, chair);
    const described = Object.entries<{ properties: Record<string, { retained?: boolean }> }>(nodes).flatMap(
      ([node, { properties }]) =>
        Object.entries(properties)
          .filter(([, { retained }]) => retained !== false)
          .map(([id]) => `${chair}/${node}/${id}`),
    );
    const valued = [...kept(made)].filter(([, payload]) => payload !== '').map(([topic]) => topic);
    const published = valued.filter((topic) => topic.startsWith(`${chair}/`) && !topic.includes('$'));
    const unknown = [
      'chair/occupied',
      ...['back', 'seat', 'legs'].flatMap((zone) => [`${zone}/level`, `${zone}/technique`, `${zone}/temperature`]),
    ];
    expect([...published, ...unknown.map((id) => `${chair}/${id}`)].sort()).toEqual([...described].sort());
  });

  it('publishes only what has changed', () => {
    const made = settled();
    made.face.onStatus('hall', made.fleet.status('hall'));
    expect(made.commands.topics.filter((topic) => topic.startsWith('homie'))).toEqual([]);
    made.fleet.chair('hall').state = 'running';
    made.face.onStatus('hall', made.fleet.status('hall'));
    expect(Object.fromEntries(kept(made))).toEqual({
      [`${chair}/session/state`]: 'running',
      [`${chair}/session/massage`]: 'true',
    });
  });

  it('raises a fault as an alert and takes it back', () => {
    const made = settled();
    made.fleet.chair('hall').fault = fault('stall');
    made.face.onStatus('hall', made.fleet.status('hall'));
    expect(kept(made).get(`${chair}/$alert/fault`)).toBe('stall');
    made.fleet.chair('hall').fault = null;
    made.face.onStatus('hall', made.fleet.status('hall'));
    expect(kept(made).get(`${chair}/$alert/fault`)).toBe('');
  });

  it('says lost for a chair that does not answer, and disconnected when the daemon ends', async () => {
    const made = settled();
    made.face.onAvailability('hall', false);
    expect(said(made, `${chair}/$state`)).toEqual(['lost']);
    made.face.onAvailability('hall', true);
    await made.face.close(1000);
    expect(said(made, `${chair}/$state`)).toEqual(['lost', 'ready', 'disconnected']);
    expect(said(made, `${root}/$state`)).toEqual(['disconnected']);
  });

  it('describes a chair anew when it turns out to have other parts, and clears what is gone', () => {
    const made = settled();
    made.face.onStatus('hall', { ...made.fleet.status('hall'), occupied: true });
    made.fleet.chair('hall').book = { ...book, hasSeatSensor: false };
    made.face.onCard('hall');
    expect(said(made, `${chair}/$state`)).toEqual(['init', 'ready']);
    expect(descriptionOf(made, chair).nodes.chair.properties).not.toHaveProperty('occupied');
    expect(kept(made).get(`${chair}/chair/occupied`)).toBe('');
    made.forget();
    made.face.onCard('hall');
    expect(kept(made).size).toBe(0);
  });

  it('leaves a chair that another daemon owns to that one [S16]', () => {
    const made = settled();
    made.commands.deliver('chair2mqtt/hall/owner', foreignClaim);
    made.forget();
    made.face.onStatus('hall', { ...made.fleet.status('hall'), state: 'fault' });
    made.face.onAvailability('hall', false);
    made.face.onCard('hall');
    made.face.onTelemetry('hall', telemetry(36));
    made.commands.deliver(`${chair}/session/massage/set`, 'true');
    made.commands.deliver(`${chair}/$description`, {
      root: 'chair2mqtt-bridge',
      nodes: { old: { properties: { a: {} } } },
    });
    expect(kept(made).size).toBe(0);
  });
});

describe('Homie beside the discovery of Home Assistant', () => {
  const discovery = homeAssistant({
    mode: 'device',
    prefix: 'homeassistant',
    people: [],
    sessionMinutesMax: () => 30,
  });
  const second = homieConvention({ people: [], sessionMinutesMax: () => 30 });

  function worldOf(hubs: readonly CreateHubConvention[]): World {
    const fleet = new FakeFleet({ hall: [] });
    fleet.chair('hall').book = book;
    const world = new World({ fleet, hubs });
    connect(world);
    return world;
  }

  it('changes nothing of it, in either order', () => {
    const alone = announced(worldOf([discovery]).commands);
    expect(alone.length).toBeGreaterThan(0);
    expect(announced(worldOf([discovery, second]).commands)).toEqual(alone);
    expect(announced(worldOf([second, discovery]).commands)).toEqual(alone);
  });

  it('is shown as it is alone', () => {
    const alone = kept(worldOf([second]));
    expect(alone.size).toBeGreaterThan(0);
    expect(kept(worldOf([discovery, second]))).toEqual(alone);
  });
});

describe('what is set by Homie', () => {
  it.each([
    ['program', 'relaxation', { command: 'select', program: 'relaxation' }],
    ['intensity', '40', { command: 'select', intensity: 40 }],
    ['duration', '12.5', { command: 'select', duration: 750_000 }],
    ['massage', 'true', { command: 'start' }],
    ['massage', 'false', { command: 'stop' }],
    ['pause', 'true', { command: 'pause' }],
    ['remote-start', 'false', { command: 'remote_start', enabled: false }],
    ['start', 'press', { command: 'start' }],
    ['skip', 'press', { command: 'skip' }],
    ['reset', 'press', { command: 'reset' }],
  ])('%s %s becomes a command', (id, payload, command) => {
    const made = settled();
    made.commands.deliver(`${chair}/session/${id}/set`, payload);
    expect(made.fleet.commands).toEqual([command]);
    expect(made.results()).toEqual(['null ok']);
  });

  it('is refused by the same rules, and the true value is said again [S6]', () => {
    const made = settled();
    const set = `${chair}/session/massage/set`;
    made.commands.deliver(set, 'true', { isRetained: true });
    made.commands.deliver(set, 'perhaps');
    made.commands.deliver(set, JSON.stringify({ value: 'true', ts: made.wallS - 60 }));
    expect(made.results()).toEqual(['null retained', 'null invalid_command', 'null stale']);
    expect(made.fleet.commands).toEqual([]);
    expect(said(made, `${chair}/session/massage`)).toEqual(['false', 'false', 'false']);
  });

  it.each([
    ['stop', 'stop'],
    ['emergency-stop', 'estop'],
  ])('%s stops by the connection of the stop lanes, whatever it says [S7]', (id, kind) => {
    const made = settled();
    for (const payload of ['press', '', 'x'.repeat(9000)]) made.stops.deliver(`${chair}/session/${id}/set`, payload);
    made.commands.deliver(`${chair}/session/${id}/set`, 'press');
    expect(made.fleet.calls).toEqual(Array(3).fill(`hall lane ${kind} mqtt`));
  });

  it('does nothing for a property that cannot be set, or that there is not', () => {
    const made = settled();
    for (const id of ['state', 'phase', 'nothing']) made.commands.deliver(`${chair}/session/${id}/set`, 'true');
    made.stops.deliver(`${chair}/session/start/set`, 'press');
    expect(made.fleet.calls).toEqual([]);
  });
});
