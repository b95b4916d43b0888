import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fleet } from '../../hardware-sim/index.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { describeWithMosquitto, type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';
import { isMoving, simulate } from './one-fleet.js';

describeWithMosquitto('a daemon that drains', () => {
  const folder = temporaryFolder();
  let broker: Mosquitto;
  let fleet: Fleet;
  let hub: FleetHub;
  let daemon: Program;

  const start = (chair: string) => hub.publish(`${chair}/set`, { command: 'start', program: 'quick-break' });
  const infoOf = ({ last }: FleetHub): { readonly until?: unknown } => JSON.parse(last.get('bridge/info') ?? '{}');

  beforeAll(async () => {
    broker = await startMosquitto();
    fleet = await simulate(2);
    hub = await FleetHub.connect(broker.url);
    const chairs = { hall: [], loft: [] };
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), fleetConfig({ url: broker.url, chairs, fleet }));
  });

  afterAll(async () => {
    await hub.close();
    await daemon.kill();
    await fleet.close();
    await broker.stop();
    folder.remove();
  });

  it.each([
    ['SIGUSR2', () => void daemon.signal('SIGUSR2')],
    ['ON at its topic', () => hub.publish('bridge/drain', 'ON')],
  ])('by %s: takes no start, says until when, and ends with 0 when the session has', async (_, drain) => {
    daemon = new Program(['start'], { cwd: folder.path });
    await hub.untilReady(['hall', 'loft']);
    await start('hall');
    await hub.untilAll(['hall'], 'running');
    await hub.until(() => fleet.chairs.some(isMoving), 'it moves');
    await drain();
    await hub.until(() => typeof infoOf(hub).until === 'string', 'it says until when');
    await start('loft');
    await hub.until(() => hub.results.some(({ chair }) => chair === 'loft'), 'an answer for the other chair');
    expect(hub.results.at(-1)).toMatchObject({ chair: 'loft', code: 'unavailable', values: { reason: 'draining' } });
    expect(hub.state('hall')).toBe('running');
    await hub.publish('hall/stop', 'x');
    expect(await daemon.exit).toBe(0);
    expect(fleet.chairs.some(isMoving)).toBe(false);
    expect(daemon.text).toContain('Drained');
    expect(daemon.text).toContain('the stop was verified');
    hub.statuses.clear();
    hub.forget();
  });
});
