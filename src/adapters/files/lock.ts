import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { kill, pid as ownPid } from 'node:process';
import { errorText } from '../../core/error-text.js';
import { lockByKernel } from './kernel-lock.js';

/** What keeps others away: the kernel, or files only, which other namespaces do not understand. */
export type LockedBy = 'kernel' | 'file';

/** The folder is ours until `release`, or until this process ends. */
export interface Lock {
  readonly kind: 'lock';
  readonly by: LockedBy;
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

/** `mayTidy`: the claim of a process that has ended may be removed, for its name never comes again; not so where the folder is
 *  somebody's whose processes may be hidden from us. */
function livingOwner(directory: string, ownFile: string, mayTidy: boolean): Owner | null {
  for (const file of readdirSync(directory)) {
    const owner = file === ownFile ? null : ownerOf(file);
    if (owner === null) continue;
    if (isAlive(owner)) return owner;
    if (mayTidy) rmSync(join(directory, file), { force: true });
  }
  return null;
}

/** The process that has a data folder, as far as this one can see it; null where none has. Changes nothing. */
export function holderOf(directory: string): number | null {
  try {
    return livingOwner(directory, '', false)?.pid ?? null;
  } catch {
    return null;
  }
}

const refuse = (message: string): LockProblem => ({ kind: 'problem', message });
const advice = 'stop it, or give this one another data_dir';

function claim(directory: string, ownFile: string): Lock | LockProblem {
  const path = join(directory, ownFile);
  if (existsSync(path)) return refuse(`the data folder ${directory} belongs to this process already`);
  const kernel = lockByKernel(join(directory, 'lock'));
  let isReleased = false;
  const release = (): void => {
    rmSync(path, { force: true });
    if (isReleased || kernel.kind !== 'held') return;
    isReleased = true;
    kernel.release();
  };
  try {
    if (kernel.kind !== 'taken') closeSync(openSync(path, 'wx', 0o644));
    const other = livingOwner(directory, ownFile, kernel.kind !== 'taken');
    if (other === null && kernel.kind !== 'taken')
      return { kind: 'lock', by: kernel.kind === 'held' ? 'kernel' : 'file', release };
    release();
    if (other !== null)
      return refuse(`the data folder ${directory} belongs to process ${other.pid}, which runs: ${advice}`);
    return refuse(
      `the data folder ${directory} belongs to a daemon in another container or of another user: ${advice}`,
    );
  } catch (error) {
    release();
    throw error;
  }
}

/** Takes a data folder for this process, making it where there is none. The kernel locks it where it can, in every namespace: two
 *  containers on one volume cannot both have it. Each process also puts down a claim whose file name is its own alone and then looks
 *  for others: of two at the same moment none or one gets the folder, never both, and a claim that a killed process has left is known
 *  by its start time. That alone holds among processes that see each other's pids. [S16] */
export function lockDirectory(directory: string): Lock | LockProblem {
  const own: Owner = { pid: ownPid, startTicks: statOf(ownPid)?.startTicks ?? 'x', bootId: bootId() };
  try {
    mkdirSync(directory, { recursive: true });
    return claim(directory, fileOf(own));
  } catch (error) {
    return refuse(
      `the data folder ${directory} cannot be used (${errorText(error)}): make it writable for this user, or set data_dir`,
    );
  }
}
