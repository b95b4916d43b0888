import { type ChildProcessWithoutNullStreams, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { describe } from 'vitest';
import { killChild, startWatched } from './child.js';

const isInstalled = spawnSync('mosquitto', ['-h']).error === undefined;

/** A suite that needs the mosquitto broker: left out with a word where it is not installed, but never in CI. */
export function describeWithMosquitto(name: string, suite: () => void): void {
  if (isInstalled || process.env['CI'] === 'true') describe(name, suite);
  else describe.runIf(isInstalled)(`${name} (left out: mosquitto is not installed)`, suite);
}

/** Below those that the system gives to whoever connects: it would give one away before a program that was told it listens there. */
const ports = { from: 10_000, to: 32_000 } as const;
const given = new Set<number>();

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

/** A port for a program that may also be away for a while. Each is given once, and hardly ever to two runs at a time. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.from + Math.floor(Math.random() * (ports.to - ports.from));
    if (given.has(port) || !(await isFree(port))) continue;
    given.add(port);
    return port;
  }
}

/** Whether something listens there. */
export const listensAt = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const finish = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => finish(true));
    socket.once('error', () => finish(false));
  });

export interface MosquittoOptions {
  readonly port?: number;
  /** Lines of the configuration file; the default lets everybody in. `DIR` stands for a folder of its own. */
  readonly config?: readonly string[];
  /** The whole configuration file in place of the default; `DIR` and `PORT` are filled in. */
  readonly text?: string;
  /** Files beside the configuration. */
  readonly files?: Readonly<Record<string, string>>;
  /** User names and passwords; with them nobody else is let in. */
  readonly passwords?: Readonly<Record<string, string>>;
}

/** A broker of its own on a free port of the loopback. */
export interface Mosquitto {
  readonly port: number;
  readonly url: string;
  /** Ends it at once and waits until it has gone. */
  stop(): Promise<void>;
  /** Asks it to end, so that it writes down what it keeps, and waits until it has gone. */
  end(): Promise<void>;
  /** SIGSTOP makes it stand still, SIGCONT go on. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
}

function writePasswords(folder: string, passwords: Readonly<Record<string, string>>): void {
  const file = join(folder, 'passwords');
  for (const [index, [user, password]] of Object.entries(passwords).entries()) {
    spawnSync('mosquitto_passwd', ['-b', ...(index === 0 ? ['-c'] : []), file, user, password]);
  }
}

function configure(folder: string, port: number, options: MosquittoOptions): string {
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);
  const { passwords, text } = options;
  if (passwords !== undefined) writePasswords(folder, passwords);
  const access =
    passwords === undefined ? ['allow_anonymous true'] : ['allow_anonymous false', 'password_file DIR/passwords'];
  const user = process.getuid?.() === 0 ? ['user root'] : [];
  const lines =
    text === undefined
      ? [...user, `listener ${port} 127.0.0.1`, ...access, ...(options.config ?? [])]
      : [...user, text.replaceAll('PORT', `${port}`)];
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, `${lines.join('\n').replaceAll('DIR', folder)}\n`);
  return file;
}

async function untilItAnswers(port: number, child: ChildProcessWithoutNullStreams): Promise<void> {
  for (let tries = 0; tries < 2400; tries += 1) {
    if (child.exitCode !== null) break;
    if (await listensAt(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  await killChild(child);
  throw new Error('mosquitto did not start');
}

/** The program runs under a shell that watches it. */
function signalGroup({ pid }: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void {
  if (pid !== undefined) process.kill(-pid, signal);
}

export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const port = options.port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
  const child = startWatched('mosquitto', ['-c', configure(folder, port, options)]);
  await untilItAnswers(port, child);
  const stop = async (): Promise<void> => {
    await killChild(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    stop,
    end: async () => {
      const exit = once(child, 'exit');
      signalGroup(child, 'SIGTERM');
      await exit;
      await stop();
    },
    signal: (signal) => signalGroup(child, signal),
  };
}
