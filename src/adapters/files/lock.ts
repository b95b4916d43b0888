import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { kill, pid as ownPid } from 'node:process';
import { errorText } from '../../core/error-text.js';

/** The folder is ours until `release`, or until this process ends. */
export interface Lock {
  readonly kind: 'lock';
  release(): void;
}

export interface LockProblem {
  readonly kind: 'problem';
  readonly message: string;
}

/** One run of one process: a pid alone may be used again. `bootId` and `startTicks` are `x` where the system has no /proc. */
interface Owner {
  readonly pid: number;
  readonly startTicks: string;
  readonly bootId: string;
}

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** Fields 3 (state) and 22 (start time) of /proc/PID/stat; the name before them may hold spaces and brackets. */
function statOf(pid: number): { readonly state: string; readonly startTicks: string } | null {
  const fields = textOf(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
  const [state, startTicks] = [fields?.[0], fields?.[19]];
  return state === undefined || startTicks === undefined ? null : { state, startTicks };
}

const bootId = (): string => textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? 'x';

const isGone = (state: string): boolean => state === 'Z' || state === 'X';

/** For processes that /proc does not show: another user's may be hidden. */
function takesSignals(pid: number): boolean {
  try {
    kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isAlive(owner: Owner): boolean {
  if (owner.bootId !== bootId()) return false;
  const stat = statOf(owner.pid);
  if (stat === null) return takesSignals(owner.pid);
  return !isGone(stat.state) && stat.startTicks === owner.startTicks;
}

const fileOf = ({ pid, startTicks, bootId: boot }: Owner): string => `lock.${pid}.${startTicks}.${boot}`;

function ownerOf(file: string): Owner | null {
  const match = /^lock\.(\d{1,10})\.(\d{1,20}|x)\.([0-9a-fx-]{1,64})$/.exec(file);
  const [pid, startTicks, boot] = [match?.[1], match?.[2], match?.[3]];
  if (pid === undefined || startTicks === undefined || boot === undefined) return null;
  return { pid: Number(pid), startTicks, bootId: boot };
}

/** Removing the claim of a process that has ended is safe at any time: its name never comes again. */
function livingOwner(directory: string, ownFile: string): Owner | null {
  for (const file of readdirSync(directory)) {
    const owner = file === ownFile ? null : ownerOf(file);
    if (owner === null) continue;
    if (isAlive(owner)) return owner;
    rmSync(join(directory, file), { force: true });
  }
  return null;
}

function claim(directory: string, ownFile: string): Lock | LockProblem {
  const path = join(directory, ownFile);
  if (existsSync(path))
    return { kind: 'problem', message: `the data folder ${directory} belongs to this process already` };
  closeSync(openSync(path, 'wx', 0o644));
  const release = (): void => rmSync(path, { force: true });
  try {
    const other = livingOwner(directory, ownFile);
    if (other === null) return { kind: 'lock', release };
    release();
    const message = `the data folder ${directory} belongs to process ${other.pid}, which runs: stop it, or give this one another data_dir`;
    return { kind: 'problem', message };
  } catch (error) {
    release();
    throw error;
  }
}

/** Takes a data folder for this process, making it where there is none. Each process first puts down a claim whose file name is
 *  its own alone and then looks for others: of two at the same moment none or one gets the folder, never both, and a claim that
 *  a killed process has left is known by its start time. Holds among processes that see each other's pids: not across containers. [S16] */
export function lockDirectory(directory: string): Lock | LockProblem {
  const own: Owner = { pid: ownPid, startTicks: statOf(ownPid)?.startTicks ?? 'x', bootId: bootId() };
  try {
    mkdirSync(directory, { recursive: true });
    return claim(directory, fileOf(own));
  } catch (error) {
    return {
      kind: 'problem',
      message: `the data folder ${directory} cannot be used (${errorText(error)}): make it writable for this user, or set data_dir`,
    };
  }
}
