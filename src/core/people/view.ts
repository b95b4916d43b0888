import { z } from 'zod';
import { isoTime } from '../time-text.js';
import type { GoalStanding } from './goal.js';
import type { Suggestion } from './suggestion.js';

/** How a person's week stands, as faces tell it. Without a goal what belongs to one is null. */
export const goalViewSchema = z.object({
  id: z.string(),
  goal: z.object({ minutes: z.number(), days: z.number() }).nullable(),
  /** Whether the goal stands in the file or was set by page. */
  source: z.enum(['file', 'page']).nullable(),
  publish: z.boolean(),
  state: z.enum(['open', 'met', 'paused']).nullable(),
  /** Of this week. */
  minutes: z.number(),
  days: z.number(),
  streak_weeks: z.number().nullable(),
  /** When the next session could be; null where nothing is suggested. */
  next: z.object({ at: z.iso.datetime(), minutes: z.number(), chair: z.string() }).nullable(),
});
export type GoalView = Readonly<z.infer<typeof goalViewSchema>>;

/** What hubs are told of a person. */
export const publishedGoalSchema = goalViewSchema.omit({ id: true, source: true, publish: true });
export type PublishedGoal = Readonly<z.infer<typeof publishedGoalSchema>>;

/** What a view is made of beside the standing. */
interface ViewFacts extends Pick<GoalView, 'id' | 'publish' | 'source'> {
  /** What was done in this week. */
  readonly done: { readonly minutes: number; readonly days: number };
  readonly next: Suggestion | null;
}

const tenth = (amount: number): number => Math.round(amount * 10) / 10;

export const goalView = (standing: GoalStanding | null, { id, publish, source, done, next }: ViewFacts): GoalView => ({
  id,
  goal: standing?.goal ?? null,
  source: standing === null ? null : source,
  publish,
  state: standing?.state ?? null,
  minutes: tenth(done.minutes),
  days: done.days,
  streak_weeks: standing?.streakWeeks ?? null,
  next: next === null ? null : { at: isoTime(next.atMs), minutes: next.minutes, chair: next.chair },
});
