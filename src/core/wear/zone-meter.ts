import { measuredIn, type ZoneFlag, type ZoneReport } from '../protocol/messages.js';
import type { Technique } from '../zones.js';
import { FillingMeter } from './filling-meter.js';
import { bandCount, bandOf, isAirTechnique, type WearSample } from './samples.js';

/** A start takes more for a moment. */
const settleMs = 1000;
/** A shorter stay in a band tells of its way there. */
const bandMsMin = 3000;

/** Under it nobody can tell a motor's warmth from that of the person. */
const workMsMin = 5 * 60_000;
const riseDcMin = 30;
/** The rise flattens with time and grows with the level: only like is compared. */
const warmthMinutes = 5;
const warmthLevels = 10;

const minuteMs = 60_000;

/** It is warm; all else changes what it takes. */
const isHarmless = (flag: ZoneFlag): boolean => flag === 'H';

/** Of one technique of the zone. */
interface TechniqueTally {
  workedMs: number;
  levelMs: number;
  /** By band: how long it was in it with a current, and current times ms. */
  readonly bandMs: Float64Array;
  readonly bandMaMs: Float64Array;
}

const newTally = (): TechniqueTally => ({
  workedMs: 0,
  levelMs: 0,
  bandMs: new Float64Array(bandCount),
  bandMaMs: new Float64Array(bandCount),
});

/** What one zone shows of its wear in a session, line by line: a line costs the same however long the session is. */
export class ZoneMeter {
  private readonly tallies = new Map<Technique, TechniqueTally>();
  private readonly fillings = new FillingMeter();
  /** What the last line showed: so it was until the next one. */
  private technique: Technique | 'off' = 'off';
  private level = 0;
  private currentMa: number | null = null;
  private isSound = true;
  /** How long it has moved without a rest or another technique, ms. */
  private movedMs = 0;
  private startDc: number | null = null;
  private peakDc = 0;

  /** A line, `sinceMs` after the one before. */
  take(report: ZoneReport, sinceMs: number): void {
    if (this.technique !== 'off' && this.level > 0) this.count(this.technique, sinceMs);
    this.fillings.take(report, sinceMs);
    if (report.technique !== this.technique || report.level === 0) this.movedMs = 0;
    this.technique = report.technique;
    this.level = report.level;
    this.currentMa = measuredIn(report.currentMa);
    this.isSound = report.flags.every(isHarmless);
    const warmDc = measuredIn(report.temperatureDc);
    if (warmDc === null) return;
    this.startDc ??= warmDc;
    this.peakDc = Math.max(this.peakDc, warmDc);
  }

  private count(technique: Technique, sinceMs: number): void {
    let tally = this.tallies.get(technique);
    if (tally === undefined) {
      tally = newTally();
      this.tallies.set(technique, tally);
    }
    tally.workedMs += sinceMs;
    tally.levelMs += this.level * sinceMs;
    this.movedMs += sinceMs;
    const { currentMa } = this;
    if (currentMa === null || !this.isSound || this.movedMs <= settleMs) return;
    // A pump rests again and again: only while it works its current says anything of it.
    if (isAirTechnique(technique) && !this.fillings.isPumping) return;
    const band = bandOf(this.level);
    tally.bandMs[band] = (tally.bandMs[band] ?? 0) + sinceMs;
    tally.bandMaMs[band] = (tally.bandMaMs[band] ?? 0) + currentMa * sinceMs;
  }

  /** What the session has come to. `isCold`: the zone had rested for long before it. */
  samples(isCold: boolean): readonly WearSample[] {
    const warmth = isCold ? this.warmth() : null;
    return [...this.currents(), ...this.fillings.samples(), ...(warmth === null ? [] : [warmth])];
  }

  private currents(): readonly WearSample[] {
    return [...this.tallies].flatMap(([technique, { bandMs, bandMaMs }]) =>
      [...bandMs].flatMap((ms, band) =>
        ms < bandMsMin
          ? []
          : [{ measure: 'current', technique, bin: `${band}`, value: (bandMaMs[band] ?? 0) / ms, weight: ms } as const],
      ),
    );
  }

  /** Of the technique that the zone has done for most of the time. */
  private warmth(): WearSample | null {
    const sums = [...this.tallies].map(([technique, tally]) => ({ technique, ...tally }));
    const main = sums.sort((one, other) => other.workedMs - one.workedMs)[0];
    const workedMs = sums.reduce((sum, each) => sum + each.workedMs, 0);
    const levelMs = sums.reduce((sum, each) => sum + each.levelMs, 0);
    const riseDc = this.peakDc - (this.startDc ?? this.peakDc);
    if (main === undefined || workedMs < workMsMin || riseDc < riseDcMin) return null;
    const minutes = Math.floor(workedMs / minuteMs / warmthMinutes);
    const band = Math.floor(levelMs / workedMs / warmthLevels);
    const fullMinutes = levelMs / 100 / minuteMs;
    const { technique } = main;
    return { measure: 'warmth', technique, bin: `${minutes} ${band}`, value: riseDc / 10 / fullMinutes, weight: 1 };
  }
}
