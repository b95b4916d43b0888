import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { hashFor } from '../logic/routes.js';
import type { StopOutcome, SwitchPlace } from '../logic/stop-outcome.js';
import type { StopPointer, StopVerb } from '../logic/stop-presses.js';
import type { Words } from '../words/english.js';
import { resetting, usePage } from './context.js';

const pointerOf = (event: PointerEvent & { readonly currentTarget: EventTarget | null }): StopPointer => {
  const button = event.currentTarget as HTMLElement;
  return {
    pointerId: event.pointerId,
    pointerType: event.pointerType,
    isPrimaryButton: event.button === 0 && event.isPrimary,
    x: event.clientX,
    y: event.clientY,
    contains: ({ x, y }) => {
      const { left, right, top, bottom } = button.getBoundingClientRect();
      return x >= left && x <= right && y >= top && y <= bottom;
    },
  };
};

interface StopButtonProps {
  readonly kind: StopVerb;
  readonly label: string;
  readonly text: string;
}

function StopButton({ kind, label, text }: StopButtonProps) {
  const { app } = usePage();
  const { presses } = app;
  const point = ({ clientX: x, clientY: y }: PointerEvent) => ({ x, y });
  const key = (event: KeyboardEvent) => {
    if (presses.keyDown(kind, event)) event.preventDefault();
  };
  return (
    <button
      type="button"
      class={`stop-button ${kind}`}
      aria-label={label}
      onPointerDown={(event) => presses.pointerDown(kind, pointerOf(event))}
      onPointerMove={(event) => presses.pointerMove(event.pointerId, point(event))}
      onPointerUp={(event) => presses.pointerUp(event.pointerId, point(event))}
      onPointerCancel={(event) => presses.pointerGone(event.pointerId)}
      onKeyDown={key}
      onKeyUp={(event) => (event.key === ' ' || event.key === 'Enter') && event.preventDefault()}
      onClick={() => presses.click(kind)}
      onContextMenu={(event) => event.preventDefault()}
    >
      <svg class="stop-sign" viewBox="0 0 24 24" aria-hidden="true">
        {kind === 'stop' ? (
          <rect x="5" y="5" width="14" height="14" rx="2" />
        ) : (
          <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" />
        )}
      </svg>
      <span>{text}</span>
    </button>
  );
}

/** So many chairs are named: of a thousand nobody reads more. */
const namedMax = 6;

function outcomeText(words: Words, outcome: StopOutcome): string {
  const list = (names: readonly string[]) => {
    const rest = names.length - namedMax;
    return rest > 0 ? words.andMore(names.slice(0, namedMax).join(', '), rest) : names.join(', ');
  };
  switch (outcome.kind) {
    case 'stopping':
      return words.stopping;
    case 'unconfirmed':
      return words.notConfirmed;
    case 'refused':
      return words.notTaken;
    case 'moving':
      return words.moving(list(outcome.names));
    case 'escalated':
      return words.escalated(list(outcome.names));
    case 'blind':
      return words.blind(list(outcome.names), outcome.names.length > 1);
    case 'elsewhere':
      return words.stoppedElsewhere;
    case 'nothing':
      return words.nothingStopped;
    case 'again':
      return words.startedAgain(list(outcome.names));
    case 'taken':
      return words.taken(list(outcome.names), outcome.names.length > 1);
    case 'still':
      return words.still(
        (outcome.afterMs / 1000).toLocaleString(words.locale, { maximumFractionDigits: 1, minimumFractionDigits: 1 }),
      );
  }
}

const placesIn = (outcome: StopOutcome): readonly SwitchPlace[] =>
  'places' in outcome ? outcome.places.filter(({ place }) => place !== null) : [];

const isAlarm = ({ kind }: StopOutcome): boolean =>
  kind !== 'stopping' && kind !== 'taken' && kind !== 'still' && kind !== 'again';

function Outcome({ outcome }: { readonly outcome: StopOutcome }) {
  const { app, words } = usePage();
  // In a dialog nothing stands between it and the bar.
  const mayClose =
    resetting.value === null && (isAlarm(outcome) || outcome.kind === 'still' || outcome.kind === 'again');
  const refusal = outcome.kind === 'refused' ? outcome.refusal : null;
  const places = placesIn(outcome);
  const why =
    refusal !== null && refusal.code in words.refusals
      ? words.refusals[refusal.code as keyof Words['refusals']]({ ...refusal, missing: null, retryAfterS: null }, null)
      : null;
  return (
    <div class={`outcome ${outcome.kind} ${isAlarm(outcome) ? 'alarm' : ''}`}>
      <div class="outcome-words">
        <p class="outcome-text">{outcomeText(words, outcome)}</p>
        {places.slice(0, namedMax).map(({ name, place }) => (
          <p key={name} class="outcome-place">
            {words.switchAt(name, place ?? '')}
          </p>
        ))}
        {places.length > namedMax && <p class="outcome-place">{words.andMore('…', places.length - namedMax)}</p>}
        {why !== null && <p>{why}</p>}
      </div>
      {mayClose && (
        <button type="button" class="quiet" onClick={() => app.sender.forget()}>
          {words.seen}
        </button>
      )}
    </div>
  );
}

/** What became of the last stop, in large type above the bar. */
export function StopOutcomePanel() {
  const { app } = usePage();
  const outcome = app.stop.value;
  const isLoud = outcome !== null && isAlarm(outcome);
  const place = useRef<HTMLDivElement>(null);
  // What it lies over can still be scrolled into sight.
  useLayoutEffect(() => {
    document.documentElement.style.setProperty('--outcome', `${place.current?.scrollHeight ?? 0}px`);
  });
  return (
    <div class="outcomes" ref={place}>
      <div role="status">{outcome !== null && !isLoud && <Outcome outcome={outcome} />}</div>
      <div role="alert">{outcome !== null && isLoud && <Outcome outcome={outcome} />}</div>
    </div>
  );
}

/** Always there, on every screen, never disabled and never covered. */
export function StopBar() {
  const { app, words } = usePage();
  const shown = app.shownChair.value;
  const count = app.house.chairIds.value.length;
  const name = shown === null ? null : (app.chair(shown)?.name ?? shown);
  const { isStale } = app.link.condition.value;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && app.presses.escape(event);
    addEventListener('keydown', onKey, true);
    return () => removeEventListener('keydown', onKey, true);
  }, [app]);
  // A button that stops nobody would be believed.
  if (app.isSetupAlone) {
    return (
      <section class="stop-bar" aria-label={words.stopRegion} data-screen={hashFor(app.route.value)}>
        <p class="stop-nothing">{words.nothingToStop}</p>
      </section>
    );
  }
  const all = count === 0 ? words.stopEverything : words.stopAll(count);
  return (
    <section class="stop-bar" aria-label={words.stopRegion} data-screen={hashFor(app.route.value)}>
      <StopButton
        kind="stop"
        label={`${name === null ? all : words.stopsChair(name)}${isStale ? `. ${words.stopStillSends}` : ''}`}
        text={name === null ? all : words.stopsChair(name)}
      />
      <StopButton
        kind="estop"
        label={name === null ? words.emergencyStopsAll : words.emergencyStopsChair(name)}
        text={words.emergencyStop}
      />
    </section>
  );
}
