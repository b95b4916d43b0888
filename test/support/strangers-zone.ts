/** What a SET asks for. */
export interface StrangersMotion {
  readonly technique: string;
  readonly level: number;
  readonly rate: number;
}

export interface ZoneHabits {
  /** How much longer than its ramp a rise from 0 takes. */
  readonly kickMs: number;
  /** What it shows meanwhile. */
  readonly kickLevel: number;
  /** Of steady air, from its SET on. */
  readonly holdMs: number;
  readonly ventMs: number;
}

const off: StrangersMotion = { technique: 'off', level: 0, rate: 0 };
const wholeRangeMs = 900;
const changeMs = 500;
const dwellMs = 100;
const ownRates: Readonly<Record<string, number>> = { knead: 20, tap: 200, roll: 10, vibrate: 40 };

const isHeld = ({ technique, rate }: StrangersMotion): boolean =>
  rate === 0 && (technique === 'compress' || technique === 'press');

/** One zone by sections 3 to 5 of the page: where its ramp is at a time. */
export class StrangersZone {
  asked = off;
  ttlEndsAtMs = Number.POSITIVE_INFINITY;
  private driven = off;
  private from = 0;
  private to = 0;
  private startMs = 0;
  private endMs = 0;
  /** A ramp to 0 that a STOP, a TTL or a fault began. */
  private isLetGo = false;
  private waiting: { readonly motion: StrangersMotion; readonly rampMs: number; fromMs: number } | null = null;
  private heldSinceMs: number | null = null;

  constructor(private readonly habits: ZoneHabits) {}

  levelAt(nowMs: number): number {
    if (nowMs >= this.endMs) return this.to;
    if (nowMs <= this.startMs) return this.from;
    return this.from + ((this.to - this.from) * (nowMs - this.startMs)) / (this.endMs - this.startMs);
  }

  /** What T shows. */
  shownAt(nowMs: number): StrangersMotion {
    const level = Math.floor(this.levelAt(nowMs) + 0.5);
    const { technique, rate } = this.driven;
    return level === 0 ? off : { technique, level, rate: rate > 0 ? rate : (ownRates[technique] ?? 0) };
  }

  set(motion: StrangersMotion, rampMs: number, ttlMs: number, nowMs: number): void {
    this.ttlEndsAtMs = nowMs + ttlMs;
    const { technique, level, rate } = this.asked;
    if (technique === motion.technique && level === motion.level && rate === motion.rate) return;
    this.asked = motion;
    this.heldSinceMs = isHeld(motion) ? (this.heldSinceMs ?? nowMs) : null;
    const present = this.levelAt(nowMs);
    const dwellsUntilMs = this.waiting?.fromMs ?? 0;
    if (present > 0 && this.driven.technique !== motion.technique) {
      if (this.waiting === null) this.fall(changeMs, nowMs);
      this.waiting = { motion, rampMs, fromMs: this.endMs + dwellMs };
    } else if (present === 0 && nowMs < dwellsUntilMs) this.waiting = { motion, rampMs, fromMs: dwellsUntilMs };
    else this.begin(motion, rampMs, nowMs);
  }

  /** SET off: its ramp counts from now, but never lengthens what a stop began. */
  lower(rampMs: number, nowMs: number): void {
    const wasLetGo = this.isLetGo;
    this.forget();
    if (wasLetGo) this.fall(rampMs, nowMs);
    else this.aim(0, nowMs, nowMs + rampMs);
    this.isLetGo = wasLetGo;
  }

  /** STOP, a TTL, a fault: the earlier end wins. */
  letGo(rampMs: number, nowMs: number): void {
    this.forget();
    this.fall(rampMs, nowMs);
    this.isLetGo = true;
  }

  cut(): void {
    this.forget();
    this.from = 0;
    this.to = 0;
  }

  /** What the chair's loop does for the zone. */
  work(nowMs: number): void {
    const { heldSinceMs, waiting, habits } = this;
    if (waiting !== null && nowMs >= waiting.fromMs && this.levelAt(nowMs) === 0)
      this.begin(waiting.motion, waiting.rampMs, nowMs);
    if (heldSinceMs === null || nowMs < heldSinceMs + habits.holdMs || this.to === 0) return;
    this.fall(habits.ventMs, nowMs);
  }

  private begin(motion: StrangersMotion, rampMs: number, nowMs: number): void {
    const present = this.levelAt(nowMs);
    this.waiting = null;
    this.isLetGo = false;
    this.driven = motion;
    const startMs = nowMs + (present === 0 ? this.habits.kickMs : 0);
    const leastMs = motion.level > present ? ((motion.level - present) / 100) * wholeRangeMs : 0;
    this.aim(motion.level, startMs, startMs + Math.max(rampMs, leastMs), nowMs);
    if (present === 0) this.from = this.habits.kickLevel;
  }

  private fall(rampMs: number, nowMs: number): void {
    const isFalling = this.to === 0 && this.endMs > nowMs;
    this.aim(0, nowMs, isFalling ? Math.min(this.endMs, nowMs + rampMs) : nowMs + rampMs);
  }

  private aim(level: number, startMs: number, endMs: number, nowMs = startMs): void {
    this.from = this.levelAt(nowMs);
    this.to = level;
    this.startMs = startMs;
    this.endMs = endMs;
  }

  private forget(): void {
    this.asked = off;
    this.ttlEndsAtMs = Number.POSITIVE_INFINITY;
    this.waiting = null;
    this.heldSinceMs = null;
  }
}
