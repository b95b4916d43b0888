import type { DataPath } from '../shape/complaints.js';
import type { Technique, Zone } from '../zones.js';
import { atRest, followSetpoint, type Motion, startLevel } from './motion.js';
import type { ProgramStep, Rest, RunStep, ZonePlan } from './schema.js';
import type { Setpoint } from './timeline.js';

/** A setpoint that knows the step in the program that asked for it. */
export interface SourcedSetpoint extends Setpoint {
  readonly path: DataPath;
}

/** What becomes of the levels that a phase asks for. */
export interface Scale {
  readonly isFading: boolean;
  /** The level in force (0-100, integer) where a step asks for `level` at `atMs`. */
  level(level: number, atMs: number): number;
}

/** The longest ramp that the line carries. */
const rampPieceMs = 60_000;
/** The product of two straight lines is a curve; pieces of this length follow it closely. */
const fadePieceMs = 10_000;
const defaultRampMs = 1000;
/** Percent per second: what a ramp that nobody chose never exceeds. */
const defaultSlope = 30;

/** A way to a level: from `startMs`, over `rampMs`, given up at `endMs` if it takes longer. */
interface Way {
  readonly technique: Technique | 'off';
  readonly rate: number;
  readonly level: number;
  readonly startMs: number;
  readonly rampMs: number;
  readonly endMs: number;
  readonly isChosen: boolean;
  readonly path: DataPath;
}

/** Writes one zone's setpoints, following the level as the chair will have it, so that every ramp starts where the last one got. */
export class ZoneWriter {
  readonly setpoints: SourcedSetpoint[] = [];
  private motion: Motion = atRest;

  constructor(private readonly zone: Zone) {}

  write(span: ZoneSpan, scale: Scale): void {
    const { step, path, startMs, endMs } = span;
    const rampMs = step.rampMs ?? defaultRampMs;
    if (step.kind === 'run') this.run(step, span, scale);
    else this.go({ technique: 'off', rate: 0, level: 0, startMs, rampMs, endMs, isChosen: true, path });
  }

  private run(step: RunStep, { path, startMs, endMs }: ZoneSpan, scale: Scale): void {
    const { technique, rate, level } = step;
    const toMs = this.entryMs(step, startMs, scale);
    const common = { technique, rate, endMs, path };
    const straightMs = endMs - startMs - toMs;
    const neededMs = (Math.abs(level.to - level.from) / defaultSlope) * 1000;
    const isChosen = step.rampMs !== null;
    if (level.from !== level.to && straightMs < Math.max(neededMs, 1)) {
      const rampMs = Math.max(defaultRampMs, endMs - startMs);
      this.go({ ...common, level: scale.level(level.to, endMs), startMs, rampMs, isChosen: false });
      return;
    }
    const reachedMs = startMs + toMs;
    const reached = scale.level(level.from, Math.min(endMs, reachedMs));
    this.go({ ...common, level: reached, startMs, rampMs: toMs, isChosen });
    if (level.from === level.to && !scale.isFading) return;
    const pieces = Math.ceil(straightMs / (scale.isFading ? fadePieceMs : rampPieceMs));
    const timeOf = (piece: number) => reachedMs + Math.round((straightMs * piece) / pieces);
    for (let piece = 1; piece <= pieces; piece += 1) {
      const fromMs = timeOf(piece - 1);
      const target = scale.level(level.from + ((level.to - level.from) * piece) / pieces, timeOf(piece));
      this.go({ ...common, level: target, startMs: fromMs, rampMs: timeOf(piece) - fromMs, isChosen: false });
    }
  }

  /** How long the way to the step's first level takes; a range that goes on from where the zone is needs none. */
  private entryMs({ technique, level, rampMs }: RunStep, startMs: number, scale: Scale): number {
    if (rampMs !== null) return rampMs;
    const way = Math.abs(scale.level(level.from, startMs) - startLevel(this.motion, technique, startMs));
    if (way === 0 && level.from !== level.to) return 0;
    return Math.max(defaultRampMs, Math.ceil((way / defaultSlope) * 1000));
  }

  /** Writes the way, in pieces where it is longer than a ramp may be. */
  private go(way: Way): void {
    const from = startLevel(this.motion, way.technique, way.startMs);
    const neededMs = way.isChosen ? 0 : Math.ceil(((way.level - from) / defaultSlope) * 1000);
    const rampMs = Math.max(way.rampMs, neededMs);
    const pieces = Math.max(1, Math.ceil(rampMs / rampPieceMs));
    const timeOf = (piece: number) => way.startMs + Math.round((rampMs * piece) / pieces);
    for (let piece = 1; piece <= pieces; piece += 1) {
      const atMs = timeOf(piece - 1);
      if (piece > 1 && atMs >= way.endMs) return;
      const level = piece === pieces ? way.level : Math.round(from + ((way.level - from) * piece) / pieces);
      this.emit(way, atMs, level, timeOf(piece) - atMs);
    }
  }

  private emit(way: Way, atMs: number, level: number, rampMs: number): void {
    const { zone, motion } = this;
    const technique = level === 0 ? 'off' : way.technique;
    const rate = level === 0 ? 0 : way.rate;
    // The chair takes the same target again as a renewal, which leaves its ramp alone.
    if (motion.technique === technique && motion.level === level && motion.rate === rate) return;
    const setpoint: SourcedSetpoint = { atMs, zone, technique, level, rate, rampMs, path: way.path };
    this.setpoints.push(setpoint);
    this.motion = followSetpoint(motion, setpoint);
  }
}

/** One step in its place: the zone does it from `startMs` to `endMs`. */
export interface ZoneSpan {
  readonly step: RunStep | Rest;
  readonly path: DataPath;
  readonly startMs: number;
  readonly endMs: number;
}

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** What one zone does in a phase, step by step: a list loops until the phase ends, a zone without a plan is off. */
export function* playZone(plan: ZonePlan | undefined, window: Window, path: DataPath): Generator<ZoneSpan> {
  const { startMs, endMs } = window;
  const lengthMs = endMs - startMs;
  if (plan === undefined) {
    yield { step: { kind: 'rest', forMs: lengthMs, rampMs: null }, path: path.slice(0, -1), startMs, endMs };
    return;
  }
  let atMs = startMs;
  while (atMs < endMs) {
    for (const [step, stepPath] of isList(plan) ? unrollList(plan, path) : unroll(plan, path)) {
      const untilMs = Math.min(endMs, atMs + (step.forMs ?? lengthMs));
      yield { step, path: stepPath, startMs: atMs, endMs: untilMs };
      atMs = untilMs;
      if (atMs >= endMs) return;
    }
  }
}

type PlacedStep = readonly [RunStep | Rest, DataPath];

const isList = (plan: ZonePlan): plan is readonly ProgramStep[] => Array.isArray(plan);

function* unrollList(steps: readonly ProgramStep[], path: DataPath): Generator<PlacedStep> {
  for (const [index, step] of steps.entries()) yield* unroll(step, [...path, index]);
}

function* unroll(step: ProgramStep, path: DataPath): Generator<PlacedStep> {
  if (step.kind !== 'repeat') yield [step, path];
  else for (let round = 0; round < step.times; round += 1) yield* unrollList(step.steps, [...path, 'do']);
}
