import type { Phase, Program, ProgramStep, ZonePlan } from '../program/schema.js';
import type { Zone } from '../zones.js';

/** A list of steps: the one of a zone in a phase (`path` empty), or that of a repeat within it, by the index of each repeat on the way. */
export interface ListPlace {
  readonly phase: number;
  readonly zone: Zone;
  readonly path: readonly number[];
}

/** A step: `path` ends with its own index. */
export type StepPlace = ListPlace;

type Steps = readonly ProgramStep[];

/** The steps of a zone; a plan that is one step alone is a list of one. */
export const stepsOfPlan = (plan: ZonePlan | undefined): Steps =>
  plan === undefined ? [] : 'kind' in plan ? [plan] : plan;

/** The list at a place, or null where there is none. */
export function stepListAt(program: Program, { phase, zone, path }: ListPlace): Steps | null {
  const there = program.phases[phase];
  if (there === undefined) return null;
  return path.reduce<Steps | null>((steps, index) => {
    const step = steps?.[index];
    return step?.kind === 'repeat' ? step.steps : null;
  }, stepsOfPlan(there.plans[zone]));
}

/** The list that a step stands in, and its index there. */
export const homeOfStep = ({ phase, zone, path }: StepPlace): { readonly list: ListPlace; readonly index: number } => ({
  list: { phase, zone, path: path.slice(0, -1) },
  index: path.at(-1) ?? 0,
});

export function stepAt(program: Program, place: StepPlace): ProgramStep | null {
  const { list, index } = homeOfStep(place);
  return place.path.length === 0 ? null : (stepListAt(program, list)?.[index] ?? null);
}

/** The program with another list at a place that there is. A repeat without steps goes, and a zone without any is off. */
export function withList(program: Program, { phase, zone, path }: ListPlace, steps: Steps): Program {
  const there = program.phases[phase];
  if (there === undefined) return program;
  const { [zone]: plan, ...others } = there.plans;
  const all = replaced(stepsOfPlan(plan), path, steps);
  const [only] = all;
  const planned = only === undefined ? others : { ...others, [zone]: all.length === 1 ? only : all };
  return withPhase(program, phase, { ...there, plans: planned });
}

function replaced(all: Steps, [index, ...rest]: readonly number[], steps: Steps): Steps {
  if (index === undefined) return steps;
  return all.flatMap((step, at) => {
    if (at !== index || step.kind !== 'repeat') return [step];
    const inner = replaced(step.steps, rest, steps);
    return inner.length === 0 ? [] : [{ ...step, steps: inner }];
  });
}

export const withPhase = (program: Program, at: number, phase: Phase): Program => ({
  ...program,
  phases: program.phases.map((each, index) => (index === at ? phase : each)),
});

/** True for a place in a list of so many. */
export const isIndex = (at: number, count: number): boolean => Number.isInteger(at) && at >= 0 && at < count;

/** The same items with one of them elsewhere. */
export function movedItem<Item>(items: readonly Item[], from: number, to: number): Item[] {
  const item = items[from];
  const others = items.filter((_, index) => index !== from);
  return item === undefined ? others : [...others.slice(0, to), item, ...others.slice(to)];
}
