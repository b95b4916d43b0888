import type { Profile } from '../../src/core/profile/schema.js';

/** A chair of a profile: what its fields show, where each of its cycles stands, and what it does by itself. */
export interface KeyedState {
  readonly nowMs: number;
  readonly isOn: boolean;
  readonly isPaused: boolean;
  /** The massage ends then, ms; counted on while paused. */
  readonly endsAtMs: number;
  /** What fields of bits and of `first` show; a blinking field names what blinks, or none. */
  readonly values: Readonly<Record<string, string>>;
  /** How far each control is in its cycle. */
  readonly positions: Readonly<Record<string, number>>;
}

/** What a chair does when nobody has touched its timer, ms. */
export const startMinutes = 15;
export const timerMinutesMax = 30;
export const timerStepMinutes = 5;
export const keyedMinuteMs = 60_000;

/** What every field shows at rest. */
function restingValues(profile: Profile): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, field] of Object.entries(profile.fields)) {
    if (field.kind === 'named') values[name] = Object.values(field.values)[0] ?? '';
    if (field.kind === 'first') values[name] = field.otherwise;
    if (field.kind === 'blinks') values[name] = 'none';
  }
  return values;
}

/** A chair that is switched off. */
export const newKeyedState = (profile: Profile): KeyedState => ({
  nowMs: 0,
  isOn: false,
  isPaused: false,
  endsAtMs: 0,
  values: restingValues(profile),
  positions: {},
});

/** Minutes that its timer shows; null while it is off. */
export const timerMinutes = ({ isOn, endsAtMs, nowMs }: KeyedState): number | null =>
  isOn ? Math.max(0, Math.ceil((endsAtMs - nowMs) / keyedMinuteMs)) : null;

export const switchedOn = (profile: Profile, state: KeyedState): KeyedState => ({
  ...newKeyedState(profile),
  nowMs: state.nowMs,
  isOn: true,
  endsAtMs: state.nowMs + startMinutes * keyedMinuteMs,
});

export const switchedOff = (profile: Profile, state: KeyedState): KeyedState => ({
  ...newKeyedState(profile),
  nowMs: state.nowMs,
});

/** True where something of it moves. */
export const isKeyedMoving = (profile: Profile, { isOn, isPaused, values }: KeyedState): boolean =>
  isOn &&
  !isPaused &&
  Object.entries(profile.fields).some(([name, { kind }]) => kind === 'blinks' && values[name] !== 'none');
