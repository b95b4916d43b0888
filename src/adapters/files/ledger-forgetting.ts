import { PersonEraser } from '../../core/ledger/forget.js';
import { joinedBytes } from '../../core/ledger/line-reader.js';
import { monthFile } from '../../core/ledger/months.js';
import type { ForgottenLines, LedgerForgetting } from '../../core/people/keeper.js';
import { isSuccessor, type LedgerDisk, successorOf } from './ledger-disk.js';
import { checkBefore } from './ledger-reading.js';
import { summaryName } from './ledger-records.js';

/** Looked at in one piece: chairs are looked after between two of them. [S14] */
const pieceBytes = 65_536;
/** Written with one sync. */
const writeBytes = 1_048_576;

const tornEnd = '.torn';

/** Files that may hold a person: those of months, and what was torn off them. */
const mayHoldPersons = (name: string): boolean =>
  monthFile(name.endsWith(tornEnd) ? name.slice(0, -tornEnd.length) : name) !== null;

/** Reads a file through an eraser; `take` gets what is left of it. Gives how many lines are others. */
async function erase(
  disk: LedgerDisk,
  name: string,
  person: string,
  take: (bytes: Uint8Array) => Promise<void>,
): Promise<number> {
  const eraser = new PersonEraser(person);
  for (let at = 0; ; ) {
    const bytes = await disk.read(name, at, pieceBytes);
    if (bytes.length === 0) break;
    at += bytes.length;
    await take(eraser.feed(bytes));
  }
  await take(eraser.end());
  return eraser.changed;
}

/** A file that was made anew: where it ends, and the checksum of what stands before that, as far as it is looked at again. */
export interface RewrittenFile {
  readonly name: string;
  readonly end: number;
  readonly check: string;
}

/** Makes the successor of a file, without the person. */
async function writeSuccessor(disk: LedgerDisk, name: string, person: string): Promise<RewrittenFile> {
  const successor = successorOf(name);
  let parts: Uint8Array[] = [];
  let [waiting, end] = [0, 0];
  const flush = async (): Promise<void> => {
    await disk.writeEnd(successor, end, joinedBytes(parts));
    [parts, waiting, end] = [[], 0, end + waiting];
  };
  await erase(disk, name, person, async (bytes) => {
    parts.push(bytes);
    waiting += bytes.length;
    if (waiting >= writeBytes) await flush();
  });
  await flush();
  return { name, end, check: await checkBefore(disk, successor, end) };
}

/** Takes a person out of the files of the ledger, one after the other: each is made anew and put in place of the old one; `onFile` is
 *  called for each of these at the moment in which it is there. The summary goes first: without it the ledger is read anew, however this ends. */
export async function forgetPerson(
  disk: LedgerDisk,
  person: string,
  onFile: (file: RewrittenFile) => void = () => undefined,
): Promise<ForgottenLines> {
  let [files, lines] = [0, 0];
  const names = await disk.list();
  for (const name of [summaryName, ...names.filter(isSuccessor)]) await disk.remove(name);
  for (const name of names.filter(mayHoldPersons).sort()) {
    const changed = await erase(disk, name, person, async () => undefined);
    if (changed === 0) continue;
    const file = await writeSuccessor(disk, name, person);
    await disk.rename(successorOf(name), name);
    onFile(file);
    await disk.sync();
    files += 1;
    lines += changed;
  }
  return { files, lines };
}

/** People who are to be forgotten by the ledger that runs, one after the other. */
export class Forgettings {
  private readonly asked: { readonly person: string; readonly tell: (done: LedgerForgetting) => void }[] = [];

  constructor(private readonly disk: LedgerDisk) {}

  get isAsked(): boolean {
    return this.asked.length > 0;
  }

  ask(person: string): Promise<LedgerForgetting> {
    return new Promise((tell) => void this.asked.push({ person, tell }));
  }

  /** Each is told at once: a failure of what comes later is not of what is done. Throws where the disk does. */
  async run(onFile: (file: RewrittenFile) => void, onDone: (person: string) => void): Promise<void> {
    for (let next = this.asked[0]; next !== undefined; next = this.asked[0]) {
      const { person, tell } = next;
      const done = await forgetPerson(this.disk, person, onFile);
      onDone(person);
      this.asked.shift();
      tell(done);
    }
  }

  /** Nothing more comes of them. */
  failed(reason: string): void {
    for (const { tell } of this.asked.splice(0)) tell({ failure: reason });
  }
}
