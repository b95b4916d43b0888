import type { Hindrance } from '../core/status.js';
import { isoTime } from '../core/time-text.js';
import type { Clock, Log } from '../ports.js';

/** Who asked for it: a hub, or somebody at this machine by SIGUSR2. */
export type DrainSource = 'mqtt' | 'signal';

export interface DrainParts {
  readonly clock: Clock;
  readonly log: Log;
  /** When each session that is under way will have ended at the latest, as it stands, monotonic ms. */
  readonly ends: () => readonly number[];
  /** It began, was taken back, or ends at another time than was said. */
  readonly onChange: () => void;
  /** Nobody is in a session any more. Comes once. */
  readonly onDrained: () => void;
}

/** What is said of the end may lie so far beside it before it is said anew. */
const untilMsOff = 1000;

/** A daemon that ends when the last session has ended: nothing begins any more, and nobody is interrupted. [S15] */
export class Drain {
  private state: 'off' | 'on' | 'over' = 'off';
  private untilWallMs = 0;

  constructor(private readonly parts: DrainParts) {}

  /** ISO time at which the last session will have ended at the latest; null while starts are taken. */
  get until(): string | null {
    return this.state === 'off' ? null : isoTime(this.untilWallMs);
  }

  /** Why nothing begins now, or null. */
  get hindrance(): Hindrance | null {
    const { until } = this;
    if (until === null) return null;
    const message = `the service takes no start before it is updated; it ends with the last session, at ${until} at the latest: start again when it is back, or publish OFF to its drain topic`;
    return { reason: 'draining', message };
  }

  /** False where it is too late to go back: the last session has ended. */
  ask(isOn: boolean, source: DrainSource): boolean {
    const { log, onChange } = this.parts;
    if (this.state === 'over') return isOn;
    if (isOn === (this.state === 'on')) return true;
    this.state = isOn ? 'on' : 'off';
    if (isOn) this.untilWallMs = this.latest();
    if (isOn) log.info('draining', { source, until: this.until });
    else log.info('drain_taken_back', { source });
    onChange();
    return true;
  }

  /** To be called often. */
  tick(): void {
    if (this.state !== 'on') return;
    if (this.parts.ends().length === 0) {
      this.state = 'over';
      this.parts.log.info('drained');
      this.parts.onDrained();
      return;
    }
    const latest = this.latest();
    if (Math.abs(latest - this.untilWallMs) < untilMsOff) return;
    this.untilWallMs = latest;
    this.parts.onChange();
  }

  /** Time of day, ms since 1970, in whole seconds upwards. */
  private latest(): number {
    const { clock, ends } = this.parts;
    const leftMs = Math.max(0, ...ends().map((endMs) => endMs - clock.nowMs()));
    return Math.ceil((clock.wallMs() + leftMs) / 1000) * 1000;
  }
}
