import type { ShownHistory } from '../../core/web/history.js';
import { usePage } from '../views/context.js';
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

/** How much of the highest week a week is. */
const heightOf = ({ minutes }: WeekShown, most: number): number => (most === 0 ? 0 : minutes / most);

/** Twelve weeks, a column each: a table for who listens, a picture for who looks. */
export function WeekTable({ history }: { readonly history: ShownHistory }) {
  const { words: page } = usePage();
  const words = useHistoryWords();
  const { calendar, today } = history;
  if (calendar === null) return null;
  const weeks = weeksOf(calendar, today);
  const most = Math.max(...weeks.map(({ minutes }) => minutes));
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
              <td key={week.monday} class="week-sum" title={words.minutes(week.minutes)}>
                <span
                  class="week-bar"
                  aria-hidden="true"
                  style={{ height: `${Math.round(40 * heightOf(week, most))}px` }}
                />
                <span class="week-minutes">{week.minutes}</span>
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
