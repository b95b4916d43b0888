import type { SourcePath } from './read-program.js';
import type { ProgramStep, Rest, RunStep, ZonePlan } from './schema.js';

/** One step in its place: the zone does it from `startMs` to `endMs`. */
export interface ZoneSpan {
  readonly step: RunStep | Rest;
  readonly path: SourcePath;
  readonly startMs: number;
  readonly endMs: number;
}

interface Window {
  readonly startMs: number;
  readonly endMs: number;
}

/** What one zone does in a phase, step by step: a list loops until the phase ends, a zone without a plan is off. */
export function* playZone(plan: ZonePlan | undefined, window: Window, path: SourcePath): Generator<ZoneSpan> {
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

type PlacedStep = readonly [RunStep | Rest, SourcePath];

const isList = (plan: ZonePlan): plan is readonly ProgramStep[] => Array.isArray(plan);

function* unrollList(steps: readonly ProgramStep[], path: SourcePath): Generator<PlacedStep> {
  for (const [index, step] of steps.entries()) yield* unroll(step, [...path, index]);
}

function* unroll(step: ProgramStep, path: SourcePath): Generator<PlacedStep> {
  if (step.kind !== 'repeat') yield [step, path];
  else for (let round = 0; round < step.times; round += 1) yield* unrollList(step.steps, [...path, 'do']);
}
