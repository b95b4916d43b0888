import type { DrivenChair } from '../chair/driver.js';
import type { FlightCheckpoint } from '../core/flight/entries.js';
import type { SessionActor } from '../session/actor.js';
import type { SessionPace } from '../session/pace.js';
import type { UnitOptions } from './chair-settings.js';
import { FlightRecorder } from './flight-recorder.js';
import type { UnitMemory } from './unit-memory.js';

/** A chair's unit as its recorder sees it. */
interface UnitLook {
  readonly actor: SessionActor;
  readonly chair: DrivenChair;
  readonly memory: UnitMemory;
  readonly pace: SessionPace;
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
  const { actor, chair, memory, pace } = look;
  const { moment } = actor;
  const isUnderWay = actor.isPassing || chair.isStopping || moment.reset !== 'none';
  if (isUnderWay || moment.isLinkUp !== chair.link.isUp) return null;
  const { identity, capabilities } = chair.link;
  return { ...moment, isWireOpen, pacedAtMs: pace.tickedAtMs, runs: memory.runs, restMs, identity, capabilities };
}
