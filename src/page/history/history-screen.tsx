import { useEffect, useState } from 'preact/hooks';
import type { Program } from '../../core/program/schema.js';
import type { ShownHistory, ShownSession, WatchedFlight } from '../../core/web/history.js';
import { programName, usePage } from '../views/context.js';
import { CostLine } from './cost-line.js';
import { type Film, filmOfFlight, filmOfSession } from './film.js';
import { FilmPlayer } from './film-player.js';
import { GoalList } from './goal-list.js';
import { HistoryVisit, tableAddress } from './history-visit.js';
import { localMoment, useHistoryWords } from './history-words.js';
import { RecordList } from './record-list.js';
import { SameAgain } from './same-again.js';
import { ScheduleList } from './schedule-list.js';
import { ServiceList } from './service-list.js';
import { SessionList } from './session-list.js';
import { WeekTable } from './week-table.js';

function FilterForm({ visit }: { readonly visit: HistoryVisit }) {
  const { app } = usePage();
  const words = useHistoryWords();
  const filters = visit.filters.value;
  const choose = (name: 'chair' | 'person' | 'since', value: string) =>
    visit.show({ ...filters, [name]: value === '' ? undefined : value });
  const chairs = app.house.known();
  const people = app.people.value ?? [];
  return (
    <section class="history-filters" aria-label={words.filters}>
      {chairs.length > 1 && (
        <label>
          {words.chair}
          <select value={filters.chair ?? ''} onChange={({ currentTarget }) => choose('chair', currentTarget.value)}>
            <option value="">{words.allChairs}</option>
            {chairs.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      {people.length > 0 && (
        <label>
          {words.person}
          <select value={filters.person ?? ''} onChange={({ currentTarget }) => choose('person', currentTarget.value)}>
            <option value="">{words.everyone}</option>
            {people.map((id) => (
              <option key={id} value={id}>
                {id}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        {words.since}
        <input
          type="date"
          value={filters.since ?? ''}
          onChange={({ currentTarget }) => choose('since', currentTarget.value)}
        />
      </label>
      <a class="button" href={tableAddress(filters)} download="chair2mqtt-sessions.csv">
        {words.table}
      </a>
    </section>
  );
}

function Favourites({ visit, history }: { readonly visit: HistoryVisit; readonly history: ShownHistory }) {
  const { words: page } = usePage();
  const words = useHistoryWords();
  const favourites = history.favourites ?? [];
  if (favourites.length === 0) return null;
  return (
    <section aria-labelledby="history-favourites">
      <h2 id="history-favourites">{words.favourites}</h2>
      <ul class="favourites">
        {favourites.map(({ program, name: told, chair, sessions, minutes }) => {
          const name = programName(page, program, told);
          return (
            <li key={program}>
              <h3>{name}</h3>
              <p class="soft">
                {words.times(sessions)} · {words.minutes(Math.round(minutes))}
              </p>
              {program in history.versions && <SameAgain visit={visit} chairId={chair} program={program} name={name} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function HistoryTroubleBanner({ visit }: { readonly visit: HistoryVisit }) {
  const words = useHistoryWords();
  const trouble = visit.trouble.value;
  if (trouble === null) return null;
  return (
    <div class="banner" role="alert">
      <p>{trouble.kind === 'unanswered' ? words.unanswered : words.refused(trouble.message)}</p>
      <button type="button" onClick={() => visit.open()}>
        {words.tryAgain}
      </button>
    </div>
  );
}

interface Shown {
  readonly title: string;
  readonly notes: readonly string[];
  readonly film: Film;
}

/** What is watched now, and what begins it. */
function useWatching() {
  const { app, words: page } = usePage();
  const words = useHistoryWords();
  const [shown, setShown] = useState<Shown | null>(null);
  const watchFlight = (flight: WatchedFlight): void => {
    const [reason] = flight.reasons;
    const time = new Date(flight.at).toLocaleString(page.locale, { dateStyle: 'medium', timeStyle: 'short' });
    const notes = [
      ...flight.reasons.map(({ message }) => message),
      ...(flight.damage === null ? [] : [words.damaged(flight.damage)]),
      ...(flight.frames.length === 0 ? [words.noPicture] : []),
    ];
    setShown({
      title: `${flight.chair}, ${reason?.code.replace(/_/g, ' ') ?? ''}, ${time}`,
      notes,
      film: filmOfFlight(flight),
    });
  };
  const watchSession = async (session: ShownSession): Promise<void> => {
    const programs = await app.asking.list<Program>(`chairs/${encodeURIComponent(session.chair)}/programs`);
    const program = programs?.find(({ id }) => id === session.program);
    const film = program === undefined ? null : filmOfSession(program, session);
    const name = programName(page, session.program, session.name);
    if (film !== null) setShown({ title: `${name}, ${localMoment(page.locale, session.local)}`, notes: [], film });
  };
  return { shown, watchFlight, watchSession, close: () => setShown(null) };
}

function Opened() {
  const { app } = usePage();
  const words = useHistoryWords();
  const [visit] = useState(() => new HistoryVisit(app.clock, app.network));
  const { shown, watchFlight, watchSession, close } = useWatching();
  useEffect(() => {
    visit.open();
    void app.loadPeople();
  }, [app, visit]);
  const history = visit.history.value;
  return (
    <>
      <HistoryTroubleBanner visit={visit} />
      {shown !== null && <FilmPlayer key={shown.title} {...shown} onClose={close} />}
      <FilterForm visit={visit} />
      {history === null ? (
        visit.trouble.value === null && <p class="note">{words.loading}</p>
      ) : (
        <>
          <ScheduleList visit={visit} />
          <GoalList visit={visit} />
          <WeekTable visit={visit} history={history} />
          <CostLine visit={visit} />
          <Favourites visit={visit} history={history} />
        </>
      )}
      {(history !== null || visit.trouble.value !== null) && <ServiceList visit={visit} />}
      {history !== null && (
        <SessionList visit={visit} history={history} onWatch={(session) => void watchSession(session)} />
      )}
      <RecordList visit={visit} onWatch={watchFlight} />
    </>
  );
}

/** What was: weeks, sessions, and flight records that can be watched again. */
export function HistoryScreen() {
  const { app } = usePage();
  const words = useHistoryWords();
  return (
    <div class="history">
      <h1 tabIndex={-1}>{words.title}</h1>
      {app.mayOwn ? <Opened /> : <p class="note">{words.hidden}</p>}
    </div>
  );
}
