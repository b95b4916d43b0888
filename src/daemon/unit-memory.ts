import type { Identity } from '../core/protocol/messages.js';
import { type Budget, type Moment, noRuns, rebase } from '../core/safety/budget.js';
import { readRecord, type SavedRecord } from '../core/saved-record.js';
import type { ActiveFault, LastSession, Selection } from '../core/session.js';
import type { Clock, Face, Log, Store } from '../ports.js';
import { RunningTime } from '../session/running-time.js';
import { Commissioning } from './commissioning.js';
import { LastingFaults } from './lasting-faults.js';
import { ServiceRecord } from './service-record.js';

/** While a session runs its record is at most this old; on the disk it is counted as run, so that a crash refunds nothing. [S9] */
const saveEveryMs = 5000;

export interface MemoryOptions {
  readonly chairId: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly face: Pick<Face, 'onCard' | 'onUsage'>;
  /** Times in ms. */
  readonly restMs: number;
  readonly dailyMs: number;
}

/** A time of day that moved this much against the monotonic clock was set by somebody. */
const clockSetMs = 1000;

/** What one chair's owner remembers over restarts: minutes, latches, the selection. */
export class UnitMemory {
  selection: Selection = { program: null, intensity: 100, durationMs: null, person: null };
  isRemoteStartOff = false;
  faults: readonly ActiveFault[] = [];
  lastSession: LastSession | null = null;
  /** The record that was found is of a daemon that ended in the middle of a session. [S5] */
  wasRunning = false;
  readonly commissioning: Commissioning;
  readonly service: ServiceRecord;
  private readonly time: RunningTime;
  private readonly latching: LastingFaults;
  private isRunning = false;
  private savedAtMs = Number.NEGATIVE_INFINITY;
  private savedOffsetMs = 0;

  constructor(private readonly options: MemoryOptions) {
    this.savedOffsetMs = this.offsetMs;
    this.time = new RunningTime(noRuns, options, options.clock);
    const { chairId, store, clock, log, face } = options;
    this.commissioning = new Commissioning(chairId, store, log);
    this.service = new ServiceRecord({
      chairId,
      store,
      clock,
      onChair: () => face.onCard(chairId),
      onHours: () => face.onUsage(chairId),
    });
    const loaded = readRecord(options.store.load(options.chairId));
    if (loaded.kind === 'unreadable') this.distrust(loaded.message);
    if (loaded.kind === 'record') this.restore(loaded.record);
    this.latching = new LastingFaults(this.faults);
  }

  private restore(record: SavedRecord): void {
    this.wasRunning = record.isRunning === true;
    this.selection = record.selection;
    this.isRemoteStartOff = record.isRemoteStartOff;
    this.faults = record.faults;
    this.lastSession = record.lastSession;
    this.time.budget = rebase({ runs: record.runs }, record.saved, this.moment());
  }

  /** [S3] A latch may have been in a record that cannot be read: somebody has to look at the chair before it moves again. */
  private distrust(message: string): void {
    this.options.log.error('record.unreadable', { message });
    const advice = 'what was known of this chair was lost: look that all is well, then send reset';
    this.faults = [{ code: 'internal', zone: null, message: advice, sinceMs: this.options.clock.wallMs() }];
    void this.save();
  }

  /** A handshake was done. Only a chair with a dead-man of its own can be commissioned. */
  greeted(identity: Identity | null, hasDeadMan: boolean): void {
    if (hasDeadMan) this.commissioning.greeted(identity);
    this.service.greeted(identity);
  }

  get restLeftMs(): number {
    return this.time.restLeftMs;
  }

  get dailyLeftMs(): number {
    return this.time.dailyLeftMs;
  }

  /** Running time of the last 24 h. */
  get runs(): Budget['runs'] {
    return this.time.budget.runs;
  }

  ran(fromMs: number, toMs: number): void {
    this.time.ran(fromMs, toMs);
    this.isRunning = true;
    if (toMs - this.savedAtMs >= saveEveryMs) void this.save();
  }

  /** [S9] A record says how both clocks stood. Where the time of day was set it is written anew, so that a restart of the machine,
   *  after which only the time of day is left, shortens no rest by it. */
  watchClock(): void {
    if (Math.abs(this.offsetMs - this.savedOffsetMs) > clockSetMs) void this.save();
  }

  /** Takes what the session knows and writes it down where it has changed. */
  remember(faults: readonly ActiveFault[], lastSession: LastSession | null): void {
    const kept = this.latching.take(faults, this.options.clock.nowMs());
    const hasSettled = lastSession !== this.lastSession;
    const isSame = kept.length === this.faults.length && kept.every((fault, at) => fault === this.faults[at]);
    if (isSame && !hasSettled) return;
    this.faults = kept;
    this.lastSession = lastSession;
    if (hasSettled) this.isRunning = false;
    void this.save();
  }

  /** Resolves when everything is on the disk. */
  save(): Promise<void> {
    this.savedAtMs = this.options.clock.nowMs();
    this.savedOffsetMs = this.offsetMs;
    return this.options.store.save(this.options.chairId, this.record());
  }

  private record(): SavedRecord {
    const runs = this.time.budget.runs.map((run) => ({ ...run }));
    const last = runs.at(-1);
    if (this.isRunning && last !== undefined) last.endMs += saveEveryMs;
    return {
      version: 1,
      saved: this.moment(),
      runs,
      faults: this.faults.map((fault) => ({ ...fault })),
      lastSession: this.lastSession,
      selection: this.selection,
      isRemoteStartOff: this.isRemoteStartOff,
      isRunning: this.isRunning,
    };
  }

  private get offsetMs(): number {
    return this.options.clock.wallMs() - this.options.clock.nowMs();
  }

  private moment(): Moment {
    const { bootId } = this.options.clock;
    return { bootId, nowMs: this.options.clock.nowMs(), wallMs: this.options.clock.wallMs() };
  }
}
