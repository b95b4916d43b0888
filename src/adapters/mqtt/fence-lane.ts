import {
  type FenceState,
  fenceReturned,
  fenceStopped,
  isFenced,
  isFenceOpen,
  newFence,
} from '../../core/command/fence.js';
import type { BrokerMessage, Clock, Publication, Timer } from '../../ports.js';

/** Stops may come in floods; a number that goes out this much later is still back within the second that starts wait anyway. */
const leastGapMs = 50;
const repeatMs = 2000;
const numberPattern = /^\d{1,15}$/;

export interface FenceLaneParts {
  readonly topic: string;
  readonly epoch: string;
  readonly clock: Clock;
  /** Publishes on the connection of the stop lanes. */
  readonly send: (publication: Publication) => void;
}

/** Sends the fence's numbers on the one connection and takes them from the other. [S6] */
export class FenceLane {
  private state: FenceState = newFence;
  private timer: Timer | null = null;
  private isInGap = false;
  private sentNumber = 0;

  constructor(private readonly parts: FenceLaneParts) {}

  isFenced(chairId: string): boolean {
    return isFenced(this.state, chairId, this.parts.clock.nowMs());
  }

  stopped(chairIds: readonly string[]): void {
    this.state = fenceStopped(this.state, chairIds, this.parts.clock.nowMs());
    if (!this.isInGap) this.sendNow();
  }

  /** What was under way when a connection broke may be lost. */
  reconnected(): void {
    if (isFenceOpen(this.state)) this.sendNow();
  }

  take(message: BrokerMessage): void {
    const prefix = `${this.parts.epoch}:`;
    const text = Buffer.from(message.payload.subarray(0, 128)).toString();
    const number = text.startsWith(prefix) ? text.slice(prefix.length) : '';
    if (message.isRetained || !numberPattern.test(number)) return;
    this.state = fenceReturned(this.state, Number(number));
  }

  close(): void {
    if (this.timer !== null) this.parts.clock.clear(this.timer);
    this.timer = null;
  }

  private sendNow(): void {
    const { topic, epoch, clock, send } = this.parts;
    this.close();
    this.sentNumber = this.state.sent;
    send({ topic, payload: `${epoch}:${this.sentNumber}`, qos: 1, isRetained: false, offline: 'newest' });
    this.isInGap = true;
    this.timer = clock.after(leastGapMs, () => this.gapOver());
  }

  /** Sends what came meanwhile; a number that does not come back is sent again. */
  private gapOver(): void {
    this.timer = null;
    this.isInGap = false;
    if (this.sentNumber < this.state.sent) this.sendNow();
    else if (isFenceOpen(this.state)) this.timer = this.parts.clock.after(repeatMs, () => this.repeat());
  }

  private repeat(): void {
    this.timer = null;
    this.reconnected();
  }
}
