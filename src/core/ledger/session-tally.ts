import { measuredIn, type Telemetry } from '../protocol/messages.js';
import { seenTimeMs } from '../seen-time.js';
import type { Session } from '../session.js';
import { type Zone, zones } from '../zones.js';
import { type LineOf, momentsMax, type RunningSession } from './lines.js';

interface ZoneTally {
  onMs: number;
  starts: number;
  /** Level and current, each times ms. */
  levelMs: number;
  currentMs: number;
  /** How long a current was told while it moved. */
  measuredMs: number;
  peakDc: number | null;
  /** What the last line showed: so it was until the next one. */
  level: number;
  currentMa: number | null;
}

const newZoneTally = (): ZoneTally => ({
  onMs: 0,
  starts: 0,
  levelMs: 0,
  currentMs: 0,
  measuredMs: 0,
  peakDc: null,
  level: 0,
  currentMa: null,
});

/** Seconds of ms, in tenths. */
const tenths = (ms: number): number => Math.round(ms / 100) / 10;
const tenth = (amount: number): number => Math.round(amount * 10) / 10;

type ToldMoment = LineOf<'closed'>['moments'][number];

/** What one session has come to so far, from what was told and measured of it. Times in ms of the monotonic clock. */
export class SessionTally {
  private readonly zoneTallies = new Map<Zone, ZoneTally>();
  private readonly firstMoments: ToldMoment[] = [];
  private readonly lastMoments: ToldMoment[] = [];
  private momentsDropped = 0;
  private motorMs = 0;
  private deratedMs = 0;
  private pausedMs = 0;
  private pausedFromMs: number | null = null;
  private skips = 0;
  /** Intensity times ms of running time. */
  private intensityMs = 0;
  private measuredAtMs: number | null = null;

  constructor(private session: Session) {}

  get id(): string {
    return this.session.id;
  }

  /** How long it has run. */
  get elapsedS(): number {
    return tenths(this.session.elapsedMs);
  }

  /** A T line, and how the session stands. */
  measured({ zones: reports }: Telemetry, session: Session, nowMs: number): void {
    this.stands(session);
    const sinceMs = seenTimeMs(this.measuredAtMs, nowMs);
    this.measuredAtMs = nowMs;
    let isMoving = false;
    let isDerated = false;
    for (const { zone, level, temperatureDc, currentMa, flags } of reports) {
      const tally = this.zoneTallies.get(zone) ?? newZoneTally();
      this.zoneTallies.set(zone, tally);
      count(tally, sinceMs);
      if (level > 0 && tally.level === 0) tally.starts += 1;
      isMoving ||= tally.level > 0;
      tally.level = level;
      tally.currentMa = measuredIn(currentMa);
      const warmDc = measuredIn(temperatureDc);
      if (warmDc !== null) tally.peakDc = Math.max(tally.peakDc ?? warmDc, warmDc);
      isDerated ||= flags.includes('D');
    }
    if (isMoving) this.motorMs += sinceMs;
    if (isDerated) this.deratedMs += sinceMs;
  }

  paused(session: Session, nowMs: number): void {
    this.happened('paused', session);
    this.pausedFromMs = nowMs;
  }

  resumed(session: Session, nowMs: number): void {
    this.happened('resumed', session);
    this.pausedMs = this.pausedMsAt(nowMs);
    this.pausedFromMs = null;
  }

  skipped(session: Session): void {
    this.happened('skipped', session);
    this.skips += 1;
  }

  /** What there is to say of it now; `at` in ISO 8601. */
  stand(nowMs: number, at: string): RunningSession {
    const { session } = this;
    const { elapsedMs } = session;
    return {
      kind: 'closed',
      id: session.id,
      elapsed_s: tenths(elapsedMs),
      paused_s: tenths(this.pausedMsAt(nowMs)),
      intensity_mean: elapsedMs === 0 ? session.intensity : tenth(this.intensityMs / elapsedMs),
      phases_done: session.timeline.phases.filter(({ endMs }) => endMs <= session.positionMs).length,
      skips: this.skips,
      derated_s: tenths(this.deratedMs),
      motor_s: tenths(this.motorMs),
      moments: [...this.firstMoments, ...this.lastMoments],
      moments_dropped: this.momentsDropped,
      zones: Object.fromEntries(
        zones.flatMap((zone) => {
          const tally = this.zoneTallies.get(zone);
          return tally === undefined ? [] : [[zone, deedsOf(tally)]];
        }),
      ),
      at,
    };
  }

  /** The newest of the session: what has changed in it since the last time was asked for by somebody. */
  stands(session: Session): void {
    const before = this.session;
    this.session = session;
    this.intensityMs += before.intensity * Math.max(0, session.elapsedMs - before.elapsedMs);
    if (session.intensity !== before.intensity) this.note(`intensity ${Math.round(session.intensity)}`);
    else if (session.timeline.totalMs !== before.timeline.totalMs)
      this.note(`length ${Math.round(session.timeline.totalMs / 1000)}`);
  }

  private happened(what: string, session: Session): void {
    this.stands(session);
    this.note(what);
  }

  private pausedMsAt(nowMs: number): number {
    return this.pausedMs + (this.pausedFromMs === null ? 0 : nowMs - this.pausedFromMs);
  }

  private note(what: string): void {
    const moment = { at_s: tenths(this.session.elapsedMs), what };
    if (this.firstMoments.length < momentsMax.first) {
      this.firstMoments.push(moment);
      return;
    }
    this.lastMoments.push(moment);
    if (this.lastMoments.length <= momentsMax.last) return;
    this.lastMoments.shift();
    this.momentsDropped += 1;
  }
}

function count(tally: ZoneTally, sinceMs: number): void {
  const { level, currentMa } = tally;
  if (level === 0) return;
  tally.onMs += sinceMs;
  tally.levelMs += level * sinceMs;
  if (currentMa === null) return;
  tally.currentMs += currentMa * sinceMs;
  tally.measuredMs += sinceMs;
}

const deedsOf = ({ onMs, starts, levelMs, currentMs, measuredMs, peakDc }: ZoneTally) => ({
  on_s: tenths(onMs),
  starts,
  level_mean: onMs === 0 ? 0 : tenth(levelMs / onMs),
  peak_c: peakDc === null ? null : peakDc / 10,
  ma_mean: measuredMs === 0 ? null : Math.round(currentMs / measuredMs),
});
