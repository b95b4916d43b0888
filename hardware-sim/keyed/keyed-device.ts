import { cutLines, type LineState, noLine } from '../../src/core/protocol/lines.js';
import type { Clock, Timer } from '../../src/ports.js';
import type { Port, PortOwner } from '../port.js';
import { type Random, seededRandom } from '../random.js';
import { type KeyedFault, readKeyedFault } from './keyed-faults.js';
import { frameBytes, frameText, hexOf } from './keyed-frames.js';
import { keyPressedBy, pressKey } from './keyed-keys.js';
import type { KeyedProfile } from './keyed-profile.js';
import { isKeyedMoving, type KeyedState, newKeyedState, switchedOff, timerMinutes } from './keyed-state.js';

/** What happens at such a chair; `atMs` counts from when it was made. */
export type KeyedNote = { readonly atMs: number } & (
  | { readonly kind: 'key'; readonly key: string; readonly by: 'host' | 'person' }
  | { readonly kind: 'motion'; readonly moves: boolean; readonly on: boolean }
);

export interface KeyedOptions {
  readonly profile: KeyedProfile;
  readonly clock: Clock;
  readonly seed: number;
  readonly onNote?: (note: KeyedNote) => void;
}

const statusMs = 250;
const answerMs = 30;
/** The remote shows its two kinds of status in turn. */
const longerEvery = 2;

/** A simulated chair of a profile, on a clock: it shows its status, takes keys, and can be told to fail. */
export class KeyedDevice implements PortOwner {
  readonly clock: Clock;
  readonly isReading = true;
  isPlugged = true;
  /** Every key that reached the chair, and from whom. */
  readonly presses: { readonly key: string; readonly by: 'host' | 'person'; readonly atMs: number }[] = [];
  private state: KeyedState;
  private readonly startedAtMs: number;
  private readonly random: Random;
  private readonly faults = new Map<string, KeyedFault>();
  private readonly ports = new Set<Port>();
  private readonly frames: readonly string[];
  private line: LineState = noLine;
  private turn = 0;
  private moved = false;
  private readonly timer: Timer;

  constructor(private readonly options: KeyedOptions) {
    const { profile, clock, seed } = options;
    this.clock = clock;
    this.startedAtMs = clock.nowMs();
    this.random = seededRandom(seed);
    this.state = newKeyedState(profile);
    this.frames = Object.keys(profile.frames).filter((name) => name !== 'answer');
    this.timer = clock.every(statusMs, () => this.tick());
  }

  /** What every field shows, the minutes of its timer, and whether anything moves. */
  look(): {
    on: boolean;
    paused: boolean;
    moves: boolean;
    minutes: number | null;
    values: Readonly<Record<string, string>>;
  } {
    const { isOn: on, isPaused: paused, values } = this.state;
    return {
      on,
      paused,
      moves: isKeyedMoving(this.options.profile, this.state),
      minutes: timerMinutes(this.state),
      values,
    };
  }

  /** Somebody presses a key of the chair's own remote. False: there is no such key. */
  press(key: string): boolean {
    if (!Object.hasOwn(this.options.profile.keys, key)) return false;
    this.take(key, 'person');
    return true;
  }

  /** Null, or why there is no such fault. */
  inject(text: string): string | null {
    const fault = readKeyedFault(text);
    if (fault === null) return `"${text}" is no fault of a chair by profile`;
    this.faults.set(fault.name, fault);
    return null;
  }

  clear(text: string): boolean {
    return this.faults.delete(text.split(':')[0] ?? '');
  }

  /** The cable of every port goes or comes. */
  setPlugged(isPlugged: boolean): void {
    this.isPlugged = isPlugged;
    for (const port of [...this.ports]) port.setPlugged(isPlugged);
  }

  receive(text: string): void {
    const { end } = this.options.profile.frame;
    const [line, items] = cutLines(this.line, end === 'cr' ? text.replaceAll('\r', '\n') : text);
    this.line = line;
    for (const item of items) if (item.kind === 'line') this.takeLine(item.line);
  }

  notePort(): void {}

  attach(port: Port): () => void {
    this.ports.add(port);
    return () => void this.ports.delete(port);
  }

  close(): void {
    this.clock.clear(this.timer);
  }

  private get atMs(): number {
    return this.clock.nowMs() - this.startedAtMs;
  }

  private happens(name: 'lost-key' | 'lost-answer' | 'lost-status'): boolean {
    const fault = this.faults.get(name);
    return fault !== undefined && 'rate' in fault && this.random.next() < fault.rate;
  }

  private takeLine(line: string): void {
    const { profile } = this.options;
    const { start } = profile.frame;
    const key = line.startsWith(start) ? keyPressedBy(profile, line.slice(start.length)) : undefined;
    if (key === undefined || this.faults.has('deaf') || this.happens('lost-key')) return;
    this.take(key, 'host');
  }

  private take(key: string, by: 'host' | 'person'): void {
    const { profile, onNote } = this.options;
    this.presses.push({ key, by, atMs: this.atMs });
    onNote?.({ atMs: this.atMs, kind: 'key', key, by });
    const wasOn = this.state.isOn;
    const { state, hasWrapped } = pressKey(profile, this.advanced(), key);
    if (!this.faults.has('stuck')) this.state = state;
    this.noteMotion();
    const isHeard = wasOn || key === profile.power.key;
    if (!isHeard || profile.keys[key]?.answer !== 'expected' || this.happens('lost-answer')) return;
    const { taken, wrapped = taken } = profile.answers;
    this.clock.after(answerMs, () => this.send(hasWrapped ? wrapped : taken));
  }

  /** The chair's timer has run on; it ends a massage by itself. A pause holds it. */
  private advanced(): KeyedState {
    const { state } = this;
    const nowMs = this.atMs;
    const passedMs = nowMs - state.nowMs;
    const next = { ...state, nowMs, endsAtMs: state.isPaused ? state.endsAtMs + passedMs : state.endsAtMs };
    return next.isOn && nowMs >= next.endsAtMs ? switchedOff(this.options.profile, next) : next;
  }

  private tick(): void {
    this.state = this.advanced();
    this.noteMotion();
    this.turn += 1;
    const name = this.turn % longerEvery === 0 ? this.frames[0] : (this.frames[1] ?? this.frames[0]);
    const isDark = this.faults.has('dark') && !this.state.isOn;
    if (name === undefined || isDark || this.happens('lost-status')) return;
    this.send(hexOf(frameBytes(this.options.profile, this.state, name)));
  }

  private noteMotion(): void {
    const moves = isKeyedMoving(this.options.profile, this.state);
    if (moves === this.moved) return;
    this.moved = moves;
    this.options.onNote?.({ atMs: this.atMs, kind: 'motion', moves, on: this.state.isOn });
  }

  private send(hex: string): void {
    if (this.faults.has('mute')) return;
    for (const port of [...this.ports]) port.send(frameText(this.options.profile, hex));
  }
}
