import type { Phase, Program, ProgramStep, ZonePlan } from '../program/schema.js';
import type { Range } from '../program/values.js';
import { showDuration } from '../time-text.js';
import { zones } from '../zones.js';
import { stepsOfPlan } from './places.js';

/** A map as a program's file has it. */
export type WrittenMap = Readonly<Record<string, unknown>>;

/** The plain data that a program's YAML file gives, in the shortest usual form: what is left out is what `readProgram` puts in.
 *  Reading it gives the same program. */
export const writtenProgram = ({ id, name, summary, goal, avoid, phases }: Program): WrittenMap => ({
  id,
  name,
  summary,
  goal,
  ...(avoid.length === 0 ? {} : { avoid: [...avoid] }),
  phases: phases.map(writtenPhase),
});

function writtenPhase({ name, durationMs, fade, plans }: Phase): WrittenMap {
  const planned = zones.flatMap((zone) => {
    const plan = plans[zone];
    return plan === undefined ? [] : [[zone, writtenPlan(plan)]];
  });
  const fading = fade === null ? {} : { fade: `${fade.from}..${fade.to}` };
  return { name, for: showDuration(durationMs), ...fading, ...Object.fromEntries(planned) };
}

const writtenPlan = (plan: ZonePlan): unknown =>
  'kind' in plan ? writtenStep(plan) : stepsOfPlan(plan).map((step) => writtenStep(step));

function writtenStep(step: ProgramStep): WrittenMap {
  if (step.kind === 'repeat') return { repeat: step.times, do: step.steps.map(writtenStep) };
  const ramp = step.rampMs === null ? {} : { ramp: showDuration(step.rampMs) };
  if (step.kind === 'rest') return { rest: showDuration(step.forMs), ...ramp };
  const rate = step.rate === 0 ? {} : { rate: step.rate };
  const lasting = step.forMs === null ? {} : { for: showDuration(step.forMs) };
  return { [step.technique]: writtenLevel(step.level), ...rate, ...lasting, ...ramp };
}

const writtenLevel = ({ from, to }: Range): number | string => (from === to ? from : `${from}..${to}`);
