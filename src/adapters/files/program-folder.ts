import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../core/error-text.js';
import type { Finding } from '../../core/program/lint.js';
import { defaultLimits, type LintLimits } from '../../core/program/lint-limits.js';
import type { Clock, Log } from '../../ports.js';
import { watchFolder } from './folder-watch.js';
import { type LoadedProgram, openProgramFile } from './program-file.js';

export interface ProgramFolderOptions {
  readonly directory: string;
  readonly log: Log;
  readonly clock: Clock;
  /** The programs or the problems have changed. Not called for what is there at the start. */
  readonly onChange: () => void;
}

/** The programs of a folder, kept up with what is saved there. */
export interface ProgramFolder {
  /** By id, in the order of the ids. */
  programs(): ReadonlyMap<string, LoadedProgram>;
  /** Errors of the files that are refused, and warnings of those that run. */
  problems(): readonly Finding[];
  close(): void;
}

const filesMax = 200;
/** Files that are read in one go while chairs run: their supervision must not wait for a whole folder. */
const readsMax = 4;

/** Which chair will play a program is not known here: each decides by itself whether it can. */
export const anyChairLimits: LintLimits = { ...defaultLimits, capabilities: null };

/** One file as it was last seen. `good` is its last version that could be loaded. */
interface SeenFile {
  readonly signature: string;
  readonly good: LoadedProgram | null;
  readonly findings: readonly Finding[];
}

/** Opens a folder of programs and watches it. A file with an error is refused and said so; its last good version and all
 *  other programs stay. Never throws. */
export function openProgramFolder({ directory, log, clock, onChange }: ProgramFolderOptions): ProgramFolder {
  let seen: ReadonlyMap<string, SeenFile> = new Map();
  let view = viewOf(seen);
  let isMissing = false;

  const setMissing = (reason: string | null): void => {
    if (reason !== null && !isMissing) {
      log.warn('programs_folder_unreadable', { directory, reason, kept: view.programs.size });
    }
    if (reason === null && isMissing) log.info('programs_folder_found', { directory });
    isMissing = reason !== null;
  };

  const scan = (reads: number): Glance => {
    const names = listProgramFiles(directory);
    setMissing(typeof names === 'string' ? names : null);
    if (typeof names === 'string') return { isChanged: false, isMoreLeft: false };
    const { files, isMoreLeft } = lookAll(directory, names, seen, reads);
    const isChanged = files.size !== seen.size || [...files].some(([name, file]) => seen.get(name) !== file);
    if (!isChanged) return { isChanged, isMoreLeft };
    const before = view;
    seen = files;
    view = viewOf(seen);
    report(log, before, view);
    return { isChanged, isMoreLeft };
  };

  scan(filesMax);
  const watcher = watchFolder(directory, clock, () => {
    const { isChanged, isMoreLeft } = scan(readsMax);
    if (isChanged) onChange();
    return isMoreLeft;
  });
  return { programs: () => view.programs, problems: () => view.problems, close: () => watcher.close() };
}

interface Glance {
  readonly isChanged: boolean;
  readonly isMoreLeft: boolean;
}

/** The program files of the folder by name, or why it cannot be read. */
export function listProgramFiles(directory: string): readonly string[] | string {
  try {
    const names = readdirSync(directory).filter((name) => /^[^.].*\.ya?ml$/i.test(name));
    return names.sort().slice(0, filesMax);
  } catch (error) {
    return errorText(error);
  }
}

/** Looks at every file, and reads as many of the changed ones as it may. */
function lookAll(
  directory: string,
  names: readonly string[],
  seen: ReadonlyMap<string, SeenFile>,
  readsMost: number,
): { readonly files: ReadonlyMap<string, SeenFile>; readonly isMoreLeft: boolean } {
  const files = new Map<string, SeenFile>();
  let reads = 0;
  let isMoreLeft = false;
  for (const name of names) {
    const before = seen.get(name);
    const path = join(directory, name);
    const signature = signatureOf(path);
    const isSame = before?.signature === signature;
    const mayRead = reads < readsMost;
    if (!isSame && mayRead) {
      reads += 1;
      files.set(name, look(path, name, signature, before));
    } else if (before !== undefined) files.set(name, before);
    isMoreLeft ||= !isSame && !mayRead;
  }
  return { files, isMoreLeft };
}

/** What tells one version of a file from another. */
function signatureOf(path: string): string {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(path);
    return `${mtimeMs} ${ctimeMs} ${size} ${ino}`;
  } catch (error) {
    return errorText(error);
  }
}

function look(path: string, name: string, signature: string, before: SeenFile | undefined): SeenFile {
  const result = openProgramFile(path, name, anyChairLimits);
  if (result.kind === 'loaded') return { signature, good: result.loaded, findings: result.loaded.findings };
  return { signature, good: before?.good ?? null, findings: result.findings };
}

interface View {
  readonly programs: ReadonlyMap<string, LoadedProgram>;
  readonly problems: readonly Finding[];
}

/** Of two files with one id the first by name wins. */
function viewOf(seen: ReadonlyMap<string, SeenFile>): View {
  const programs = new Map<string, LoadedProgram>();
  const problems: Finding[] = [];
  for (const [file, { good, findings }] of seen) {
    problems.push(...findings);
    const holder = good === null ? undefined : programs.get(good.program.id);
    if (good !== null && holder === undefined) programs.set(good.program.id, good);
    if (good === null || holder === undefined) continue;
    const message = `the id '${good.program.id}' belongs to ${holder.file} already`;
    problems.push({ rule: 'id', severity: 'error', file, line: 1, column: 1, message, at: 0 });
  }
  const byId = [...programs].sort(([left], [right]) => (left < right ? -1 : 1));
  return { programs: new Map(byId), problems };
}

/** Says what changed, once. */
function report(log: Log, before: View, after: View): void {
  for (const finding of after.problems) {
    if (before.problems.some((known) => isSameFinding(known, finding))) continue;
    const { rule, severity, file, line, column, message } = finding;
    const fields = { rule, file, line, column, message };
    if (severity === 'warning') log.warn('program_warning', fields);
    else log.error('program_refused', { ...fields, kept: isKept(after, file) });
  }
  for (const [id, loaded] of after.programs) {
    if (before.programs.get(id) !== loaded) log.info('program_loaded', { program: id, file: loaded.file });
  }
  for (const id of before.programs.keys()) {
    if (!after.programs.has(id)) log.info('program_removed', { program: id });
  }
}

/** Findings of a file are kept as they are until it is saved again; those about two files are made anew each time. */
const isSameFinding = (left: Finding, right: Finding): boolean =>
  left === right ||
  (left.rule === 'id' && right.rule === 'id' && left.file === right.file && left.message === right.message);

const isKept = (view: View, file: string): boolean => [...view.programs.values()].some((each) => each.file === file);
