import type { ActiveFault } from '../session.js';
import type { ChairState } from '../status.js';

/** A latch that is not on the disk by then is told as what it is, ms. */
const savingMs = 1000;

/** How far an emergency stop's latch has come: on the disk, on its way, or not saved in time. */
export type LatchSaving = 'saved' | 'saving' | 'unsaved';

/** `fromMs`: when the latch was there; null where every latch is on the disk. */
export function latchSaving(fromMs: number | null, nowMs: number): LatchSaving {
  if (fromMs === null) return 'saved';
  return nowMs - fromMs < savingMs ? 'saving' : 'unsaved';
}

/** What is told of a latch that would not outlive the daemon now. */
export const unsavedLatch = (sinceMs: number): ActiveFault => ({
  code: 'internal',
  zone: null,
  message:
    'emergency stop; not yet saved: free space on the disk of data_dir, or replace it; the stop is then saved by itself',
  sinceMs,
});

/** What of a chair is told to others. */
export interface Standing {
  readonly state: ChairState;
  readonly faults: readonly ActiveFault[];
}

/** [S3] An emergency stop is told as latched only when no death of the daemon can undo that: before, the chair is told as stopping,
 *  then as one with a fault; never as one that could be started. */
export function toldStanding({ state, faults }: Standing, saving: LatchSaving): Standing {
  if (saving === 'saved' || state !== 'emergency_stopped') return { state, faults };
  const latch = faults.find(({ code }) => code === 'estop');
  const others = faults.filter(({ code }) => code !== 'estop');
  if (saving === 'unsaved' && latch !== undefined)
    return { state: 'fault', faults: [unsavedLatch(latch.sinceMs), ...others] };
  return { state: others.length > 0 ? 'fault' : 'stopping', faults: others };
}
