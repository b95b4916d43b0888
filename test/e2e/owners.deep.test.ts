import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { listenFleet, type Fleet as SimulatedFleet } from '../../hardware-sim/index.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describeWithMosquitto('two daemons that are configured for one chair', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let broker: Mosquitto;
  let fleet: SimulatedFleet;
  let hub: FleetHub;
  let daemons: Program[] = [];

  /** Each has a simulated chair of its own behind the same id, so that only the broker can tell. An empty bridge id: none. */
  const start = (bridgeId: string, from: number, chair = 'living-room'): Program => {
    const file = `${bridgeId}-${from}.yaml`;
    const text = fleetConfig({ url: broker.url, bridgeId: bridgeId || 'none', chairs: { [chair]: [] }, fleet, from });
    const named = bridgeId === '' ? text.replace(', bridge_id: none', '') : text;
    writeFileSync(join(folder.path, file), named.replace(/data-\S*/, `data-${from}`));
    const daemon = new Program(['start', '--config', file], { cwd: folder.path });
    daemons.push(daemon);
    return daemon;
  };

  beforeEach(async () => {
    folder = temporaryFolder();
    broker = await startMosquitto();
    const listening = await listenFleet({ count: 2, tcp: { host: '127.0.0.1', port: 0 } });
    if (listening.kind === 'problem') throw new Error(listening.message);
    fleet = listening;
    hub = await FleetHub.connect(broker.url);
  });

  afterEach(async () => {
    await hub.close();
    await Promise.all(daemons.map((daemon) => daemon.kill()));
    daemons = [];
    await fleet.close();
    await broker.stop();
    folder.remove();
  });

  it('[S16] the newcomer yields and says to whom; the first goes on, and its session too', async () => {
    const first = start('first', 0);
    await hub.untilReady(['living-room']);
    await hub.publish('living-room/set', { command: 'start', program: 'quick-break' });
    await hub.untilAll(['living-room'], 'running');
    const second = start('second', 1);
    const told = await second.line(/foreign_owner/);
    expect(told).toContain('first');
    await pause(2000);
    const status = hub.statuses.get('living-room');
    expect(status).toMatchObject({ state: 'running', fault: null });
    expect(status?.epoch).toBe(JSON.parse(hub.last.get('first/info') ?? '{}').epoch);
    expect(first.text).not.toContain('"foreign_owner"');
    hub.forget();
    await hub.publish('living-room/set', { command: 'start', program: 'quick-break', id: 'again' });
    await hub.until(() => hub.results.some(({ id }) => id === 'again'), 'the owner answers');
    await pause(500);
    expect(hub.results.map(({ code }) => code)).toEqual(['not_in_state']);
    expect(fleet.chairs[1]?.history).toEqual([]);
  });

  it('[S16] of two that start at once exactly one keeps the chair', async () => {
    const [left, right] = [start('left', 0), start('right', 1)];
    const hasYielded = () => [left, right].map(({ text }) => text.includes('foreign_owner')).filter(Boolean).length;
    await hub.until(() => hasYielded() > 0, 'one yields');
    await hub.untilReady(['living-room']);
    await pause(1000);
    expect(hasYielded()).toBe(1);
    await hub.publish('living-room/set', { command: 'start', program: 'quick-break' });
    await hub.untilAll(['living-room'], 'running');
    expect(fleet.chairs.filter(({ isArmed }) => isArmed)).toHaveLength(1);
  });

  it('[S16] of two with one configured bridge id the newcomer ends with how to name it', async () => {
    start('bridge', 0, 'hall');
    await hub.untilAll(['hall'], 'idle');
    const { epoch } = JSON.parse(hub.last.get('bridge/info') ?? '{}');
    const second = start('bridge', 1, 'study');
    expect(await second.exit).toBe(1);
    expect(second.text).toContain('give this one another mqtt.bridge_id');
    await hub.until(() => hub.last.get('bridge/state') === 'online', 'the first is online');
    await hub.until(() => JSON.parse(hub.last.get('bridge/info') ?? '{}').epoch === epoch, 'its info stands');
    expect(hub.state('hall')).toBe('idle');
  });

  it('[S16] of two without one the newcomer takes a name of its own', async () => {
    start('', 0, 'hall');
    await hub.untilAll(['hall'], 'idle');
    const second = start('', 1, 'study');
    const { bridge_id } = JSON.parse(await second.line(/bridge_renamed/));
    await hub.until(() => hub.last.get(`${bridge_id}/state`) === 'online', 'the second is online by its name');
    await hub.untilReady(['hall', 'study']);
    await hub.until(() => hub.last.get('bridge/state') === 'online', 'the first is online');
    const chairs = (bridge: string) =>
      JSON.parse(hub.last.get(`${bridge}/info`) ?? '{}').chairs?.map(({ id }: { id: string }) => id);
    await hub.until(() => chairs('bridge')?.join() === 'hall', 'the info of the first stands');
    expect(chairs(bridge_id)).toEqual(['study']);
  });
});
