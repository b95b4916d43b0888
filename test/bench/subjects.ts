import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { killChild, startWatched } from '../support/child.js';
import { isNodeRedInstalled, NodeRed } from '../support/node-red.js';
import { Program, temporaryFolder } from '../support/program.js';
import { BenchLine, orderPatterns } from './bench-line.js';
import type { Ear } from './ear.js';

/** What is measured: a line, and the topics that lead to it. */
export interface Subject {
  readonly name: 'chair2mqtt' | 'script' | 'Node-RED';
  /** Its topics are `<base>/stop`, `<base>/estop`, `<base>/set` and `<base>/event`. */
  readonly base: string;
  readonly line: BenchLine;
  readonly pid: number;
  close(): Promise<void>;
}

/** One level for long enough: only what a command changes is sent anew. */
const program = `id: steady
name: Steady
summary: One level throughout.
goal: relaxation
phases:
  - name: Steady
    for: 10m
    back: { knead: 60 }
  - name: End
    for: 20s
    back: { knead: 20 }
`;

interface Started {
  readonly pid: number;
  kill(): Promise<void>;
}

/** A chair beside the one that is measured. */
export interface OtherChair {
  readonly id: string;
  readonly port: string;
}

/** The daemon on this port, in a folder of its own; it may still be starting. The others are the group `others`. */
export function startDaemon(url: string, id: string, port: string, others: readonly OtherChair[] = []): Started {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'programs'));
  writeFileSync(join(folder.path, 'programs/steady.yaml'), program);
  const lines = [
    `mqtt: { url: ${url}, bridge_id: bridge-${id} }`,
    'http: off',
    'programs: ./programs',
    'data_dir: ./data',
    'chairs:',
    `  - { id: ${id}, port: "${port}" }`,
    ...others.map((other) => `  - { id: ${other.id}, port: "${other.port}", groups: [others] }`),
  ];
  writeFileSync(join(folder.path, 'chair2mqtt.yaml'), `${lines.join('\n')}\n`);
  const daemon = new Program(['start', '--config', 'chair2mqtt.yaml'], { cwd: folder.path });
  return {
    pid: daemon.pid,
    kill: async () => {
      await daemon.kill();
      folder.remove();
    },
  };
}

/** The script of the floor; it may still be starting. */
export function startScript(url: string, base: string, path: string): Started {
  const child = startWatched(process.execPath, [join(import.meta.dirname, 'floor.mjs'), url, path, base]);
  return { pid: child.pid ?? 0, kill: () => killChild(child) };
}

const closing = (started: Started, line: BenchLine) => async (): Promise<void> => {
  await started.kill();
  await line.close();
};

const isReady = (text: string): boolean => {
  const { state, takes_starts } = JSON.parse(text);
  return state === 'idle' && takes_starts === true;
};

/** A chair of the daemon that would start now. */
export async function openDaemon(
  url: string,
  ear: Ear,
  id = 'chair',
  others: readonly OtherChair[] = [],
): Promise<Subject> {
  const line = new BenchLine(true);
  const base = `chair2mqtt/${id}`;
  const ready = ear.next(`${base}/state`, isReady);
  const started = startDaemon(url, id, line.path, others);
  await ready;
  return { name: 'chair2mqtt', base, line, pid: started.pid, close: closing(started, line) };
}

export async function openScript(url: string, ear: Ear, base = 'script'): Promise<Subject> {
  const line = new BenchLine(false);
  const ready = ear.next(`${base}/availability`);
  const started = startScript(url, base, line.path);
  await ready;
  return { name: 'script', base, line, pid: started.pid, close: closing(started, line) };
}

/** Nothing where it is not installed. */
export async function openNodeRed(port: number): Promise<readonly Subject[]> {
  if (!isNodeRedInstalled) {
    process.stdout.write('Node-RED is not installed, so it is left out: npm ci --prefix test/e2e/node-red\n');
    return [];
  }
  const line = new BenchLine(false);
  const flow = new URL('node-red-flow.json', import.meta.url);
  const nodeRed = await NodeRed.start(flow, (text) =>
    text.replace('MQTT_PORT', `${port}`).replace('SERIAL_PATH', line.path),
  );
  const close = async (): Promise<void> => {
    await nodeRed.kill();
    await line.close();
  };
  return [{ name: 'Node-RED', base: 'node-red', line, pid: 0, close }];
}

/** Commands must not fall in step with the ticks of what is measured. */
export const anyMoment = (atLeastMs: number): Promise<void> => pause(atLeastMs + 60 * Math.random());

/** From the publication to the first byte of the order. */
export async function toWire(ear: Ear, { base, line }: Subject, order: 'stop' | 'estop'): Promise<number> {
  const arrived = line.order(orderPatterns[order]);
  const sentAtMs = ear.publish(`${base}/${order}`);
  return (await arrived) - sentAtMs;
}

/** Waits until what was begun is over: nothing of it may be on the wire when the next is measured, and a stop that comes while one is
 *  still being verified joins that one, without a line of its own. Other commands publish the stop before once more meanwhile. */
export async function settled(ear: Ear, { name, base }: Subject, act: () => Promise<void>): Promise<void> {
  if (name !== 'chair2mqtt') return act();
  const beganAtMs = Date.now();
  const still = ear.next(`${base}/state`, (text) => {
    const { stop } = JSON.parse(text);
    return stop?.still === true && Date.parse(stop.at) >= beganAtMs;
  });
  await act();
  await still;
}

/** Ends an emergency stop, as soon as the chair is fit for it. */
export async function reset(ear: Ear, { name, base }: Subject): Promise<void> {
  if (name !== 'chair2mqtt') return;
  const idle = ear.next(`${base}/state`, (text) => JSON.parse(text).state === 'idle');
  for (;;) {
    const result = ear.next(`${base}/result`, (text) => JSON.parse(text).command === 'reset');
    ear.publish(`${base}/set`, { command: 'reset' });
    if (JSON.parse((await result).text).ok === true) break;
    await pause(300);
  }
  await idle;
}
