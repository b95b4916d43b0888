import {
  chownSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { kill, pid as ownPid } from 'node:process';
import { errorText } from '../../core/error-text.js';

export type ReplacedFile =
  | { readonly kind: 'written'; readonly file: string; readonly backup: string | null }
  | { readonly kind: 'problem'; readonly message: string };

const onlyOwner = 0o600;
const usual = 0o644;
/** Of a file that gets its first secret: its group may be the daemon's. */
const notEverybody = 0o770;
const permissions = 0o777;

function isGone(pid: number): boolean {
  try {
    kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** What a process has left that was killed while it wrote, or a thread of ours that was given up. In a container every process has one
 *  number. */
function tidy(folder: string, name: string): void {
  for (const each of readdirSync(folder)) {
    const pid = each.startsWith(`${name}.`)
      ? /^(\d{1,10})(?:\.bak)?\.new$/.exec(each.slice(name.length + 1))?.[1]
      : undefined;
    if (pid !== undefined && (Number(pid) === ownPid || isGone(Number(pid))))
      rmSync(join(folder, each), { force: true });
  }
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const unlessMissing = <Value>(read: () => Value): Value | null => {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

const modeFor = (before: Stats | null, hasSecret: boolean): number => {
  if (before === null) return hasSecret ? onlyOwner : usual;
  return before.mode & permissions & (hasSecret ? notEverybody : permissions);
};

function writeWhole(file: string, text: string, mode: number, before: Stats | null): void {
  const descriptor = openSync(file, 'wx', mode);
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  const written = statSync(file);
  if (before !== null && (before.uid !== written.uid || before.gid !== written.gid)) {
    chownSync(file, before.uid, before.gid);
  }
}

/** Puts a text in place of a file, whole or not at all, whenever this process or the machine ends; what was there is kept as `.bak`. Owner
 *  and permissions stay, but others may not read a file with a `secret`. A link stays a link, or is refused. Never throws. */
export function replaceFile(
  path: string,
  text: string,
  hasSecret: boolean,
  links: 'followed' | 'refused' = 'followed',
): ReplacedFile {
  let temporary: string | null = null;
  try {
    const isLink = unlessMissing(() => lstatSync(path).isSymbolicLink()) ?? false;
    if (isLink && links === 'refused') return { kind: 'problem', message: `${path} is a link: nothing was written` };
    const file = isLink ? realpathSync(path) : path;
    const folder = dirname(file);
    const before = unlessMissing(() => statSync(file));
    tidy(folder, basename(file));
    temporary = `${file}.${ownPid}.new`;
    writeWhole(temporary, text, modeFor(before, hasSecret), before);
    const backup = before === null ? null : `${file}.bak`;
    if (before !== null && backup !== null) keep(file, backup, before);
    renameSync(temporary, file);
    syncFolder(folder);
    return { kind: 'written', file: path, backup };
  } catch (error) {
    if (temporary !== null) rmSync(temporary, { force: true });
    return { kind: 'problem', message: `${path} cannot be written: ${errorText(error)}` };
  }
}

function keep(file: string, backup: string, before: Stats): void {
  const temporary = `${file}.${ownPid}.bak.new`;
  try {
    copyFileSync(file, temporary, constants.COPYFILE_EXCL);
    chownSync(temporary, before.uid, before.gid);
    renameSync(temporary, backup);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
