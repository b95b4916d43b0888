import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { runMark } from './leftovers.js';

const dieWithParent = join(import.meta.dirname, 'die-with-parent.sh');
const alive = new Set<ChildProcessWithoutNullStreams>();

interface ChildOptions {
  readonly cwd?: string | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

const hasEnded = ({ exitCode, signalCode }: ChildProcessWithoutNullStreams): boolean =>
  exitCode !== null || signalCode !== null;

/** Starts a program that ends by itself when its standard input closes. A group of its own, so that all of it can be killed. */
export function startOwned(
  command: string,
  words: readonly string[],
  options: ChildOptions = {},
): ChildProcessWithoutNullStreams {
  const env = { ...(options.env ?? process.env), [runMark]: process.env[runMark] };
  const child = spawn(command, words, { cwd: options.cwd, env, detached: true, stdio: 'pipe' });
  // A pipe that nobody reads would block it in the end.
  for (const stream of [child.stdout, child.stderr]) stream.resume();
  // Writing to one that has just ended is no failure of a test.
  child.stdin.on('error', () => {});
  alive.add(child);
  child.once('exit', () => alive.delete(child));
  child.once('error', () => alive.delete(child));
  return child;
}

/** Starts a program that would outlive this process: it is killed when this process ends, however that comes about. */
export const startWatched = (
  command: string,
  words: readonly string[],
  options: ChildOptions = {},
): ChildProcessWithoutNullStreams => startOwned('/bin/sh', [dieWithParent, command, ...words], options);

/** The same for a whole hub, or a broker of a cluster: behind all others on the processors. Outside a test it shares those of no daemon, whose
 *  chairs are given up where it cannot look after them for half a second; what starts takes all that it gets. */
export const startBehind = (
  command: string,
  words: readonly string[],
  options: ChildOptions = {},
): ChildProcessWithoutNullStreams => startWatched('nice', ['-n', '10', command, ...words], options);

/** Ends a program and what it has started, at once, and waits until it has gone. */
export async function killChild(child: ChildProcessWithoutNullStreams): Promise<void> {
  if (child.pid === undefined || hasEnded(child)) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exit;
}

/** Kills what the tests of a file have left running: a hook of theirs was not reached, or failed. */
export async function killLeftovers(): Promise<void> {
  await Promise.all([...alive].map(killChild));
}
