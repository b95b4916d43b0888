import type { Profile } from '../../core/profile/schema.js';
import { endingStop, stopPlan } from '../../core/profile/stop-plan.js';
import type { ProofRound } from '../../core/profile/stop-proof.js';
import type { LevelCaps } from '../../core/zones.js';
import type { ChairSignal, Clock, Log, OpenWire } from '../../ports.js';
import { ProfileChair } from '../keyed/keyed-chair.js';

export interface StopLineOptions {
  readonly profile: Profile;
  readonly chairId: string;
  readonly openWire: OpenWire;
  readonly clock: Clock;
  readonly log: Log;
  /** No level is higher, 1-100. [S10] */
  readonly levelMax: number;
  /** A stop does not show in time: somebody may have to switch it off. */
  readonly onAlarm: () => void;
}

/** What was seen of one stop. Times of the clock, ms. */
interface WatchedStop {
  readonly firstByteAtMs: number | null;
  readonly countedAtMs: number;
  /** The first status of those in a row that show the massage over, and the chair home. */
  readonly overAtMs: number | null;
  readonly homeAtMs: number | null;
  /** When it came to its end: seen, answered, or sent as often as it is. */
  readonly endedAtMs: number | null;
}

const unwatched: WatchedStop = {
  firstByteAtMs: null,
  countedAtMs: Number.NEGATIVE_INFINITY,
  overAtMs: null,
  homeAtMs: null,
  endedAtMs: null,
};

/** As often as a session does. */
const driveMs = 200;

/** A chair by profile whose stop is proved: driven and stopped by the driver that a session uses, and looked at. */
export class StopLine {
  /** What ends the proof: the line, the chair or a person. */
  trouble: string | null = null;
  /** From the first order on, until a stop has come to its end. */
  mayMove = false;
  /** The stop did not show in time; it goes on. */
  isAlarmed = false;
  isUp = false;
  /** Somebody is asked to press a key of the chair's own remote, and whether it was seen. */
  isRemoteAwaited = false;
  isRemoteSeen = false;
  stopped: WatchedStop = unwatched;
  private readonly chair: ProfileChair;
  private readonly caps: LevelCaps;
  private round: ProofRound | null = null;
  private drivenAtMs = Number.NEGATIVE_INFINITY;
  private isAsked = false;

  constructor(private readonly options: StopLineOptions) {
    const { openWire, levelMax } = options;
    this.caps = { back: levelMax, seat: levelMax, legs: levelMax };
    this.chair = new ProfileChair(options.profile, {
      ...options,
      openWire: (events) => {
        const wire = openWire(events);
        return {
          close: () => wire.close(),
          write: (text) => {
            this.noteWrite();
            wire.write(text);
          },
        };
      },
      isEmergencyLatched: () => false,
      wasMoving: () => false,
      onSignal: (signal) => this.take(signal),
      onTelemetry: () => undefined,
    });
  }

  get nowMs(): number {
    return this.options.clock.nowMs();
  }

  get isAtRest(): boolean {
    return this.isUp && this.chair.isAtRest;
  }

  poll(): void {
    const { nowMs, round } = this;
    if (round !== null && nowMs - this.drivenAtMs >= driveMs) {
      this.drivenAtMs = nowMs;
      this.chair.drive(round.drive, this.caps, null);
    }
    this.chair.poll(nowMs);
    this.count();
  }

  /** From here on it is told to move so. */
  drive(round: ProofRound): void {
    this.mayMove = true;
    this.round = round;
    this.drivenAtMs = Number.NEGATIVE_INFINITY;
  }

  /** Everything that it is told to do shows. */
  get isSeenMoving(): boolean {
    const shown = this.chair.record.telemetry?.zones ?? [];
    const moved = this.round?.moved ?? [];
    return moved.every(({ zone, technique }) =>
      shown.some((report) => report.zone === zone && report.technique === technique && report.level > 0),
    );
  }

  /** [S4] The stop of a session; one that is under way goes on. */
  stop(): void {
    this.round = null;
    if (this.chair.isStopping) return;
    this.stopped = unwatched;
    this.isAlarmed = false;
    this.isAsked = true;
    this.chair.stop(0, 'end');
  }

  /** Only the first trouble counts. */
  spoil(reason: string): void {
    this.trouble ??= reason;
  }

  async close(): Promise<void> {
    await this.chair.close();
  }

  private noteWrite(): void {
    if (this.isAsked) this.stopped = { ...this.stopped, firstByteAtMs: this.stopped.firstByteAtMs ?? this.nowMs };
  }

  /** A look at each status that came since the stop was asked for. */
  private count(): void {
    const { profile } = this.options;
    const { firstByteAtMs, countedAtMs, overAtMs, homeAtMs, endedAtMs } = this.stopped;
    if (!this.isAsked || profile.sight !== 'status' || firstByteAtMs === null || endedAtMs !== null) return;
    const { view, statusAtMs } = this.chair.seen;
    if (statusAtMs <= Math.max(countedAtMs, firstByteAtMs)) return;
    const { isDone, home } = stopPlan(profile, endingStop(profile));
    const isOver = isDone(view);
    const isHome = isOver && home?.isThere(view) === true;
    this.stopped = {
      ...this.stopped,
      countedAtMs: statusAtMs,
      overAtMs: isOver ? (overAtMs ?? statusAtMs) : null,
      homeAtMs: isHome ? (homeAtMs ?? statusAtMs) : null,
    };
  }

  private take(signal: ChairSignal): void {
    switch (signal.type) {
      case 'chair.up':
        this.isUp = true;
        return;
      case 'chair.down':
        this.isUp = false;
        this.spoil(`the line was lost: ${signal.reason}`);
        return;
      case 'chair.still':
      case 'chair.unseen':
        this.ended();
        return;
      case 'chair.stopUnverified':
        this.isAlarmed = true;
        this.options.onAlarm();
        return;
      case 'chair.fault':
        this.spoil(signal.message);
        return;
      case 'chair.button':
        this.person(`its ${signal.button} key`);
        return;
      case 'chair.adopted':
        this.person(signal.what);
        return;
      default:
        return;
    }
  }

  private ended(): void {
    this.count();
    if (this.round === null) this.mayMove = false;
    if (this.isAsked) this.stopped = { ...this.stopped, endedAtMs: this.nowMs };
    this.isAsked = false;
  }

  private person(what: string): void {
    this.isRemoteSeen = true;
    if (!this.isRemoteAwaited) this.spoil(`somebody used the chair's own remote (${what})`);
  }
}
