import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { forgetInIds, restoreStarts, startsRecord, startsRecordName } from '../../core/command/ids.js';
import { chairIdPattern } from '../../core/ids.js';
import { mayName } from '../../core/ledger/forget.js';
import { readRecord } from '../../core/saved-record.js';
import type { Clock, Store } from '../../ports.js';
import { peekRecord } from './record-files.js';

export interface RecordFolder {
  readonly directory: string;
  readonly store: Pick<Store, 'save'>;
  readonly clock: Pick<Clock, 'nowMs' | 'wallMs' | 'bootId'>;
  /** Chairs whose records somebody keeps who writes them anew. */
  readonly inHand: readonly string[];
}

/** What was done: chairs for whose next start the person was chosen, and copies of damaged records that are gone. `failure`: something
 *  could not be written. */
export interface ForgottenRecords {
  readonly chairs: readonly string[];
  readonly removed: readonly string[];
  readonly failure: string | null;
}

/** Far more than a record is. */
const copyBytesMax = 2 ** 24;

/** Chairs that have a record here: no id has a dot. */
function chairsIn(files: readonly string[]): readonly string[] {
  const names = files.filter((file) => file.endsWith('.json')).map((file) => file.split('.', 1)[0] ?? '');
  return [...new Set(names)].filter((name) => chairIdPattern.test(name));
}

/** Of records that were set aside because they are damaged nothing can be taken out: such a copy goes. */
function removeCopies(directory: string, files: readonly string[], person: string): readonly string[] {
  const named = files.filter((file) => {
    const path = join(directory, file);
    if (!file.endsWith('.broken') || !statSync(path).isFile()) return false;
    return statSync(path).size > copyBytesMax || mayName(readFileSync(path), person);
  });
  for (const file of named) rmSync(join(directory, file), { force: true });
  return named;
}

/** True where this person was chosen on the chair. */
async function unchoose({ directory, store }: RecordFolder, chair: string, person: string): Promise<boolean | null> {
  const found = readRecord(peekRecord(directory, chair));
  if (found.kind !== 'record' || found.record.selection.person !== person) return false;
  const selection = { ...found.record.selection, person: null };
  return (await store.save(chair, { ...found.record, selection })) ? true : null;
}

/** False where it could not be written. */
async function forgetAnswers(folder: RecordFolder, chair: string, person: string): Promise<boolean> {
  const { directory, store, clock } = folder;
  const now = { boot: clock.bootId, nowMs: clock.nowMs(), wallMs: clock.wallMs() };
  const record = peekRecord(directory, startsRecordName(chair)) ?? undefined;
  const ids = restoreStarts(record, now);
  if (ids === null || record === undefined) return true;
  return await store.save(startsRecordName(chair), startsRecord(forgetInIds(ids, person), now.boot));
}

/** Takes a person out of the records of a data folder: of chairs that nobody has in hand, and of what was set aside. The folder's lock
 *  has to be ours. Throws where the folder cannot be read. */
export async function forgetInRecords(folder: RecordFolder, person: string): Promise<ForgottenRecords> {
  const { directory, inHand } = folder;
  const files = readdirSync(directory).sort();
  const removed = removeCopies(directory, files, person);
  const chairs: string[] = [];
  let failure: string | null = null;
  for (const chair of chairsIn(files).filter((each) => !inHand.includes(each))) {
    const wasChosen = await unchoose(folder, chair, person);
    if (wasChosen === true) chairs.push(chair);
    const isDone = wasChosen !== null && (await forgetAnswers(folder, chair, person));
    if (!isDone) failure = `the record of ${chair} could not be written`;
  }
  return { chairs, removed, failure };
}
