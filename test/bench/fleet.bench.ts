import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { listenFleet } from '../../hardware-sim/index.js';
import { fleetConfig } from '../support/fleet-config.js';
import { FleetHub } from '../support/fleet-hub.js';
import { freePort, startMosquitto } from '../support/mosquitto.js';
import { Program, temporaryFolder } from '../support/program.js';

const count = 50;
const ids = Array.from({ length: count }, (_, index) => `chair-${index + 1}`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const figures: [string, string][] = [];

/** CPU time of a process, s: user and system, in clock ticks of 10 ms. */
function cpuS(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

const residentMb = (pid: number): number =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);

async function coreShare(pid: number, forS: number): Promise<string> {
  const before = cpuS(pid);
  await pause(1000 * forS);
  return `${Math.round((100 * (cpuS(pid) - before)) / forS)} % of a core`;
}

afterAll(() => {
  process.stdout.write(`\n${figures.map(([what, figure]) => `| ${what} | ${figure} |`).join('\n')}\n`);
});

it(`measures one daemon with ${count} chairs`, async () => {
  const folder = temporaryFolder();
  const port = await freePort();
  let broker = await startMosquitto({ port });
  const fleet = await listenFleet({ count, tcp: { host: '127.0.0.1', port: 0 } });
  if (fleet.kind === 'problem') throw new Error(fleet.message);
  const chairs = Object.fromEntries(ids.map((id) => [id, ['hall']]));
  writeFileSync(join(folder.path, 'chair2mqtt.yaml'), fleetConfig({ url: broker.url, chairs, fleet }));
  const hub = await FleetHub.connect(broker.url);
  const startedMs = Date.now();
  const daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
  await hub.untilAll(ids, 'idle', 60_000);
  figures.push(['from the start of the process until all 50 chairs are idle', `${Date.now() - startedMs} ms`]);
  await pause(5000);
  figures.push(['idle', `${await coreShare(daemon.pid, 20)}, ${residentMb(daemon.pid)} MB resident`]);
  const health = async (): Promise<number> => {
    const before = hub.last.get('bridge/health');
    await hub.until(() => hub.last.get('bridge/health') !== before, 'a health report', 65_000);
    return JSON.parse(hub.last.get('bridge/health') ?? '{}').event_loop_lag_ms;
  };
  figures.push(['worst delay of the event loop while it came up', `${await health()} ms`]);
  await hub.publish('group/hall/set', { command: 'start', program: 'relaxation' });
  await hub.untilAll(ids, 'running', 60_000);
  const share = await coreShare(daemon.pid, 20);
  figures.push(['all 50 in motion', `${share}, ${residentMb(daemon.pid)} MB resident`]);
  figures.push(['worst delay of the event loop while 50 start and run', `${await health()} ms`]);
  await broker.stop();
  broker = await startMosquitto({ port });
  hub.statuses.clear();
  // The first report comes at the connect itself.
  await health();
  figures.push(['worst delay of the event loop when the broker comes back to 50 that run', `${await health()} ms`]);
  expect(ids.every((id) => hub.state(id) === 'running')).toBe(true);
  const stoppedMs = performance.now();
  void hub.publish('all/stop', '');
  while (fleet.chairs.some(({ mode }) => mode === 'run')) await pause(1);
  figures.push(['from all/stop until the last chair has its STOP', `${Math.round(performance.now() - stoppedMs)} ms`]);
  await hub.untilAll(ids, 'idle', 20_000);
  figures.push(['until every stop is verified', `${Math.round(performance.now() - stoppedMs)} ms`]);
  expect(ids.every((id) => hub.state(id) === 'idle')).toBe(true);
  await hub.close();
  await daemon.kill();
  await fleet.close();
  await broker.stop();
  folder.remove();
});
