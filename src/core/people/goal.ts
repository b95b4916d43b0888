import { localMsAt } from '../time-zone.js';
import { type DailyLimits, fittedGoal, type WeekGoal } from './goal-budget.js';
import type { GoalChange, PersonHistory } from './history.js';
import { dayNameOf, daysOfWeek, type WeekNames } from './week.js';

type GoalState = 'open' | 'met' | 'paused';

/** How this week stands against the goal. */
export interface WeekStanding {
  readonly goal: WeekGoal;
  readonly state: GoalState;
  /** What was done in this week. */
  readonly minutes: number;
  readonly days: number;
}

/** The same, with the weeks before it. */
export interface GoalStanding extends WeekStanding {
  /** Weeks in a row in which the goal was met; one that was not and had a pause does not end it. */
  readonly streakWeeks: number;
}

/** Years that a streak is followed back. */
const weeksBackMax = 520;
const minuteS = 60;

/** What was done in a week. A session counts on the day on which it began. */
export function doneIn(history: PersonHistory, days: readonly string[]): { minutes: number; days: number } {
  const each = days.map((day) => history.onDay(day)).filter(({ running_s }) => running_s > 0);
  return { minutes: each.reduce((sum, { running_s }) => sum + running_s, 0) / minuteS, days: each.length };
}

/** What was done last week by now: on those of its days that came before this day of the week. Whoever has done less has done less for
 *  certain, whatever this day still brings. */
export function doneLastWeek(history: PersonHistory, timeZone: string, wallMs: number): WeekGoal {
  const today = dayNameOf(localMsAt(wallMs, timeZone));
  const daysOver = daysOfWeek(wallMs, timeZone).days.indexOf(today);
  return doneIn(history, daysOfWeek(wallMs, timeZone, -1).days.slice(0, Math.max(0, daysOver)));
}

const isMet = (goal: WeekGoal, done: WeekGoal): boolean => done.minutes >= goal.minutes && done.days >= goal.days;

/** A goal that was set by page goes before that of the file, from then on. */
function changeBefore(history: PersonHistory, at: string): GoalChange | undefined {
  return history.goals.filter((change) => change.at < at).at(-1);
}

const isGoal = ({ minutes }: WeekGoal): boolean => minutes > 0;

/** The goal that a week is judged by: that of its end. Null: there was none. */
function goalAt(history: PersonHistory, fileGoal: WeekGoal | null, at: string): WeekGoal | null {
  const goal = changeBefore(history, at) ?? fileGoal;
  return goal === null || !isGoal(goal) ? null : { minutes: goal.minutes, days: goal.days };
}

/** True where there was a pause at any moment of the week. */
const wasPaused = (history: PersonHistory, { beganAt, endsAt }: WeekNames): boolean =>
  changeBefore(history, beganAt)?.paused === true ||
  history.goals.some(({ at, paused }) => paused && at >= beganAt && at < endsAt);

/** The goal that holds now; null where there is none. */
export const goalNow = (history: PersonHistory, fileGoal: WeekGoal | null): WeekGoal | null =>
  goalAt(history, fileGoal, endOfTime);

/** After every time in ISO 8601. */
const endOfTime = 'Z';

export const isPausedNow = (history: PersonHistory): boolean => history.goals.at(-1)?.paused === true;

function streakBefore(
  history: PersonHistory,
  fileGoal: WeekGoal | null,
  week: (weeksBack: number) => WeekNames,
): number {
  let streak = 0;
  for (let back = 1; back <= weeksBackMax; back++) {
    const names = week(back);
    const goal = goalAt(history, fileGoal, names.endsAt);
    if (goal === null) break;
    if (isMet(goal, doneIn(history, names.days))) streak += 1;
    else if (!wasPaused(history, names)) break;
  }
  return streak;
}

/** What the weeks of a person are judged by. */
export interface GoalFacts {
  /** As the file of the configuration has it. */
  readonly fileGoal: WeekGoal | null;
  readonly daily: DailyLimits;
  /** Weeks begin on Monday at 00:00 in this zone. */
  readonly timeZone: string;
}

/** A week beside the goal that it was judged by. */
export interface WeekBesideGoal {
  /** Its Monday. */
  readonly since: string;
  readonly minutes: number;
  /** Null where there was none. */
  readonly goalMinutes: number | null;
  /** At any moment of it. */
  readonly isPaused: boolean;
}

/** So many weeks up to that of this moment, the oldest first. */
export const weeksBesideGoal = (
  history: PersonHistory,
  { fileGoal, daily, timeZone }: GoalFacts,
  wallMs: number,
  count: number,
): readonly WeekBesideGoal[] =>
  Array.from({ length: count }, (_, index) => {
    const back = count - 1 - index;
    const names = daysOfWeek(wallMs, timeZone, -back);
    const goal = goalAt(history, fileGoal, names.endsAt);
    // The week that is under way asks for as much as is left, as `standingOf` has it.
    const asked = goal === null || back > 0 ? goal : fittedGoal(goal, daily);
    const [since = ''] = names.days;
    return {
      since,
      minutes: doneIn(history, names.days).minutes,
      goalMinutes: asked?.minutes ?? null,
      isPaused: wasPaused(history, names),
    };
  });

/** How a person's week stands, without a look at those before it; null without a goal. `wallMs` in ms since 1970. Pure. */
export function weekStandingOf(
  history: PersonHistory,
  { fileGoal, daily, timeZone }: GoalFacts,
  wallMs: number,
): WeekStanding | null {
  const wanted = goalNow(history, fileGoal);
  if (wanted === null) return null;
  const goal = fittedGoal(wanted, daily);
  const done = doneIn(history, daysOfWeek(wallMs, timeZone).days);
  return { goal, state: isPausedNow(history) ? 'paused' : isMet(goal, done) ? 'met' : 'open', ...done };
}

/** How a person's week stands, and how many before it were met; null without a goal. Pure. */
export function standingOf(history: PersonHistory, facts: GoalFacts, wallMs: number): GoalStanding | null {
  const standing = weekStandingOf(history, facts, wallMs);
  if (standing === null) return null;
  const week = (weeksBack: number): WeekNames => daysOfWeek(wallMs, facts.timeZone, -weeksBack);
  const isCounted = isMet(standing.goal, standing);
  return { ...standing, streakWeeks: streakBefore(history, facts.fileGoal, week) + (isCounted ? 1 : 0) };
}
