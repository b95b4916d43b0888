import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from '../../core/error-text.js';
import type { Finding } from '../../core/program/lint.js';
import type { Clock, Log } from '../../ports.js';
import { watchFolder } from './folder-watch.js';
import type { LoadedProgram } from './program-file.js';
import { type ProgramReader, type ProgramReading, readsAtOnce } from './program-reader.js';

export interface ProgramFolderOptions {
  readonly directory: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Reads what is saved while chairs run. */
  readonly reader: ProgramReader;
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

export const programFilesMax = 200;
/** So many files are read before what they hold is taken and told. */
const readsMax = 4;
/** At the start, when no chair is connected yet, the files are read at once, for so long: a program that is asked for early has to be
 *  there on a slow machine too, and a daemon has to come up whatever is in its folder. */
const startMsMax = 10_000;

/** One file as it was last seen. `good` is its last version that could be loaded. */
interface SeenFile {
  readonly signature: string;
  readonly good: LoadedProgram | null;
  readonly findings: readonly Finding[];
}

type SeenFiles = ReadonlyMap<string, SeenFile>;

/** Opens a folder of programs and watches it. A file with an error is refused and said so; its last good version and all
 *  other programs stay. Never throws. */
export function openProgramFolder(options: ProgramFolderOptions): ProgramFolder {
  const { directory, clock, reader, onChange } = options;
  const folder = new SeenFolder(options);
  let isReading = false;
  /** Something changed while files were being read. */
  let hasMissed = false;
  let isClosed = false;

  const startedMs = clock.nowMs();
  const hasTime = (): boolean => clock.nowMs() - startedMs < startMsMax;
  folder.look(readsAtOnce, programFilesMax, hasTime, () => undefined);

  const look = (): void => {
    hasMissed = isReading;
    if (isReading) return;
    isReading = true;
    folder.look(
      reader,
      readsMax,
      () => !isClosed,
      (isChanged) => {
        isReading = false;
        if (isClosed) return;
        if (isChanged) onChange();
        if (folder.isMoreLeft || hasMissed) watcher.again();
      },
    );
  };
  const watcher = watchFolder(directory, clock, look);
  if (folder.isMoreLeft) watcher.again();
  const close = (): void => {
    isClosed = true;
    watcher.close();
  };
  return { programs: () => folder.view.programs, problems: () => folder.view.problems, close };
}

/** A changed file, and how it is read. */
interface Changed {
  readonly name: string;
  readonly signature: string;
}

/** What is known of a folder. */
class SeenFolder {
  view: View;
  /** There is more to read than the last look was allowed to. */
  isMoreLeft = false;
  private seen: SeenFiles = new Map();
  private isMissing = false;

  constructor(private readonly options: Pick<ProgramFolderOptions, 'directory' | 'log'>) {
    this.view = viewOf(this.seen);
  }

  /** Reads at most so many of the changed files, one after the other and while `mayGoOn`; then everything is taken at once. */
  look(reader: ProgramReader, readsMost: number, mayGoOn: () => boolean, done: (isChanged: boolean) => void): void {
    const { directory } = this.options;
    const names = listProgramFiles(directory);
    this.setMissing(typeof names === 'string' ? names : null);
    if (typeof names === 'string') {
      this.isMoreLeft = false;
      done(false);
      return;
    }
    const found = names.map((name) => ({ name, signature: signatureOf(join(directory, name)) }));
    const changed = found.filter(({ name, signature }) => this.seen.get(name)?.signature !== signature);
    const read = new Map<string, SeenFile>();
    const next = (): void => {
      const file = changed[read.size];
      if (file === undefined || read.size >= readsMost || !mayGoOn()) {
        this.isMoreLeft = read.size < changed.length;
        done(this.take(names, read));
        return;
      }
      const place = { path: join(directory, file.name), file: file.name, folder: directory };
      reader.read(place, (reading) => {
        read.set(file.name, seenFile(file, reading, this.seen.get(file.name)));
        next();
      });
    };
    next();
  }

  /** Whether anything changed. */
  private take(names: readonly string[], read: SeenFiles): boolean {
    const files = new Map<string, SeenFile>();
    for (const name of names) {
      const file = read.get(name) ?? this.seen.get(name);
      if (file !== undefined) files.set(name, file);
    }
    if (read.size === 0 && files.size === this.seen.size) return false;
    const before = this.view;
    this.seen = files;
    this.view = viewOf(files);
    report(this.options.log, before, this.view);
    return true;
  }

  private setMissing(reason: string | null): void {
    const { directory, log } = this.options;
    if (reason !== null && !this.isMissing) {
      log.warn('programs_folder_unreadable', { directory, reason, kept: this.view.programs.size });
    }
    if (reason === null && this.isMissing) log.info('programs_folder_found', { directory });
    this.isMissing = reason !== null;
  }
}

/** The program files of the folder by name, or why it cannot be read. */
export function listProgramFiles(directory: string): readonly string[] | string {
  try {
    const names = readdirSync(directory).filter((name) => /^[^.].*\.ya?ml$/i.test(name));
    return names.sort().slice(0, programFilesMax);
  } catch (error) {
    return errorText(error);
  }
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

function seenFile({ signature }: Changed, reading: ProgramReading, before: SeenFile | undefined): SeenFile {
  if (reading.kind === 'refused') return { signature, good: before?.good ?? null, findings: reading.findings };
  return { signature, good: reading.loaded, findings: reading.loaded.findings };
}

interface View {
  readonly programs: ReadonlyMap<string, LoadedProgram>;
  readonly problems: readonly Finding[];
}

/** Of two files with one id the first by name wins. */
function viewOf(seen: SeenFiles): View {
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
