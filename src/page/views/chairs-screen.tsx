import { clockOf } from '../../core/words/codes.js';
import { shownZonesOf } from '../logic/chair-facts.js';
import type { KnownChair } from '../logic/house.js';
import { leftMs } from '../logic/look-ahead.js';
import { hashFor } from '../logic/routes.js';
import type { Words } from '../words/english.js';
import { nameOfProgram, serviceLine, timeOfDay, usePage } from './context.js';

/** Only this reads the time: nothing else of a card changes with it. */
function TimeLeft({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const left = leftMs(chair, app.playing.value);
  if (left !== null) return <>{clockOf(left)}</>;
  return <>{chair.endsAt === null ? '' : timeOfDay(words, chair.endsAt)}</>;
}

const isTrouble = ({ fault, state, available }: KnownChair): boolean =>
  fault !== null || state === 'disconnected' || state === 'emergency_stopped' || available === false;

function stateText(words: Words, chair: KnownChair): string {
  return chair.fault === null ? words.states[chair.state] : words.faults[chair.fault].what;
}

/** The three levels, small: what moves shows from across the room. */
function Levels({ id }: { readonly id: string }) {
  const { app } = usePage();
  const cell = app.house.cell(id);
  if (cell === null) return null;
  const zones = shownZonesOf(cell.chair.value, cell.telemetry.value, null);
  return (
    <span class="levels" aria-hidden="true">
      {zones.map(({ zone, level }) => (
        <span key={zone} class={`level ${level === null ? 'unknown' : ''}`}>
          <span class="level-fill" style={{ transform: `scaleY(${(level ?? 0) / 100})` }} />
        </span>
      ))}
    </span>
  );
}

function ChairCardLink({ id }: { readonly id: string }) {
  const { app, words } = usePage();
  const chair = app.house.cell(id)?.chair.value;
  if (chair === undefined) return null;
  const service = serviceLine(words, chair);
  return (
    <li>
      <a
        class={`chair-card ${isTrouble(chair) ? 'trouble' : ''} is-${chair.state}`}
        href={hashFor({ screen: 'chair', id })}
      >
        <span class="chair-words">
          <span class="chair-name">{chair.name}</span>
          <span class="chair-state">{stateText(words, chair)}</span>
          {service !== null && <span class="soft">{service}</span>}
          {chair.program !== null && (
            <span class="chair-program">
              {nameOfProgram(words, chair, chair.program)} · <TimeLeft chair={chair} />
            </span>
          )}
        </span>
        <Levels id={id} />
      </a>
    </li>
  );
}

/** Every chair of this daemon, trouble first. */
export function ChairsScreen() {
  const { app, words } = usePage();
  const ids = app.order.value;
  return (
    <>
      <h1 tabIndex={-1}>{words.chairs}</h1>
      {ids.length === 0 ? (
        <p class="note">{words.noChairs}</p>
      ) : (
        <ul class="chair-grid">
          {ids.map((id) => (
            <ChairCardLink key={id} id={id} />
          ))}
        </ul>
      )}
    </>
  );
}
