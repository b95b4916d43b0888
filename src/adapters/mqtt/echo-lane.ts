import type { BrokerMessage, Clock, Publication, Timer } from '../../ports.js';

/** A broker that grants a subscription and never serves it must not hold anything up for longer. */
const deadlineMs = 5000;

export interface EchoLaneParts {
  /** One that this connection listens to with QoS 1, so that an echo is served behind everything that was served before it. */
  readonly topic: string;
  /** Names this run of the daemon. */
  readonly epoch: string;
  readonly clock: Clock;
  /** Publishes on the connection that listens. */
  readonly send: (publication: Publication) => void;
}

/** Sends something to itself: when it is back, everything has come that the broker had in hand before, such as what it keeps for the
 *  topics that were subscribed to. */
export class EchoLane {
  private readonly waiting = new Map<string, { readonly timer: Timer; readonly take: () => void }>();
  private sent = 0;

  constructor(private readonly parts: EchoLaneParts) {}

  /** `take` comes once, within 5 s; never where the connection ends before. */
  ask(take: () => void): void {
    const { topic, epoch, clock, send } = this.parts;
    this.sent += 1;
    const payload = `${epoch}:echo:${this.sent}`;
    this.waiting.set(payload, { timer: clock.after(deadlineMs, () => this.answer(payload)), take });
    send({ topic, payload, qos: 1, isRetained: false, offline: 'drop' });
  }

  take({ payload }: BrokerMessage): void {
    if (payload.length <= 128) this.answer(Buffer.from(payload).toString());
  }

  onOffline(): void {
    for (const { timer } of this.waiting.values()) this.parts.clock.clear(timer);
    this.waiting.clear();
  }

  private answer(payload: string): void {
    const waiting = this.waiting.get(payload);
    if (waiting === undefined) return;
    this.waiting.delete(payload);
    this.parts.clock.clear(waiting.timer);
    waiting.take();
  }
}
