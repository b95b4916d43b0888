import {
  accessSync,
  constants,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorText } from '../../core/error-text.js';
import type { Log } from '../../ports.js';
import { type FoundRecord, readRecordText } from './record-text.js';

/** Where records are written. A write is whole or fails, and may also hang; one at a time for a name. */
export interface RecordFiles {
  /** Where they are, for people. */
  readonly place: string;
  /** Undefined where there is none; null where it cannot be read or has changed, which is then set aside and reported. */
  load(name: string): { readonly value: unknown; readonly isSealed: boolean } | null | undefined;
  /** `done` comes once, with why it failed or null; from a disk that hangs never. */
  write(name: string, text: string, done: (failure: string | null) => void): void;
}

/** Far more than a record is; a larger file is not ours. */
const recordBytesMax = 1_048_576;

/** Chair ids are such names, so no name leaves the folder. */
export const isRecordName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name);

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** What an interrupted write has left. */
const isLeftover = (file: string): boolean => /\.json\.\d+$/.test(file);

/** Makes the folder, and removes what interrupted writes have left. Gives what is wrong with it, or null. */
export function prepareFolder(directory: string): string | null {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    for (const file of readdirSync(directory).filter(isLeftover)) rmSync(join(directory, file), { force: true });
    return null;
  } catch (error) {
    return `the data folder ${directory} cannot be used (${errorText(error)}): make it writable for this user, or set data_dir`;
  }
}

function foundIn(file: string): FoundRecord {
  if (statSync(file).size > recordBytesMax) return { kind: 'broken', reason: `over ${recordBytesMax} bytes` };
  return readRecordText(readFileSync(file, 'utf8'));
}

/** Kept for people. The file itself stays what it is until a new record is in its place: without one a daemon that starts would take
 *  the chair for one that was never used. [S3] */
function setAside(file: string, reason: string, log: Log): void {
  const aside = `${file.slice(0, -'.json'.length)}.broken`;
  try {
    rmSync(aside, { recursive: true, force: true });
    if (statSync(file).isFile()) linkSync(file, aside);
    else renameSync(file, aside);
    log.error('record_set_aside', { file, aside, reason });
  } catch (error) {
    log.error('record_unreadable', { file, reason, aside: errorText(error) });
  }
}

function load(file: string, log: Log): ReturnType<RecordFiles['load']> {
  try {
    const found = foundIn(file);
    if (found.kind === 'record') return found;
    setAside(file, found.reason, log);
    return null;
  } catch (error) {
    if (isMissing(error)) return undefined;
    setAside(file, errorText(error), log);
    return null;
  }
}

/** A record, without a lock and without changing anything: undefined where there is none, null where it cannot be read. */
export function peekRecord(directory: string, name: string): unknown {
  if (!isRecordName(name)) return undefined;
  try {
    const found = foundIn(join(directory, `${name}.json`));
    return found.kind === 'record' ? found.value : null;
  } catch (error) {
    return isMissing(error) ? undefined : null;
  }
}

/** Writes a file anew and sees that it is on the disk: all of its bytes, or an error. */
async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The rename itself is on the disk only when its folder is. */
async function syncFolder(directory: string): Promise<void> {
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function writeWhole(directory: string, file: string, temporary: string, text: string): Promise<void> {
  try {
    await writeThrough(temporary, text);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncFolder(directory);
}

/** The record files of a folder that was prepared. */
export function recordFilesIn(directory: string, log: Log): RecordFiles {
  let writes = 0;
  return {
    place: directory,
    load: (name) => load(join(directory, `${name}.json`), log),
    write: (name, text, done) => {
      const file = join(directory, `${name}.json`);
      writes += 1;
      writeWhole(directory, file, `${file}.${writes}`, text).then(
        () => done(null),
        (error: unknown) => done(errorText(error)),
      );
    },
  };
}
