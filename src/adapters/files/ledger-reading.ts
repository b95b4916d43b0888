import { crc32Hex } from '../../core/ledger/checksum.js';
import { ledgerBytesMax } from '../../core/ledger/line-codec.js';
import { type BadEnd, LineReader, type LineTaker } from '../../core/ledger/line-reader.js';
import { monthFile } from '../../core/ledger/months.js';
import { RollUp } from '../../core/ledger/roll-up.js';
import type { LedgerDisk } from './ledger-disk.js';

/** Read and looked at in one piece, so that nothing else has to wait for long. */
const chunkBytes = 65_536;
/** So much of what has been read before is looked at again. */
const lookBackBytes = ledgerBytesMax;

/** Reads the lines of a file, from the beginning of one on. Gives where they end, and what follows them that is no line. */
export async function readLinesOf(
  disk: LedgerDisk,
  name: string,
  offset: number,
  taker: LineTaker,
): Promise<ReturnType<LineReader['end']>> {
  const reader = new LineReader(offset, taker);
  for (;;) {
    const bytes = await disk.read(name, reader.nextAt, chunkBytes);
    if (bytes.length === 0) return reader.end();
    reader.feed(bytes);
  }
}

/** The checksum of what stands before an offset, as far as it is looked at again. */
export async function checkBefore(disk: LedgerDisk, name: string, offset: number): Promise<string> {
  const from = Math.max(0, offset - lookBackBytes);
  return crc32Hex(await disk.read(name, from, offset - from));
}

/** The files of the ledger that hold sessions, in the order of their months. */
export const sessionFiles = (names: readonly string[]): readonly string[] =>
  names.filter((name) => monthFile(name)?.isNotes === false).sort();

/** All files of lines, of notes too, in the order of their months. */
export const ledgerFiles = (names: readonly string[]): readonly string[] =>
  names.filter((name) => monthFile(name) !== null).sort();

export interface ReadLedger {
  readonly rollUp: RollUp;
  readonly badEnds: ReadonlyMap<string, BadEnd>;
  /** Everything was read, because what was known did not fit the files. */
  readonly isAnew: boolean;
}

/** Brings a roll-up to the end of all files; where it does not fit them, it is made anew. What was complete is not read. */
export async function readOn(
  disk: LedgerDisk,
  known: RollUp | null,
  onSkipped: (file: string, at: number, reason: string) => void,
): Promise<ReadLedger> {
  const names = sessionFiles(await disk.list());
  const fits = known !== null && (await doesFit(disk, known, names));
  const rollUp = fits ? known : new RollUp();
  const badEnds = new Map<string, BadEnd>();
  for (const name of names) {
    const { offset } = rollUp.progress(name);
    if ((await disk.size(name)) === offset) continue;
    const { end, bad } = await readLinesOf(disk, name, offset, {
      line: (line) => rollUp.take(name, line),
      skipped: (kind, at, reason) => {
        rollUp.skip(name, kind);
        onSkipped(name, at, reason);
      },
    });
    if (bad !== null) badEnds.set(name, bad);
    rollUp.reached(name, end, await checkBefore(disk, name, end));
  }
  return { rollUp, badEnds, isAnew: !fits && names.length > 0 };
}

/** A file that has grown, or in which a session was open, has to be the one that was read. */
async function doesFit(disk: LedgerDisk, rollUp: RollUp, names: readonly string[]): Promise<boolean> {
  if (rollUp.fileNames.some((name) => !names.includes(name))) return false;
  for (const name of names) {
    const { offset, check, isOpen } = rollUp.progress(name);
    const size = await disk.size(name);
    if (size < offset) return false;
    const isLookedAt = offset > 0 && (isOpen || size > offset || name === names.at(-1));
    if (isLookedAt && (await checkBefore(disk, name, offset)) !== check) return false;
  }
  return true;
}
