import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileLedger } from '../../src/adapters/files/file-ledger.js';
import { type LedgerDisk, ledgerDiskIn } from '../../src/adapters/files/ledger-disk.js';
import { readRecordText } from '../../src/adapters/files/record-text.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { scanLines } from '../../src/core/ledger/line-codec.js';
import type { LedgerLine } from '../../src/core/ledger/lines.js';
import { RollUp, rollUpSchema } from '../../src/core/ledger/roll-up.js';
import type { Log } from '../../src/ports.js';
import { silentLog } from './silent-log.js';

/** Retries come at once. */
const hasty = { ...systemClock(), after: (_delayMs: number, run: () => void) => systemClock().after(5, run) };

/** A folder of the ledger and the daemons that write to it, one after the other. */
export class LedgerBench {
  /** What the log was told, with the reason where there was one. */
  readonly told: string[] = [];
  readonly log: Log;
  /** When the next ledger may write. */
  store = { whenQuiet: (run: () => void): void => run() };

  constructor(readonly folder: string) {
    const note = (event: string, fields?: Readonly<Record<string, unknown>>) =>
      void this.told.push([event, fields?.['reason']].filter((word) => word !== undefined).join(': '));
    this.log = { ...silentLog, info: note, warn: note, error: note };
  }

  open(disk: LedgerDisk = ledgerDiskIn(this.folder), clock = hasty): FileLedger {
    return new FileLedger({ disk, store: this.store, clock, log: this.log, timeZone: 'UTC' });
  }

  /** Opens it, writes these lines, and ends. */
  async write(...lines: readonly LedgerLine[]): Promise<FileLedger> {
    const ledger = this.open();
    for (const line of lines) ledger.write(line);
    await ledger.settled();
    return ledger;
  }

  get names(): readonly string[] {
    return readdirSync(this.folder).sort();
  }

  bytes(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }

  put(name: string, bytes: Uint8Array): void {
    writeFileSync(join(this.folder, name), bytes);
  }

  remove(name: string): void {
    rmSync(join(this.folder, name), { force: true });
  }

  /** Lines that were skipped, as the summary has them. */
  get skipped(): RollUp['skipped'] {
    const found = readRecordText(this.bytes('summary.json').toString());
    return new RollUp(rollUpSchema.parse(found.kind === 'record' ? found.value : null)).skipped;
  }

  lines(name: string): readonly LedgerLine[] {
    return scanLines(this.bytes(name)).pieces.flatMap((piece) => (piece.kind === 'line' ? [piece.line] : []));
  }
}
