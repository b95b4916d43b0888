import { commissioningName, whyNotCommissioned } from '../core/commissioning.js';
import type { Identity, Telemetry } from '../core/protocol/messages.js';
import { type Moment, noRuns, rebase, usedUp } from '../core/safety/budget.js';
import { readRecord, type SavedRecord } from '../core/saved-record.js';
import type { ActiveFault, LastSession, Selection, Session } from '../core/session.js';
import type { Log, Store } from '../ports.js';
import { RunningTime } from '../session/chair-session.js';
import { lostSessionEvent } from '../session/status-of.js';
import type { UnitOptions } from './chair-settings.js';
import { ChairWear } from './chair-wear.js';
import { LastingFaults } from './lasting-faults.js';
import { ServiceRecord } from './service-record.js';

/** While a session runs its record is at most so old; on the disk that is counted as run, so that a crash refunds nothing, and costs up to
 *  this much each time: 5 s, and with more than 100 chairs 50 ms a chair, so that they write 20 records a second together. [S9] */
export const recordEveryMs = (chairCount: number): number => Math.max(5000, 50 * chairCount);

/** A time of day that moved this much against the monotonic clock was set by somebody. */
const clockSetMs = 1000;

export interface MemoryOptions
  extends Pick<
    UnitOptions,
    'settings' | 'driver' | 'store' | 'recordEveryMs' | 'ledger' | 'freshness' | 'clock' | 'log' | 'face'
  > {
  /** A latch is on the disk now that was not. [S3] */
  readonly onLatchSaved: () => void;
}

type RecordedSession = NonNullable<SavedRecord['session']>;

/** What one chair's owner remembers over restarts: minutes, latches, the selection. */
export class UnitMemory extends RunningTime {
  selection: Selection = { program: null, intensity: 100, durationMs: null, person: null };
  isRemoteStartOff = false;
  faults: readonly ActiveFault[] = [];
  lastSession: LastSession | null = null;
  /** A session of this daemon or of one before it drove the chair, and the chair was not seen still since: what it does may be ours
   *  to end, however the session ended. [S5] */
  isOurs = false;
  /** The session in the middle of which an earlier daemon ended, where that is known. */
  lostSession: RecordedSession | null = null;
  readonly commissioning: Commissioning;
  readonly service: ServiceRecord;
  readonly wear: ChairWear;
  private readonly latching: LastingFaults;
  private isRunning = false;
  private session: Session | null = null;
  /** The faults of the newest record that is on the disk. */
  private savedFaults: readonly ActiveFault[] = [];
  private savedAtMs = Number.NEGATIVE_INFINITY;
  private savedOffsetMs = 0;

  constructor(private readonly options: MemoryOptions) {
    super(noRuns, options.settings, options.clock);
    this.savedOffsetMs = this.offsetMs;
    const { store, log } = options;
    const { id: chairId } = options.settings;
    this.commissioning = new Commissioning(chairId, store, log);
    this.service = new ServiceRecord(options);
    this.wear = new ChairWear(options, () => this.service.book);
    const loaded = readRecord(store.load(chairId));
    if (loaded.kind === 'unreadable') this.distrust(loaded.message);
    if (loaded.kind === 'record') this.restore(loaded.record);
    this.savedFaults = this.faults;
    this.latching = new LastingFaults(this.faults);
    if (loaded.kind === 'unreadable' || this.lostSession !== null) void this.save();
  }

  private restore(record: SavedRecord): void {
    this.isOurs = record.isRunning === true;
    this.selection = record.selection;
    this.isRemoteStartOff = record.isRemoteStartOff;
    this.faults = record.faults;
    this.lastSession = record.lastSession;
    this.budget = rebase({ runs: record.runs }, record.saved, this.moment());
    if (record.session !== null && record.session !== undefined) this.lose(record.session, record.saved.wallMs);
  }

  /** The session was there when the record was written, and its daemon has written no other since. */
  private lose(session: RecordedSession, savedWallMs: number): void {
    const { program, elapsedMs } = session;
    this.lostSession = session;
    this.lastSession = { program, endedBy: 'daemon_lost', endedWallMs: savedWallMs, elapsedMs };
  }

  /** The faces are there: tells of the session that ended with the daemon before this one. */
  tellLost(): void {
    const { clock, face, settings, log } = this.options;
    const lost = this.lostSession;
    if (lost === null) return;
    log.warn('session_lost', { program: lost.program, elapsed_ms: lost.elapsedMs });
    face.onEvent(settings.id, lostSessionEvent(lost, clock.wallMs()));
  }

  select(selection: Selection): void {
    this.selection = selection;
    void this.save();
  }

  switchRemoteStart(isOn: boolean): void {
    this.isRemoteStartOff = !isOn;
    void this.save();
  }

  /** A latch may have been in a record that cannot be read: somebody has to look at the chair before it moves again. Any minutes
   *  may have been in it: the day's count as used up. [S3] [S9] */
  private distrust(message: string): void {
    this.options.log.error('record_distrusted', { message });
    const advice = 'what was known of this chair was lost: look that all is well, then send reset';
    this.faults = [{ code: 'internal', zone: null, message: advice, sinceMs: this.options.clock.wallMs() }];
    this.budget = usedUp(this.options.settings, this.options.clock.nowMs());
  }

  /** The chair was seen still, or cannot show it: what a session has left behind is over. */
  seenStill(): void {
    if (!this.isOurs) return;
    this.isOurs = false;
    void this.save();
  }

  /** The chair may still do what a session began, or has a latch: it has to be heard, and to hear. [S3] [S5] */
  get isOwed(): boolean {
    return this.isOurs || this.faults.length > 0;
  }

  /** [S3] True where this fault, if it lasts, would be found by a daemon that starts now. */
  isSaved(fault: ActiveFault): boolean {
    return this.savedFaults.includes(fault);
  }

  /** A handshake was done. Only a chair with a dead-man of its own can be commissioned. */
  greeted(identity: Identity | null): void {
    if (this.options.driver.hasDeadMan) this.commissioning.greeted(identity);
    const { book } = this.service;
    this.service.greeted(identity);
    this.wear.greeted();
    if (book?.hasSerial !== true || identity === null || identity.id === book.serial) return;
    const hint = 'look whether the port leads to the right chair: limits, minutes and rest are those of this id';
    this.options.log.warn('chair_replaced', { was: book.serial, now: identity.id, hint });
  }

  /** A T line of the chair that answers now, and the session that it has. */
  measured(telemetry: Telemetry, session: Session | null): void {
    this.service.measured(telemetry);
    this.wear.measured(telemetry, session);
  }

  override ran(fromMs: number, toMs: number): void {
    super.ran(fromMs, toMs);
    this.isRunning = true;
    if (toMs - this.savedAtMs >= this.options.recordEveryMs) void this.save();
  }

  /** [S9] A record says how both clocks stood. Where the time of day was set it is written anew, so that a restart of the machine,
   *  after which only the time of day is left, shortens no rest by it. */
  watchClock(): void {
    if (Math.abs(this.offsetMs - this.savedOffsetMs) > clockSetMs) void this.save();
  }

  /** Takes what the session knows and writes it down where it has changed. */
  remember(faults: readonly ActiveFault[], lastSession: LastSession | null, session: Session | null): void {
    const isOther = session?.id !== this.session?.id;
    this.session = session;
    if (session !== null) this.isOurs = true;
    const kept = this.latching.take(faults, this.options.clock.nowMs());
    const hasSettled = lastSession !== this.lastSession;
    const isSame = kept.length === this.faults.length && kept.every((fault, at) => fault === this.faults[at]);
    if (isSame && !hasSettled && !isOther) return;
    this.faults = kept;
    this.lastSession = lastSession;
    if (hasSettled) this.isRunning = false;
    void this.save();
  }

  /** Resolves with whether everything is on the disk, after at most a second. */
  save(): Promise<boolean> {
    const { faults } = this;
    this.savedAtMs = this.options.clock.nowMs();
    this.savedOffsetMs = this.offsetMs;
    return this.options.store.save(this.options.settings.id, this.record(), () => {
      const isNew = faults.some((fault) => !this.isSaved(fault));
      this.savedFaults = faults;
      if (isNew) this.options.onLatchSaved();
    });
  }

  private record(): SavedRecord {
    const runs = this.budget.runs.map((run) => ({ ...run }));
    const last = runs.at(-1);
    if (this.isRunning && last !== undefined) last.endMs += this.options.recordEveryMs;
    return {
      version: 1,
      saved: this.moment(),
      runs,
      faults: this.faults.map((fault) => ({ ...fault })),
      lastSession: this.lastSession,
      selection: this.selection,
      isRemoteStartOff: this.isRemoteStartOff,
      isRunning: this.isRunning || this.session !== null || this.isOurs,
      session: this.session === null ? null : recordedSession(this.session),
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

const recordedSession = ({ id, source, elapsedMs, programId: program }: Session): RecordedSession => ({
  id,
  source,
  elapsedMs,
  program,
});

/** Whether the dead-man of the chair that answers now was proved. */
export class Commissioning {
  /** Why it does not count as commissioned, or null. */
  why: string | null = whyNotCommissioned(undefined, null);
  private readonly record: unknown;
  private told: string | null = null;

  constructor(
    private readonly chairId: string,
    store: Store,
    private readonly log: Log,
  ) {
    this.record = store.load(commissioningName(chairId));
  }

  /** A handshake: another chair, or another firmware, is not the one that was proved. Told once for each reason. */
  greeted(identity: Identity | null): void {
    this.why = whyNotCommissioned(this.record, identity);
    this.log.info('chair_up', { ...identity, commissioned: this.why === null });
    const isNew = this.why !== this.told;
    this.told = this.why;
    if (this.why === null || !isNew) return;
    const hint = `stop the daemon, then: chair2mqtt commission ${this.chairId}`;
    this.log.warn('chair_not_commissioned', { why: this.why, hint });
  }
}
