import type { Clock, OpenWire, Timer } from '../../src/ports.js';
import { OutputHistory } from '../history.js';
import type { Port, PortOwner } from '../port.js';
import { type Random, seededRandom } from '../random.js';
import { openMemoryWire } from '../wire.js';
import { TwinCable } from './twin-cable.js';
import { cableFaults, type TwinFaultName, TwinFaults } from './twin-faults.js';

/** What an output does: a level, or what it is about. 0, `none` and `still` are rest. */
type TwinOutputValue = number | string;
export type TwinOutputs = Readonly<Record<string, TwinOutputValue>>;

/** An output that changed. */
export interface TwinChange {
  readonly atMs: number;
  readonly output: string;
  readonly value: TwinOutputValue;
}

/** A key that reached the device, and from whom. */
export interface TwinPress {
  readonly atMs: number;
  readonly key: string;
  readonly by: 'host' | 'person';
}

/** What happens at a device; `atMs` counts from when it was made. */
export type TwinNote = ({ readonly kind: 'key' } & TwinPress) | ({ readonly kind: 'output' } & TwinChange);

export interface TwinOptions {
  readonly clock: Clock;
  /** The same seed gives the same losses and the same damage. */
  readonly seed: number;
  readonly onNote?: (note: TwinNote) => void;
}

/** What a kind of device is. */
export interface TwinKind {
  /** How often it looks after itself, ms. */
  readonly periodMs: number;
  /** What it can suffer beside what the cable can. */
  readonly faults: readonly TwinFaultName[];
  readonly lineEnd: '\n' | '\r';
}

const isAtRest = (value: TwinOutputValue): boolean => value === 0 || value === 'none' || value === 'still';

/** A simulated device that is no chair of the line protocol, on a clock: how it is reached, what it suffers, what is known of it.
 *  What it does with what it hears is for each kind to say. */
export abstract class Twin implements PortOwner {
  readonly clock: Clock;
  readonly isReading = true;
  /** Opens a connection in memory. */
  readonly openWire: OpenWire;
  protected readonly random: Random;
  protected readonly faults: TwinFaults;
  private readonly cable: TwinCable;
  private readonly ports = new Set<Port>();
  private readonly startedAtMs: number;
  private readonly pressed = new OutputHistory<TwinPress>();
  private readonly changed = new OutputHistory<TwinChange>();
  private known: TwinOutputs = {};
  private isCablePlugged = true;
  private timer: Timer | null = null;

  protected constructor(
    private readonly parts: TwinOptions,
    private readonly kind: TwinKind,
  ) {
    const { clock, seed } = parts;
    this.clock = clock;
    this.startedAtMs = clock.nowMs();
    this.random = seededRandom(seed);
    this.faults = new TwinFaults(clock, [...cableFaults, ...kind.faults], () => this.suffer());
    this.cable = new TwinCable(
      clock,
      this.random,
      (text) => this.deliver(text),
      (text) => this.hear(text),
    );
    this.openWire = openMemoryWire(this, kind.lineEnd);
  }

  /** What can be seen of it, for tests. */
  abstract look(): Readonly<Record<string, unknown>>;

  /** What every output really does now, whatever it shows. */
  abstract get outputs(): TwinOutputs;

  /** A person presses a key of the device itself. False: there is no such key. */
  abstract press(key: string): boolean;

  /** What has come over the cable. */
  protected abstract hear(text: string): void;

  /** Its own period has passed. */
  protected abstract tick(): void;

  /** Something of it moves. */
  get moves(): boolean {
    return !Object.values(this.outputs).every(isAtRest);
  }

  /** Every key that reached it, the newest 10,000. */
  get presses(): readonly TwinPress[] {
    return this.pressed.followedBy([]);
  }

  /** Every change of an output, the newest 10,000. */
  get history(): readonly TwinChange[] {
    return this.changed.followedBy([]);
  }

  /** Null, or why there is no such fault. */
  inject(text: string): string | null {
    return this.faults.inject(text);
  }

  clear(text: string): boolean {
    return this.faults.clear(text);
  }

  get isPlugged(): boolean {
    return this.isCablePlugged && !this.faults.has('unplug');
  }

  /** The cable of every port goes or comes. */
  setPlugged(isPlugged: boolean): void {
    this.isCablePlugged = isPlugged;
    this.plug();
  }

  receive(text: string): void {
    this.cable.fromHost(text);
  }

  notePort(): void {}

  attach(port: Port): () => void {
    this.ports.add(port);
    return () => void this.ports.delete(port);
  }

  close(): void {
    if (this.timer !== null) this.clock.clear(this.timer);
    this.faults.close();
    this.cable.close();
    for (const port of [...this.ports]) port.setPlugged(false);
    this.ports.clear();
  }

  /** The last thing in a constructor: what it does now is no change, and its time begins. */
  protected start(): void {
    this.known = this.outputs;
    this.timer = this.clock.every(this.kind.periodMs, () => {
      this.tick();
      this.noteOutputs();
    });
  }

  protected get atMs(): number {
    return this.clock.nowMs() - this.startedAtMs;
  }

  protected happens(name: 'lost-key' | 'lost-answer' | 'lost-status'): boolean {
    const rate = this.faults.rateOf(name);
    return rate !== null && this.random.next() < rate;
  }

  protected send(frame: string): void {
    this.cable.fromDevice(frame);
  }

  protected noteKey(key: string, by: 'host' | 'person'): void {
    const press: TwinPress = { atMs: this.atMs, key, by };
    this.pressed.add(press);
    this.parts.onNote?.({ kind: 'key', ...press });
  }

  protected noteOutputs(): void {
    const now = this.outputs;
    for (const output in now) {
      const value = now[output];
      if (value === undefined || value === this.known[output]) continue;
      const change: TwinChange = { atMs: this.atMs, output, value };
      this.changed.add(change);
      this.parts.onNote?.({ kind: 'output', ...change });
    }
    this.known = now;
  }

  private deliver(text: string): void {
    for (const port of [...this.ports]) port.send(text);
  }

  private suffer(): void {
    this.cable.suffer(this.faults.ofCable, this.faults.rateOf('cut') ?? 0);
    this.plug();
  }

  private plug(): void {
    for (const port of [...this.ports]) port.setPlugged(this.isPlugged);
  }
}
