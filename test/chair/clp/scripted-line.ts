import { ClpChair, type ClpChairOptions } from '../../../src/chair/clp/clp-chair.js';
import { decodeOrder, encodeReport } from '../../../src/core/protocol/codec.js';
import { frameLine } from '../../../src/core/protocol/crc.js';
import type { Order, Telemetry } from '../../../src/core/protocol/messages.js';
import { type Drive, stillDrive, type ZoneDrive } from '../../../src/core/zones.js';
import type { ChairSignal, OpenWire, WireEvents } from '../../../src/ports.js';
import { resting } from '../../core/safety/telemetry-of.js';
import { sampleGreeting } from '../../support/sample-identity.js';
import { silentLog } from '../../support/silent-log.js';
import { VirtualTime } from '../../support/virtual-time.js';

/** What a friendly chair answers. */
const friendly = ({ request }: Order): string =>
  request.verb === 'HELLO' ? sampleGreeting : request.verb === 'CAPS' ? 'OK roll:1-30' : 'OK';

export const roll = (level: number): ZoneDrive => ({ technique: 'roll', level, rate: 7, rampMs: 2000 });
export const back = (level: number): Drive => ({ ...stillDrive, back: roll(level) });
export const caps = { back: 100, seat: 100, legs: 100 };

/** A chair's host side on a line whose other end says only what the test lets it say. Answers come after 1 ms. */
export class ScriptedLine {
  readonly clock = new VirtualTime();
  readonly signals: ChairSignal[] = [];
  /** Everything that was written, in pieces as they were. */
  readonly written: string[] = [];
  readonly telemetry: Telemetry[] = [];
  /** What the other end answers to an order; null is silence. */
  answer: (order: Order) => string | null = friendly;
  chair: ClpChair;
  private events: WireEvents | null = null;
  private shown: Partial<Telemetry> = {};
  private readonly bootMs: number;

  constructor(options: Partial<ClpChairOptions> = {}) {
    const { clock } = this;
    this.bootMs = clock.nowMs() - 50_000;
    this.chair = new ClpChair({
      openWire: this.open,
      clock,
      log: silentLog,
      hostName: 'test',
      isEmergencyLatched: () => false,
      temperatureMaxC: 70,
      onSignal: (signal) => this.signals.push(signal),
      onTelemetry: (telemetry) => this.telemetry.push(telemetry),
      ...options,
    });
    clock.every(50, () => this.chair.poll(clock.nowMs()));
  }

  /** A chair that was greeted, and seen still. */
  static up(options: Partial<ClpChairOptions> = {}): ScriptedLine {
    const line = new ScriptedLine(options);
    line.advance(200);
    line.tell();
    line.tell();
    return line.forget();
  }

  /** A chair whose back was told to roll; told again and supervised every 200 ms, with telemetry every 100 ms. */
  static driving(level = 40): ScriptedLine {
    const line = ScriptedLine.up();
    line.chair.drive(back(level), caps);
    line.run(1000, { drive: back(level), moving: level });
    return line.forget();
  }

  advance(durationMs: number): this {
    this.clock.advance(durationMs);
    return this;
  }

  /** Lets time pass as in a session: telemetry every 100 ms, the tick every 200 ms. */
  run(durationMs: number, { drive, moving = 0 }: { readonly drive?: Drive; readonly moving?: number } = {}): this {
    for (let passedMs = 0; passedMs < durationMs; passedMs += 100) {
      this.advance(100);
      this.tell(moving > 0 ? this.moving(moving) : {});
      if (passedMs % 200 === 0) continue;
      this.chair.supervise();
      if (drive !== undefined) this.chair.drive(drive, caps);
    }
    return this;
  }

  /** A payload from the other end, with its check. */
  say(payload: string): this {
    this.events?.onLine(frameLine(payload).trimEnd());
    return this;
  }

  /** A T line of now: at rest, with changes. */
  tell(change: Partial<Telemetry> = {}): this {
    this.shown = change;
    const telemetry = resting({ uptimeMs: this.uptimeMs, ...change });
    this.events?.onLine(encodeReport({ kind: 'telemetry', telemetry }).trimEnd());
    return this;
  }

  /** What a T line says while the back rolls at this level. */
  moving(level: number): Partial<Telemetry> {
    const [first, ...others] = resting().zones;
    if (first === undefined) return {};
    return { mode: 'run', zones: [{ ...first, technique: 'roll', level, rate: 7, currentMa: 800 }, ...others] };
  }

  noise(): void {
    this.events?.onNoise('alphabet');
  }

  unplug(reason = 'unplugged'): void {
    this.events?.onClosed(reason);
  }

  /** The chair's clock. */
  get uptimeMs(): number {
    return this.clock.nowMs() - this.bootMs;
  }

  /** Payloads of the orders that were written, without their seq: `STOP 1000`. */
  get orders(): readonly string[] {
    return this.written
      .flatMap((text) => text.split('\n'))
      .filter((line) => line.includes('*'))
      .map((line) => line.slice(line.indexOf(' ') + 1, -5));
  }

  get types(): readonly string[] {
    return this.signals.map(({ type }) => type);
  }

  /** Forgets what was written and signalled until now. */
  forget(): this {
    this.written.length = 0;
    this.signals.length = 0;
    return this;
  }

  private readonly open: OpenWire = (events) => {
    this.events = events;
    this.clock.after(1, () => events.onOpened());
    return {
      write: (text) => {
        this.written.push(text);
        this.clock.after(1, () => this.hear(text, events));
      },
      close: async () => undefined,
    };
  };

  private hear(text: string, events: WireEvents): void {
    for (const line of text.split('\n')) {
      const order = decodeOrder(line);
      if (!('request' in order) || order.seq === 0) continue;
      const words = this.answer(order);
      if (words !== null) events.onLine(frameLine(`${order.seq} ${words}`).trimEnd());
      if (words === 'OK' && order.request.verb === 'STATUS') this.tell(this.shown);
    }
  }
}
