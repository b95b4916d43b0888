import type { Profile } from '../../src/core/profile/schema.js';
import { zones } from '../../src/core/zones.js';
import { Twin, type TwinOptions, type TwinOutputs } from '../twins/twin.js';
import { MadeCommands, type MadeMeaning } from './made-commands.js';
import { type MadeShown, madeAnswer, madeFrame } from './made-frames.js';
import { pressMade, tellMade } from './made-keys.js';
import { type MadePhase, valuesInPhase } from './made-phases.js';
import {
  advanceMade,
  endMassage,
  isMassaging,
  type MadeState,
  type MadeZone,
  madePhase,
  madeZones,
  minutesLeft,
  newMadeState,
  shownValues,
} from './made-state.js';

export interface MadeOptions extends TwinOptions {
  readonly profile: Profile;
}

const answerMs = 20;
const periodMsMax = 250;
const blinkMs = 400;
/** The rest of a binary command does not come so late. */
const commandGapMs = 200;

/** A kind of status every so often: several times in what counts as silence, and apart where only a silence ends a frame. */
function statusPeriodMs({ silence, frame, frames }: Profile): number {
  const kinds = Math.max(1, Object.keys(frames).length);
  const apartMs = frame.kind === 'binary' ? (frame.framing.gapMs ?? 0) + 100 : 0;
  return Math.max(50, apartMs, Math.min(periodMsMax, silence / (4 * kinds)));
}

/** A device made from any profile. It believes it: it shows that the profile fits itself, not that it fits a chair. */
export class MadeDevice extends Twin {
  private readonly profile: Profile;
  private readonly commands: MadeCommands;
  private readonly statuses: readonly string[];
  private state: MadeState;
  private held: readonly number[] = [];
  private heldAtMs = 0;
  /** Of a line that was none, the rest is none either. */
  private isInJunk = false;
  private turn = 0;

  constructor({ profile, ...options }: MadeOptions) {
    super(options, {
      periodMs: statusPeriodMs(profile),
      faults: ['lost-key', 'lost-answer', 'lost-status', 'deaf-key', 'stuck', 'runaway', 'dark', 'error'],
      lineEnd: profile.frame.kind !== 'binary' && profile.frame.end === 'cr' ? '\r' : '\n',
    });
    this.profile = profile;
    this.commands = new MadeCommands(profile);
    this.statuses = Object.keys(profile.frames).filter((name) => name !== 'answer');
    this.state = newMadeState(profile);
    this.start();
  }

  /** What its fields show, and what really massages. */
  look(): {
    readonly phase: MadePhase;
    readonly on: boolean;
    readonly paused: boolean;
    readonly moves: boolean;
    readonly massages: boolean;
    readonly minutes: number | null;
    readonly zones: Readonly<Record<string, MadeZone>>;
    readonly values: Readonly<Record<string, string>>;
  } {
    const { profile, state, phase } = this;
    const minutes = minutesLeft(state);
    return {
      phase,
      on: state.isOn,
      paused: state.isPaused,
      moves: this.moves,
      massages: isMassaging(profile, state),
      minutes: minutes === null ? null : Math.ceil(minutes),
      zones: madeZones(profile, state),
      values: shownValues(profile, state, phase),
    };
  }

  get outputs(): TwinOutputs {
    const { profile, state } = this;
    const found = madeZones(profile, state);
    const driven = zones.flatMap((zone) => {
      const { technique, level } = found[zone];
      return profile.zones[zone] === undefined ? [] : [[zone, level === 0 ? 'none' : `${technique} ${level}`] as const];
    });
    const isHoming = state.homeAtMs !== null && (profile.stop?.moves.length ?? 0) > 0;
    const native = isMassaging(profile, state) ? (state.native ?? 'none') : 'none';
    return { ...Object.fromEntries(driven), native, home: isHoming ? 'driven' : 'still' };
  }

  press(key: string): boolean {
    if (!Object.hasOwn(this.profile.keys, key)) return false;
    this.take(key, 'person');
    return true;
  }

  protected hear(text: string): void {
    if (this.held.length > 0 && this.isBinary && this.atMs - this.heldAtMs > commandGapMs) this.held = [];
    this.held = [...this.held, ...Array.from(text, (character) => character.charCodeAt(0))];
    this.heldAtMs = this.atMs;
    while (this.held.length > 0) {
      const heard = this.isInJunk ? ({ kind: 'none' } as const) : this.commands.read(this.held);
      if (heard.kind === 'begun') return;
      if (heard.kind === 'none') this.passOver();
      else {
        this.held = this.held.slice(heard.length);
        this.obey(heard.meaning, heard.value);
      }
    }
  }

  protected tick(): void {
    this.catchUp();
    if (this.profile.ask === undefined) this.show();
  }

  private get isBinary(): boolean {
    return this.profile.frame.kind === 'binary';
  }

  private get phase(): MadePhase {
    return this.faults.errorCode === null ? madePhase(this.profile, this.state) : 'trouble';
  }

  /** To the next byte with which a command could begin; in text, to the next line. */
  private passOver(): void {
    const end = this.isBinary ? 0 : this.held.findIndex((byte) => byte === 0x0d || byte === 0x0a);
    this.isInJunk = end < 0;
    this.held = end < 0 ? [] : this.held.slice(end + 1);
  }

  private obey(meaning: MadeMeaning, value: number): void {
    switch (meaning.kind) {
      case 'key':
        if (!this.faults.isDeafTo(meaning.key) && !this.happens('lost-key')) this.take(meaning.key, 'host');
        return;
      case 'release':
        return;
      case 'value':
        if (!this.faults.isDeafTo(meaning.control) && !this.happens('lost-key')) this.tell(meaning, value);
        return;
      case 'ask':
        if (!this.happens('lost-answer')) this.clock.after(answerMs, () => this.show());
        return;
      case 'stop':
        if (!this.faults.isDeafTo('stop') && !this.happens('lost-key')) this.end(meaning.isSoft);
    }
  }

  private take(key: string, by: 'host' | 'person'): void {
    const { profile } = this;
    this.noteKey(key, by);
    this.catchUp();
    const { hasWrapped, state } = pressMade(profile, this.state, key);
    const wasOn = this.state.isOn;
    this.become(state);
    const isHeard = wasOn || key === profile.power?.key;
    const { answers } = profile;
    if (!isHeard || answers === undefined || profile.keys[key]?.answer !== 'expected' || this.happens('lost-answer'))
      return;
    const code = hasWrapped ? (answers.wrapped ?? answers.taken) : answers.taken;
    this.clock.after(answerMs, () => this.send(madeAnswer(profile, code)));
  }

  private tell(meaning: Extract<MadeMeaning, { kind: 'value' }>, value: number): void {
    this.noteKey(`${meaning.control} ${value}`, 'host');
    this.catchUp();
    this.become(tellMade(this.profile, this.state, meaning, value));
  }

  private end(isSoft: boolean): void {
    this.noteKey('stop', 'host');
    this.catchUp();
    if (this.state.isOn && this.state.homeAtMs === null)
      this.become(endMassage(this.profile, this.state, { isSoft, isPower: false }));
  }

  /** What is stuck stays as it is; what runs away gets no less. */
  private become(state: MadeState): void {
    const isLess = this.faults.has('runaway') && this.strength(state) < this.strength(this.state);
    if (!this.faults.has('stuck') && !isLess) this.state = state;
    this.noteOutputs();
  }

  private strength(state: MadeState): number {
    const native = isMassaging(this.profile, state) && state.native !== null ? 100 : 0;
    const found = madeZones(this.profile, state);
    return zones.reduce((sum, zone) => sum + found[zone].level, native);
  }

  private catchUp(): void {
    this.state = advanceMade(this.profile, this.state, this.atMs, this.faults.has('runaway'));
    // Its own fault holds everything.
    if (this.faults.errorCode !== null && isMassaging(this.profile, this.state))
      this.state = endMassage(this.profile, this.state, { isSoft: true, isPower: false });
  }

  private show(): void {
    this.catchUp();
    const name = this.statuses[this.turn % Math.max(1, this.statuses.length)];
    this.turn += 1;
    const isDark = this.faults.has('dark') && this.phase === 'off';
    if (name !== undefined && !isDark && !this.happens('lost-status'))
      this.send(madeFrame(this.profile, name, this.shown()));
  }

  private shown(): MadeShown {
    const { profile, state, phase } = this;
    const values = { ...shownValues(profile, state, phase), ...(phase === 'trouble' && valuesInPhase(profile, phase)) };
    const numbers: Record<string, number> = {};
    if (profile.power?.field != null) numbers[profile.power.field] = state.isOn ? 1 : 0;
    if (profile.timer !== undefined) {
      const seconds = profile.timer.unit === 's' ? 60 : 1;
      numbers[profile.timer.field] = (minutesLeft(state) ?? 0) * seconds;
    }
    const blinking = isMassaging(profile, state) ? this.blinking(values) : {};
    return { values, numbers, blinking, isLit: Math.floor(state.nowMs / blinkMs) % 2 === 0 };
  }

  /** What a control has set to blink; where that is nothing of what shows motion, the first of that. */
  private blinking(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const { activity, fields } = this.profile;
    const set = Object.fromEntries(
      Object.entries(fields).flatMap(([name, { kind }]) => (kind === 'blinks' ? [[name, values[name] ?? 'none']] : [])),
    );
    const [first] = activity.blinking;
    const field = fields[first ?? ''];
    if (first === undefined || field?.kind !== 'blinks') return set;
    if (activity.blinking.some((name) => (set[name] ?? 'none') !== 'none')) return set;
    const isFree = activity.blinking.find((name) =>
      Object.values(this.profile.controls).every((control) => control.field !== name),
    );
    const name = isFree ?? first;
    const of = fields[name];
    return { ...set, [name]: of?.kind === 'blinks' ? (Object.keys(of.blinks)[0] ?? 'none') : 'none' };
  }
}
