import { afterEach, beforeEach, expect, it } from 'vitest';
import { brokerConnector } from '../../../../src/adapters/mqtt/broker-connector.js';
import { passingMemory } from '../../../../src/adapters/mqtt/broker-memory.js';
import type { DiscoverySettings } from '../../../../src/adapters/mqtt/home-assistant/discovery-truth.js';
import { homeAssistant } from '../../../../src/adapters/mqtt/home-assistant/home-assistant.js';
import { createMqttFace, type MqttFace } from '../../../../src/adapters/mqtt/mqtt-face.js';
import { topicsOf } from '../../../../src/adapters/mqtt/topics.js';
import type { ServiceBook } from '../../../../src/core/service-book.js';
import { hastyClock } from '../../../support/hasty-clock.js';
import { MemoryStore } from '../../../support/memory-store.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../../../support/mosquitto.js';
import { sampleFace } from '../../../support/mqtt-face.js';
import { RegisteringHub } from '../../../support/registering-hub.js';
import { FakeFleet, intakeOver } from '../fake-fleet.js';
import { RecordingLog, until } from '../support.js';
import { book } from './discovery-world.js';

/** A daemon, as far as its broker sees it. */
interface Daemon {
  readonly face: MqttFace;
  readonly fleet: FakeFleet;
  /** The chair answers, with this serial number. */
  meet(chairId: string, serial: string): void;
}

interface DaemonOptions {
  readonly bridgeId?: string;
  readonly mode?: DiscoverySettings['mode'];
  /** What is known of each chair from before. */
  readonly books: Readonly<Record<string, ServiceBook | null>>;
  /** The data folder. */
  readonly store?: MemoryStore;
}

const chairOf = (serial: string): ServiceBook => ({ ...book, serial });
/** Fast enough for a test, slow enough for a broker on a busy machine. */
const clock = hastyClock(6);
let runs = 0;

const closers: (() => Promise<unknown>)[] = [];
let broker: Mosquitto;
let hub: RegisteringHub;

beforeEach(async () => {
  broker = await startMosquitto();
  closers.push(() => broker.stop());
  hub = await RegisteringHub.connect(broker.url);
  closers.push(() => hub.close());
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function startDaemon({
  bridgeId = 'bridge',
  mode = 'device',
  books,
  store = new MemoryStore(),
}: DaemonOptions): Daemon {
  runs += 1;
  const fleet = new FakeFleet(Object.fromEntries(Object.keys(books).map((chairId) => [chairId, []])));
  for (const [chairId, each] of Object.entries(books)) Object.assign(fleet.chair(chairId), { book: each });
  const log = new RecordingLog();
  const intake = intakeOver(fleet, { clock, store, log });
  const settings = { mode, prefix: 'homeassistant', people: ['guest'], sessionMinutesMax: () => 30 };
  const memory = passingMemory(`discovery${runs}`);
  const connect = brokerConnector({
    urls: [broker.url],
    credentials: () => ({}),
    memory,
    chairs: fleet.chairIds.length,
    clock,
    log,
  });
  const own = { fleet, intake, store, clock, log, connect, hubs: [homeAssistant(settings)], epoch: `run${runs}` };
  const face = createMqttFace(sampleFace({ ...own, topics: topicsOf('chair2mqtt', bridgeId), bridgeId }));
  face.start();
  closers.push(() => face.close(500));
  const meet = (chairId: string, serial: string): void => {
    Object.assign(fleet.chair(chairId), { book: chairOf(serial), isMet: true });
    face.onCard(chairId);
  };
  return { face, fleet, meet };
}

const speaksOf = (serial: string, what: string): boolean =>
  [...hub.configs].some(([topic, config]) => topic.includes(`_${serial}/`) && JSON.stringify(config).includes(what));
/** Holds when so much time of the daemons has passed. */
function passed(ms: number): () => boolean {
  const sinceMs = clock.nowMs();
  return () => clock.nowMs() - sinceMs >= ms;
}
const isForm = (mode: string, topic: string): boolean =>
  topic.startsWith('homeassistant/device/') === (mode === 'device');

describeWithMosquitto('discovery on mosquitto', () => {
  it('is handed over from one form to the other with every entity, again and again', { timeout: 60_000 }, async () => {
    const books = { hall: book };
    const store = new MemoryStore();
    const first = startDaemon({ books, store });
    await until(() => hub.configs.size === 2, 'the bridge and the chair');
    const entities = hub.loaded.size;
    await first.face.close(500);
    for (const mode of ['components', 'device', 'components', 'device', 'components', 'device'] as const) {
      hub.cleared.length = 0;
      const { face } = startDaemon({ mode, books, store });
      const isDone = () =>
        hub.loaded.size === entities && [...hub.configs.keys()].every((topic) => isForm(mode, topic));
      await until(() => isDone() && hub.topics.every((topic) => hub.configs.has(topic)), `all is in form ${mode}`);
      await face.close(500);
      expect(hub.loaded.size).toBe(entities);
      expect(new Set(hub.cleared).size).toBe(hub.cleared.length);
    }
    expect(entities).toBeGreaterThan(40);
    expect(hub.warnings).toEqual([]);
    expect(hub.forgotten).toEqual([]);
  });

  it('goes over to another id of the same chair, also where that answers late', { timeout: 60_000 }, async () => {
    const store = new MemoryStore();
    const before = startDaemon({ books: { hall: chairOf('S1') }, store });
    await until(() => speaksOf('S1', 'chair2mqtt/hall/state'));
    await before.face.close(500);
    const after = startDaemon({ books: { lounge: null }, store });
    await until(passed(16_000), 'it was listened for long enough');
    after.meet('lounge', 'S1');
    await until(() => speaksOf('S1', 'chair2mqtt/lounge/state'));
    await until(passed(3000), 'what was left is cleared');
    expect(hub.forgotten).toEqual([]);
    expect(hub.cleared).toEqual([]);
  });

  it('stays with two chairs that swap their ids', { timeout: 60_000 }, async () => {
    const daemon = startDaemon({ books: { hall: chairOf('S1'), den: chairOf('S2') } });
    await until(() => speaksOf('S1', 'hall/state') && speaksOf('S2', 'den/state'));
    daemon.meet('hall', 'S2');
    await until(() => speaksOf('S2', 'hall/state'));
    daemon.meet('den', 'S1');
    await until(() => speaksOf('S1', 'den/state'));
    expect(hub.forgotten).toEqual([]);
    expect(hub.cleared).toEqual([]);
  });

  it('goes over to another daemon to which the chair has moved, whatever its form', { timeout: 60_000 }, async () => {
    const first = startDaemon({ books: { hall: chairOf('S1') } });
    await until(() => speaksOf('S1', 'hall/state'));
    const entities = hub.loaded.size;
    first.fleet.chair('hall').isAvailable = false;
    const second = startDaemon({ bridgeId: 'other', mode: 'components', books: { den: null } });
    await until(() => hub.configs.size > 2, 'the other bridge is there');
    second.meet('den', 'S1');
    const isMoved = () =>
      hub.topics.filter((topic) => topic.includes('_S1/')).every((topic) => isForm('components', topic));
    await until(() => speaksOf('S1', 'den/state') && isMoved());
    await until(passed(5000), 'nobody says it again');
    expect(isMoved()).toBe(true);
    expect(hub.loaded.size).toBeGreaterThan(entities);
    expect(hub.forgotten).toEqual([]);
    expect(hub.warnings).toEqual([]);
  });

  it.each([
    ['device', 'components', 650],
    ['device', 'components', 1100],
    ['components', 'device', 500],
    ['components', 'device', 1300],
  ] as const)(
    'goes over from %s to %s of another daemon, also where the broker stands still for %i ms',
    { timeout: 60_000 },
    async (from, to, stillMs) => {
      const first = startDaemon({ mode: from, books: { hall: chairOf('S1') } });
      await until(() => speaksOf('S1', 'hall/state'));
      first.fleet.chair('hall').isAvailable = false;
      const second = startDaemon({ bridgeId: 'other', mode: to, books: { den: null } });
      await until(() => [...hub.configs.keys()].some((topic) => topic.includes('bridge_other')), 'the other is there');
      second.meet('den', 'S1');
      broker.signal('SIGSTOP');
      await until(passed(stillMs * 6), 'it stands still');
      broker.signal('SIGCONT');
      const isMoved = () => hub.topics.filter((topic) => topic.includes('_S1/')).every((topic) => isForm(to, topic));
      await until(() => speaksOf('S1', 'den/state') && isMoved(), 'it has moved');
      await until(passed(5000), 'nobody says it again');
      expect(isMoved()).toBe(true);
      expect(hub.forgotten).toEqual([]);
      expect(hub.warnings).toEqual([]);
    },
  );

  it('keeps the chairs of a daemon whose bridge id was changed, also with the form', { timeout: 60_000 }, async () => {
    const store = new MemoryStore();
    const books = { hall: chairOf('S1') };
    const before = startDaemon({ books, store });
    await until(() => speaksOf('S1', 'hall/state'));
    await before.face.close(500);
    startDaemon({ bridgeId: 'cellar', mode: 'components', books, store });
    await until(() => hub.cleared.some((topic) => topic.includes('bridge_bridge')), 'the old bridge is gone');
    expect(hub.forgotten.filter((id) => id.includes('_S1_'))).toEqual([]);
    expect(hub.warnings).toEqual([]);
    expect([...hub.loaded.values()].every((topic) => isForm('components', topic))).toBe(true);
    expect(hub.cleared.toSorted()).toEqual([...new Set(hub.cleared)].toSorted());
  });

  it.each(['device', 'components'] as const)(
    'clears every topic once when it is switched off, and of a chair that has left: as %s',
    { timeout: 60_000 },
    async (mode) => {
      const store = new MemoryStore();
      const both = startDaemon({ mode, books: { hall: chairOf('S1'), den: chairOf('S2') }, store });
      await until(() => speaksOf('S1', 'hall/state') && speaksOf('S2', 'den/state'));
      await both.face.close(500);
      const ofDen = [...hub.configs.keys()].filter((topic) => topic.includes('_S2/'));
      const one = startDaemon({ mode, books: { hall: chairOf('S1') }, store });
      await until(() => hub.cleared.length >= ofDen.length, 'the chair has left');
      expect(hub.cleared.toSorted()).toEqual(ofDen.toSorted());
      await one.face.close(500);
      hub.cleared.length = 0;
      const left = [...hub.configs.keys()];
      const none = startDaemon({ mode: 'off', books: { hall: chairOf('S1') }, store });
      await until(() => hub.configs.size === 0, 'all is taken back');
      await none.face.close(500);
      expect(hub.cleared.toSorted()).toEqual(left.toSorted());
    },
  );
});
