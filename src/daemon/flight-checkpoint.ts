import type { DrivenChair } from '../chair/driver.js';
import type { FlightCheckpoint } from '../core/flight/entries.js';
import type { ChairState } from '../core/status.js';
import type { SessionContext } from '../session/events.js';
import type { SessionPace } from '../session/pace.js';
import type { UnitOptions } from './chair-settings.js';
import { FlightRecorder } from './flight-recorder.js';
import type { UnitMemory } from './unit-memory.js';

/** In these something is under way on the line that no replay could take up in its middle. */
const passing: readonly ChairState[] = ['starting', 'stopping'];

/** A chair's unit as its recorder sees it. */
interface UnitLook {
  readonly state: ChairState;
  readonly context: SessionContext;
  readonly chair: DrivenChair;
  readonly memory: UnitMemory;
  readonly pace: SessionPace;
  readonly isResetPending: boolean;
}

/** The recorder of a chair; `look` is called when it needs to know more than it was told. */
export const recorderOf = ({ settings, clock, hostName, flights }: UnitOptions, look: () => UnitLook): FlightRecorder =>
  new FlightRecorder({
    chairId: settings.id,
    hostName,
    temperatureMaxC: settings.temperatureMaxC,
    clock,
    records: flights,
    facts: () => {
      const { chair } = look();
      return { identity: chair.link.identity, link: chair.linkStatus() };
    },
    checkpoint: (isWireOpen) => checkpointOf(look(), settings.restMs, isWireOpen),
  });

/** What a replay begins from, by reference and not copied; null while something is under way. */
function checkpointOf(look: UnitLook, restMs: number, isWireOpen: boolean): FlightCheckpoint | null {
  const { state, context, chair, memory, pace, isResetPending } = look;
  if (passing.includes(state) || chair.isStopping || isResetPending || context.isLinkUp !== chair.link.isUp)
    return null;
  return {
    state,
    isLinkUp: context.isLinkUp,
    isStill: context.isStill,
    isOccupied: context.isOccupied,
    isWireOpen,
    faults: context.faults,
    session: context.session,
    endedBy: context.endedBy,
    tickedAtMs: context.tickedAtMs,
    pacedAtMs: pace.tickedAtMs,
    enteredAtMs: context.enteredAtMs,
    leftAtMs: context.leftAtMs,
    isResuming: context.isResuming,
    isResetting: context.isResetting,
    runs: memory.runs,
    restMs,
    identity: chair.link.identity,
    capabilities: chair.link.capabilities,
  };
}
