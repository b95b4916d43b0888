import { z } from 'zod';
import type { LedgerLine, LineOf } from '../ledger/lines.js';

export const goalChangeSchema = z.object({
  minutes: z.number().min(0),
  days: z.number().min(0),
  paused: z.boolean(),
  at: z.string(),
});
/** A goal as it was set at a moment, in ISO 8601. Without minutes: none. */
export type GoalChange = Readonly<z.infer<typeof goalChangeSchema>>;

export const goalChangeOf = ({ minutes, days, paused, at }: LineOf<'goal'>): GoalChange => ({
  minutes,
  days,
  paused,
  at,
});

/** What the ledger knows of a person. */
export interface PersonHistory {
  /** Of a day such as `2026-11-22`. */
  onDay(day: string): { readonly sessions: number; readonly running_s: number };
  /** When the last sessions began on the clock on the wall, such as `2026-11-22 21:04:00`, oldest first. */
  readonly recent: readonly string[];
  /** How the goal was changed, oldest first. */
  readonly goals: readonly GoalChange[];
}

/** Where the ledger is asked for it. */
export interface PersonBook {
  personOf(person: string): PersonHistory;
}

export const noPersonHistory: PersonHistory = { onDay: () => ({ sessions: 0, running_s: 0 }), recent: [], goals: [] };

/** With the goals that are not on the disk yet. */
export function historyWith(history: PersonHistory, lines: readonly LedgerLine[], person: string): PersonHistory {
  const more = lines.flatMap((line) => (line.kind === 'goal' && line.person === person ? [goalChangeOf(line)] : []));
  return more.length === 0 ? history : { ...history, goals: [...history.goals, ...more] };
}
