import type { Zone } from '../../../src/core/zones.js';
import { zones } from '../../../src/core/zones.js';
import type { ArmedSpan, ChairMotion } from '../motion.js';
import type { Bench } from './devices.js';

const never = Number.NEGATIVE_INFINITY;
/** What begins so long after a person pressed something at the device may be their doing. */
const theirsMs = 60_000;
/** A pause between two techniques is no end of a motion. */
const pauseMs = 3000;
const slopeWindowMs = 1000;

type Levels = Readonly<Record<Zone, number>>;

/** What a device with keys or values really does. Motion that a person may have begun at it is theirs, not ours. */
export class ProfileTruth implements ChairMotion {
  readonly spans: ArmedSpan[] = [];
  readonly emergencyAtMs = null;
  readonly isOccupied = true;
  readonly seatedChangedAtMs = never;
  readonly rebootedAtMs = never;
  isArmed = false;
  /** What it can do without anybody seeing it is not claimed until then. */
  unnoticedUntilMs = never;
  misreadUntilMs = never;
  /** The newest status or answer that has reached the daemon. */
  shownAtMs = never;
  personAtMs = never;
  /** The last moment in which it played what a person chose: a stop ends that before it is told why. */
  private theirsAtMs = never;
  private oddUntilMs = never;
  private stuckUntilMs = never;
  private startedAtMs = never;
  private movedAtMs = never;
  private samples: { readonly atMs: number; readonly levels: Levels }[] = [];

  constructor(
    private readonly now: () => number,
    readonly bench: () => Bench,
  ) {}

  get nowMs(): number {
    return this.now();
  }

  /** Only what is ours: what a person has begun is theirs to end. */
  get isMoving(): boolean {
    return this.isArmed;
  }

  get isStuck(): boolean {
    return this.nowMs < this.stuckUntilMs;
  }

  get stopButtonAtMs(): number {
    return this.personAtMs;
  }

  get faultAtMs(): number {
    return this.bench().isHeld() ? this.nowMs : Math.max(this.theirsAtMs, this.oddAtMs, this.personAtMs);
  }

  get oddAtMs(): number {
    return Math.min(this.nowMs, this.oddUntilMs);
  }

  get isOdd(): boolean {
    return this.nowMs < this.oddUntilMs;
  }

  get isMisread(): boolean {
    return this.nowMs < this.misreadUntilMs;
  }

  get isUnnoticed(): boolean {
    return this.nowMs < this.unnoticedUntilMs;
  }

  /** Something is wrong with the device itself. */
  odd(forMs: number, isStuck: boolean): void {
    this.oddUntilMs = Math.max(this.oddUntilMs, this.nowMs + forMs);
    if (isStuck) this.stuckUntilMs = Math.max(this.stuckUntilMs, this.nowMs + forMs);
  }

  mended(): void {
    this.oddUntilMs = Math.min(this.oddUntilMs, this.nowMs);
    this.stuckUntilMs = Math.min(this.stuckUntilMs, this.nowMs);
    this.unnoticedUntilMs = Math.min(this.unnoticedUntilMs, this.nowMs);
  }

  /** One look at it. */
  look(): void {
    const { nowMs } = this;
    if (this.bench().playsTheirs()) this.theirsAtMs = nowMs;
    const massages = this.bench().massages();
    if (massages && nowMs - this.movedAtMs > pauseMs) this.startedAtMs = nowMs;
    if (massages) this.movedAtMs = nowMs;
    // What began by a command that the cable made something else of is nobody's.
    const isTheirs = this.personAtMs > this.startedAtMs - theirsMs || this.startedAtMs < this.unnoticedUntilMs;
    this.arm(massages && !isTheirs);
    const levels = this.bench().levels();
    if (levels !== null) this.sample(levels);
  }

  /** How much a zone has risen within the last second, 0-100. */
  rise(zone: Zone): number {
    const newest = this.samples.at(-1)?.levels[zone] ?? 0;
    return newest - Math.min(newest, ...this.samples.map(({ levels }) => levels[zone]));
  }

  private arm(isArmed: boolean): void {
    if (isArmed === this.isArmed) return;
    this.isArmed = isArmed;
    const last = this.spans.at(-1);
    if (isArmed) this.spans.push({ fromMs: this.nowMs, toMs: Number.POSITIVE_INFINITY });
    else if (last !== undefined) last.toMs = this.nowMs;
  }

  private sample(levels: Levels): void {
    const { samples, nowMs } = this;
    const last = samples.at(-1)?.levels;
    if (last === undefined || zones.some((zone) => last[zone] !== levels[zone])) samples.push({ atMs: nowMs, levels });
    // The one before the window is the level with which the window began.
    while (samples.length > 1 && (samples[1]?.atMs ?? 0) <= nowMs - slopeWindowMs) samples.shift();
  }
}
