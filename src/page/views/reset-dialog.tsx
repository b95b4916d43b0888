import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { resetFacts, shownZonesOf } from '../logic/chair-facts.js';
import type { KnownChair } from '../logic/house.js';
import { outcomeWords } from './command-note.js';
import { resetting, usePage } from './context.js';

function Checks({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const telemetry = app.house.cell(chair.id)?.telemetry.value ?? null;
  const facts = resetFacts(chair, shownZonesOf(chair, telemetry, null), app.link.condition.value.isStale);
  const shown = (isThere: boolean | null) =>
    isThere === null ? words.unknown : isThere ? words.isThere : words.isMissing;
  return (
    <ul class="checks">
      {(['link', 'fresh', 'still'] as const).map((check) => (
        <li key={check} class={facts[check] === true ? 'there' : 'missing'}>
          {words.resetChecks[check]} <strong>{shown(facts[check])}</strong>
        </li>
      ))}
      <li class="look">
        {words.resetChecks.person} <strong>{words.resetLook}</strong>
      </li>
    </ul>
  );
}

function Missing({ chair }: { readonly chair: KnownChair }) {
  const { app, words } = usePage();
  const outcome = app.outcomes.value.get(`${chair.id} reset`);
  const isWorking = app.asking.pending.value.has(`${chair.id} reset`);
  const missing = outcome?.kind === 'refused' ? outcome.why.missing : null;
  const text = outcome === undefined ? null : outcomeWords(words, outcome, app.clock.wallMs());
  return (
    <p class="dialog-note" role="status">
      {isWorking ? words.resetWorking : missing === null ? text : words.resetMissing(words.missing(missing))}
    </p>
  );
}

/** Says what a reset will check and what is missing. The bar with the stops stays free. */
export function ResetDialog({ id }: { readonly id: string }) {
  const { app, words } = usePage();
  const first = useRef<HTMLButtonElement>(null);
  const close = () => {
    resetting.value = null;
  };
  useLayoutEffect(() => first.current?.focus(), []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && close();
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
      // Only now can it be: while the dialog was there, what lies behind it took no keyboard.
      document.getElementById('reset-button')?.focus();
    };
  }, []);
  const chair = app.chair(id);
  if (chair === null) return null;
  const isWorking = app.asking.pending.value.has(`${id} reset`);
  const reset = async () => {
    if (isWorking) return;
    const outcome = await app.command(id, { command: 'reset' });
    if (outcome.kind === 'done') close();
  };
  return (
    <div class="dialog-ground">
      <div class="dialog" role="dialog" aria-labelledby="reset-title" aria-describedby="reset-checks">
        <h2 id="reset-title">{words.resetTitle(chair.name)}</h2>
        <div id="reset-checks">
          <p>{words.resetIntro}</p>
          <Checks chair={chair} />
        </div>
        <Missing chair={chair} />
        <div class="control-row">
          <button
            type="button"
            ref={first}
            class="main-action"
            disabled={app.link.condition.value.isStale}
            // Not disabled while it is under way: the keyboard would be lost.
            aria-disabled={isWorking}
            onClick={() => void reset()}
          >
            {words.resetNow}
          </button>
          <button type="button" onClick={close}>
            {words.cancel}
          </button>
        </div>
      </div>
    </div>
  );
}
