import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { storedMemory } from '../../../src/adapters/mqtt/broker-memory.js';
import { MemoryStore } from '../../support/memory-store.js';
import { describeWithMosquitto, freePort, startMosquitto } from '../../support/mosquitto.js';
import { silentLog } from '../../support/silent-log.js';
import { Hub, startFace } from './real-face.js';
import { realClock, until } from './support.js';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const store = () => new MemoryStore();
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A run of the daemon that finds again what an earlier one has put into this store. */
function run(url: string, kept: MemoryStore) {
  const memory = storedMemory({
    store: kept,
    urls: [url],
    clientId: null,
    machine: 'here',
    clock: realClock,
    log: silentLog,
  });
  const world = startFace(url, undefined, memory);
  closers.push(() => world.face.close(500));
  return world;
}

async function hubOf(url: string): Promise<Hub> {
  const hub = await Hub.join(url);
  closers.push(() => hub.broker.close(500));
  return hub;
}

const keptOf = (hub: Hub): unknown => {
  const health = hub.events.messages.findLast(({ topic }) => topic.endsWith('/health'));
  return health === undefined ? null : JSON.parse(Buffer.from(health.payload).toString()).mqtt.stops_kept;
};

describeWithMosquitto('the stops of a daemon at mosquitto [S7]', () => {
  it('that came while it was down are obeyed late when it is back, in order, and said to be late', async () => {
    const broker = await startMosquitto();
    closers.push(() => broker.stop());
    const hub = await hubOf(broker.url);
    const kept = store();
    const first = run(broker.url, kept);
    await until(() => first.log.of('broker_connected').length === 2);
    await first.face.close(500);
    for (let nth = 0; nth < 30; nth += 1) hub.publish('hall/stop', `${nth}`);
    hub.publish('all/estop', 'x');
    await hub.hears('all/estop', (payloads) => payloads.length === 1);
    const second = run(broker.url, kept);
    await until(() => second.fleet.calls.length === 31);
    expect(new Set(second.fleet.calls.slice(0, 30))).toEqual(new Set(['hall lane stop mqtt late']));
    expect(second.fleet.calls.at(-1)).toBe('hall lane estop mqtt late');
    expect(second.log.of('late_stop').length).toBeGreaterThan(0);
    await pause(500);
    hub.publish('hall/stop', 'now');
    await until(() => second.fleet.calls.length === 32);
    expect(second.fleet.calls.at(-1)).toBe('hall lane stop mqtt');
    await until(() => keptOf(hub) === true);
  });

  it('outlive a restart of the broker where it writes them down', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mosquitto-kept-'));
    closers.push(() => rmSync(folder, { recursive: true, force: true }));
    const config = ['persistence true', `persistence_location ${folder}/`];
    const port = await freePort();
    const before = await startMosquitto({ port, config });
    const kept = store();
    const first = run(before.url, kept);
    await until(() => first.log.of('broker_connected').length === 2);
    await first.face.close(500);
    const hub = await hubOf(before.url);
    hub.publish('hall/stop', 'x');
    await hub.hears('hall/stop', (payloads) => payloads.length === 1);
    await before.end();
    const after = await startMosquitto({ port, config });
    closers.push(() => after.stop());
    const second = run(after.url, kept);
    await until(() => second.fleet.calls.includes('hall lane stop mqtt late'));
  });

  it('are said to be lost where the broker forgets them', async () => {
    const port = await freePort();
    const before = await startMosquitto({ port });
    const { log } = run(before.url, store());
    await until(() => log.of('broker_connected').length === 2);
    await before.stop();
    const after = await startMosquitto({ port });
    closers.push(() => after.stop());
    const hub = await hubOf(after.url);
    await until(() => log.of('broker_connected').length === 4);
    await until(() => keptOf(hub) === false);
  });

  it('come through when the broker has stood still', async () => {
    const broker = await startMosquitto();
    closers.push(() => broker.stop());
    const { fleet, log } = run(broker.url, store());
    await until(() => log.of('broker_connected').length === 2);
    const hub = await hubOf(broker.url);
    broker.signal('SIGSTOP');
    hub.publish('hall/stop', 'x');
    await pause(1500);
    expect(fleet.calls).toEqual([]);
    broker.signal('SIGCONT');
    await until(() => fleet.calls.some((call) => call.startsWith('hall lane stop mqtt')));
  });
});
