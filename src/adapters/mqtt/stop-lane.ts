import { resultOfVerdict } from '../../core/command/admission.js';
import { haltAccepted } from '../../core/safety/rules.js';
import type { Result } from '../../core/status.js';
import type { BrokerMessage, Publication } from '../../ports.js';
import type { FaceParts } from './face-parts.js';
import type { Results } from './results.js';
import { chairsInScope } from './subscriptions.js';
import type { StopKind, TopicScope } from './topics.js';

const resultsMaxPerSecond = 10;

export interface StopLaneParts extends Pick<FaceParts, 'fleet' | 'clock' | 'log'> {
  readonly results: Results;
  /** Publishes on the connection of the stop lanes. */
  readonly send: (publication: Publication) => void;
  /** True for a probe, which proves that stops would come, and stops nobody. */
  readonly takeProbe: (message: BrokerMessage) => boolean;
  /** The chairs were told to stop. */
  readonly onStopped: (chairIds: readonly string[]) => void;
}

/** The stops that have a connection of their own. [S7] */
export class StopLane {
  /** Null until the connection is up. */
  protocolVersion: 4 | 5 | null = null;
  private answeredMs = Number.NEGATIVE_INFINITY;
  private answeredCount = 0;

  constructor(private readonly parts: StopLaneParts) {}

  /** An empty message with the retain flag is somebody's clear, and a probe proves the lane; every other one is a stop, whatever
   *  it says. */
  take(scope: TopicScope, stop: StopKind, message: BrokerMessage): void {
    const isEmpty = message.payload.length === 0;
    if ((isEmpty && message.isRetained) || this.parts.takeProbe(message)) return;
    const { fleet, onStopped } = this.parts;
    const chairIds = chairsInScope(fleet, scope);
    // It is another daemon's to obey, and to clear.
    if (chairIds.length === 0) return;
    for (const chairId of chairIds) fleet.stop(chairId, stop, 'mqtt', message.isLate);
    onStopped(chairIds);
    // MQTT 3.1.1 hides the flag of a live message: its stops are all answered by a clear, lest one be kept for ever.
    if (!isEmpty && (message.isRetained || this.protocolVersion === 4)) this.clear(message);
    this.tell(chairIds, stop, message);
  }

  private clear({ topic }: BrokerMessage): void {
    this.parts.send({ topic, payload: '', qos: 1, isRetained: true, offline: 'newest' });
  }

  /** A flood of stops is obeyed without an answer to each, so that it cannot push events out of the queue. */
  private tell(chairIds: readonly string[], stop: StopKind, message: BrokerMessage): void {
    const { clock, results, log } = this.parts;
    const nowMs = clock.nowMs();
    if (nowMs - this.answeredMs >= 1000) {
      this.answeredMs = nowMs;
      this.answeredCount = 0;
    }
    this.answeredCount += 1;
    if (this.answeredCount > resultsMaxPerSecond) return;
    if (message.isLate)
      log.warn('late_stop', { topic: message.topic, hint: 'it waited at the broker, and was obeyed' });
    if (message.isRetained) log.warn('retained_stop', { topic: message.topic, hint: 'publish stops without retain' });
    for (const chairId of chairIds) results.publish(chairId, this.taken(chairId, stop, message.isLate), message);
  }

  private taken(chairId: string, stop: StopKind, isLate: boolean): Result {
    const { fleet, clock } = this.parts;
    const verdict = { ...haltAccepted(stop), note: null };
    return { ...resultOfVerdict({ command: stop }, verdict, fleet.state(chairId), clock.wallMs()), late: isLate };
  }
}
