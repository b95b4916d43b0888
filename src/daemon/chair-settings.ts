import { type Driver, showsOutputs } from '../chair/driver.js';
import type { FreshnessSettings } from '../core/command/freshness.js';
import type { Program } from '../core/program/schema.js';
import type { Person } from '../core/safety/people.js';
import type { Hindrance } from '../core/status.js';
import type { Clock, Face, FlightRecords, Ledger, Log, OpenWire, Store } from '../ports.js';

/** One chair as it is configured. Times in ms, temperatures in degC. */
export interface ChairSettings {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly person: string | null;
  /** Undefined: on where the chair reports an occupancy sensor. [S18] */
  readonly remoteStart: boolean | undefined;
  readonly occupancy: 'auto' | 'required' | 'ignore';
  readonly mustBeCommissioned: boolean;
  readonly levelMax: number;
  /** Who watches a chair that shows nothing of what it does, in words; null where nobody has said so. [S18] */
  readonly watchedBy: string | null;
  readonly sessionMsMax: number;
  readonly restMs: number;
  readonly dailyMs: number;
  readonly temperatureMaxC: number;
  /** Where the physical stop is; null where nobody has said so. */
  readonly emergencySwitch: string | null;
  /** Hours of a zone after which somebody should look after it; null where nobody has said so. */
  readonly serviceHours: number | null;
  /** Nothing locks its port, so that another daemon may have it. [S16] */
  readonly isPortShared: boolean;
}

export interface UnitOptions {
  readonly settings: ChairSettings;
  readonly driver: Driver;
  readonly people: ReadonlyMap<string, Person>;
  readonly programs: () => ReadonlyMap<string, { readonly program: Program }>;
  readonly openWire: OpenWire;
  readonly clock: Clock;
  readonly store: Store;
  /** How old the record of a running session may become, ms. [S9] */
  readonly recordEveryMs: number;
  readonly flights: FlightRecords;
  readonly ledger: Ledger;
  /** When a clock cannot be right. */
  readonly freshness: Pick<FreshnessSettings, 'buildWallMs'>;
  readonly log: Log;
  readonly face: Face;
  readonly epoch: string;
  readonly hostName: string;
  /** The session's machine broke: our own bug. The chair has been told to stop. */
  readonly onBroken: (error: unknown) => void;
}

/** Why the configuration or the chair allows no remote starts, or null. `uncommissioned`: why its dead-man does not count as
 *  proved. [S18] */
export function remoteStartBar(
  { settings, driver }: Pick<UnitOptions, 'settings' | 'driver'>,
  hasSeatSensor: boolean,
  uncommissioned: string | null,
): Hindrance | null {
  const { id, remoteStart, mustBeCommissioned, watchedBy } = settings;
  if (mustBeCommissioned && uncommissioned !== null) {
    const message = `the chair is not commissioned (${uncommissioned}): stop the daemon and run "chair2mqtt commission ${id}"`;
    return { reason: 'not_commissioned', message };
  }
  if (remoteStart === false) {
    return { reason: 'configuration', message: 'remote_start is off for this chair in the configuration' };
  }
  if (watchedBy === null && !showsOutputs(driver)) {
    const message =
      'nobody can see from afar what this chair does: say in watched_by who watches it, or start it at the chair';
    return { reason: 'unwatched', message };
  }
  if (remoteStart === true || hasSeatSensor) return null;
  const message = 'the chair has no occupancy sensor: set remote_start: true for it, or start it at the chair';
  return { reason: 'no_seat_sensor', message };
}

/** Whether somebody has to sit in the chair for it to move. [S12] */
export const mustBeOccupied = ({ occupancy }: ChairSettings, hasSeatSensor: boolean): boolean =>
  occupancy === 'required' || (occupancy === 'auto' && hasSeatSensor);
