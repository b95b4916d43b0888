import type { ShownGoal } from '../../core/people/view.js';
import { usePage } from '../views/context.js';
import type { HistoryVisit } from './history-visit.js';
import { useHistoryWords } from './history-words.js';

/** When the next session could be, as people here write it. */
const nextTime = (locale: string, at: string): string =>
  new Date(at).toLocaleString(locale, { weekday: 'long', hour: '2-digit', minute: '2-digit' });

function Goal({ visit, view }: { readonly visit: HistoryVisit; readonly view: ShownGoal }) {
  const { app, words: page } = usePage();
  const words = useHistoryWords();
  const { id, goal, state, minutes, days, streak_weeks: streak, next } = view;
  if (goal === null || state === null) return null;
  const isPaused = state === 'paused';
  return (
    <li>
      <h3>{id}</h3>
      <p>{words.ofGoal(Math.round(minutes), goal.minutes, days, goal.days)}</p>
      <p class="soft">
        {words.goalStates[state]}
        {(streak ?? 0) > 1 && ` · ${words.streak(streak ?? 0)}`}
      </p>
      {next !== null && (
        <p class="soft">
          {words.nextFits(nextTime(page.locale, next.at), next.minutes, app.chair(next.chair)?.name ?? next.chair)}
        </p>
      )}
      <button
        type="button"
        aria-label={`${isPaused ? words.goOn : words.pauseGoal}: ${id}`}
        onClick={() => void visit.pauseGoal(id, !isPaused)}
      >
        {isPaused ? words.goOn : words.pauseGoal}
      </button>
    </li>
  );
}

/** How the week of each person with a goal stands. It asks for nothing. */
export function GoalList({ visit }: { readonly visit: HistoryVisit }) {
  const words = useHistoryWords();
  const goals = visit.goals.value.filter(({ goal }) => goal !== null);
  if (goals.length === 0) return null;
  return (
    <section aria-labelledby="history-goals">
      <h2 id="history-goals">{words.thisWeek}</h2>
      <ul class="favourites">
        {goals.map((view) => (
          <Goal key={view.id} visit={visit} view={view} />
        ))}
      </ul>
    </section>
  );
}
