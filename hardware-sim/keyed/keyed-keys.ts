import type { CycleControl, KeyedProfile } from './keyed-profile.js';
import {
  type KeyedState,
  keyedMinuteMs,
  startMinutes,
  switchedOff,
  switchedOn,
  timerMinutes,
  timerMinutesMax,
  timerStepMinutes,
} from './keyed-state.js';

/** What a key did: the chair after it, and whether a cycle is at its first step again. */
export interface PressedKey {
  readonly state: KeyedState;
  readonly hasWrapped: boolean;
}

const plain = (state: KeyedState): PressedKey => ({ state, hasWrapped: false });

/** The key that sends this press code, or undefined. */
export const keyPressedBy = (profile: KeyedProfile, code: string): string | undefined =>
  Object.entries(profile.keys).find(([, { press }]) => press === code)?.[0];

/** A key goes down. A chair that is off knows its power key and no other. */
export function pressKey(profile: KeyedProfile, state: KeyedState, key: string): PressedKey {
  if (key === profile.power.key) return plain(state.isOn ? switchedOff(profile, state) : switchedOn(profile, state));
  if (!state.isOn) return plain(state);
  if (key === profile.pause?.key) return plain({ ...state, isPaused: !state.isPaused });
  if (key === profile.timer?.key) return addTime(state);
  const native = Object.values(profile.natives).find((each) => each.key === key);
  return native === undefined ? turnOn(profile, state, key) : plain(play(profile, state, native.shows));
}

function addTime(state: KeyedState): PressedKey {
  const minutes = (timerMinutes(state) ?? 0) + timerStepMinutes;
  const hasWrapped = minutes > timerMinutesMax;
  const endsAtMs = state.nowMs + (hasWrapped ? timerStepMinutes : minutes) * keyedMinuteMs;
  return { state: { ...state, endsAtMs }, hasWrapped };
}

/** The chair's own programs move its rollers: the first blinking field that no control sets. */
function play(profile: KeyedProfile, state: KeyedState, shows: Readonly<Record<string, string>>): KeyedState {
  const set = new Set(Object.values(profile.controls).map(({ field }) => field));
  const values = { ...state.values, ...shows };
  for (const [name, field] of Object.entries(profile.fields)) {
    if (field.kind !== 'blinks') continue;
    const isRolling = profile.activity.blinking.includes(name) && !set.has(name);
    values[name] = isRolling ? (Object.keys(field.blinks)[0] ?? 'none') : 'none';
  }
  return { ...state, values, positions: {}, endsAtMs: state.nowMs + startMinutes * keyedMinuteMs };
}

/** Moves on the first control of the key that it does anything to. */
function turnOn(profile: KeyedProfile, state: KeyedState, key: string): PressedKey {
  const controls = Object.entries(profile.controls).filter(([, control]) => control.key === key);
  for (const [name, control] of controls) {
    const single = control.steps === 1 ? onlyValue(profile, name) : null;
    if (single !== null && state.values[control.field] !== single) return plain(enter(profile, state, control, single));
    if (single !== null || lacks(state, control)) continue;
    return step(profile, state, name, control);
  }
  return plain(state);
}

const lacks = (state: KeyedState, { needs }: CycleControl): boolean =>
  Object.entries(needs).some(([field, value]) => state.values[field] !== value);

/** A control with one step leads to the one value that techniques want of it. */
function onlyValue(profile: KeyedProfile, control: string): string | null {
  const plans = Object.values(profile.zones).flatMap((plan) => Object.values(plan ?? {}));
  for (const ability of plans) {
    if (typeof ability !== 'object' || ability === null || !('set' in ability)) continue;
    const value = (ability.set as Readonly<Record<string, string>>)[control];
    if (value !== undefined) return value;
  }
  return null;
}

/** Another mode: what blinked stops, and the controls of the mode begin at their first step. */
function enter(profile: KeyedProfile, state: KeyedState, { field, key }: CycleControl, value: string): KeyedState {
  let next: KeyedState = { ...state, values: { ...state.values, [field]: value } };
  for (const [name, of] of Object.entries(profile.fields)) {
    if (of.kind === 'blinks') next = { ...next, values: { ...next.values, [name]: 'none' } };
  }
  for (const [name, control] of Object.entries(profile.controls)) {
    if (control.key === key && control.steps > 1) next = show(profile, next, name, control, 0);
  }
  return next;
}

function step(profile: KeyedProfile, state: KeyedState, name: string, control: CycleControl): PressedKey {
  const position = ((state.positions[name] ?? 0) + 1) % control.steps;
  return { state: show(profile, state, name, control, position), hasWrapped: position === 0 };
}

function show(
  profile: KeyedProfile,
  state: KeyedState,
  name: string,
  control: CycleControl,
  position: number,
): KeyedState {
  const field = profile.fields[control.field];
  const all =
    field?.kind === 'named' ? Object.values(field.values) : field?.kind === 'blinks' ? Object.keys(field.blinks) : [];
  const value = all[Math.min(position, all.length - 1)] ?? '';
  const positions = { ...state.positions, [name]: position };
  return { ...state, positions, values: { ...state.values, [control.field]: value } };
}
