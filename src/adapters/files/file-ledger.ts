import { join } from 'node:path';
import { backoffMs } from '../../core/backoff.js';
import { errorText } from '../../core/error-text.js';
import type { ServicesOfUnit } from '../../core/ledger/last-services.js';
import { encodeLine, ledgerBytesMax } from '../../core/ledger/line-codec.js';
import { LineQueue } from '../../core/ledger/line-queue.js';
import { type BadEnd, joinedBytes } from '../../core/ledger/line-reader.js';
import { isNote, type LedgerLine, type RunningSession, runningSessionsSchema } from '../../core/ledger/lines.js';
import { endsOfLost } from '../../core/ledger/lost-sessions.js';
import { fileOfMonth, isNotesOver, MonthBook, monthFile } from '../../core/ledger/months.js';
import { addedHours, hoursIn, type MotorHours, noHours, RollUp, rollUpSchema } from '../../core/ledger/roll-up.js';
import { historyWith, noPersonHistory, type PersonHistory } from '../../core/people/history.js';
import type { Clock, Ledger, Log, Store } from '../../ports.js';
import { type LedgerDisk, ledgerDiskIn } from './ledger-disk.js';
import { Forgettings } from './ledger-forgetting.js';
import { checkBefore, readOn } from './ledger-reading.js';
import { loadRecord, saveRecord, summaryName } from './ledger-records.js';

const retryMs = { minMs: 1000, maxMs: 30_000 };
/** What came since is read at the next start. */
const summaryEveryMs = 5 * 60_000;

const runningName = 'open.json';
const lineFeed = 0x0a;

/** Where the ledger of a daemon is, in its data folder. */
export const ledgerDirectory = (dataDirectory: string): string => join(dataDirectory, 'ledger');

interface FileLedgerParts {
  readonly disk: LedgerDisk;
  readonly store: Pick<Store, 'whenQuiet'>;
  readonly clock: Pick<Clock, 'nowMs' | 'wallMs' | 'after' | 'random'>;
  readonly log: Log;
  readonly timeZone: string;
}

/** The ledger in files. Lines wait in memory until one write brings all of them to the disk; while it is under way the next ones wait.
 *  What safety rests on has the disk first: see `Store.whenQuiet`. */
export class FileLedger implements Ledger {
  readonly timeZone: string;
  private readonly queue = new LineQueue();
  private readonly months = new MonthBook();
  private readonly fileOf = new WeakMap<LedgerLine, string>();
  private rollUp: RollUp | null = null;
  private badEnds = new Map<string, BadEnd>();
  /** Where each notes file ends that this daemon writes to. */
  private readonly noteEnds = new Map<string, number>();
  private running: readonly RunningSession[] | null = null;
  private isSummaryOld = false;
  private summaryAtMs = Number.NEGATIVE_INFINITY;
  private work: Promise<void> | null = null;
  private failures = 0;
  private isWaiting = false;
  private isEnding = false;
  private readonly whenReadRuns: (() => void)[] = [];
  private readonly forgettings: Forgettings;

  constructor(private readonly parts: FileLedgerParts) {
    this.timeZone = parts.timeZone;
    this.forgettings = new Forgettings(parts.disk);
    this.wake();
  }

  get droppedLines(): number {
    return this.queue.droppedLines;
  }

  write(line: LedgerLine): void {
    this.fileOf.set(line, fileOfMonth(line, this.months.place(line)));
    this.queue.push(line);
    this.wake();
  }

  keepRunning(sessions: readonly RunningSession[]): void {
    this.running = sessions;
    this.wake();
  }

  whenRead(run: () => void): void {
    if (this.rollUp === null) this.whenReadRuns.push(run);
    else run();
  }

  hoursOf(serial: string): MotorHours {
    const { rollUp } = this;
    if (rollUp === null) return noHours;
    return addedHours(rollUp.hoursOf(serial), hoursIn(this.queue.unwritten, rollUp.openSessions, serial));
  }

  servicesOf(serial: string): ServicesOfUnit {
    return this.rollUp?.servicesOf(serial) ?? {};
  }

  personOf(person: string): PersonHistory {
    return historyWith(this.rollUp?.personOf(person) ?? noPersonHistory, this.queue.unwritten, person);
  }

  get appointments(): ReadonlyMap<string, number> | null {
    return this.rollUp?.appointments ?? null;
  }

  /** After what waits has been written: nothing of the person comes behind it. */
  forget(person: string): ReturnType<Ledger['forget']> {
    const done = this.forgettings.ask(person);
    this.isWaiting = false;
    this.wake();
    return done;
  }

  async settled(): Promise<void> {
    this.isEnding = true;
    this.isWaiting = false;
    this.wake();
    while (this.work !== null) await this.work;
  }

  private get isDue(): boolean {
    const sinceMs = this.parts.clock.nowMs() - this.summaryAtMs;
    const isSummaryDue = this.isSummaryOld && (this.isEnding || sinceMs >= summaryEveryMs);
    const isAsked = this.queue.length > 0 || this.running !== null || this.forgettings.isAsked;
    return this.rollUp === null || isAsked || isSummaryDue;
  }

  /** One thing after the other; after a failure nothing is tried for a while. */
  private wake(): void {
    if (this.work !== null || this.isWaiting || !this.isDue) return;
    this.work = this.turn().finally(() => {
      this.work = null;
      this.wake();
    });
  }

  private async turn(): Promise<void> {
    try {
      // What safety rests on has the disk first. [S3] [S9]
      await new Promise<void>((resolve) => this.parts.store.whenQuiet(resolve));
      const rollUp = this.rollUp ?? (await this.read());
      await this.mend();
      await this.flush(rollUp);
      await this.saveRunning();
      await this.forgetAsked(rollUp);
      await this.saveSummary(rollUp);
      this.succeeded();
    } catch (error) {
      this.failed(errorText(error));
    }
  }

  private async read(): Promise<RollUp> {
    const { disk, log } = this.parts;
    const known = await loadRecord(disk, summaryName, rollUpSchema);
    const { rollUp, badEnds, isAnew } = await readOn(
      disk,
      known === null ? null : new RollUp(known),
      (file, at, reason) => log.warn('ledger_line_skipped', { file, at, reason }),
    );
    if (isAnew) log.info('ledger_read_anew', { folder: disk.place });
    this.badEnds = new Map(badEnds);
    await this.endLost(rollUp);
    this.rollUp = rollUp;
    this.isSummaryOld = true;
    for (const run of this.whenReadRuns.splice(0)) run();
    return rollUp;
  }

  /** What an earlier daemon left open has ended with it. */
  private async endLost({ openSessions }: RollUp): Promise<void> {
    const running = await loadRecord(this.parts.disk, runningName, runningSessionsSchema);
    for (const [id, { file }] of openSessions) this.months.knows(id, monthFile(file)?.month ?? '');
    const ends = endsOfLost(openSessions, running?.sessions ?? []);
    for (const end of ends) this.fileOf.set(end, fileOfMonth(end, this.months.place(end)));
    this.queue.pushFirst(ends);
    if (ends.length > 0) this.parts.log.warn('ledger_sessions_lost', { sessions: ends.length });
  }

  /** Nothing is written behind what is no line. */
  private async mend(): Promise<void> {
    const { disk, log } = this.parts;
    for (const [file, { at, reason }] of this.badEnds) {
      await disk.tearOff(file, at);
      this.badEnds.delete(file);
      log.warn('ledger_end_torn', { file, at, reason, kept: `${file}.torn` });
    }
  }

  /** All lines that wait: one write and one sync for each file, which is one file but for notes and the turn of a month. */
  private async flush(rollUp: RollUp): Promise<void> {
    if (this.queue.length === 0) return;
    const byFile = new Map<string, LedgerLine[]>();
    for (const line of this.queue.take()) {
      const file = this.fileOf.get(line) ?? '';
      const lines = byFile.get(file);
      if (lines === undefined) byFile.set(file, [line]);
      else lines.push(line);
    }
    try {
      await this.parts.disk.prepare();
      for (const [file, lines] of byFile) {
        if (lines.every(isNote)) await this.appendNotes(file, lines);
        else await this.append(file, lines, rollUp);
        this.queue.wrote(lines);
      }
    } finally {
      this.queue.failed();
    }
  }

  private async append(file: string, lines: readonly LedgerLine[], rollUp: RollUp): Promise<void> {
    const { disk } = this.parts;
    const { offset } = rollUp.progress(file);
    const bytes = this.bytesOf(lines);
    await disk.writeEnd(file, offset, bytes);
    for (const line of lines) rollUp.take(file, line);
    const end = offset + bytes.length;
    rollUp.reached(file, end, await checkBefore(disk, file, end));
    this.isSummaryOld = true;
  }

  private async appendNotes(file: string, lines: readonly LedgerLine[]): Promise<void> {
    const { disk } = this.parts;
    const offset = this.noteEnds.get(file) ?? (await this.openNotes(file));
    const bytes = this.bytesOf(lines);
    await disk.writeEnd(file, offset, bytes);
    this.noteEnds.set(file, offset + bytes.length);
  }

  /** Where the next note goes. Those of long ago go with the first of a new month. */
  private async openNotes(file: string): Promise<number> {
    const { disk, clock } = this.parts;
    const wallMs = clock.wallMs();
    for (const name of await disk.list()) if (isNotesOver(name, wallMs)) await disk.remove(name);
    const size = await disk.size(file);
    const from = Math.max(0, size - ledgerBytesMax);
    const end = from + (await disk.read(file, from, size - from)).lastIndexOf(lineFeed) + 1;
    if (end < size) await disk.tearOff(file, end);
    return end;
  }

  private bytesOf(lines: readonly LedgerLine[]): Uint8Array {
    const encoded = lines.flatMap((line) => {
      const bytes = encodeLine(line);
      if (bytes === null) this.parts.log.error('ledger_line_too_long', { kind: line.kind });
      return bytes === null ? [] : [bytes];
    });
    return joinedBytes(encoded);
  }

  private async saveRunning(): Promise<void> {
    const { running } = this;
    if (running === null) return;
    await this.parts.disk.prepare();
    await saveRecord(this.parts.disk, runningName, { version: 1, sessions: running });
    if (this.running === running) this.running = null;
  }

  private async forgetAsked(rollUp: RollUp): Promise<void> {
    if (!this.forgettings.isAsked) return;
    this.isSummaryOld = true;
    this.summaryAtMs = Number.NEGATIVE_INFINITY;
    await this.forgettings.run(
      ({ name, end, check }) => {
        if (monthFile(name)?.isNotes === false) rollUp.reached(name, end, check);
        this.noteEnds.delete(name);
      },
      (person) => rollUp.forget(person),
    );
  }

  private async saveSummary(rollUp: RollUp): Promise<void> {
    const nowMs = this.parts.clock.nowMs();
    if (!this.isSummaryOld || (!this.isEnding && nowMs - this.summaryAtMs < summaryEveryMs)) return;
    this.isSummaryOld = false;
    this.summaryAtMs = nowMs;
    await this.parts.disk.prepare();
    await saveRecord(this.parts.disk, summaryName, rollUp.record());
  }

  private succeeded(): void {
    const { log, disk } = this.parts;
    if (this.failures > 0) log.info('ledger_written', { folder: disk.place, dropped: this.queue.droppedLines });
    this.failures = 0;
  }

  /** Said once until everything can be written again. */
  private failed(reason: string): void {
    const { log, disk, clock } = this.parts;
    this.forgettings.failed(reason);
    const hint =
      'free space on this disk, or make it writable; the chairs go on, and sessions wait in memory to be written';
    if (this.failures === 0) log.warn('ledger_not_written', { folder: disk.place, reason, hint });
    const waitMs = backoffMs(this.failures, retryMs, clock.random());
    this.failures += 1;
    this.isWaiting = true;
    clock.after(Math.max(retryMs.minMs, waitMs), () => {
      this.isWaiting = false;
      this.wake();
    });
  }
}

/** The ledger of a daemon, in its data folder; the folder's lock has to be ours. Never throws: what is wrong with the folder is told in
 *  the log, and the lines wait. */
export const openLedger = (directory: string, parts: Omit<FileLedgerParts, 'disk'>): Ledger =>
  new FileLedger({ ...parts, disk: ledgerDiskIn(directory) });
