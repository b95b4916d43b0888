import { useEffect } from 'preact/hooks';
import type { ScheduleStatus } from '../../core/ledger/schedules/schedule-status.js';
import { CommandNote } from '../views/command-note.js';
import { programName, timeOfDay, usePage } from '../views/context.js';
import type { Words } from '../words/english.js';
import type { HistoryVisit } from './history-visit.js';
import { useHistoryWords } from './history-words.js';

/** What a press would be told changes as time goes by. */
const lookEveryMs = 5000;

type ShownOffer = NonNullable<ScheduleStatus['offer']>;

/** Why a press would not begin it, or null. */
function hindrance(words: Words, { code, message, from }: ShownOffer): string | null {
  if (code === 'ok') return null;
  const until = from === null ? null : timeOfDay(words, from);
  const why = { code, message, values: {}, missing: null, retryAfterS: null };
  return words.refusals[code](why, until);
}

function StandingOfferCard({ visit, chairId, offer }: OfferProps) {
  const { app, words: page } = usePage();
  const words = useHistoryWords();
  const why = hindrance(page, offer);
  const isOff = app.link.condition.value.isStale || !offer.ready || why !== null;
  const isPending = app.asking.pending.value.has(`${chairId} offer`);
  const name = programName(page, offer.program, offer.program);
  const begin = () => {
    if (!isPending) void app.command(chairId, { command: 'offer' }).then(() => visit.loadSchedules());
  };
  return (
    <>
      <p>{words.offered(name, offer.person, timeOfDay(page, offer.until))}</p>
      <p class="soft">{offer.ready ? (why ?? '') : words.sitFirst}</p>
      {app.mayControl && (
        <p class="past-buttons">
          <button type="button" class="main-action" disabled={isOff} aria-disabled={isPending} onClick={begin}>
            {words.startOffer}
          </button>
          <button type="button" onClick={() => void visit.decline(offer.schedule, chairId)}>
            {words.declineOffer}
          </button>
        </p>
      )}
      <CommandNote of={`${chairId} offer`} />
    </>
  );
}

interface OfferProps {
  readonly visit: HistoryVisit;
  readonly chairId: string;
  readonly offer: ShownOffer;
}

function ChairPlan({ visit, chairId, plan }: Omit<OfferProps, 'offer'> & { readonly plan: ScheduleStatus }) {
  const { app, words: page } = usePage();
  const words = useHistoryWords();
  const { next, offer, last } = plan;
  const timeText = (at: string) =>
    new Date(at).toLocaleString(page.locale, {
      weekday: 'long',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    });
  return (
    <li>
      <h3>{app.chair(chairId)?.name ?? chairId}</h3>
      {offer !== null && <StandingOfferCard visit={visit} chairId={chairId} offer={offer} />}
      <p>
        {next === null
          ? words.nothingPlanned
          : words.planned(timeText(next.at), programName(page, next.program, next.program), next.person)}
      </p>
      {last !== null && (
        <p class="soft">
          {timeText(last.planned_at)}: {last.code === null ? words.offerStarted : words.skips[last.code]}
        </p>
      )}
    </li>
  );
}

/** What schedules plan, what they offer now, and what became of the last. Nothing here begins by itself. */
export function ScheduleList({ visit }: { readonly visit: HistoryVisit }) {
  const { app } = usePage();
  const words = useHistoryWords();
  useEffect(() => {
    const timer = app.clock.every(lookEveryMs, () => void visit.loadSchedules());
    return () => app.clock.clear(timer);
  }, [app, visit]);
  const plans = Object.entries(visit.plans.value);
  if (plans.length === 0) return null;
  return (
    <section aria-labelledby="history-plans">
      <h2 id="history-plans">{words.plans}</h2>
      <p class="soft">{words.plansText}</p>
      <ul class="favourites">
        {plans.map(([chairId, plan]) => (
          <ChairPlan key={chairId} visit={visit} chairId={chairId} plan={plan} />
        ))}
      </ul>
    </section>
  );
}
