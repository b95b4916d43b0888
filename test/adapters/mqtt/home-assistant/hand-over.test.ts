import { describe, expect, it } from 'vitest';
import { announced, book, connect, type DiscoveryOptions, discoveryWorld, keep } from './discovery-world.js';

const migration = '{"migrate_discovery":true}';

/** What a daemon with other settings has left at the broker. */
function leftBy(options: DiscoveryOptions): ReadonlyMap<string, string> {
  const world = discoveryWorld(options);
  connect(world);
  return new Map(announced(world.commands));
}

describe('the way from one form of discovery to the other', () => {
  const forms = [
    ['components', 'device'],
    ['device', 'components'],
  ] as const;

  const kindOf = (payload: string): string => {
    if (payload === '') return 'clear';
    if (payload === migration) return 'give up';
    return payload.includes('"device_automation"') ? 'hold' : 'announce';
  };

  it.each(forms)('from %s to %s gives up and clears the old form, and then announces the new one', (from, to) => {
    const old = leftBy({ mode: from });
    const world = discoveryWorld({ mode: to });
    connect(world, old);
    world.clock.advance(3100);
    const fresh = [...leftBy({ mode: to }).keys()];
    const said = announced(world.commands);
    for (const subject of ['chair2mqtt_bridge_bridge', 'chair2mqtt_SIM-0001']) {
      const told = said
        .filter(([topic]) => topic.includes(`/${subject}/`))
        .map(([topic, payload]) => (kindOf(payload) === 'announce' ? topic : kindOf(payload)));
      const oldTopics = [...old.keys()].filter((topic) => topic.includes(`/${subject}/`));
      const freshTopics = fresh.filter((topic) => topic.includes(`/${subject}/`));
      expect(told).toEqual([
        ...oldTopics.map(() => 'give up'),
        ...(from === 'device' ? ['hold'] : []),
        ...oldTopics.map(() => 'clear'),
        ...freshTopics,
        ...freshTopics,
      ]);
    }
  });

  it.each([
    ['components', 'device', ['give up false,clear true', 'announce true', 'announce true', '']],
    ['device', 'components', ['give up false,hold false', 'clear true,announce true', 'announce true', '']],
  ] as const)('from %s to %s gives the hub a second after each step, and keeps no trace of it', (from, to, steps) => {
    const world = discoveryWorld({ mode: to });
    connect(world, leftBy({ mode: from }));
    const kinds: string[] = [];
    for (let seconds = 0; seconds < 4; seconds += 1) {
      const said = world.commands.published.filter(({ topic }) => topic.startsWith('homeassistant/'));
      kinds.push([...new Set(said.map(({ payload, isRetained }) => `${kindOf(payload)} ${isRetained}`))].join());
      world.commands.forget();
      world.clock.advance(1050);
    }
    expect(kinds).toEqual(steps);
  });

  it('is made once, whatever comes back of it', () => {
    const world = discoveryWorld({ mode: 'components' });
    connect(world, leftBy({ mode: 'device' }));
    for (const { topic, payload } of [...world.commands.published]) world.commands.deliver(topic, payload);
    world.clock.advance(6000);
    const kinds = announced(world.commands).map(([, payload]) => kindOf(payload));
    expect(kinds.filter((kind) => kind === 'give up')).toHaveLength(2);
    expect(kinds.filter((kind) => kind === 'clear')).toHaveLength(2);
  });

  it.each(forms)('from %s to %s begins anew where another daemon announces the old form meanwhile', (from, to) => {
    const old = leftBy({ mode: from });
    const world = discoveryWorld({ mode: to });
    connect(world, old);
    world.clock.advance(600);
    for (const { topic, payload } of [...world.commands.published]) world.commands.deliver(topic, payload);
    world.commands.forget();
    for (const [topic, payload] of old) world.commands.deliver(topic, payload);
    world.clock.advance(4000);
    const told = announced(world.commands);
    for (const topic of old.keys()) {
      const kinds = told.filter(([at]) => at === topic).map(([, payload]) => kindOf(payload));
      expect(kinds).toEqual(from === 'device' ? ['give up', 'hold', 'clear'] : ['give up', 'clear']);
    }
  });

  it.each(forms)('from %s to %s announces nothing of a chair that is met before the old form is gone', (from, to) => {
    const isOfChair = ([topic]: readonly [string, string]) => topic.includes('_SIM-0001/');
    const world = discoveryWorld({ mode: to, books: { hall: null } });
    world.stops.online();
    for (const [topic, payload] of [...leftBy({ mode: from })].filter(isOfChair)) keep(world, topic, payload);
    world.commands.online();
    world.fleet.chair('hall').book = book;
    world.face.onCard('hall');
    world.clock.advance(6000);
    const kinds = announced(world.commands)
      .filter(isOfChair)
      .map(([, payload]) => kindOf(payload));
    expect(kinds.indexOf('announce')).toBeGreaterThan(kinds.lastIndexOf('clear'));
    expect(kinds).toContain('clear');
  });

  it.each(['components', 'device'] as const)('is not undone by a daemon with %s that came back just now', (mode) => {
    const world = discoveryWorld({ mode });
    connect(world);
    world.fleet.chair('hall').isAvailable = false;
    world.stops.offline();
    world.commands.offline();
    world.stops.online();
    world.commands.online();
    const old = leftBy({ mode });
    for (const topic of old.keys()) world.commands.deliver(topic, migration);
    for (const topic of old.keys()) world.commands.deliver(topic, '');
    world.commands.forget();
    world.clock.advance(5000);
    expect(announced(world.commands).filter(([topic]) => topic.includes('_SIM-0001/'))).toEqual([]);
  });

  it.each(forms)('from %s to %s keeps every unique id', (from, to) => {
    const ids = (left: ReadonlyMap<string, string>): readonly string[] =>
      [...left.values()]
        .flatMap((payload) => {
          const config = JSON.parse(payload);
          return config.components === undefined ? [config] : Object.values(config.components);
        })
        .map(({ unique_id }) => unique_id)
        .sort();
    expect(ids(leftBy({ mode: from }))).toEqual(ids(leftBy({ mode: to })));
  });
});
