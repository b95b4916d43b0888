import type { Drive } from '../../core/zones.js';
import { shownZonesOf, type ZoneFactsShown } from '../logic/chair-facts.js';
import type { KnownChair } from '../logic/house.js';
import { askedNow, leftMs, positionMs } from '../logic/look-ahead.js';
import { hashFor } from '../logic/routes.js';
import { nameOfProgram, phaseName, serviceLine, timeOfDay, usePage } from './context.js';
import { Drawing } from './drawing.js';
import { FaultPanel } from './fault-panel.js';
import { FirstStepCards } from './first-steps.js';
import { LoginForm } from './login-screen.js';
import { ProgramCards } from './program-cards.js';
import { SessionPanel } from './session-panel.js';

/** What is asked of the zones now. */
function useAsked(chair: KnownChair): Drive | null {
  const { app } = usePage();
  const timeline = app.timelineOf(chair);
  const isMoving = chair.state === 'running';
  return isMoving ? askedNow(timeline, positionMs(chair, app.playing.value)) : null;
}

function Picture({ id }: { readonly id: string }) {
  const { app, words } = usePage();
  const cell = app.house.cell(id);
  if (cell === null) return null;
  const chair = cell.chair.value;
  const asked = useAsked(chair);
  const zones = shownZonesOf(chair, cell.telemetry.value, asked);
  const { program, status, name, state } = chair;
  const isOccupied = chair.available === true ? (status?.occupied ?? null) : null;
  const sentence = words.chairSentence({
    name,
    state,
    zones,
    programName: program === null ? null : nameOfProgram(words, chair, program),
    phaseName: status?.phase == null ? null : phaseName(words, status.phase),
    leftMs: leftMs(chair, app.playing.value),
    occupied: isOccupied,
  });
  return (
    <figure class="picture">
      <Drawing zones={zones} isOccupied={isOccupied === true} sentence={sentence} />
      <ZoneFigures zones={zones} />
      <figcaption class="seat-note">{isOccupied === null ? '' : isOccupied ? words.occupied : words.empty}</figcaption>
    </figure>
  );
}

/** The same in figures: measured beside asked. */
function ZoneFigures({ zones }: { readonly zones: readonly ZoneFactsShown[] }) {
  return (
    <ul class="zone-figures">
      {zones.map((facts) => (
        <ZoneFigure key={facts.zone} facts={facts} />
      ))}
    </ul>
  );
}

function ZoneFigure({ facts }: { readonly facts: ZoneFactsShown }) {
  const { words } = usePage();
  const { zone, technique, level, asked, temperatureC, isDerated, isHot, isStalled, isAtLimit } = facts;
  const flags = [
    isDerated && words.derated,
    isHot && words.hot,
    isStalled && words.stalled,
    isAtLimit && words.atLimit,
  ];
  return (
    <li>
      <p class="soft">{words.zones[zone]}</p>
      <p>
        <span class="zone-number">{level ?? '?'}</span>
        {asked !== null && asked > 0 && level !== null && (
          <span class="soft zone-asked-word"> {words.asked(asked)}</span>
        )}
      </p>
      <p class="zone-technique">{technique === null ? words.unknown : words.techniques[technique]}</p>
      <p class="zone-heat">{temperatureC === null ? '' : `${Math.round(temperatureC)} °C`}</p>
      <p class={`flag ${isStalled ? 'bad' : ''}`}>{flags.filter((flag) => flag !== false).join(', ')}</p>
    </li>
  );
}

/** What stands in the way of a massage, or how the last one ended. */
function Quiet({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const { status, state } = chair;
  if (status === null) return null;
  const last = status.last_session;
  const restUntil = timeOfDay(words, app.clock.wallMs() + status.rest_s * 1000);
  return (
    <div class="quiet-note">
      {state === 'resting' && (
        <p class="big">
          {words.restsUntil(restUntil)} <span class="soft">{words.restHint}</span>
        </p>
      )}
      {last !== null && (
        <p class="soft">
          {words.lastEnded(
            nameOfProgram(words, chair, last.program),
            words.endings[last.ended_by],
            timeOfDay(words, last.ended_at),
          )}
        </p>
      )}
    </div>
  );
}

/** One chair: what it does, and what it could. */
export function ChairScreen({ id }: { readonly id: string }) {
  const { app, words } = usePage();
  const chair = app.chair(id);
  if (chair === null) return <h1 tabIndex={-1}>{words.notFound}</h1>;
  const demo = app.house.demo.value;
  const service = serviceLine(words, chair);
  const hasSession = chair.status?.session != null && chair.course !== null;
  const isPass = app.house.access.value?.kind === 'pass';
  // Drawn once it is known, so that nothing moves about afterwards.
  if (!isPass && (chair.status === null || chair.programs === null)) return <p class="note">{words.loading}</p>;
  return (
    <>
      <header class="chair-head">
        <h1 tabIndex={-1}>{chair.name}</h1>
        <p class={`state-chip is-${chair.state}`}>{words.states[chair.state]}</p>
        {service !== null && (
          <a class="state-chip" href={`${hashFor({ screen: 'history' })}/service`}>
            {service}
          </a>
        )}
      </header>
      {chair.available === false && chair.fault === null && (
        <p class="banner gone" role="status">
          <strong>{words.chairGone}</strong>
        </p>
      )}
      {chair.status?.fault != null && <FaultPanel chair={chair} fault={chair.status.fault} />}
      {isPass ? (
        <LoginForm />
      ) : (
        <div class="chair-columns">
          <Picture id={id} />
          <div class="chair-side">
            {hasSession ? <SessionPanel chair={chair} /> : <Quiet chair={chair} />}
            {!hasSession && demo !== null && <FirstStepCards chair={chair} demo={demo} />}
            {!hasSession && <ProgramCards chair={chair} />}
          </div>
        </div>
      )}
    </>
  );
}
