import { describe, expect, it } from 'vitest';
import { book } from '../home-assistant/discovery-world.js';
import { chair, connected, kept, said, settled } from './homie-world.js';

const left = 'homie/5/chair2mqtt-study';
const isRetained = true;

const describing = (root: string, nodes: Readonly<Record<string, readonly string[]>>) => ({
  root,
  nodes: Object.fromEntries(
    Object.entries(nodes).map(([node, ids]) => [
      node,
      { properties: Object.fromEntries(ids.map((id) => [id, { datatype: 'string' }])) },
    ]),
  ),
});

describe('what an earlier run has left at the broker', () => {
  it('is cleared for a chair that has left the configuration, its state first', () => {
    const world = settled();
    const description = describing('chair2mqtt-bridge', { session: ['state', 'phase'], back: ['level'] });
    world.commands.deliver(`${left}/$description`, description, { isRetained });
    expect([...kept(world)]).toEqual(
      ['$state', '$description', '$alert/fault', 'session/state', 'session/phase', 'back/level'].map((each) => [
        `${left}/${each}`,
        '',
      ]),
    );
  });

  it('is cleared for a property that the chair no longer has, and for no other', () => {
    const world = settled();
    const description = describing('chair2mqtt-bridge', { session: ['state', 'person'], neck: ['level'] });
    world.commands.deliver(`${chair}/$description`, description, { isRetained });
    expect([...kept(world)]).toEqual([
      [`${chair}/session/person`, ''],
      [`${chair}/neck/level`, ''],
    ]);
  });

  it('is cleared for a value that has become unknown while the broker was away', () => {
    const world = settled();
    const status = world.fleet.status('hall');
    const zones = { back: { level: 60, technique: 'knead', rate: 30 } } as const;
    world.face.onStatus('hall', { ...status, occupied: true, zones });
    expect(kept(world).get(`${chair}/back/level`)).toBe('60');
    world.commands.offline();
    world.forget();
    world.commands.online();
    expect(said(world, `${chair}/back/level`)).toEqual(['']);
    expect(said(world, `${chair}/chair/occupied`)).toEqual(['']);
  });

  it.each([
    ['a chair of another bridge', describing('chair2mqtt-other', { session: ['state'] })],
    ['a device without a root', { nodes: {} }],
    ['no JSON', 'nothing'],
    ['too much', JSON.stringify({ ...describing('chair2mqtt-bridge', {}), name: 'x'.repeat(70_000) })],
    ['nodes that are no topics', describing('chair2mqtt-bridge', { '$a/#': ['state'] })],
    ['properties that are no topics', describing('chair2mqtt-bridge', { session: ['$+', '$\u0000'] })],
  ])('is left alone where the description is of %s', (_what, description) => {
    const world = settled();
    world.commands.deliver(`${left}/$description`, description, { isRetained });
    expect(kept(world).size).toBe(0);
  });

  it('is left alone where the device is none of ours by its id', () => {
    const world = settled();
    world.commands.deliver('homie/5/lamp/$description', describing('chair2mqtt-bridge', {}), { isRetained });
    expect(kept(world).size).toBe(0);
  });

  it('is bounded, whoever wrote it', () => {
    const world = settled();
    const ids = Array.from({ length: 2000 }, (_, index) => `p${index}`);
    world.commands.deliver(`${left}/$description`, describing('chair2mqtt-bridge', { a: ids }), { isRetained });
    expect(kept(world).size).toBeLessThan(250);
  });
});

describe('the version of a description', () => {
  it('stays when nothing has changed: at another connect, and after a restart', () => {
    const world = connected();
    const first = said(world, `${chair}/$description`);
    world.clock.advance(60_000);
    world.commands.offline();
    world.forget();
    world.commands.online();
    expect(said(world, `${chair}/$description`)).toEqual(first);
    const { store } = world;
    expect(said(connected({ store }), `${chair}/$description`)).toEqual(first);
  });

  it('grows when something has changed, also after a restart with a clock that is wrong', () => {
    const versionIn = (world: ReturnType<typeof connected>): number =>
      JSON.parse(said(world, `${chair}/$description`).at(-1) ?? '').version;
    const world = connected();
    const first = versionIn(world);
    world.clock.jumpWall(-50 * 365 * 86_400_000);
    world.fleet.chair('hall').book = { ...book, hasSeatSensor: false };
    world.face.onCard('hall');
    const second = versionIn(world);
    expect(second).toBeGreaterThan(first);
    const { store } = world;
    expect(versionIn(connected({ store, book: { ...book, hasSeatSensor: false } }))).toBe(second);
    expect(versionIn(connected({ store, book: { ...book, zones: ['back'] } }))).toBeGreaterThan(second);
  });

  it('is given anew where the record of it cannot be read', () => {
    const world = connected();
    void world.store.save('hall.homie', { digest: 7 });
    const { store } = world;
    expect(JSON.parse(said(connected({ store }), `${chair}/$description`)[0] ?? '').version).toEqual(
      expect.any(Number),
    );
  });

  it('changes only between init and what follows, so init waits its turn and is never replaced', () => {
    const world = connected();
    const states = world.commands.published.filter(({ topic }) => topic === `${chair}/$state`);
    expect(states.map(({ payload, offline }) => [payload, offline])).toEqual([
      ['init', 'queue'],
      ['ready', 'newest'],
    ]);
  });
});
