import type { FlightCheckpoint } from '../core/flight/entries.js';
import type { UnitOptions } from './chair-settings.js';
import { FlightRecorder } from './flight-recorder.js';
import type { UnitParts } from './unit-view.js';

/** The recorder of a chair; `look` is called when it needs to know more than it was told. */
export const recorderOf = (
  { settings, clock, hostName, flights }: UnitOptions,
  look: () => Pick<UnitParts, 'session' | 'chair' | 'memory'>,
): FlightRecorder =>
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
function checkpointOf(
  look: Pick<UnitParts, 'session' | 'chair' | 'memory'>,
  restMs: number,
  isWireOpen: boolean,
): FlightCheckpoint | null {
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
