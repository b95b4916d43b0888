import { cutLines, type LineState, noLine } from '../../src/core/protocol/lines.js';
import { Twin, type TwinOptions, type TwinOutputs } from '../twins/twin.js';
import { frameBytes, frameText, hexOf } from './keyed-frames.js';
import { keyPressedBy, pressKey } from './keyed-keys.js';
import type { KeyedProfile } from './keyed-profile.js';
import { isKeyedMoving, type KeyedState, newKeyedState, switchedOff, timerMinutes } from './keyed-state.js';

export interface KeyedOptions extends TwinOptions {
  readonly profile: KeyedProfile;
}

const statusMs = 250;
const answerMs = 30;
/** The remote shows its two kinds of status in turn. */
const longerEvery = 2;

/** A simulated chair made from its profile: it shows its status in lines of text and takes keys that move its fields on. */
export class KeyedDevice extends Twin {
  private readonly profile: KeyedProfile;
  private state: KeyedState;
  private readonly frames: readonly string[];
  private line: LineState = noLine;
  private turn = 0;

  constructor({ profile, ...options }: KeyedOptions) {
    super(options, {
      periodMs: statusMs,
      faults: ['lost-key', 'lost-answer', 'lost-status', 'deaf-key', 'stuck', 'dark'],
      lineEnd: profile.frame.end === 'cr' ? '\r' : '\n',
    });
    this.profile = profile;
    this.state = newKeyedState(profile);
    this.frames = Object.keys(profile.frames).filter((name) => name !== 'answer');
    this.start();
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
    return { on, paused, moves: this.moves, minutes: timerMinutes(this.state), values };
  }

  /** What blinks is what moves. */
  get outputs(): TwinOutputs {
    const moves = isKeyedMoving(this.profile, this.state);
    const blinking = Object.entries(this.profile.fields).filter(([, { kind }]) => kind === 'blinks');
    return Object.fromEntries(
      blinking.map(([name]) => [name, moves ? (this.state.values[name] ?? 'none') : 'none'] as const),
    );
  }

  press(key: string): boolean {
    if (!Object.hasOwn(this.profile.keys, key)) return false;
    this.take(key, 'person');
    return true;
  }

  protected hear(text: string): void {
    const { end } = this.profile.frame;
    const [line, items] = cutLines(this.line, end === 'cr' ? text.replaceAll('\r', '\n') : text);
    this.line = line;
    for (const item of items) if (item.kind === 'line') this.takeLine(item.line);
  }

  protected tick(): void {
    this.state = this.advanced();
    this.turn += 1;
    const name = this.turn % longerEvery === 0 ? this.frames[0] : (this.frames[1] ?? this.frames[0]);
    const isDark = this.faults.has('dark') && !this.state.isOn;
    if (name === undefined || isDark || this.happens('lost-status')) return;
    this.show(hexOf(frameBytes(this.profile, this.state, name)));
  }

  private takeLine(line: string): void {
    const { start } = this.profile.frame;
    const key = line.startsWith(start) ? keyPressedBy(this.profile, line.slice(start.length)) : undefined;
    if (key === undefined || this.faults.isDeafTo(key) || this.happens('lost-key')) return;
    this.take(key, 'host');
  }

  private take(key: string, by: 'host' | 'person'): void {
    const { profile } = this;
    this.noteKey(key, by);
    const wasOn = this.state.isOn;
    const { state, hasWrapped } = pressKey(profile, this.advanced(), key);
    if (!this.faults.has('stuck')) this.state = state;
    this.noteOutputs();
    const isHeard = wasOn || key === profile.power.key;
    if (!isHeard || profile.keys[key]?.answer !== 'expected' || this.happens('lost-answer')) return;
    const { taken, wrapped = taken } = profile.answers;
    this.clock.after(answerMs, () => this.show(hasWrapped ? wrapped : taken));
  }

  /** The chair's timer has run on; it ends a massage by itself. A pause holds it. */
  private advanced(): KeyedState {
    const { state } = this;
    const nowMs = this.atMs;
    const passedMs = nowMs - state.nowMs;
    const next = { ...state, nowMs, endsAtMs: state.isPaused ? state.endsAtMs + passedMs : state.endsAtMs };
    return next.isOn && nowMs >= next.endsAtMs ? switchedOff(this.profile, next) : next;
  }

  private show(hex: string): void {
    this.send(frameText(this.profile, hex));
  }
}
