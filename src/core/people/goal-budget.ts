/** What a person wants of a week: so many minutes, on so many days. */
export interface WeekGoal {
  readonly minutes: number;
  readonly days: number;
}

const daysInWeek = 7;
const minuteMs = 60_000;

/** What is wrong with a goal: `minutes_max` is what the limits of the chairs leave. */
export interface GoalProblem {
  readonly reason: 'over_days' | 'over_week';
  readonly minutesMax: number;
  readonly message: string;
}

/** The running time a day that each chair allows, ms. */
export type DailyLimits = readonly number[];

/** The most minutes a week that somebody can want on so many days: only one chair is sat in at a time. */
export const minutesOfDays = (days: number, daily: DailyLimits): number =>
  Math.floor((days * Math.max(0, ...daily)) / minuteMs);

/** Goals and limits are one budget: why this goal asks for more than the chairs may give, beside what others want of them; null where
 *  it does not. */
export function goalProblem(goal: WeekGoal, othersMinutes: number, daily: DailyLimits): GoalProblem | null {
  const ofDays = minutesOfDays(goal.days, daily);
  if (goal.minutes > ofDays) {
    const message = `${goal.minutes} minutes on ${goal.days} days are more than daily_max of any chair allows: at most ${ofDays}`;
    return { reason: 'over_days', minutesMax: ofDays, message };
  }
  const ofWeek = Math.floor((daysInWeek * daily.reduce((sum, each) => sum + each, 0)) / minuteMs);
  const left = Math.max(0, ofWeek - othersMinutes);
  if (goal.minutes <= left) return null;
  const message = `the goals of all people are more than daily_max of the chairs allows in a week: at most ${left} minutes are left for this one`;
  return { reason: 'over_week', minutesMax: left, message };
}

/** A goal of before as far as the limits of today go: nobody is asked for more. */
export const fittedGoal = (goal: WeekGoal, daily: DailyLimits): WeekGoal => ({
  ...goal,
  minutes: Math.min(goal.minutes, minutesOfDays(goal.days, daily)),
});
