import type { Program, ProgramStep } from '../program/schema.js';
import {
  homeOfStep,
  isIndex,
  type ListPlace,
  movedItem,
  type StepPlace,
  stepAt,
  stepListAt,
  withList,
} from './places.js';
import { type EditRefused, editRefusal } from './refusal.js';

/** A new step, before that which stands at `at` of the list. */
interface StepAdd {
  readonly kind: 'step-add';
  readonly list: ListPlace;
  readonly at: number;
  readonly step: ProgramStep;
}

/** A change of one step that there is. */
type StepChange =
  | { readonly kind: 'step-copy' | 'step-remove'; readonly place: StepPlace }
  | { readonly kind: 'step-move'; readonly place: StepPlace; readonly to: number }
  /** Another step in its place. */
  | { readonly kind: 'step-change'; readonly place: StepPlace; readonly step: ProgramStep }
  /** The step becomes a repeat of itself. */
  | { readonly kind: 'step-repeat'; readonly place: StepPlace; readonly times: number }
  /** The steps of a repeat stand in its place, once. */
  | { readonly kind: 'step-unroll'; readonly place: StepPlace };

/** A change of the steps of a zone. */
export type StepEdit = StepAdd | StepChange;

/** What a step gets that went on to the end of the phase, and is no longer the last. */
const closedMs = 10_000;

const closed = (step: ProgramStep): ProgramStep =>
  step.kind === 'run' && step.forMs === null ? { ...step, forMs: closedMs } : step;

/** Only the last step of a zone's own list may go on to the end of the phase. */
const closedBut = (steps: readonly ProgramStep[], { path }: ListPlace): readonly ProgramStep[] =>
  steps.map((step, index) => (path.length === 0 && index === steps.length - 1 ? step : closed(step)));

const withClosed = (program: Program, list: ListPlace, steps: readonly ProgramStep[]): Program =>
  withList(program, list, closedBut(steps, list));

/** The program as it was asked for; null where there is no such step. */
export const editSteps = (program: Program, edit: StepEdit): Program | EditRefused | null =>
  edit.kind === 'step-add' ? addStep(program, edit) : changeSteps(program, edit);

function addStep(program: Program, { list, at, step }: StepAdd): Program | null {
  const steps = stepListAt(program, list);
  if (steps === null || !isIndex(at, steps.length + 1)) return null;
  return withClosed(program, list, [...steps.slice(0, at), step, ...steps.slice(at)]);
}

function changeSteps(program: Program, edit: StepChange): Program | EditRefused | null {
  const { list, index } = homeOfStep(edit.place);
  const steps = stepListAt(program, list);
  const step = stepAt(program, edit.place);
  if (steps === null || step === null) return null;
  const put = (...instead: readonly ProgramStep[]) => [...steps.slice(0, index), ...instead, ...steps.slice(index + 1)];
  switch (edit.kind) {
    case 'step-copy':
      return withClosed(program, list, put(step, step));
    case 'step-remove':
      return withClosed(program, list, put());
    case 'step-move':
      return isIndex(edit.to, steps.length) ? withClosed(program, list, movedItem(steps, index, edit.to)) : null;
    case 'step-change':
      // As it is: a length that is missing is said, not made up.
      return withList(program, list, put(edit.step));
    case 'step-repeat':
      return withClosed(program, list, put({ kind: 'repeat', times: edit.times, steps: [closed(step)] }));
    case 'step-unroll':
      return step.kind === 'repeat' ? withClosed(program, list, put(...step.steps)) : editRefusal('not_repeat');
  }
}
