import { useState } from 'preact/hooks';
import type { FlightBrief, WatchedFlight } from '../../core/web/history.js';
import { usePage } from '../views/context.js';
import { type HistoryVisit, recordAddress } from './history-visit.js';
import { useHistoryWords } from './history-words.js';

/** What the daemon takes. */
const recordBytesMax = 4 * 1024 * 1024;

export interface RecordListProps {
  readonly visit: HistoryVisit;
  onWatch(flight: WatchedFlight): void;
}

/** What a record was kept for, in words. */
function codeWords(page: ReturnType<typeof usePage>['words'], code: string): string {
  return code in page.faults ? page.faults[code as keyof typeof page.faults].what : code.replace(/_/g, ' ');
}

function RecordRow({ visit, brief, onWatch }: RecordListProps & { readonly brief: FlightBrief }) {
  const { words: page } = usePage();
  const words = useHistoryWords();
  const time = new Date(brief.at).toLocaleString(page.locale, { dateStyle: 'medium', timeStyle: 'short' });
  const text = words.recordText(brief, codeWords(page, brief.code));
  const watch = async () => {
    const flight = await visit.flight(brief.name);
    if (flight !== null) onWatch(flight);
  };
  return (
    <li class="past-session">
      <div class="past-words">
        <h3>{text}</h3>
        <p class="soft">{time}</p>
      </div>
      <div class="past-buttons">
        <button type="button" aria-label={words.watchThis(text, time)} onClick={() => void watch()}>
          {words.watch}
        </button>
        <a
          class="button"
          href={recordAddress(brief.name)}
          download={brief.name}
          aria-label={`${words.asFile}: ${text}`}
        >
          {words.asFile}
        </a>
      </div>
    </li>
  );
}

/** The flight records of the daemon, and a place for one that somebody has sent. */
export function RecordList({ visit, onWatch }: RecordListProps) {
  const words = useHistoryWords();
  const [isOver, setOver] = useState(false);
  const [isTooLarge, setTooLarge] = useState(false);
  const flights = visit.flights.value;
  const take = async (file: File | undefined) => {
    setOver(false);
    if (file === undefined) return;
    setTooLarge(file.size > recordBytesMax);
    if (file.size > recordBytesMax) return;
    const flight = await visit.read(await file.text());
    if (flight !== null) onWatch(flight);
  };
  return (
    <section
      class={`records ${isOver ? 'over' : ''}`}
      aria-labelledby="history-records"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        void take(event.dataTransfer?.files[0]);
      }}
    >
      <h2 id="history-records">{words.records}</h2>
      <p class="soft">{words.recordsText}</p>
      <label class="record-file">
        {words.open}
        <input
          type="file"
          accept=".jsonl"
          onChange={({ currentTarget }) => {
            void take(currentTarget.files?.[0]);
            // The same file may be chosen again.
            currentTarget.value = '';
          }}
        />
      </label>
      <p role="status">{isTooLarge ? words.notARecord : ''}</p>
      {flights?.length === 0 && <p class="note">{words.noRecords}</p>}
      <ul class="past-sessions">
        {(flights ?? []).map((brief) => (
          <RecordRow key={brief.name} brief={brief} visit={visit} onWatch={onWatch} />
        ))}
      </ul>
    </section>
  );
}
