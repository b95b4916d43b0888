import { backoffMs } from '../core/backoff.js';
import { emergencyStop } from '../core/protocol/codec.js';
import type { Clock, Log, OpenWire, Wire, WireEvents } from '../ports.js';

const reopenBounds = { minMs: 250, maxMs: 5000 };
/** A line that comes back and goes again is one trouble: only after so long is the next a new one. */
const stableMs = 60_000;
/** What one trouble may say of itself in the log. */
const reasonsMax = 10;

/** Keeps one wire open: a new one for every attempt, with a growing wait between attempts. */
export class Connection {
  private wire: Wire | null = null;
  private isOpen = false;
  private attempt = 0;
  private reopenAtMs = 0;
  /** What the present trouble has said in the log already. */
  private readonly said = new Set<string>();
  /** Since when the link works; null while it does not. */
  private worksSinceMs: number | null = null;
  /** When something was written last. */
  wroteAtMs = 0;
  /** Wires that were opened after the first. */
  reconnects = -1;

  constructor(
    private readonly openWire: OpenWire,
    private readonly events: WireEvents,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly isEmergencyLatched: () => boolean,
  ) {}

  /** Opens a wire when none is there and the wait is over. */
  poll(nowMs: number): void {
    if (this.worksSinceMs !== null && nowMs - this.worksSinceMs >= stableMs) this.calm();
    if (this.wire !== null || nowMs < this.reopenAtMs) return;
    let mine: Wire | null = null;
    let isClosed = false;
    const isMine = (): boolean => !isClosed && (mine === null || mine === this.wire);
    const opened = this.openWire({
      onOpened: () => isMine() && this.opened(),
      onLine: (line) => isMine() && this.events.onLine(line),
      onNoise: (kind) => isMine() && this.events.onNoise(kind),
      ...(this.events.onBytes && { onBytes: (bytes) => isMine() && this.events.onBytes?.(bytes) }),
      onClosed: (reason) => {
        const wasMine = isMine();
        isClosed = true;
        if (wasMine) this.closed(reason);
      },
    });
    if (isClosed) return;
    mine = opened;
    this.wire = opened;
    if (this.isOpen) this.greet();
  }

  /** Writes to an open wire; without one it does nothing. */
  write(text: string): void {
    if (!this.isOpen) return;
    this.wroteAtMs = this.clock.nowMs();
    this.wire?.write(text);
  }

  get isWritable(): boolean {
    return this.isOpen && this.wire !== null;
  }

  /** The link works; when it has for a minute, the next trouble is a new one. */
  settle(): void {
    this.worksSinceMs = this.clock.nowMs();
  }

  /** Throws the wire away; another is opened after the wait. */
  drop(reason: string): void {
    const { wire } = this;
    if (wire === null) return;
    this.closed(reason);
    void wire.close();
  }

  /** Closes for good: nothing is opened again. */
  async end(): Promise<void> {
    const { wire } = this;
    this.wire = null;
    this.isOpen = false;
    this.reopenAtMs = Number.POSITIVE_INFINITY;
    await wire?.close();
  }

  private opened(): void {
    this.isOpen = true;
    if (this.wire !== null) this.greet();
  }

  private greet(): void {
    this.reconnects += 1;
    // [S3] Nothing may reach a chair whose latch we hold before the byte does.
    if (this.isEmergencyLatched()) this.write(emergencyStop);
    this.events.onOpened();
  }

  private closed(reason: string): void {
    this.wire = null;
    this.isOpen = false;
    this.reopenAtMs = this.clock.nowMs() + backoffMs(this.attempt, reopenBounds, this.clock.random());
    this.attempt += 1;
    this.worksSinceMs = null;
    if (!this.said.has(reason) && this.said.size < reasonsMax) {
      this.said.add(reason);
      this.log.warn('port_closed', { reason });
    }
    this.events.onClosed(reason);
  }

  private calm(): void {
    if (this.attempt > this.said.size) this.log.info('port_stable', { closed: this.attempt });
    this.attempt = 0;
    this.said.clear();
    this.worksSinceMs = null;
  }
}
