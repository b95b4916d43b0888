import { encodeReport } from '../src/core/protocol/codec.js';
import type { Clock, Timer } from '../src/ports.js';
import { Cable } from './cable.js';
import { type ChairInput, newChair, restMs, type SimulatedState, sliceMs, stepChair } from './chair.js';
import type { ChairNote } from './chair-state.js';
import { conditionsOf, FaultPlan, momentOf, type PlanEvent } from './fault-plan.js';
import type { PlannedFault, SimulatedFault } from './faults.js';
import { firmware } from './firmware.js';
import { OutputHistory, outputChanges } from './history.js';
import { usualLockedMa } from './motor.js';
import type { OutputChange } from './outputs.js';
import type { Port, PortOwner } from './port.js';
import { seededRandom } from './random.js';
import { telemetryLine } from './telemetry.js';

/** What happens to a chair from outside. */
type OutsideNote =
  | { readonly kind: 'fault'; readonly fault: string; readonly is: 'injected' | 'cleared' }
  | { readonly kind: 'port'; readonly port: string; readonly is: 'opened' | 'closed' };

/** What happens at a chair, for those who watch; `atMs` counts from when the chair was made. */
export type Note = ChairNote | ({ readonly atMs: number; readonly id: string } & OutsideNote);

export interface DeviceOptions {
  readonly clock: Clock;
  readonly seed: number;
  readonly id: string;
  readonly isOccupied: boolean;
  readonly lockedMa?: number;
  readonly onNote: (note: Note) => void;
  /** Told of every step of the model: what came in, what the chair is now, and the lines that it says. */
  readonly onStep?: (
    state: SimulatedState,
    input: ChairInput,
    lines: readonly string[],
    notes: readonly ChairNote[],
  ) => void;
}

const linesPerSecond = (faults: readonly SimulatedFault[], name: 'flood' | 'chatter'): number =>
  faults.reduce((sum, fault) => sum + (fault.name === name ? fault.linesPerSecond : 0), 0);

/** What a bouncing contact makes a chair say, in turn. */
const bounceLine = (number: number): string =>
  encodeReport({
    kind: 'event',
    event:
      number % 2 === 0
        ? { event: 'fault', code: 'stall', zone: 'legs', value: firmware.currentLimitMa }
        : { event: 'clear', code: 'stall', zone: 'legs' },
  });

/** Lines beyond what a chair has to say. */
class LineFlood {
  perSecond = 0;
  private owed = 0;
  private count = 0;

  get isOn(): boolean {
    return this.perSecond > 0;
  }

  /** Numbers of the lines that the time has brought. */
  *due(elapsedMs: number): Generator<number> {
    this.owed += (elapsedMs * this.perSecond) / 1000;
    for (; this.owed >= 1; this.owed -= 1) {
      yield this.count;
      this.count += 1;
    }
  }
}

/** Rounding must not hold the time still. */
const minimumMs = 0.01;

/** A chair on a clock: the model, its faults, its cable and its ports. */
export class Device implements PortOwner {
  readonly id: string;
  readonly clock: Clock;
  readonly startedAtMs: number;
  private readonly outputs = new OutputHistory();
  private chair: SimulatedState;
  private isCatchingUp = false;
  private readonly cable: Cable;
  private readonly plan = new FaultPlan();
  private readonly ports = new Set<Port>();
  private timer: Timer | null = null;
  private readonly flood = new LineFlood();
  private readonly chatter = new LineFlood();
  private isClosed = false;

  constructor(private readonly options: DeviceOptions) {
    const { clock, seed, id, isOccupied, lockedMa = usualLockedMa } = options;
    this.id = id;
    this.clock = clock;
    this.startedAtMs = clock.nowMs();
    this.chair = newChair({ id, isOccupied, lockedMa, boot: Math.floor(seededRandom(seed).next() * 0x10000) });
    this.cable = new Cable(seed);
    this.run({ kind: 'elapsed', elapsedMs: 0 });
    this.wake();
  }

  /** The chair as it is now; whoever looks while it is caught up sees it as it was then. Looking changes nothing. */
  get state(): SimulatedState {
    const [state] = this.ahead();
    return state;
  }

  /** A chair that its own model did not bring about: for controllers that are wrong on purpose. */
  set state(chair: SimulatedState) {
    this.catchUp();
    this.chair = chair;
    this.wake();
  }

  /** Every change of an output, the newest 10,000. */
  get history(): readonly OutputChange[] {
    const [, , notes] = this.ahead();
    return this.outputs.followedBy(outputChanges(notes));
  }

  get activeFaults(): readonly SimulatedFault[] {
    return this.plan.active;
  }

  get isPlugged(): boolean {
    return !this.has('unplug');
  }

  get isReading(): boolean {
    return !this.has('stall-write');
  }

  /** Connects a port; gives what takes it off again. */
  attach(port: Port): () => void {
    this.ports.add(port);
    return () => this.ports.delete(port);
  }

  /** Takes what a host sends (latin1: a character a byte), at the moment of the call. */
  receive(text: string): void {
    if (this.isClosed) return;
    this.catchUp();
    const atOnce = this.cable.fromHost(text, this.chair.nowMs);
    if (atOnce !== '') this.run({ kind: 'text', text: atOnce });
    this.deliver();
    this.wake();
  }

  /** Plans a fault from now on; false where there are too many. */
  inject(planned: PlannedFault): boolean {
    this.catchUp();
    const isPlanned = this.plan.add(planned, this.chair.nowMs);
    this.runPlan();
    this.deliver();
    this.wake();
    return isPlanned;
  }

  /** Takes faults back; gives how many. */
  clear(text: string): number {
    this.catchUp();
    const { count, events } = this.plan.clear(text);
    this.follow(events);
    this.deliver();
    this.wake();
    return count;
  }

  notePort(port: string, is: 'opened' | 'closed'): void {
    this.catchUp();
    this.note({ kind: 'port', port, is });
  }

  /** Brings the chair to the clock's time. Whoever is told of it meanwhile and asks sees the chair as it was then. */
  private catchUp(): void {
    if (this.isCatchingUp) return;
    this.isCatchingUp = true;
    try {
      const endMs = this.clock.nowMs() - this.startedAtMs;
      while (!this.isClosed && this.chair.nowMs < endMs) this.moveOn(endMs - this.chair.nowMs);
    } finally {
      this.isCatchingUp = false;
    }
  }

  close(): void {
    this.isClosed = true;
    for (const port of [...this.ports]) port.setPlugged(false);
    this.ports.clear();
    if (this.timer !== null) this.clock.clear(this.timer);
    this.timer = null;
  }

  /** What the time since the last step will have done. */
  private ahead(): ReturnType<typeof stepChair> {
    const elapsedMs = this.isCatchingUp || this.isClosed ? 0 : this.clock.nowMs() - this.startedAtMs - this.chair.nowMs;
    return stepChair(this.chair, { kind: 'elapsed', elapsedMs });
  }

  /** Until something happens, and by `leftMs` at most. */
  private moveOn(leftMs: number): void {
    const elapsedMs = Math.min(leftMs, Math.max(minimumMs, this.untilNextMs()));
    this.run({ kind: 'elapsed', elapsedMs });
    this.sayTooMuch(elapsedMs);
    this.runPlan();
    this.deliver();
  }

  private has(name: SimulatedFault['name']): boolean {
    return this.plan.active.some((fault) => fault.name === name);
  }

  /** How long nothing happens, ms. */
  private untilNextMs(): number {
    const restingMs = this.flood.isOn || this.chatter.isOn ? sliceMs : restMs(this.chair);
    const nextMs = Math.min(this.plan.nextDueMs, this.cable.nextDueMs);
    return Math.min(restingMs, nextMs - this.chair.nowMs);
  }

  /** One timer, for when something happens next: a chair at rest costs next to nothing. */
  private wake(): void {
    if (this.timer !== null) this.clock.clear(this.timer);
    this.timer = null;
    if (this.isClosed) return;
    const delayMs = Math.max(1, Math.ceil(this.untilNextMs()));
    this.timer = this.clock.after(delayMs, () => {
      this.timer = null;
      this.catchUp();
      this.wake();
    });
  }

  private run(input: ChairInput): void {
    const [chair, lines, notes] = stepChair(this.chair, input);
    this.chair = chair;
    for (const line of lines) this.cable.fromChair(line, chair.nowMs);
    for (const note of notes) {
      if (note.kind === 'output') this.outputs.add(note.change);
      this.options.onNote(note);
    }
    this.options.onStep?.(chair, input, lines, notes);
  }

  private sayTooMuch(elapsedMs: number): void {
    if (!this.flood.isOn && !this.chatter.isOn) return;
    const { nowMs } = this.chair;
    for (const _number of this.flood.due(elapsedMs)) this.cable.fromChair(telemetryLine(this.chair), nowMs);
    for (const number of this.chatter.due(elapsedMs)) this.cable.fromChair(bounceLine(number), nowMs);
  }

  private deliver(): void {
    const { atChair, atHost } = this.cable.arrived(this.chair.nowMs);
    this.emit(atHost);
    if (atChair === '') return;
    this.run({ kind: 'text', text: atChair });
    this.emit(this.cable.arrived(this.chair.nowMs).atHost);
  }

  private emit(text: string): void {
    if (text === '') return;
    for (const port of this.ports) port.send(text);
  }

  private runPlan(): void {
    if (this.plan.nextDueMs <= this.chair.nowMs) this.follow(this.plan.due(this.chair.nowMs));
  }

  private follow(events: readonly PlanEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) {
      this.note({ kind: 'fault', fault: event.fault.key, is: event.kind === 'begins' ? 'injected' : 'cleared' });
      const input = momentOf(event);
      if (input !== null) this.run(input);
    }
    const active = this.plan.active;
    this.cable.faults = active;
    this.flood.perSecond = linesPerSecond(active, 'flood');
    this.chatter.perSecond = linesPerSecond(active, 'chatter');
    this.run({ kind: 'conditions', conditions: conditionsOf(active) });
    const { isReading, isPlugged } = this;
    for (const port of [...this.ports]) {
      port.setReading(isReading);
      port.setPlugged(isPlugged);
    }
  }

  private note(note: OutsideNote): void {
    this.options.onNote({ atMs: this.chair.nowMs, id: this.id, ...note });
  }
}
