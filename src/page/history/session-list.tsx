import { useState } from 'preact/hooks';
import type { ShownHistory, ShownSession } from '../../core/web/history.js';
import { clockOf } from '../../core/words/codes.js';
import { programName, usePage } from '../views/context.js';
import type { HistoryVisit } from './history-visit.js';
import { localMoment, useHistoryWords } from './history-words.js';
import { SameAgain } from './same-again.js';

const zoneOrder = ['back', 'seat', 'legs'] as const;

export interface SessionListProps {
  readonly visit: HistoryVisit;
  readonly history: ShownHistory;
  onWatch(session: ShownSession): void;
}

function Details({ session }: { readonly session: ShownSession }) {
  const { words: page } = usePage();
  const words = useHistoryWords();
  const { end, source, intensity } = session;
  return (
    <dl class="facts">
      <div>
        <dt>{words.by}</dt>
        <dd>{words.sources[source]}</dd>
      </div>
      <div>
        <dt>{words.intensity}</dt>
        <dd>
          {intensity}
          {end !== null && end.intensity_mean !== intensity && `, ${words.mean(Math.round(end.intensity_mean))}`}
        </dd>
      </div>
      {zoneOrder.map((zone) => {
        const deeds = end?.zones[zone];
        if (deeds === undefined) return null;
        const heat = deeds.peak_c === null ? '' : `, ${words.warmest(deeds.peak_c)}`;
        return (
          <div key={zone}>
            <dt>{page.zones[zone]}</dt>
            <dd>
              {words.played(clockOf(deeds.on_s * 1000), Math.round(deeds.level_mean))}
              {heat}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function endText(
  words: ReturnType<typeof useHistoryWords>,
  page: ReturnType<typeof usePage>['words'],
  session: ShownSession,
) {
  const { end, trial, clock_was_set: isClockSet } = session;
  const parts = end === null ? [words.underWay] : [words.minutes(Math.round(end.elapsed_s / 60)), page.endings[end.by]];
  if (end !== null && end.paused_s >= 1) parts.push(words.pausedFor(clockOf(end.paused_s * 1000)));
  if (trial) parts.push(words.trial);
  if (!isClockSet) parts.push(words.clockNotSet);
  return parts.join(' · ');
}

function SessionRow({ visit, session, history, onWatch }: SessionListProps & { readonly session: ShownSession }) {
  const { app, words: page } = usePage();
  const words = useHistoryWords();
  const [isOpen, setOpen] = useState(false);
  const name = programName(page, session.program, session.name);
  const time = localMoment(page.locale, session.local);
  const isSame = history.versions[session.program] === session.version;
  const who = [app.chair(session.chair)?.name ?? session.chair, session.person ?? []].flat().join(' · ');
  return (
    <li class="past-session">
      <div class="past-words">
        <h3>{name}</h3>
        <p>
          {time} <span class="soft">· {who}</span>
        </p>
        <p class="soft">{endText(words, page, session)}</p>
      </div>
      <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>
          {words.details} <span class="unseen">: {`${name}, ${time}`}</span>
        </summary>
        {isOpen && <Details session={session} />}
        {!isSame && <p class="soft">{words.otherVersion}</p>}
        <div class="past-buttons">
          {isSame && (session.end?.elapsed_s ?? 0) >= 1 && (
            <button type="button" aria-label={words.watchThis(name, time)} onClick={() => onWatch(session)}>
              {words.watch}
            </button>
          )}
          {isOpen && <SameAgain visit={visit} chairId={session.chair} program={session.program} name={name} />}
        </div>
      </details>
    </li>
  );
}

export function SessionList({ visit, history, onWatch }: SessionListProps) {
  const words = useHistoryWords();
  const sessions = visit.sessions.value;
  const isFiltered = Object.values(visit.filters.value).some((value) => value !== undefined);
  return (
    <section aria-labelledby="history-sessions">
      <h2 id="history-sessions">{words.sessions}</h2>
      {sessions.length === 0 && <p class="note">{isFiltered ? words.noneOfThese : words.noSessions}</p>}
      <ul class="past-sessions">
        {sessions.map((session) => (
          <SessionRow key={session.id} visit={visit} session={session} history={history} onWatch={onWatch} />
        ))}
      </ul>
      {history.cursor !== null && (
        <button type="button" aria-disabled={visit.isBusy.value} onClick={() => void visit.more()}>
          {words.older}
        </button>
      )}
    </section>
  );
}
