import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { type Mosquitto, startMosquitto } from '../support/mosquitto.js';
import { BenchLine } from './bench-line.js';
import { Ear } from './ear.js';
import { rounds, Times } from './figures.js';
import { openDaemon, openScript, startDaemon, startScript } from './subjects.js';

const starts = Math.ceil(rounds / 10);
const settledMs = 10_000;

let broker: Mosquitto;
let ear: Ear;

beforeAll(async () => {
  broker = await startMosquitto({ config: ['set_tcp_nodelay true'] });
  ear = await Ear.connect(broker.url, ['chair2mqtt/+/state', 'script/availability']);
});

afterAll(async () => {
  await ear.close();
  await broker.stop();
});

async function startOfScript(): Promise<number> {
  const line = new BenchLine(false);
  const online = ear.next('script/availability');
  const startedAtMs = performance.now();
  const script = startScript(broker.url, 'script', line.path);
  const tookMs = (await online).atMs - startedAtMs;
  await script.kill();
  await line.close();
  return tookMs;
}

/** From the start of the process, ms. */
interface StartTimes {
  readonly online: number;
  readonly idle: number;
  readonly takesStarts: number;
}

async function startOfDaemon(port: string): Promise<StartTimes> {
  const online = ear.next('chair2mqtt/bridge-chair/state', (text) => text === 'online');
  const idle = ear.next('chair2mqtt/chair/state', (text) => JSON.parse(text).state === 'idle');
  const ready = ear.next('chair2mqtt/chair/state', (text) => {
    const { state, takes_starts } = JSON.parse(text);
    return state === 'idle' && takes_starts === true;
  });
  const startedAtMs = performance.now();
  const daemon = startDaemon(broker.url, 'chair', port);
  const [onlineAt, idleAt, readyAt] = await Promise.all([online, idle, ready]);
  await daemon.kill();
  return {
    online: onlineAt.atMs - startedAtMs,
    idle: idleAt.atMs - startedAtMs,
    takesStarts: readyAt.atMs - startedAtMs,
  };
}

const sinceStart = 'from the start of the process to';

it('measures the start of the process', async () => {
  const online = new Times(`${sinceStart} \`online\``);
  const serialIdle = new Times(`${sinceStart} an idle chair, serial port`);
  const serialStarts = new Times(`${sinceStart} a chair that takes starts by MQTT, serial port`);
  const tcpIdle = new Times(`${sinceStart} an idle chair, \`tcp://\``);
  const all = [online, serialIdle, serialStarts, tcpIdle];
  for (let start = 0; start < starts; start += 1) {
    const scriptMs = await startOfScript();
    for (const times of all) times.add('script', scriptMs);
    const line = new BenchLine(true);
    const serial = await startOfDaemon(line.path);
    await line.close();
    online.add('chair2mqtt', serial.online);
    serialIdle.add('chair2mqtt', serial.idle);
    serialStarts.add('chair2mqtt', serial.takesStarts);
    const chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 } });
    const tcp = await startOfDaemon(`tcp://127.0.0.1:${chair.addresses.tcp?.port}`);
    await chair.close();
    tcpIdle.add('chair2mqtt', tcp.idle);
  }
  for (const times of all) times.record();
});

/** Resident memory of the process that `pid` is, or that it watches, MB. */
function residentMb(pid: number): number {
  const child = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] ?? '';
  const isShell = readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== 'node';
  const status = readFileSync(`/proc/${isShell ? child : pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

it('measures the memory of one idle chair', async () => {
  const times = new Times(`resident memory, one idle chair, ${settledMs / 1000} s after it was ready`, 'MB');
  const subjects = [await openDaemon(broker.url, ear), await openScript(broker.url, ear)];
  await pause(settledMs);
  for (const { name, pid } of subjects) times.add(name, residentMb(pid));
  times.record();
  for (const subject of subjects) await subject.close();
});
