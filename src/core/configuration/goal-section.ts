import { z } from 'zod';
import { goalProblem, type WeekGoal } from '../people/goal-budget.js';
import type { ShapeProblem } from '../shape/complaints.js';
import * as value from './values.js';

const minutesMax = 7 * 24 * 60;

export const goalSection = z.strictObject(
  {
    minutes: value.wholeNumber(1, minutesMax, 'minutes a week').describe('minutes a week, of all chairs together'),
    days: value.wholeNumber(1, 7, 'days a week').describe('on how many days of the week'),
    publish: value
      .yesOrNo()
      .default(false)
      .describe('true tells hubs how the week stands, on `<bridge>/people` and as entities'),
  },
  value.mapError('{ minutes: 60, days: 3 }'),
);

const amount = (what: string) =>
  z.number(`must be ${what}, such as 60`).positive('must be more than nothing').max(1e7, 'must be at most 10000000');

export const costSection = z.strictObject(
  {
    chair: amount('an amount').describe('what the chair, or all chairs together, have cost'),
    appointment: amount('an amount').describe('what an appointment with somebody who massages costs'),
    currency: value.lineOfText().max(10, 'must be at most 10 characters').describe('such as EUR'),
  },
  value.mapError('{ chair: 2400, appointment: 60, currency: EUR }'),
);

/** What goals and limits of chairs are checked from. */
interface HouseLimits {
  readonly people: Readonly<Record<string, { readonly goal?: WeekGoal | undefined }>>;
  readonly chairs: readonly { readonly limits: { readonly daily_max: number } }[];
}

/** Goals that ask for more than the chairs may give. */
export function goalProblems({ people, chairs }: HouseLimits): readonly ShapeProblem[] {
  const daily = chairs.map(({ limits }) => limits.daily_max);
  let others = 0;
  return Object.entries(people).flatMap(([id, { goal }]): ShapeProblem[] => {
    if (goal === undefined) return [];
    const problem = goalProblem(goal, others, daily);
    others += goal.minutes;
    if (problem === null) return [];
    const suggestion = 'ask for fewer minutes or more days, or raise daily_max of a chair';
    return [{ path: ['people', id, 'goal', 'minutes'], of: 'value', message: problem.message, suggestion }];
  });
}
