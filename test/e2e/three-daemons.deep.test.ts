import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fleet } from '../../hardware-sim/index.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { describeWithMosquitto, freePort, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { isMoving, simulate } from './one-fleet.js';

describeWithMosquitto('three daemons on one broker', () => {
  const bridges = ['north', 'south', 'east'];
  const ids = ['n-1', 'n-2', 's-1', 's-2', 'e-1', 'e-2'];
  const folder = temporaryFolder();
  let port = 0;
  let broker: Mosquitto;
  let fleet: Fleet;
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
    await hub.untilReady(ids);
  });

  afterAll(async () => {
    await hub.close();
    await Promise.all([...daemons.values()].map((daemon) => daemon.kill()));
    await fleet.close();
    await broker.stop();
    folder.remove();
  });

  it('share a group, and all/stop stops the chairs of all of them', async () => {
    await startAll('shared-1');
    expect(
      hub.results
        .filter(({ id }) => id === 'shared-1')
        .map(({ chair }) => chair)
        .sort(),
    ).toEqual([...ids].sort());
    await hub.stop('all/stop', ids);
    expect(fleet.chairs.filter(isMoving)).toEqual([]);
  });

  it('lose one without the others, whose chairs fall still by their lease, and resume nothing [S1] [S5]', async () => {
    await startAll('shared-2');
    await daemons.get('north')?.kill();
    await hub.until(() => !fleet.chairs.slice(0, 2).some(isMoving), 'the lease has run out', 2000);
    await hub.until(() => hub.last.get('north/state') === 'offline', 'the last will');
    expect(ids.slice(2).map((id) => hub.state(id))).toEqual(ids.slice(2).map(() => 'running'));
    start('north');
    await hub.until(() => hub.last.get('north/state') === 'online', 'north is back');
    await hub.untilReady(ids.slice(0, 2));
    expect(fleet.chairs.slice(0, 2).filter(isMoving)).toEqual([]);
  });

  it('go on without the broker and are all there when it is back [S8]', async () => {
    const running = ids.slice(2);
    const sessions = running.map((id) => hub.statuses.get(id)?.session?.id);
    await broker.stop();
    await pause(1000);
    expect(fleet.chairs.slice(2).every(isMoving)).toBe(true);
    hub.statuses.clear();
    broker = await startMosquitto({ port });
    await hub.untilAll(running, 'running');
    expect(running.map((id) => hub.statuses.get(id)?.session?.id)).toEqual(sessions);
    expect(bridges.map((bridge) => hub.last.get(`${bridge}/state`))).toEqual(['online', 'online', 'online']);
  });
});
