import type { ShownGoal } from '../../core/people/view.js';
import type { HistoryFilters } from './history-visit.js';
import type { WeekShown } from './weeks.js';

/** What the weeks that are shown can be held against. */
export interface GoalWeeks {
  readonly person: string;
  /** Minutes of the goal, by the Monday of the week; none where there was no goal, in a pause, and before the first session. */
  readonly minutes: ReadonlyMap<string, number>;
  /** Mondays of the weeks in which there was a pause. */
  readonly paused: ReadonlySet<string>;
}

/** Minutes are rounded here and there. */
const roundingMinutes = 1;

/** The person whose goal it is: the one that was chosen, else the only one who has a goal. */
function personIn(goals: readonly ShownGoal[], chosen: string | undefined): ShownGoal | undefined {
  const own = goals.filter(({ goal }) => goal !== null);
  if (chosen !== undefined) return own.find(({ id }) => id === chosen);
  return own.length === 1 ? own[0] : undefined;
}

/** The goal beside the weeks; null where these weeks are not those of one person with a goal, as with sessions of others in them. */
export function goalWeeksOf(
  { person: chosen, chair }: HistoryFilters,
  goals: readonly ShownGoal[],
  shown: readonly WeekShown[],
): GoalWeeks | null {
  const person = personIn(goals, chosen);
  if (person === undefined) return null;
  const { id, weeks } = person;
  const byMonday = new Map(weeks.map((week) => [week.since, week]));
  const isOwn = ({ monday, minutes }: WeekShown): boolean =>
    Math.abs(minutes - (byMonday.get(monday)?.minutes ?? 0)) <= roundingMinutes;
  const isChosenWhole = chosen !== undefined && chair === undefined;
  if (!isChosenWhole && !shown.every(isOwn)) return null;
  const first = weeks.findIndex(({ minutes }) => minutes > 0);
  const counted = first === -1 ? weeks.slice(-1) : weeks.slice(first);
  return {
    person: id,
    minutes: new Map(
      counted.flatMap(({ since, goal_minutes: minutes, paused }) =>
        minutes === null || paused ? [] : [[since, minutes]],
      ),
    ),
    paused: new Set(weeks.flatMap(({ since, paused }) => (paused ? [since] : []))),
  };
}
