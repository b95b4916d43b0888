import { forgetIn } from '../../core/ledger/forget.js';
import { monthFile } from '../../core/ledger/months.js';
import type { LedgerDisk } from './ledger-disk.js';
import { summaryName } from './ledger-records.js';

/** What was done: files that are others now, and how many lines of them. */
export interface ForgottenLedger {
  readonly files: number;
  readonly lines: number;
}

const tornEnd = '.torn';

/** Files that may hold a person: those of months, and what was torn off them. */
const mayHoldPersons = (name: string): boolean =>
  monthFile(name.endsWith(tornEnd) ? name.slice(0, -tornEnd.length) : name) !== null;

/** Takes a person out of the whole ledger: each file is made anew and put in place of the old one. The roll-up goes first: it is made
 *  anew at the next start. The lock of the data folder has to be ours. */
export async function forgetPerson(disk: LedgerDisk, person: string): Promise<ForgottenLedger> {
  let [files, lines] = [0, 0];
  await disk.remove(summaryName);
  for (const name of (await disk.list()).filter(mayHoldPersons).sort()) {
    const { bytes, changed } = forgetIn(await disk.read(name, 0, await disk.size(name)), person);
    if (changed === 0) continue;
    await disk.replace(name, bytes);
    files += 1;
    lines += changed;
  }
  return { files, lines };
}
