import type { Clock, Log, Timer } from '../ports.js';
import { Faces } from './fleet.js';
import type { RunningFace } from './running-daemon.js';

/** Where no broker has answered by then, nothing else is waited for. */
const patienceMs = 2000;

export interface LateFaceParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Null where it cannot be, which has been said. */
  readonly load: () => Promise<RunningFace | null>;
  readonly onFailed: () => void;
}

/** A face whose code is loaded when the daemon has taken up its work: never in the way of a port's opening, nor of the broker. */
export class LateFace extends Faces implements RunningFace {
  private timer: Timer | null = null;
  private loading: Promise<RunningFace | null> | null = null;
  private isClosed = false;

  constructor(private readonly parts: LateFaceParts) {
    super();
  }

  start(): void {
    this.timer = this.parts.clock.after(patienceMs, () => this.load());
  }

  /** Now, if it has not been loaded yet. */
  load(): void {
    if (this.loading !== null || this.isClosed) return;
    if (this.timer !== null) this.parts.clock.clear(this.timer);
    this.loading = this.parts.load().then(
      (face) => this.begin(face),
      (error: unknown) => {
        this.parts.log.error('http_unavailable', { error, hint: 'this is our mistake; MQTT goes on without it' });
        this.parts.onFailed();
        return null;
      },
    );
  }

  async close(deadlineMs: number): Promise<void> {
    this.isClosed = true;
    if (this.timer !== null) this.parts.clock.clear(this.timer);
    const face = await this.loading;
    await face?.close(deadlineMs);
  }

  private begin(face: RunningFace | null): RunningFace | null {
    if (face === null) this.parts.onFailed();
    if (face === null || this.isClosed) return null;
    this.join(face);
    face.start();
    return face;
  }
}
