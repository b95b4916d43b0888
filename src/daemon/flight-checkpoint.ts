import type { DrivenChair } from '../chair/driver.js';
import type { FlightCheckpoint } from '../core/flight/entries.js';
import type { ChairSession } from '../session/chair-session.js';
import type { UnitOptions } from './chair-settings.js';
import { FlightRecorder } from './flight-recorder.js';
import type { UnitMemory } from './unit-memory.js';

/** A chair's unit as its recorder sees it. */
interface UnitLook {
  readonly session: ChairSession;
  readonly chair: DrivenChair;
  readonly memory: UnitMemory;
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
  const { session, chair, memory } = look;
  const { moment } = session;
  const isUnderWay = session.isPassing || chair.isStopping || moment.reset !== 'none';
  if (isUnderWay || moment.isLinkUp !== chair.link.isUp) return null;
  const { identity, capabilities } = chair.link;
  return {
    ...moment,
    isWireOpen,
    pacedAtMs: session.pace.tickedAtMs,
    runs: memory.runs,
    restMs,
    identity,
    capabilities,
  };
}
