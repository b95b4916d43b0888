import type { ShownHistory } from '../../core/web/history.js';
import { usePage } from '../views/context.js';
import { type GoalWeeks, goalWeeksOf } from './goal-weeks.js';
import type { HistoryVisit } from './history-visit.js';
import { shortDay, useHistoryWords } from './history-words.js';
import { type DayShown, shadeOf, type WeekShown, weeksOf } from './weeks.js';

function DayCell({ day }: { readonly day: DayShown | null }) {
  const words = useHistoryWords();
  const text = day === null ? words.toCome : words.dayText(day.minutes, day.sessions);
  return (
    <td class={day === null ? 'day ahead' : `day shade-${shadeOf(day.minutes)}`} title={text}>
      <span class="unseen">{text}</span>
    </td>
  );
}

const barPx = 40;
/** How much of the highest. */
const heightOf = (minutes: number, most: number): string =>
  `${most === 0 ? 0 : Math.round((barPx * minutes) / most)}px`;

interface WeekSumProps {
  readonly week: WeekShown;
  readonly goal: GoalWeeks | null;
  /** Of the highest bar or line. */
  readonly most: number;
}

function WeekSum({ week: { monday, minutes }, goal, most }: WeekSumProps) {
  const words = useHistoryWords();
  const asked = goal?.minutes.get(monday);
  const isPaused = goal?.paused.has(monday) === true;
  const said = asked === undefined ? words.minutes(minutes) : words.minutesOfGoal(minutes, asked);
  const text = isPaused ? words.minutesInPause(minutes) : said;
  return (
    <td class="week-sum" title={text}>
      <span class="week-box" aria-hidden="true">
        <span class="week-bar" style={{ height: heightOf(minutes, most) }} />
        {asked !== undefined && <span class="week-goal" style={{ bottom: heightOf(asked, most) }} />}
      </span>
      <span class="unseen">{text}</span>
      <span aria-hidden="true">{minutes}</span>
    </td>
  );
}

function GoalNote({ goal }: { readonly goal: GoalWeeks }) {
  const words = useHistoryWords();
  return (
    <p class="soft">
      {words.goalLine(goal.person)}
      {goal.paused.size > 0 && ` ${words.noLineInPause}`}
    </p>
  );
}

/** Twelve weeks, a column each: a table for who listens, a picture for who looks. */
export function WeekTable({ visit, history }: { readonly visit: HistoryVisit; readonly history: ShownHistory }) {
  const { words: page } = usePage();
  const words = useHistoryWords();
  const { calendar, today } = history;
  if (calendar === null) return null;
  const weeks = weeksOf(calendar, today);
  const goal = goalWeeksOf(visit.filters.value, visit.goals.value, weeks);
  const most = Math.max(...weeks.map(({ minutes }) => minutes), ...(goal?.minutes.values() ?? []));
  const sum = (key: 'minutes' | 'sessions') => calendar.days.reduce((all, each) => all + each[key], 0);
  return (
    <section aria-labelledby="history-weeks">
      <h2 id="history-weeks">{words.weeks}</h2>
      <p>{words.weeksTotal(sum('minutes'), sum('sessions'))}</p>
      <table class="weeks">
        <thead>
          <tr>
            <td />
            {weeks.map(({ monday }, index) => (
              <th key={monday} scope="col">
                <span class="unseen">{words.weekOf(shortDay(page.locale, monday))}</span>
                <span class="week-name" aria-hidden="true">
                  {index % 4 === 0 ? shortDay(page.locale, monday) : ''}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {words.weekdays.map((name, index) => (
            <tr key={name}>
              <th scope="row">
                <span class="unseen">{name}</span>
                <span aria-hidden="true">{name.slice(0, 2)}</span>
              </th>
              {weeks.map(({ monday, days }) => (
                <DayCell key={monday} day={days[index] ?? null} />
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              <span class="unseen">{words.minutesAWeek}</span>
            </th>
            {weeks.map((week) => (
              <WeekSum key={week.monday} week={week} goal={goal} most={most} />
            ))}
          </tr>
        </tfoot>
      </table>
      {goal !== null && goal.minutes.size > 0 && <GoalNote goal={goal} />}
    </section>
  );
}
