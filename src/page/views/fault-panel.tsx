import type { FaultStatus } from '../../core/status.js';
import type { KnownChair } from '../logic/house.js';
import { resetting, timeOfDay, usePage } from './context.js';

interface FaultPanelProps {
  readonly chair: KnownChair;
  readonly fault: FaultStatus;
}

/** What happened, what to do, and the way out. */
export function FaultPanel({ chair, fault }: FaultPanelProps) {
  const { app, words } = usePage();
  const { what, todo } = words.faults[fault.code];
  const isLatched = chair.state === 'fault' || chair.state === 'emergency_stopped';
  return (
    <section class="fault" aria-labelledby="fault-title">
      <h2 id="fault-title">{what}</h2>
      <p>
        {fault.zone !== null && words.atZone(fault.zone)} {todo}
      </p>
      {words.locale !== 'de' && <p class="soft">{fault.message}</p>}
      <p class="soft">{words.since(timeOfDay(words, fault.since))}</p>
      {isLatched && app.mayControl && (
        <button
          type="button"
          class="main-action"
          id="reset-button"
          disabled={app.link.condition.value.isStale}
          onClick={() => {
            app.setOutcome(`${chair.id} reset`, null);
            resetting.value = chair.id;
          }}
        >
          {words.reset}
        </button>
      )}
    </section>
  );
}
