import { type Random, seededRandom } from '../../hardware-sim/random.js';
import { frameLine, unframe } from '../../src/core/protocol/crc.js';
import type { OpenWire, Wire, WireEvents } from '../../src/ports.js';
import type { VirtualTime } from '../support/virtual-time.js';
import type { ProcessClock } from './process-clock.js';

/** What may be wrong between the ports, beside the simulated chair's own faults. */
export const lineTroubles = ['swallow-sets', 'lie', 'hold', 'foreign'] as const;
export type LineTrouble = (typeof lineTroubles)[number];

/** What those who watch are told of the line, as the daemon's side sees it. */
export interface LineWatch {
  onOpened(): void;
  onClosed(reason: string): void;
  /** Text that the daemon writes. */
  onWritten(text: string): void;
  /** A line that reaches the daemon. `bornAtMs` is when the chair sent it. */
  onReceived(line: string, bornAtMs: number): void;
}

export const holdGrowth = 0.8;
const foreignGapMs = 700;

/** The way between a chair and a process. Its troubles are lies with a valid check: what no CRC finds. */
export class FaultyLine {
  private readonly untilMs: Record<LineTrouble, number> = { 'swallow-sets': 0, lie: 0, hold: 0, foreign: 0 };
  private readonly chance: Random;
  private readonly wires = new Set<Wire>();
  private holdFromMs = 0;
  private dueMs = 0;
  private foreignAtMs = 0;
  private bornAtMs = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly openDirect: OpenWire,
    private readonly watch: LineWatch,
    seed: number,
  ) {
    this.chance = seededRandom(seed);
  }

  begin(trouble: LineTrouble, durationMs: number): void {
    const nowMs = this.time.nowMs();
    if (trouble === 'hold' && !this.has('hold')) this.holdFromMs = nowMs;
    this.untilMs[trouble] = Math.max(this.untilMs[trouble], nowMs + durationMs);
  }

  end(): void {
    for (const trouble of lineTroubles) this.untilMs[trouble] = 0;
  }

  has(trouble: LineTrouble): boolean {
    return this.time.nowMs() < this.untilMs[trouble];
  }

  /** The process is gone, and its ports with it. */
  closeAll(): void {
    for (const wire of this.wires) void wire.close();
    this.wires.clear();
  }

  /** What a process opens the port with. */
  openFor(process: ProcessClock): OpenWire {
    return (events) => this.open(process, events);
  }

  private open(process: ProcessClock, events: WireEvents): Wire {
    let isOpen = true;
    // What was held for an earlier wire is lost with it, and holds nothing up that comes by this one.
    this.dueMs = this.time.nowMs();
    const wire = this.openDirect({
      onOpened: () =>
        process.enter(() => {
          this.watch.onOpened();
          events.onOpened();
        }),
      onLine: (line) => this.toHost(process, line, (text) => isOpen && this.receive(events, text)),
      onNoise: (kind) => process.enter(() => events.onNoise(kind)),
      onClosed: (reason) => {
        isOpen = false;
        this.wires.delete(wire);
        process.enter(() => {
          this.watch.onClosed(reason);
          events.onClosed(reason);
        });
      },
    });
    this.wires.add(wire);
    const receive = (line: string): void => this.toHost(process, line, (text) => isOpen && this.receive(events, text));
    return { write: (text) => process.isAlive && this.write(wire, text, receive), close: () => wire.close() };
  }

  private receive(events: WireEvents, line: string): void {
    this.watch.onReceived(line, this.bornAtMs);
    events.onLine(line);
  }

  /** A host that keeps the lease alive and forgets its program: SETs vanish, and something answers them. */
  private write(wire: Wire, text: string, receive: (line: string) => void): void {
    this.watch.onWritten(text);
    const isSwallowed = this.has('swallow-sets') && text.includes(' SET ');
    if (isSwallowed) receive(frameLine(`${text.split(' ')[0]} OK`).trim());
    else wire.write(text);
  }

  private toHost(process: ProcessClock, line: string, deliver: (line: string) => void): void {
    const nowMs = this.time.nowMs();
    const told = this.has('lie') ? lied(line) : line;
    const heldMs = this.has('hold') ? (nowMs - this.holdFromMs) * holdGrowth : 0;
    this.dueMs = Math.max(this.dueMs, nowMs + heldMs);
    const hand = (text: string): void =>
      process.enter(() => {
        this.bornAtMs = nowMs;
        deliver(text);
      });
    if (this.dueMs > nowMs) this.time.after(this.dueMs - nowMs, () => hand(told));
    else hand(told);
    if (this.has('foreign') && nowMs - this.foreignAtMs >= foreignGapMs) {
      this.foreignAtMs = nowMs;
      hand(frameLine(`${30_000 + Math.floor(this.chance.next() * 30_000)} OK`).trim());
    }
  }
}

/** A chair that does not notice a broken temperature sensor of its own. */
function lied(line: string): string {
  const payload = line.startsWith('T ') ? unframe(line) : null;
  if (payload === null) return line;
  return frameLine(payload.replace(/(\w+:[^,]+,\d+,\d+),[^,]+,/, '$1,2500,')).trim();
}
