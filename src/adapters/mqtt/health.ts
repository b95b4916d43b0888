import type { Clock, Log, Timer } from '../../ports.js';
import type { ConnectionState } from './connection-state.js';

const lagEveryMs = 1000;
const healthEveryMs = 60_000;
const leastGapMs = 1000;
const loggedMax = 5;

/** How late the event loop runs its timers: the worst of the time since the last reading. */
class LoopLag {
  private readonly timer: Timer;
  private dueMs: number;
  private worstMs = 0;

  constructor(private readonly clock: Clock) {
    this.dueMs = clock.nowMs() + lagEveryMs;
    this.timer = clock.every(lagEveryMs, () => this.tick());
  }

  /** Gives the worst and begins again; ms, one decimal. */
  takeWorstMs(): number {
    const worstMs = Math.round(this.worstMs * 10) / 10;
    this.worstMs = 0;
    return worstMs;
  }

  close(): void {
    this.clock.clear(this.timer);
  }

  private tick(): void {
    const nowMs = this.clock.nowMs();
    this.worstMs = Math.max(this.worstMs, nowMs - this.dueMs);
    this.dueMs = nowMs + lagEveryMs;
  }
}

export interface HealthParts {
  readonly clock: Clock;
  readonly log: Log;
  readonly connections: ConnectionState;
  readonly residentBytes: () => number;
  /** Publishes it; only while the connection of commands is online. */
  readonly tell: (health: object) => void;
}

/** The health report: every minute, and when the connections stand otherwise than it said, at most once a second. */
export class HealthReport {
  private readonly startedMs: number;
  private readonly lag: LoopLag;
  private told = '';
  private toldAtMs = Number.NEGATIVE_INFINITY;
  private missing: readonly string[] = [];

  constructor(private readonly parts: HealthParts) {
    this.startedMs = parts.clock.nowMs();
    this.lag = new LoopLag(parts.clock);
  }

  /** To be called ten times a second. */
  tick(): void {
    const { clock, connections } = this.parts;
    this.logMissing(connections.missingRights);
    const sinceMs = clock.nowMs() - this.toldAtMs;
    const isDue =
      sinceMs >= healthEveryMs || (sinceMs >= leastGapMs && JSON.stringify(this.connections()) !== this.told);
    if (isDue && connections.areCommandsOnline) this.tellNow();
  }

  tellNow(): void {
    const { clock, residentBytes, tell } = this.parts;
    const mqtt = this.connections();
    this.told = JSON.stringify(mqtt);
    this.toldAtMs = clock.nowMs();
    tell({
      uptime_s: Math.round((clock.nowMs() - this.startedMs) / 1000),
      rss_mb: Math.round(residentBytes() / 2 ** 20),
      event_loop_lag_ms: this.lag.takeWorstMs(),
      mqtt,
    });
  }

  close(): void {
    this.lag.close();
  }

  private connections(): object {
    const { connections } = this.parts;
    return {
      commands_online: connections.areCommandsOnline,
      stops_online: connections.areStopsOnline,
      commands_proven: connections.isProven('commands'),
      stops_proven: connections.isProven('stop'),
      reconnects: connections.reconnects,
      missing_rights: connections.missingRights,
    };
  }

  /** Said when a topic joins those that are missing, and when none is missing any more. */
  private logMissing(missing: readonly string[]): void {
    const { log } = this.parts;
    const added = missing.filter((topic) => !this.missing.includes(topic));
    const hint = 'give this user the right to read and to write them; until then starts over MQTT are refused';
    if (added.length > 0) log.warn('right_missing', { topics: added.slice(0, loggedMax), count: missing.length, hint });
    if (missing.length === 0 && this.missing.length > 0) log.info('rights_complete');
    this.missing = missing;
  }
}
