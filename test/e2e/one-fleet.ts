import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Fleet, listenFleet } from '../../hardware-sim/index.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

export async function simulate(count: number): Promise<Fleet> {
  const fleet = await listenFleet({ count, tcp: { host: '127.0.0.1', port: 0 } });
  if (fleet.kind === 'problem') throw new Error(fleet.message);
  return fleet;
}

export const isMoving = ({ zones }: Fleet['chairs'][number]): boolean =>
  Object.values(zones).some(({ duty, pump }) => duty > 0 || pump);

/** What one daemon with this many chairs has to do. */
export function describeFleet(count: number): void {
  describeWithMosquitto(`one daemon with ${count} chairs`, () => {
    const ids = Array.from({ length: count }, (_, index) => `chair-${String(index + 1).padStart(2, '0')}`);
    const row = ids.slice(0, 6);
    const folder = temporaryFolder();
    let port = 0;
    let broker: Mosquitto;
    let fleet: Fleet;
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
      await hub.untilReady(ids);
    });

    afterAll(async () => {
      await hub.close();
      await daemon.kill();
      await fleet.close();
      await broker.stop();
      folder.remove();
    });

    afterEach(async () => {
      await hub.stop('all/stop', ids, 30_000);
      hub.forget();
    });

    it('makes every one available', () => {
      expect(ids.map((id) => hub.last.get(`${id}/availability`))).toEqual(ids.map(() => 'online'));
      expect(JSON.parse(hub.last.get('bridge/info') ?? '{}').chairs).toHaveLength(count);
    });

    it('starts a group one after the other, each with its own result', async () => {
      await hub.publish('group/row/set', { command: 'start', program: 'quick-break', id: 'row-1' });
      await hub.untilAll(row, 'running');
      expect(hub.results.map(({ chair, id, ok }) => [chair, id, ok])).toEqual(
        row.map((chair) => [chair, 'row-1', true]),
      );
      expect(ids.filter((id) => hub.state(id) !== 'idle')).toEqual(row);
    });

    it('drops the starts that still wait when the group is stopped, and stops those that run [S6]', async () => {
      await hub.publish('group/hall/set', { command: 'start', program: 'quick-break', id: 'hall-1' });
      await hub.until(() => ids.slice(0, 5).every((id) => hub.seenAtMs(id, 'starting') !== undefined), 'five starts');
      await hub.stop('group/hall/stop', ids);
      const codes = hub.results.filter(({ id }) => id === 'hall-1').map(({ code }) => code);
      expect(codes).toHaveLength(count);
      expect(codes.filter((code) => code === 'stale').length).toBeGreaterThan(count - 10);
      expect(fleet.chairs.filter(isMoving)).toEqual([]);
      expect(ids.map((id) => hub.state(id))).toEqual(ids.map(() => 'idle'));
    });

    it('starts all, goes on with each when the broker comes back, and stops all at once [S7] [S8]', async () => {
      await hub.publish('group/hall/set', { command: 'start', program: 'quick-break', id: 'hall-2' });
      await hub.untilAll(ids, 'running');
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
}
