import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { listenFleet, type Fleet as SimulatedFleet } from '../../hardware-sim/index.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function simulate(count: number): Promise<SimulatedFleet> {
  const fleet = await listenFleet({ count, tcp: { host: '127.0.0.1', port: 0 } });
  if (fleet.kind === 'problem') throw new Error(fleet.message);
  return fleet;
}

const isMoving = ({ zones }: SimulatedFleet['chairs'][number]): boolean =>
  Object.values(zones).some(({ duty, pump }) => duty > 0 || pump);

/** A daemon refuses starts for two seconds after it has come up. */
const joinedMs = 2500;

describeWithMosquitto('one daemon with 50 chairs', () => {
  const ids = Array.from({ length: 50 }, (_, index) => `chair-${String(index + 1).padStart(2, '0')}`);
  const row = ids.slice(0, 6);
  const folder = temporaryFolder();
  let port = 0;
  let broker: Mosquitto;
  let fleet: SimulatedFleet;
  let daemon: Program;
  let hub: FleetHub;

  beforeAll(async () => {
    port = await freePort();
    broker = await startMosquitto({ port });
    fleet = await simulate(ids.length);
    const chairs = Object.fromEntries(ids.map((id) => [id, row.includes(id) ? ['hall', 'row'] : ['hall']]));
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), fleetConfig({ url: broker.url, chairs, fleet }));
    hub = await FleetHub.connect(broker.url);
    daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
    await hub.untilAll(ids, 'idle', 30_000);
    await pause(joinedMs);
  }, 60_000);

  afterAll(async () => {
    await hub.close();
    await daemon.kill();
    await fleet.close();
    await broker.stop();
    folder.remove();
  });

  afterEach(async () => {
    await hub.publish('all/stop', '');
    await hub.untilAll(ids, 'idle', 30_000);
    await pause(1200);
    hub.forget();
  });

  it('makes every one available', () => {
    expect(ids.map((id) => hub.last.get(`${id}/availability`))).toEqual(ids.map(() => 'online'));
    expect(JSON.parse(hub.last.get('bridge/info') ?? '{}').chairs).toHaveLength(50);
  });

  it('starts a group one after the other, 500 ms apart, each with its own result', { timeout: 40_000 }, async () => {
    await hub.publish('group/row/set', { command: 'start', program: 'quick-break', id: 'row-1' });
    await hub.untilAll(row, 'running');
    const times = row.map((id) => hub.seenAtMs(id, 'starting') ?? 0);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThan(250);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2400);
    expect(hub.results.map(({ chair, id, ok }) => [chair, id, ok])).toEqual(row.map((chair) => [chair, 'row-1', true]));
    expect(ids.filter((id) => hub.state(id) !== 'idle')).toEqual(row);
  });

  it('drops the starts that still wait when the group is stopped, and stops those that run [S6]', {
    timeout: 40_000,
  }, async () => {
    await hub.publish('group/hall/set', { command: 'start', program: 'quick-break', id: 'hall-1' });
    await hub.until(() => ids.slice(0, 5).every((id) => hub.seenAtMs(id, 'starting') !== undefined), 'five starts');
    await hub.publish('group/hall/stop', '');
    await hub.untilAll(ids, 'idle');
    await pause(1500);
    const codes = hub.results.filter(({ id }) => id === 'hall-1').map(({ code }) => code);
    expect(codes).toHaveLength(50);
    expect(codes.filter((code) => code === 'stale').length).toBeGreaterThan(40);
    expect(fleet.chairs.filter(isMoving)).toEqual([]);
    expect(ids.map((id) => hub.state(id))).toEqual(ids.map(() => 'idle'));
  });

  it('starts all 50, goes on with each when the broker comes back, and stops all at once [S7] [S8]', {
    timeout: 60_000,
  }, async () => {
    await hub.publish('group/hall/set', { command: 'start', program: 'quick-break', id: 'hall-2' });
    await hub.untilAll(ids, 'running', 40_000);
    await hub.until(() => fleet.chairs.every(isMoving), 'every chair moves');
    const sessions = ids.map((id) => hub.statuses.get(id)?.session?.id);
    await broker.stop();
    broker = await startMosquitto({ port });
    hub.statuses.clear();
    await hub.untilAll(ids, 'running');
    await pause(2500);
    expect(ids.map((id) => hub.statuses.get(id)?.session?.id)).toEqual(sessions);
    expect(fleet.chairs.every(({ isArmed }) => isArmed)).toBe(true);
    await hub.publish('all/stop', '');
    await hub.untilAll(ids, 'idle');
    expect(fleet.chairs.filter(isMoving)).toEqual([]);
    expect(new Set(ids.map((id) => hub.statuses.get(id)?.last_session?.ended_by))).toEqual(new Set(['stopped']));
  });
});

describeWithMosquitto('three daemons on one broker', () => {
  const bridges = ['north', 'south', 'east'];
  const ids = ['n-1', 'n-2', 's-1', 's-2', 'e-1', 'e-2'];
  const folder = temporaryFolder();
  let port = 0;
  let broker: Mosquitto;
  let fleet: SimulatedFleet;
  let hub: FleetHub;
  const daemons = new Map<string, Program>();

  const start = (bridge: string): void => {
    daemons.set(bridge, new Program(['start', '--config', `${bridge}.yaml`], { cwd: folder.path }));
  };
  const startAll = async (id: string): Promise<void> => {
    await hub.publish('group/downstairs/set', { command: 'start', program: 'quick-break', id });
    await hub.untilAll(ids, 'running');
  };

  beforeAll(async () => {
    port = await freePort();
    broker = await startMosquitto({ port });
    fleet = await simulate(ids.length);
    hub = await FleetHub.connect(broker.url);
    for (const [index, bridgeId] of bridges.entries()) {
      const own = ids.slice(2 * index, 2 * index + 2);
      const chairs = Object.fromEntries(own.map((id) => [id, ['downstairs']]));
      const text = fleetConfig({ url: broker.url, bridgeId, chairs, fleet, from: 2 * index });
      writeFileSync(join(folder.path, `${bridgeId}.yaml`), text);
      start(bridgeId);
    }
    await hub.untilAll(ids, 'idle', 20_000);
    await pause(joinedMs);
  }, 60_000);

  afterAll(async () => {
    await hub.close();
    await Promise.all([...daemons.values()].map((daemon) => daemon.kill()));
    await fleet.close();
    await broker.stop();
    folder.remove();
  });

  it('share a group, and all/stop stops the chairs of all of them', { timeout: 40_000 }, async () => {
    await startAll('shared-1');
    expect(
      hub.results
        .filter(({ id }) => id === 'shared-1')
        .map(({ chair }) => chair)
        .sort(),
    ).toEqual([...ids].sort());
    await hub.publish('all/stop', '');
    await hub.untilAll(ids, 'idle');
    expect(fleet.chairs.filter(isMoving)).toEqual([]);
  });

  it('lose one without the others, whose chairs fall still by their lease, and resume nothing [S1] [S5]', {
    timeout: 40_000,
  }, async () => {
    await pause(1200);
    await startAll('shared-2');
    await daemons.get('north')?.kill();
    await pause(2000);
    expect(fleet.chairs.slice(0, 2).filter(isMoving)).toEqual([]);
    await hub.until(() => hub.last.get('north/state') === 'offline', 'the last will');
    expect(ids.slice(2).map((id) => hub.state(id))).toEqual(ids.slice(2).map(() => 'running'));
    start('north');
    await hub.until(() => hub.last.get('north/state') === 'online', 'north is back');
    await hub.untilAll(ids.slice(0, 2), 'idle');
    await pause(joinedMs);
    expect(fleet.chairs.slice(0, 2).filter(isMoving)).toEqual([]);
  });

  it('go on without the broker and are all there when it is back [S8]', { timeout: 40_000 }, async () => {
    const running = ids.slice(2);
    const sessions = running.map((id) => hub.statuses.get(id)?.session?.id);
    await broker.stop();
    await pause(1000);
    expect(fleet.chairs.slice(2).every(isMoving)).toBe(true);
    hub.statuses.clear();
    broker = await startMosquitto({ port });
    await hub.untilAll(running, 'running', 20_000);
    expect(running.map((id) => hub.statuses.get(id)?.session?.id)).toEqual(sessions);
    expect(bridges.map((bridge) => hub.last.get(`${bridge}/state`))).toEqual(['online', 'online', 'online']);
  });
});
