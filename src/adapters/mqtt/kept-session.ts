import { type ConnectionLives, shouldRenewSession, waitedAtBroker } from '../../core/broker/connection-lives.js';
import type { BrokerMessage, Clock } from '../../ports.js';
import type { ClientIdentity, NodeMemory } from './broker-memory.js';
import type { Acceptance } from './connection-attempt.js';
import type { Subscription } from './subscriptions.js';

const expiryS = 3600;

/** The session that the broker is asked to keep while a connection is away. [S7] */
export class KeptSession {
  private isPromised = false;
  private isLowered = false;
  private isAsked = false;
  private isPresent = false;
  /** The broker has given it no answer, and lets others in: until it is in, it begins anew. */
  private isShutOut = false;
  private answeredAtMs: number | null = null;
  private lateAtMs: number | null = null;

  constructor(
    private readonly needs: { readonly isSessionKept: boolean; readonly subscriptions: readonly Subscription[] },
    private readonly clock: Clock,
  ) {}

  /** For how long to ask, s; 0: not at all, as nobody would find it again. */
  ask(identity: ClientIdentity | null): number {
    this.isAsked = this.needs.isSessionKept && identity?.isKept === true;
    return this.isAsked ? expiryS : 0;
  }

  /** Why the next attempt throws away what is kept; null: it does not. */
  renewal(lives: ConnectionLives): string | null {
    if (!this.isAsked) return null;
    if (this.isShutOut) return 'the broker lets others in and not this session';
    return shouldRenewSession(lives) ? 'it ended the connection twice' : null;
  }

  /** There was no answer to CONNECT. True where that is a reason to begin anew at once. */
  unanswered(doesLetOthersIn: boolean): boolean {
    if (!this.isAsked || this.isShutOut) return false;
    this.isShutOut = doesLetOthersIn;
    return doesLetOthersIn;
  }

  /** Takes what the broker says of it, and gives the topics that it may have. */
  accepted({ isSessionPresent, limits }: Acceptance, memory: NodeMemory): readonly string[] {
    this.isShutOut = false;
    if (!this.isAsked) return [];
    const { keptTopics } = memory;
    const wanted = this.wantedTopics();
    this.isPresent = isSessionPresent;
    this.isPromised = (limits.sessionExpiryS ?? expiryS) >= expiryS && (isSessionPresent || keptTopics.length === 0);
    memory.keepTopics([...new Set([...keptTopics, ...wanted])]);
    return isSessionPresent ? keptTopics : [];
  }

  /** As far as the broker has said: what is sent while the connection is away, comes when it is back. */
  get isKept(): boolean {
    return this.isPromised && !this.isLowered;
  }

  /** Every subscription is asked for, and every one that was too much is gone. */
  online(): void {
    this.answeredAtMs = this.clock.nowMs();
  }

  /** `isLowered`: some of these topics are granted with QoS 0 alone. */
  granted(topics: readonly string[], isLowered: boolean, memory: NodeMemory): void {
    this.isLowered = isLowered;
    if (this.isAsked) memory.keepTopics(topics);
  }

  offline(): void {
    this.isPresent = false;
    this.answeredAtMs = null;
    this.lateAtMs = null;
  }

  /** Whether a message waited at the broker rather than being sent just now. */
  isLate({ isRetained, isDuplicate }: Pick<BrokerMessage, 'isRetained' | 'isDuplicate'>): boolean {
    if (!this.isPresent || isRetained) return false;
    const nowMs = this.clock.nowMs();
    const since = (atMs: number | null) => (atMs === null ? null : nowMs - atMs);
    const isLate = isDuplicate || waitedAtBroker(since(this.answeredAtMs), since(this.lateAtMs));
    if (isLate) this.lateAtMs = nowMs;
    return isLate;
  }

  private wantedTopics(): readonly string[] {
    return this.needs.subscriptions.map(({ topic }) => topic);
  }
}
