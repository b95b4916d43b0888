import { type Health, healthOf, type MeasuredHealth } from '../../core/metrics/health.js';
import type { Measures } from '../../core/metrics/measures.js';
import type { Clock, Log } from '../../ports.js';
import type { ConnectionState } from './connection-state.js';

const healthEveryMs = 60_000;
const leastGapMs = 1000;
const loggedMax = 5;

export interface HealthParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly connections: ConnectionState;
  readonly measured: () => Measures;
  /** Topics of ours that somebody else writes again and again. */
  readonly contested: () => readonly string[];
  /** The names of records that are not on the disk although they should be. */
  readonly unsaved: () => readonly string[];
  /** Publishes it; only while the connection of commands is online. */
  readonly tell: (health: MeasuredHealth & Pick<Health, 'mqtt' | 'unsaved'>) => void;
}

/** What of the report is told when it changes. */
type Reported = ReturnType<ConnectionState['report']> & {
  readonly contested: readonly string[];
  readonly unsaved: readonly string[];
};

type Stated = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

const isSameFact = (one: Stated[string] | undefined, other: Stated[string] | undefined): boolean =>
  one === other ||
  (Array.isArray(one) &&
    Array.isArray(other) &&
    one.length === other.length &&
    one.every((word, at) => word === other[at]));

/** Asked ten times a second: nothing is written down to be compared, and the names are not asked for again. */
const isSame = (one: Stated, other: Stated, names: readonly string[]): boolean =>
  names.every((name) => isSameFact(one[name], other[name]));

/** The health report: every minute, and when the connections or the records stand otherwise than it said, at most once a second. */
export class HealthReport {
  private told: Reported | null = null;
  private toldNames: readonly string[] = [];
  private toldAtMs = Number.NEGATIVE_INFINITY;
  private missing: readonly string[] = [];

  constructor(private readonly parts: HealthParts) {}

  /** To be called ten times a second. */
  tick(): void {
    const { clock, connections } = this.parts;
    this.logMissing(connections.missingRights);
    const sinceMs = clock.nowMs() - this.toldAtMs;
    const isDue = sinceMs >= healthEveryMs || (sinceMs >= leastGapMs && !this.isTold());
    if (isDue && connections.areCommandsOnline) this.tellNow();
  }

  tellNow(): void {
    const { clock, tell, measured } = this.parts;
    this.told = this.now();
    this.toldNames = Object.keys(this.told);
    this.toldAtMs = clock.nowMs();
    const { unsaved, missing_rights, contested, ...mqtt } = this.told;
    tell({
      ...healthOf(measured()),
      mqtt: { ...mqtt, missing_rights: [...missing_rights], contested: [...contested] },
      unsaved: [...unsaved],
    });
  }

  private now(): Reported {
    const { connections, contested, unsaved } = this.parts;
    return { ...connections.report(), contested: contested(), unsaved: unsaved() };
  }

  private isTold(): boolean {
    return this.told !== null && isSame(this.now(), this.told, this.toldNames);
  }

  /** Said when a topic joins those that are missing, and when none is missing any more. */
  private logMissing(missing: readonly string[]): void {
    const { log } = this.parts;
    const added = missing.filter((topic) => !this.missing.includes(topic));
    const hint = 'give this user the right to read and to write them; until then starts over MQTT are refused';
    if (added.length > 0) log.warn('right_missing', { topics: added.slice(0, loggedMax), count: missing.length, hint });
    if (missing.length === 0 && this.missing.length > 0) log.info('rights_complete');
    this.missing = missing;
  }
}
