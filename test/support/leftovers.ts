import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';

/** Says which run has started a process: the id of the runner. Inherited by everything, however deep. */
export const runMark = 'TEST_RUN';
/** A process that was killed a moment ago may still be listed. */
const patienceMs = 5000;
const lookEveryMs = 100;

interface Leftover {
  readonly pid: number;
  readonly command: string;
}

const wordsOf = (path: string): readonly string[] => readFileSync(path, 'latin1').split('\0');

/** The parent's id and whether it is dead already, of `/proc/<pid>/stat`. */
function statOf(pid: number): { readonly state: string; readonly parent: number } {
  const [state = '', parent = ''] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
  return { state, parent: Number(parent) };
}

/** The runner and its own workers are none. */
function leftoverOf(pid: number, runner: number): Leftover | null {
  try {
    const { state, parent } = statOf(pid);
    if (pid === runner || parent === runner || state === 'Z') return null;
    if (!wordsOf(`/proc/${pid}/environ`).includes(`${runMark}=${runner}`)) return null;
    return { pid, command: wordsOf(`/proc/${pid}/cmdline`).join(' ').trim() };
  } catch {
    // It has ended meanwhile, or belongs to somebody else.
    return null;
  }
}

/** What a run of tests has started and what still lives. Only Linux shows what a process was started with; elsewhere nothing is
 *  found. */
function leftoversOf(runner: number): readonly Leftover[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => leftoverOf(Number(name), runner) ?? []);
}

async function patiently(): Promise<readonly Leftover[]> {
  const endsAtMs = Date.now() + patienceMs;
  let found = leftoversOf(process.pid);
  while (found.length > 0 && Date.now() < endsAtMs) {
    await pause(lookEveryMs);
    found = leftoversOf(process.pid);
  }
  return found;
}

/** For the whole run: at its end nothing may be left of what it has started. What is left is named, ended, and fails the run. */
export function setup(): () => Promise<void> {
  process.env[runMark] = `${process.pid}`;
  return async () => {
    const found = await patiently();
    if (found.length === 0) return;
    process.exitCode = 1;
    process.stderr.write('The tests have left processes behind:\n');
    for (const { pid, command } of found) {
      process.stderr.write(`  ${pid} ${command}\n`);
      process.kill(pid, 'SIGKILL');
    }
  };
}
