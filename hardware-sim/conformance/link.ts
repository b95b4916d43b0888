import { decodeReport } from '../../src/core/protocol/codec.js';
import { unframe } from '../../src/core/protocol/crc.js';
import type { Malformed, Report, Telemetry } from '../../src/core/protocol/messages.js';
import type { Clock, OpenWire, Wire } from '../../src/ports.js';
import { byteMs } from './allowances.js';

/** A line of the chair with a right check, and when it came (ms of the kit's clock). */
export interface HeardLine {
  readonly atMs: number;
  readonly payload: string;
  readonly report: Report | Malformed;
}

/** Told about everything that passes on the line. */
export interface KitLinkEvents {
  onHeard(heard: HeardLine): void;
  /** A line of the chair that was damaged. */
  onNoise(line: string): void;
  onWritten(text: string): void;
}

const heardMax = 50_000;
const openMsMax = 8000;

/** The telemetry of a line, or null. */
export const telemetryHeard = ({ report }: HeardLine): Telemetry | null =>
  report.kind === 'telemetry' ? report.telemetry : null;

/** The kit's end of the line: what was heard since `forget`, and waiting for it. Every wait ends early where the link goes or
 *  somebody interrupts. */
export class KitLink {
  readonly heard: HeardLine[] = [];
  /** Where looking begins: moved by what is written. Nothing that was asked there can happen before `cursorAtMs`; limits count
   *  from `limitsFromMs`, when the chair has heard it on the slowest line, or has answered it. */
  cursor = 0;
  cursorAtMs = 0;
  limitsFromMs = 0;
  /** When the last byte that was written has arrived on the slowest line. */
  arrivedByMs = 0;
  isOpen = false;
  closedFor = '';
  isInterrupted = false;
  hasOpened = false;
  private wire: Wire | null = null;
  private readonly marks = new Map<string, Pick<KitLink, 'cursor' | 'cursorAtMs' | 'limitsFromMs'>>();
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly openWire: OpenWire,
    readonly clock: Clock,
    private readonly events: KitLinkEvents,
  ) {}

  get nowMs(): number {
    return this.clock.nowMs();
  }

  /** True once the port is open; false where it cannot be had. */
  async open(): Promise<boolean> {
    this.closedFor = '';
    let isDone = false;
    let wire: Wire | null = null;
    wire = this.openWire({
      onOpened: () => {
        isDone = true;
        this.isOpen = true;
        this.hasOpened = true;
        this.wake();
      },
      onLine: (line) => this.wire === wire && this.take(line),
      onNoise: (kind) => {
        this.events.onNoise(kind === 'overflow' ? 'a line of over 160 bytes' : 'a line with a byte outside 0x20-0x7E');
        this.wake();
      },
      onClosed: (reason) => {
        if (wire !== null && this.wire !== wire) return;
        isDone = true;
        this.isOpen = false;
        this.closedFor = reason;
        this.wake();
      },
    });
    this.wire = wire;
    await this.sleep(openMsMax, () => isDone || this.isInterrupted);
    return this.isOpen;
  }

  async close(): Promise<void> {
    const { wire } = this;
    this.wire = null;
    this.isOpen = false;
    await wire?.close();
  }

  /** Writes and moves the cursor here: what is looked for next comes after this. */
  write(text: string): void {
    this.mark();
    this.writeAside(text);
    this.limitsFromMs = this.arrivedByMs;
  }

  /** Writes without moving the cursor. */
  writeAside(text: string): void {
    this.arrivedByMs = Math.max(this.nowMs, this.arrivedByMs) + text.length * byteMs;
    this.events.onWritten(text);
    this.wire?.write(text);
  }

  mark(): void {
    this.cursor = this.heard.length;
    this.cursorAtMs = this.nowMs;
    this.limitsFromMs = this.nowMs;
  }

  /** Remembers the times of the cursor under a name, for looking at what comes from now on. */
  markAs(name: string): void {
    const { cursorAtMs, limitsFromMs } = this;
    this.marks.set(name, { cursor: this.heard.length, cursorAtMs, limitsFromMs });
  }

  /** Puts the cursor back to what was remembered. */
  returnTo(name: string): void {
    Object.assign(this, this.marks.get(name));
  }

  forget(): void {
    this.heard.length = 0;
    this.marks.clear();
    this.mark();
  }

  interrupt(): void {
    this.isInterrupted = true;
    this.wake();
  }

  /** The first line from `from` on that fits, as soon as it has come, or null after `ms`. */
  async find(fits: (heard: HeardLine) => boolean, ms: number, from = this.cursor): Promise<HeardLine | null> {
    let at = from;
    let found: HeardLine | null = null;
    await this.until(() => {
      for (; found === null && at < this.heard.length; at += 1) {
        const heard = this.heard[at];
        if (heard !== undefined && fits(heard)) found = heard;
      }
      return found !== null;
    }, ms);
    return found;
  }

  /** Lets time pass; ends early with the link. */
  async wait(ms: number): Promise<void> {
    await this.until(() => false, ms);
  }

  /** Lets time pass, link or no link. */
  async pause(ms: number): Promise<void> {
    await this.sleep(ms, () => this.isInterrupted);
  }

  async until(isDone: () => boolean, ms: number): Promise<boolean> {
    await this.sleep(ms, () => isDone() || this.isInterrupted || !this.isOpen);
    return isDone();
  }

  private sleep(ms: number, isOver: () => boolean): Promise<void> {
    if (ms <= 0 || isOver()) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.waiting.delete(look);
        this.clock.clear(timer);
        resolve();
      };
      const look = (): void => {
        if (isOver()) end();
      };
      const timer = this.clock.after(Math.ceil(ms), end);
      this.waiting.add(look);
    });
  }

  private take(line: string): void {
    const payload = unframe(line);
    if (payload === null) this.events.onNoise(line);
    else this.keep({ atMs: this.nowMs, payload, report: decodeReport(line) });
    this.wake();
  }

  private keep(heard: HeardLine): void {
    if (this.heard.length < heardMax) this.heard.push(heard);
    this.events.onHeard(heard);
  }

  private wake(): void {
    for (const look of [...this.waiting]) look();
  }
}
