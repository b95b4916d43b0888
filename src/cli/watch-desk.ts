import { randomUUID } from 'node:crypto';
import { connectBroker } from '../adapters/mqtt/broker-connector.js';
import type { Subscription } from '../adapters/mqtt/subscriptions.js';
import { readJsonAs } from '../core/shape/read-json.js';
import { type Result, resultSchema } from '../core/status.js';
import { outcomeOf, type SentCommand, type SentOutcome, seenStillAfter } from '../core/watch/asked.js';
import type { ShownChair } from '../core/watch/chair-lines.js';
import type { WatchCommand } from '../core/watch/keys.js';
import { needsSomebody } from '../core/watch/list-lines.js';
import { type MeasuredTrace, traceAfter } from '../core/watch/trace.js';
import { WatchedHouse, watchedBridgeLeaves, watchedLeaves } from '../core/watch/watched-house.js';
import { englishFace } from '../core/words/english-face.js';
import type { Broker, BrokerMessage, Clock } from '../ports.js';
import type { ChosenBroker } from './broker-choice.js';
import { silentLog } from './process-edge.js';
import { newReplyTopic, publishRequest, stampRequest } from './request.js';

export interface WatchDeskParts {
  readonly chosen: ChosenBroker;
  /** The one chair that is watched, null for all. */
  readonly only: string | null;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly onOnline: () => void;
  /** Something that is shown may have changed. */
  readonly onChange: () => void;
}

/** One connection to the broker: what it brings, and the commands that go out. */
export class WatchDesk {
  readonly house: WatchedHouse;
  /** The chair of which is looked at what it measures; null: of the one that is watched. */
  shownId: string | null;
  private readonly broker: Broker;
  private readonly replyTopic: string;
  private trace: { readonly chairId: string; readonly trace: MeasuredTrace | null } | null = null;
  private asked: SentCommand | null = null;
  private isUp = false;
  private away: { readonly atMs: number; readonly reason: string };

  constructor(private readonly parts: WatchDeskParts) {
    const { chosen, only, clock } = parts;
    const { access, baseTopic } = chosen;
    this.house = new WatchedHouse(only, clock.nowMs());
    this.shownId = only;
    this.away = { atMs: clock.nowMs(), reason: 'it has not answered' };
    this.replyTopic = newReplyTopic(baseTopic);
    const kept = (topic: string): Subscription => ({ topic, qos: 1, retainHandling: 0, isOptional: true });
    const chairTopics = watchedLeaves.map((leaf) => kept(`${baseTopic}/${only ?? '+'}/${leaf}`));
    const bridgeTopics = watchedBridgeLeaves.map((leaf) => kept(`${baseTopic}/+/${leaf}`));
    const subscriptions = [...chairTopics, ...bridgeTopics, kept(this.replyTopic)];
    this.broker = connectBroker(
      { ...access, clientId: `chair2mqtt-watch-${randomUUID().slice(0, 8)}`, subscriptions },
      {
        onOnline: () => {
          this.isUp = true;
          parts.onOnline();
        },
        onOffline: (reason) => {
          this.away = { atMs: this.isUp ? clock.nowMs() : this.away.atMs, reason };
          this.isUp = false;
          parts.onChange();
        },
        onMessage: (message) => this.take(message),
      },
      clock,
      silentLog,
    );
  }

  /** Since when the broker has been away, and why; null while it is there. */
  get brokerAway(): { readonly sinceMs: number; readonly reason: string } | null {
    if (this.broker.isOnline) return null;
    return { sinceMs: this.parts.clock.nowMs() - this.away.atMs, reason: this.away.reason };
  }

  get troubles(): number {
    return this.house.ids.filter((id) => needsSomebody(this.house.chair(id)?.status ?? null)).length;
  }

  shown(id: string): ShownChair | null {
    const { house, parts } = this;
    const chair = house.chair(id);
    if (chair === null) return null;
    const trace = this.trace?.chairId === id ? this.trace.trace : null;
    const { isOnline: isBrokerThere } = this.broker;
    return { chair, moment: house.moment(chair, parts.clock.nowMs()), trace, isBrokerThere, timeZone: parts.timeZone };
  }

  /** What may be said of the last command. */
  get outcome(): SentOutcome | null {
    const { asked } = this;
    const chair = asked === null ? null : this.house.chair(asked.chairId);
    return asked === null || chair === null ? null : outcomeOf(asked, chair, this.parts.clock.nowMs());
  }

  /** Sends it now, or says why not: nothing is kept for later. A stop goes out however old what is shown may be. [S6] [S7] */
  ask(chairId: string, command: WatchCommand): string | null {
    const { clock, chosen } = this.parts;
    const shown = this.shown(chairId);
    if (shown === null) return null;
    const isStop = command === 'stop' || command === 'estop';
    if (!isStop && (shown.moment.isStale || !this.broker.isOnline)) return englishFace.offlineNow;
    if (!this.broker.isOnline) return englishFace.notConfirmed;
    const request = stampRequest({ command }, clock);
    publishRequest(this.broker, request, { baseTopic: chosen.baseTopic, chairId, replyTopic: this.replyTopic });
    this.asked = {
      chairId,
      command,
      id: request.id,
      atMs: clock.nowMs(),
      wasLatched: shown.chair.status?.state === 'emergency_stopped',
      answer: null,
      stillAfterMs: null,
    };
    this.parts.onChange();
    return null;
  }

  /** Whether this command of the chair has not been answered yet. */
  isUnderWay(chairId: string, command: WatchCommand): boolean {
    const { asked } = this;
    return asked !== null && asked.answer === null && asked.chairId === chairId && asked.command === command;
  }

  close(deadlineMs: number): Promise<void> {
    return this.broker.close(deadlineMs);
  }

  private take({ topic, payload, isRetained, correlation }: BrokerMessage): void {
    const { chosen, clock } = this.parts;
    if (topic === this.replyTopic) {
      this.takeResult(readJsonAs(payload, resultSchema), Buffer.from(correlation ?? []).toString());
    } else {
      const [id = '', leaf = ''] = topic.slice(chosen.baseTopic.length + 1).split('/');
      this.house.take({ id, leaf, payload, isMemory: isRetained }, clock.nowMs(), id === this.shownId);
      if (leaf === 'result') this.takeResult(readJsonAs(payload, resultSchema), null);
      if (leaf === 'telemetry' && id === this.shownId) this.look(id);
    }
    this.remember();
    this.parts.onChange();
  }

  /** On the topic of the chair our result has our id; on our own what ties it to the request. */
  private takeResult(result: Result | null, correlation: string | null): void {
    const { asked } = this;
    if (result === null || asked === null || asked.answer !== null) return;
    if ((correlation ?? result.id) === asked.id) {
      this.asked = { ...asked, answer: { result, atMs: this.parts.clock.nowMs() } };
    }
  }

  private remember(): void {
    const chair = this.asked === null ? null : this.house.chair(this.asked.chairId);
    if (this.asked !== null && chair !== null) this.asked = seenStillAfter(this.asked, chair);
  }

  private look(chairId: string): void {
    const shown = this.shown(chairId);
    if (shown === null || shown.chair.telemetry === null) return;
    const trace = traceAfter(shown.trace, shown.chair, shown.chair.telemetry, shown.moment);
    this.trace = { chairId, trace };
  }
}
