import { programIdPattern, programNameMax } from '../ids.js';
import { programBounds, programGoals } from '../program/bounds.js';
import type { Phase, Program, ProgramStep } from '../program/schema.js';
import { onePlainLine } from '../shape/plain-text.js';
import { zones } from '../zones.js';
import { stepsOfPlan } from './places.js';
import { type EditRefused, editRefusal } from './refusal.js';

const {
  levelMax,
  rateMax,
  stepsMax,
  phasesMax,
  repeatMax,
  stepMsMin,
  phaseMsMin,
  totalMsMax,
  labelMax,
  summaryMax,
  avoidMax,
} = programBounds;

/** What keeps a program from being read back from its file, or null. The page has no schema: this says the same without it. */
export function programRefusal(program: Program): EditRefused | null {
  const { id, name, summary, goal, avoid, phases } = program;
  const totalMs = phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return firstOf(
    programIdPattern.test(id) ? null : editRefusal('id_form'),
    textRefusal(name, programNameMax),
    textRefusal(summary, summaryMax),
    programGoals.includes(goal) ? null : editRefusal('goal_unknown'),
    avoid.length > avoidMax ? editRefusal('avoid_many', { max: avoidMax }) : null,
    ...avoid.map((word) => textRefusal(word, labelMax)),
    phases.length === 0 ? editRefusal('phases_none') : null,
    phases.length > phasesMax ? editRefusal('phases_many', { max: phasesMax }) : null,
    ...phases.map(phaseRefusal),
    totalMs > totalMsMax ? editRefusal('total_long', { max: totalMsMax }) : null,
  );
}

const firstOf = (...all: readonly (EditRefused | null)[]): EditRefused | null =>
  all.find((each) => each !== null) ?? null;

const isWhole = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

function textRefusal(text: string, max: number): EditRefused | null {
  if (text.trim() === '') return editRefusal('text_empty');
  if (text.length > max) return editRefusal('text_long', { max });
  return text === text.trim() && onePlainLine.test(text) ? null : editRefusal('text_control');
}

function phaseRefusal({ name, durationMs, fade, plans }: Phase): EditRefused | null {
  return firstOf(
    textRefusal(name, labelMax),
    durationMs >= phaseMsMin ? null : editRefusal('phase_short', { min: phaseMsMin }),
    isWhole(durationMs, phaseMsMin, totalMsMax) ? null : editRefusal('total_long', { max: totalMsMax }),
    fade === null || [fade.from, fade.to].every(isFactor) ? null : editRefusal('fade_range'),
    ...zones.map((zone) => listRefusal(stepsOfPlan(plans[zone]), true)),
  );
}

/** Files write factors in thousandths. */
const isFactor = (factor: number): boolean => factor >= 0 && factor <= 1 && Math.round(factor * 1000) / 1000 === factor;

/** The last step of a zone's own list may go on to the end of the phase; within a repeat something always follows. */
function listRefusal(steps: readonly ProgramStep[], mayEndOpen: boolean): EditRefused | null {
  return firstOf(
    steps.length > stepsMax ? editRefusal('steps_many', { max: stepsMax }) : null,
    ...steps.map((step, index) => stepRefusal(step, mayEndOpen && index === steps.length - 1)),
  );
}

function stepRefusal(step: ProgramStep, mayBeOpen: boolean): EditRefused | null {
  if (step.kind === 'repeat') {
    return firstOf(
      isWhole(step.times, 1, repeatMax) ? null : editRefusal('times_range', { max: repeatMax }),
      step.steps.length === 0 ? editRefusal('steps_none') : null,
      listRefusal(step.steps, false),
    );
  }
  const { forMs, rampMs } = step;
  return firstOf(
    step.kind === 'run' ? runRefusal(step) : null,
    forMs === null || isWhole(forMs, stepMsMin, totalMsMax)
      ? null
      : editRefusal('length_range', { min: stepMsMin, max: totalMsMax }),
    forMs === null && !mayBeOpen ? editRefusal('length_needed') : null,
    rampMs === null || isWhole(rampMs, 0, totalMsMax) ? null : editRefusal('ramp_range', { max: totalMsMax }),
  );
}

function runRefusal({ level, rate }: Extract<ProgramStep, { readonly kind: 'run' }>): EditRefused | null {
  const isLevel = isWhole(level.from, 0, levelMax) && isWhole(level.to, 0, levelMax);
  if (!isLevel) return editRefusal('level_range', { max: levelMax });
  return isWhole(rate, 0, rateMax) ? null : editRefusal('rate_range', { max: rateMax });
}
