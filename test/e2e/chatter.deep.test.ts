import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fleet } from '../../hardware-sim/index.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { isMoving, simulate } from './one-fleet.js';

/** Of what both chairs have to say in the time of the test, with room for what a slow machine adds. */
const linesMax = 40;
/** A stop that is delayed by the chatter is so each time; one that a busy machine delays is not. */
const delayMsMax = 500;
const stopsMax = 5;

describeWithMosquitto('one chair that chatters, beside one that is used', () => {
  const folder = temporaryFolder();
  let broker: Mosquitto;
  let fleet: Fleet;
  let daemon: Program;
  let hub: FleetHub;

  beforeAll(async () => {
    broker = await startMosquitto();
    fleet = await simulate(2);
    const chairs = { bouncing: [], used: [] };
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), fleetConfig({ url: broker.url, chairs, fleet }));
    hub = await FleetHub.connect(broker.url);
    daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
    await hub.untilReady(['bouncing', 'used']);
  });

  afterAll(async () => {
    await hub.close();
    await daemon.kill();
    await fleet.close();
    await broker.stop();
    folder.remove();
  });

  /** How long the chair that is used took to hear it, ms. */
  async function stopOfUsed(): Promise<number> {
    const used = fleet.chairs[1];
    const askedAtMs = performance.now();
    await hub.publish('used/stop', '');
    await hub.until(() => used?.isArmed === false, 'the other chair has taken its stop');
    const delayMs = performance.now() - askedAtMs;
    await hub.until(() => used !== undefined && !isMoving(used), 'the other chair is still');
    return delayMs;
  }

  it('[S16] ends its own session alone, writes a few lines, and delays no stop', async () => {
    for (const chair of ['bouncing', 'used']) await hub.publish(`${chair}/set`, { command: 'start', program: 'demo' });
    await hub.untilAll(['bouncing', 'used'], 'running');
    const before = daemon.lines.length;
    fleet.chairs[0]?.inject('chatter:450');
    await hub.until(() => hub.statuses.get('bouncing')?.fault?.code === 'flood', 'the flood is a fault');
    expect(hub.statuses.get('bouncing')?.last_session?.ended_by).toBe('fault');
    await pause(6000);
    expect(hub.state('used')).toBe('running');
    const delaysMs: number[] = [await stopOfUsed()];
    while (Math.min(...delaysMs) > delayMsMax && delaysMs.length < stopsMax) {
      await hub.untilReady(['used']);
      await hub.publish('used/set', { command: 'start', program: 'demo' });
      await hub.untilAll(['used'], 'running');
      delaysMs.push(await stopOfUsed());
    }
    expect(Math.min(...delaysMs), `${delaysMs}`).toBeLessThan(delayMsMax);
    expect(daemon.lines.length - before).toBeLessThan(linesMax);
  });
});
