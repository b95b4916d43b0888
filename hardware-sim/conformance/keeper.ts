import { frameLine } from '../../src/core/protocol/crc.js';
import type { Malformed, Report } from '../../src/core/protocol/messages.js';
import type { Clock, Timer } from '../../src/ports.js';
import type { SentText } from './outgoing.js';

/** What the keeper does on the line. */
export interface KeeperLine {
  readonly isBetweenLines: boolean;
  writeAside(text: string): void;
  nextSeq(): number;
}

interface Renewal {
  readonly request: string;
  readonly everyMs: number;
  readonly sentAtMs: number;
}

const tickMs = 50;

/** A HELLO that is refused stops nothing. */
const isGreeting = ({ verb, args }: SentText & { readonly kind: 'request' }): boolean =>
  verb === 'HELLO' && args.length === 2 && args[0] === '1';

/** Does what a host does beside its requests: KEEP while the chair may be armed, renewals at half the TTL. */
export class Keeper {
  isOn = true;
  /** Before HELLO a KEEP would be answered. */
  isGreeted = false;
  /** How late this process's own timer was, at most, since `latestMs` was set to 0. */
  latestMs = 0;
  keepEveryMs = 150;
  private isArmed = false;
  private keptAtMs = 0;
  private tickedAtMs: number;
  private readonly renewals = new Map<string, Renewal>();
  /** Numbers of renewals: their answers are no affair of the steps. */
  private readonly asked = new Set<number>();
  private readonly timer: Timer;

  constructor(
    private readonly clock: Clock,
    private readonly line: KeeperLine,
  ) {
    this.tickedAtMs = clock.nowMs();
    this.timer = clock.every(tickMs, () => this.tick());
  }

  close(): void {
    this.clock.clear(this.timer);
  }

  /** Back to how a case begins. */
  rest(): void {
    this.isOn = true;
    this.asked.clear();
    this.disarm();
  }

  renew(zone: string, request: string, ttlMs: number): void {
    this.renewals.set(zone, { request, everyMs: ttlMs / 2, sentAtMs: this.clock.nowMs() });
  }

  /** The SETs that are renewed. */
  get requests(): readonly string[] {
    return [...this.renewals.values()].map(({ request }) => request);
  }

  /** True for an answer to what was written beside the steps. */
  hasAsked(report: Report | Malformed): boolean {
    return (report.kind === 'ok' || report.kind === 'error') && this.asked.has(report.seq);
  }

  note(sent: SentText): void {
    if (sent.kind === 'bare-stop' || sent.kind === 'emergency') this.disarm();
    if (sent.kind !== 'request') return;
    if (sent.verb === 'STOP' || sent.verb === 'ESTOP' || isGreeting(sent)) this.disarm();
    if (sent.verb === 'SET') this.noteSet(sent.args);
  }

  private noteSet([zone = '', , level]: readonly string[]): void {
    this.isArmed ||= Number(level) > 0;
    this.renewals.delete(zone);
  }

  private disarm(): void {
    this.isArmed = false;
    this.renewals.clear();
  }

  private tick(): void {
    const nowMs = this.clock.nowMs();
    this.latestMs = Math.max(this.latestMs, nowMs - this.tickedAtMs - tickMs);
    this.tickedAtMs = nowMs;
    if (!this.isOn || !this.isGreeted || !this.isArmed || !this.line.isBetweenLines) return;
    if (nowMs - this.keptAtMs >= this.keepEveryMs - tickMs / 2) {
      this.keptAtMs = nowMs;
      this.line.writeAside(frameLine('0 KEEP'));
    }
    for (const [zone, { request, everyMs, sentAtMs }] of [...this.renewals]) {
      if (nowMs - sentAtMs < everyMs) continue;
      const seq = this.line.nextSeq();
      this.asked.add(seq);
      this.line.writeAside(frameLine(`${seq} ${request}`));
      this.renewals.set(zone, { request, everyMs, sentAtMs: nowMs });
    }
  }
}
