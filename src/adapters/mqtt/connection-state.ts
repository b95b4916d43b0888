import type { Clock } from '../../ports.js';

const settleMs = 1000;
const joinMs = 2000;

/** How the two connections stand, as far as commands depend on it. */
export class ConnectionState {
  areCommandsOnline = false;
  areStopsOnline = false;
  isClosing = false;
  private reconnects = 0;
  private subscribedAtMs: number | null = null;
  private joinedAtMs: number | null = null;

  constructor(private readonly clock: Clock) {}

  commandsOnline(): void {
    this.areCommandsOnline = true;
    this.subscribedAtMs = this.clock.nowMs();
    if (this.joinedAtMs === null) this.joinedAtMs = this.subscribedAtMs;
    else this.reconnects += 1;
  }

  commandsOffline(): void {
    this.areCommandsOnline = false;
    this.subscribedAtMs = null;
  }

  /** Since when the connection of commands hears what comes, ms; null where it does not. */
  get hearsSinceMs(): number | null {
    return this.subscribedAtMs;
  }

  /** As the health report says it. */
  report() {
    const { areCommandsOnline, areStopsOnline, reconnects } = this;
    return { commands_online: areCommandsOnline, stops_online: areStopsOnline, reconnects };
  }

  /** What comes now may have waited at the broker. [S6] */
  isSettling(): boolean {
    return this.subscribedAtMs === null || this.clock.nowMs() - this.subscribedAtMs < settleMs;
  }

  /** Why remote starts cannot be taken now, or null: without both connections nobody could stop what they begin. [S8] */
  unavailable(): string | null {
    if (this.isClosing) return 'the daemon is going down; start again when it is back';
    if (!this.areCommandsOnline) return 'the broker is away; start again when it is back';
    if (!this.areStopsOnline) return 'the connection for stops is down; start again when it is back';
    const isJoining = this.joinedAtMs === null || this.clock.nowMs() - this.joinedAtMs < joinMs;
    return isJoining
      ? 'the daemon has just come up and listens for another owner of the chair; try again in 2 s'
      : null;
  }
}
