import { showDuration } from '../time-text.js';

/** The bounds that a refusal names. Lengths in ms. */
export interface RefusalValues {
  readonly min: number;
  readonly max: number;
}

/** What is said of each reason why an edit is no program, in English. */
export const englishRefusals = {
  not_there: () => 'There is no such thing in the program any more.',
  text_empty: () => 'This must not be empty.',
  text_long: ({ max }: RefusalValues) => `This may have at most ${max} characters.`,
  text_control: () => 'This must be one line of plain text.',
  id_form: () => 'An id has small letters, digits, - and _, such as leg-circulation.',
  avoid_many: ({ max }: RefusalValues) => `There may be at most ${max} words.`,
  goal_unknown: () => 'There is no such goal.',
  phases_none: () => 'A program has at least one phase.',
  phases_many: ({ max }: RefusalValues) => `A program may have at most ${max} phases.`,
  phase_short: ({ min }: RefusalValues) => `A phase lasts at least ${showDuration(min)}.`,
  total_long: ({ max }: RefusalValues) => `All phases together may last at most ${showDuration(max)}.`,
  fade_range: () => 'A fade goes from 0 to 1, in thousandths.',
  steps_many: ({ max }: RefusalValues) => `A list may have at most ${max} steps.`,
  steps_none: () => 'A repeat has at least one step.',
  level_range: ({ max }: RefusalValues) => `A level is a whole number from 0 to ${max}.`,
  rate_range: ({ max }: RefusalValues) => `A rate is a whole number from 0 to ${max}.`,
  length_range: ({ min, max }: RefusalValues) => `A step lasts ${showDuration(min)} to ${showDuration(max)}.`,
  length_needed: () => 'This step needs a length, because more follows.',
  ramp_range: ({ max }: RefusalValues) => `A ramp takes 0 to ${showDuration(max)}, in whole milliseconds.`,
  times_range: ({ max }: RefusalValues) => `A repeat runs 1 to ${max} times.`,
  not_repeat: () => 'This step is no repeat.',
} as const satisfies Readonly<Record<string, (values: RefusalValues) => string>>;

export type EditRefusalCode = keyof typeof englishRefusals;

interface ForWords {
  readonly code: EditRefusalCode;
  readonly values: RefusalValues;
}

/** Why an edit gives no program, in English. */
export const refusalText = ({ code, values }: ForWords): string => englishRefusals[code](values);
