import type { Telemetry } from '../core/protocol/messages.js';
import { type AskedStop, askStop, type StopSight, seeStop, stopStatus } from '../core/safety/asked-stop.js';
import { isStill } from '../core/safety/stillness.js';
import type { StopStatus } from '../core/status.js';
import type { ChairSignal, Clock } from '../ports.js';

/** Keeps the last stop that was asked of a chair, until something begins to move it. [S4] */
export class AskedStops {
  private stop: AskedStop | null = null;

  constructor(private readonly clock: Pick<Clock, 'nowMs' | 'wallMs'>) {}

  get status(): StopStatus | null {
    return this.stop === null ? null : stopStatus(this.stop);
  }

  /** To be told of everything that the machine is going to take. */
  taken(name: string): void {
    if (name === 'stop' || name === 'estop') this.stop = askStop(name, this.clock.nowMs(), this.clock.wallMs());
    if (name === 'start' || name === 'resume') this.stop = null;
  }

  signal({ type }: ChairSignal): void {
    if (type === 'chair.still') this.see({ kind: 'verified', nowMs: this.clock.nowMs() });
    if (type === 'chair.down' || type === 'chair.restarted') this.see({ kind: 'lost' });
  }

  telemetry(telemetry: Telemetry): void {
    this.see({ kind: 'telemetry', isStill: isStill(telemetry), nowMs: this.clock.nowMs() });
  }

  private see(sight: StopSight): void {
    if (this.stop !== null) this.stop = seeStop(this.stop, sight);
  }
}
