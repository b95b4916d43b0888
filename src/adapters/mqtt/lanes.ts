import {
  isProvenAfter,
  type LaneState,
  type LaneVerdict,
  type Lateness,
  laneOffline,
  laneOnline,
  laneReturned,
  laneSent,
  laneTick,
  latenessOf,
  newLane,
  verdictOf,
} from '../../core/lane/lane.js';
import type { BrokerMessage, Clock, Publication, Timer } from '../../ports.js';

/** The two connections, as they call themselves in their nonces. */
export type LaneName = 'commands' | 'stop';
const laneNames: readonly LaneName[] = ['commands', 'stop'];
export const spokenLanes: Readonly<Record<LaneName, string>> = {
  commands: 'the connection for commands',
  stop: 'the connection for stops',
};

const proofMs = 1000;
/** Many starts at once share a nonce. */
const leastGapMs = 20;
const noncePattern = /^[0-9a-f]{16}$/;

export interface LanesParts {
  readonly topic: string;
  readonly epoch: string;
  readonly clock: Clock;
  readonly send: (lane: LaneName, publication: Publication) => void;
  /** Throws the connection away. */
  readonly giveUp: (lane: LaneName, reason: string) => void;
}

interface Waiting {
  /** How many each lane had sent when it began to wait. */
  readonly sentBefore: Readonly<Record<LaneName, number>>;
  readonly take: (why: string | null) => void;
  readonly timer: Timer;
}

/** Proves the two connections by what each sends to itself. [S7] */
export class Lanes {
  private readonly states: Record<LaneName, LaneState> = { commands: newLane, stop: newLane };
  private readonly waiting = new Set<Waiting>();
  private askedAtMs = Number.NEGATIVE_INFINITY;
  private askTimer: Timer | null = null;

  constructor(private readonly parts: LanesParts) {}

  verdict(lane: LaneName): LaneVerdict {
    return verdictOf(this.states[lane], this.parts.clock.nowMs());
  }

  /** How late a command may be that comes now. [S6] */
  lateness(): Lateness {
    return latenessOf(this.states.commands, this.parts.clock.nowMs());
  }

  online(lane: LaneName): void {
    this.states[lane] = laneOnline(this.states[lane], this.parts.clock.nowMs());
    this.send(lane);
  }

  /** `why` is told to whoever waits for a proof. */
  offline(lane: LaneName, why: string): void {
    this.states[lane] = laneOffline(this.states[lane], this.parts.clock.nowMs());
    for (const waiting of [...this.waiting]) this.finish(waiting, why);
  }

  take(lane: LaneName, message: BrokerMessage): void {
    const prefix = `${this.parts.epoch}:${lane}:`;
    const text = Buffer.from(message.payload.subarray(0, 128)).toString();
    const nonce = text.startsWith(prefix) ? text.slice(prefix.length) : '';
    if (message.isRetained || !noncePattern.test(nonce)) return;
    this.states[lane] = laneReturned(this.states[lane], nonce, this.parts.clock.nowMs());
    for (const waiting of [...this.waiting]) {
      if (this.missing(waiting).length === 0) this.finish(waiting, null);
    }
  }

  /** To be called ten times a second. */
  tick(): void {
    for (const lane of laneNames) {
      const [state, effects] = laneTick(this.states[lane], this.parts.clock.nowMs());
      this.states[lane] = state;
      if (effects.includes('send')) this.send(lane);
      if (effects.includes('give-up')) this.parts.giveUp(lane, `${spokenLanes[lane]} did not answer for 3 s`);
    }
  }

  /** Both connections send something now; `take` is told once it has come back on both, or after 1 s why not. */
  prove(take: (why: string | null) => void): void {
    const { commands, stop } = this.states;
    const sentBefore = { commands: commands.sentCount, stop: stop.sentCount };
    const timer = this.parts.clock.after(proofMs, () => this.finish(waiting, this.missedBy(waiting)));
    const waiting: Waiting = { sentBefore, take, timer };
    this.waiting.add(waiting);
    this.ask();
  }

  close(): void {
    const { clock } = this.parts;
    if (this.askTimer !== null) clock.clear(this.askTimer);
    for (const { timer } of this.waiting) clock.clear(timer);
    this.waiting.clear();
  }

  private ask(): void {
    const { clock } = this.parts;
    if (this.askTimer !== null) return;
    const waitMs = this.askedAtMs + leastGapMs - clock.nowMs();
    if (waitMs <= 0) this.askNow();
    else this.askTimer = clock.after(waitMs, () => this.askNow());
  }

  private askNow(): void {
    this.askTimer = null;
    this.askedAtMs = this.parts.clock.nowMs();
    for (const lane of laneNames) this.send(lane);
  }

  private missing({ sentBefore }: Waiting): readonly LaneName[] {
    return laneNames.filter((lane) => !isProvenAfter(this.states[lane], sentBefore[lane]));
  }

  private missedBy(waiting: Waiting): string {
    const late = this.missing(waiting).map((lane) => spokenLanes[lane]);
    return `${late.join(' and ')} did not answer within 1 s; start again when it does`;
  }

  private finish(waiting: Waiting, why: string | null): void {
    if (!this.waiting.delete(waiting)) return;
    this.parts.clock.clear(waiting.timer);
    waiting.take(why);
  }

  private send(lane: LaneName): void {
    const { topic, epoch, clock, send } = this.parts;
    const nonce = randomHex(clock, 16);
    this.states[lane] = laneSent(this.states[lane], nonce, clock.nowMs());
    send(lane, { topic, payload: `${epoch}:${lane}:${nonce}`, qos: 0, isRetained: false, offline: 'drop' });
  }
}

/** So many random hex digits; a multiple of 8. */
export function randomHex(clock: Clock, digits: number): string {
  let hex = '';
  while (hex.length < digits)
    hex += Math.floor(clock.random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0');
  return hex;
}
