import { z } from 'zod';
import { isoTime } from '../time-text.js';
import type { GoalStanding, WeekBesideGoal } from './goal.js';
import type { WeekGoal } from './goal-budget.js';
import type { Suggestion } from './suggestion.js';

/** How a person's week stands, as faces tell it. Without a goal what belongs to one is null. */
const goalViewSchema = z.object({
  id: z.string(),
  goal: z.object({ minutes: z.number(), days: z.number() }).nullable(),
  /** Whether the goal stands in the file or was set by page. */
  source: z.enum(['file', 'page']).nullable(),
  publish: z.boolean(),
  state: z.enum(['open', 'met', 'paused']).nullable(),
  /** Of this week. */
  minutes: z.number(),
  days: z.number(),
  /** What was done last week by this day of the week, this day not counted. */
  last_week: z.object({ minutes: z.number(), days: z.number() }),
  streak_weeks: z.number().nullable(),
  /** When the next session could be; null where nothing is suggested. */
  next: z.object({ at: z.iso.datetime(), minutes: z.number(), chair: z.string() }).nullable(),
});
export type GoalView = Readonly<z.infer<typeof goalViewSchema>>;

const weekSchema = z.object({
  /** Its Monday. */
  since: z.string(),
  minutes: z.number(),
  /** Null where there was no goal. */
  goal_minutes: z.number().nullable(),
  /** At any moment of it. */
  paused: z.boolean(),
});

/** What pages are told: with the last twelve weeks beside their goals, the oldest first; none without a goal. */
export const shownGoalSchema = goalViewSchema.extend({ weeks: z.array(weekSchema) });
export type ShownGoal = Readonly<z.infer<typeof shownGoalSchema>>;

/** What hubs are told of a person. */
export const publishedGoalSchema = goalViewSchema.omit({ id: true, source: true, publish: true });
export type PublishedGoal = Readonly<z.infer<typeof publishedGoalSchema>>;

/** What a view is made of beside the standing. */
interface ViewFacts extends Pick<GoalView, 'id' | 'publish' | 'source'> {
  /** What was done in this week. */
  readonly done: WeekGoal;
  readonly lastWeek: WeekGoal;
  readonly next: Suggestion | null;
}

const tenth = (amount: number): number => Math.round(amount * 10) / 10;

export const goalView = (
  standing: GoalStanding | null,
  { id, publish, source, done, lastWeek, next }: ViewFacts,
): GoalView => ({
  id,
  goal: standing?.goal ?? null,
  source: standing === null ? null : source,
  publish,
  state: standing?.state ?? null,
  minutes: tenth(done.minutes),
  days: done.days,
  last_week: { minutes: tenth(lastWeek.minutes), days: lastWeek.days },
  streak_weeks: standing?.streakWeeks ?? null,
  next: next === null ? null : { at: isoTime(next.atMs), minutes: next.minutes, chair: next.chair },
});

export const shownGoal = (view: GoalView, weeks: readonly WeekBesideGoal[]): ShownGoal => ({
  ...view,
  weeks: weeks.map(({ since, minutes, goalMinutes, isPaused }) => ({
    since,
    minutes: tenth(minutes),
    goal_minutes: goalMinutes,
    paused: isPaused,
  })),
});
