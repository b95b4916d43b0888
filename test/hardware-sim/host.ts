import { SimulatedChair } from '../../hardware-sim/simulated-chair.js';
import { frameLine, unframe } from '../../src/core/protocol/crc.js';
import type { Wire, WireEvents } from '../../src/ports.js';
import { VirtualTime } from '../support/virtual-time.js';

/** A host on a wire in memory, in virtual time. */
export class Host implements WireEvents {
  readonly clock = new VirtualTime();
  readonly chair: SimulatedChair;
  /** Whole lines as they came, with the time since the start. */
  readonly lines: { readonly line: string; readonly atMs: number }[] = [];
  noise = 0;
  isOpen = false;
  closedFor: string | null = null;
  private wire: Wire;

  constructor(options: { readonly seed?: number; readonly faults?: readonly string[] } = {}) {
    this.chair = SimulatedChair.inMemory({ clock: this.clock, ...options });
    this.wire = this.chair.openWire(this);
    this.clock.advance(2);
  }

  onOpened(): void {
    this.isOpen = true;
  }

  onLine(line: string): void {
    this.lines.push({ line, atMs: this.clock.nowMs() - this.chair.startedAtMs });
  }

  onNoise(): void {
    this.noise += 1;
  }

  onClosed(reason: string): void {
    this.closedFor = reason;
  }

  reopen(): void {
    this.isOpen = false;
    this.closedFor = null;
    this.wire = this.chair.openWire(this);
    this.clock.advance(2);
  }

  write(text: string): void {
    this.wire.write(text);
  }

  async close(): Promise<void> {
    await this.wire.close();
  }

  /** Writes a payload with its check, waits a little, and gives the payloads of the answers that came. */
  ask(payload: string, waitMs = 2): string[] {
    const before = this.lines.length;
    this.wire.write(frameLine(payload));
    this.clock.advance(waitMs);
    return this.payloads(before).filter((each) => /^\d+ (OK|ERR)/.test(each));
  }

  /** Greets the chair and sets its legs in motion. */
  start(): void {
    this.ask('1 HELLO 1 host');
    this.ask('2 SET legs vibrate 60 30 0 5000');
  }

  keep(durationMs: number): void {
    for (let leftMs = durationMs; leftMs > 0; leftMs -= 100) {
      this.clock.advance(Math.min(100, leftMs));
      this.wire.write(frameLine('0 KEEP'));
    }
  }

  /** Payloads of the lines with a right check that came after the first `from` lines. */
  payloads(from = 0): string[] {
    return this.lines.slice(from).flatMap(({ line }) => unframe(line) ?? []);
  }

  damagedLines(from = 0): number {
    return this.lines.slice(from).filter(({ line }) => unframe(line) === null).length;
  }
}
