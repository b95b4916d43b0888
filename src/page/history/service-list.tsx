import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ZoneService } from '../../core/wear/service-notes.js';
import { usePage } from '../views/context.js';
import { type ChairServiceShown, type HistoryTrouble, type HistoryVisit, isServiceDue } from './history-visit.js';
import { useHistoryWords } from './history-words.js';
import { type ServiceWords, serviceNoteText, zoneServiceText } from './service-text.js';

/** As many characters as the daemon keeps of a note. */
const noteMax = 200;

interface ZoneProps {
  readonly visit: HistoryVisit;
  readonly chairId: string;
  readonly zone: ZoneService;
}

type Outcome = { readonly kind: 'noted' } | HistoryTrouble;

function useServiceWords(): ServiceWords {
  const { app, words: page } = usePage();
  return { words: useHistoryWords(), page, now: new Date(app.clock.wallMs()).toISOString() };
}

/** What somebody says of having looked after a zone. */
function DoneForm({ visit, chairId, zone: { zone }, onOutcome }: ZoneProps & { onOutcome(outcome: Outcome): void }) {
  const { app, words: page } = usePage();
  const words = useHistoryWords();
  const [note, setNote] = useState('');
  const [isPending, setPending] = useState(false);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isPending) return;
    setPending(true);
    const trouble = await visit.served(chairId, zone, note.trim());
    setPending(false);
    if (trouble === null) setNote('');
    onOutcome(trouble ?? { kind: 'noted' });
  };
  const place = `${page.zones[zone]}, ${app.chair(chairId)?.name ?? chairId}`;
  return (
    <form class="history-filters" onSubmit={(event) => void submit(event)}>
      <label>
        <span>
          {words.whatWasDone} <span class="unseen">: {place}</span>
        </span>
        <input
          type="text"
          maxLength={noteMax}
          autocomplete="off"
          value={note}
          onInput={({ currentTarget }) => setNote(currentTarget.value)}
        />
      </label>
      <button type="submit" aria-disabled={isPending} aria-label={`${words.done}: ${place}`}>
        {words.done}
      </button>
    </form>
  );
}

/** What became of it. That it is noted takes the keyboard: the form may have gone by it. */
function DoneNote({ outcome }: { readonly outcome: Outcome }) {
  const words = useHistoryWords();
  const note = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (outcome.kind === 'noted') note.current?.focus();
  }, [outcome]);
  if (outcome.kind === 'noted') {
    return (
      <p ref={note} tabIndex={-1}>
        {words.doneNoted}
      </p>
    );
  }
  return <p role="alert">{outcome.kind === 'refused' ? words.notNoted(outcome.message) : words.maybeNoted}</p>;
}

function ZoneRow(props: ZoneProps) {
  const { words: page } = usePage();
  const own = useServiceWords();
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { zone } = props;
  const line = (
    <>
      <strong>{page.zones[zone.zone]}</strong>: {zoneServiceText(own, zone)}
    </>
  );
  const form = <DoneForm {...props} onOutcome={setOutcome} />;
  return (
    <li>
      {zone.notes.length === 0 ? (
        <details>
          <summary>{line}</summary>
          {form}
        </details>
      ) : (
        <>
          <p>{line}</p>
          {zone.notes.map((note) => (
            <p key={note.code}>{serviceNoteText(own, note, zone)}</p>
          ))}
          {form}
        </>
      )}
      {outcome !== null && <DoneNote outcome={outcome} />}
    </li>
  );
}

/** Open at first where there is something to do, or no other chair. */
function ChairRow({ visit, own, isAlone }: ChairProps) {
  const { app, words: page } = usePage();
  const words = useHistoryWords();
  const [isOpen] = useState(isAlone || isServiceDue(own));
  const { chair, zones } = own;
  const name = app.chair(chair)?.name ?? chair;
  const due = zones.filter(({ notes }) => notes.length > 0).map(({ zone }) => page.zones[zone]);
  return (
    <li class="past-session">
      <details open={isOpen}>
        <summary>
          <h3>{due.length === 0 ? words.allWell(name) : words.lookAfter(name, due.join(', '))}</h3>
        </summary>
        {zones.length === 0 && <p class="soft">{words.notMetYet}</p>}
        <ul class="past-sessions">
          {zones.map((zone) => (
            <ZoneRow key={zone.zone} visit={visit} chairId={chair} zone={zone} />
          ))}
        </ul>
      </details>
    </li>
  );
}

interface ChairProps {
  readonly visit: HistoryVisit;
  readonly own: ChairServiceShown;
  readonly isAlone: boolean;
}

function Opened({ visit, chairs }: { readonly visit: HistoryVisit; readonly chairs: readonly ChairServiceShown[] }) {
  const words = useHistoryWords();
  const head = useRef<HTMLHeadingElement>(null);
  // The line on the chair's own screen leads here.
  useEffect(() => {
    if (!location.hash.endsWith('/service')) return;
    head.current?.focus();
    head.current?.scrollIntoView();
  }, []);
  return (
    <section aria-labelledby="history-service">
      <h2 id="history-service" ref={head} tabIndex={-1}>
        {words.service}
      </h2>
      <p class="soft">{words.serviceText}</p>
      <ul class="past-sessions">
        {chairs.map((own) => (
          <ChairRow key={own.chair} visit={visit} own={own} isAlone={chairs.length === 1} />
        ))}
      </ul>
    </section>
  );
}

/** What there is to look after at the chairs. */
export function ServiceList({ visit }: { readonly visit: HistoryVisit }) {
  const services = visit.services.value;
  const { chair } = visit.filters.value;
  if (services === null) return null;
  return <Opened visit={visit} chairs={services.filter((each) => chair === undefined || each.chair === chair)} />;
}
