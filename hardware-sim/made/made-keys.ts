import type { Profile } from '../../src/core/profile/schema.js';
import { techniques } from '../../src/core/zones.js';
import { controlKeys } from './made-commands.js';
import { type MadeValues, valuesInPhase } from './made-phases.js';
import {
  addMinutes,
  controlPlace,
  endMassage,
  hasSettings,
  type MadeState,
  madePhase,
  playNative,
  pressPower,
} from './made-state.js';

type MadeControl = Profile['controls'][string];

/** What a key did, and whether it has led once round. */
export interface MadePress {
  readonly state: MadeState;
  readonly hasWrapped: boolean;
}

const plainly = (state: MadeState): MadePress => ({ state, hasWrapped: false });

const lacksNeeds = (profile: Profile, state: MadeState, { needs }: MadeControl): boolean => {
  const values: MadeValues = { ...state.values, ...valuesInPhase(profile, madePhase(profile, state)) };
  return Object.entries(needs).some(([field, value]) => values[field] !== value);
};

const withValue = (state: MadeState, name: string, control: MadeControl, value: string): MadeState => ({
  ...state,
  native: null,
  values: { ...state.values, [controlPlace(name, control)]: value },
});

/** The values through which one key leads: those that its field can show. One step leads to what techniques want of it. */
function cycleValues(profile: Profile, name: string, control: MadeControl): readonly string[] {
  const field = profile.fields[control.field ?? ''];
  const all =
    field?.kind === 'named' ? Object.values(field.values) : field?.kind === 'blinks' ? Object.keys(field.blinks) : [];
  if (control.kind !== 'cycle' || control.steps > 1) return all.slice(0, control.kind === 'cycle' ? control.steps : 0);
  const plans = Object.values(profile.zones).flatMap((plan) => Object.values(plan ?? {}));
  const wanted = plans.flatMap((each) =>
    typeof each === 'object' && each !== null && 'set' in each && typeof each['set'] === 'object'
      ? ((each['set'] as MadeValues)[name] ?? [])
      : [],
  );
  return wanted.slice(0, 1);
}

/** What a key makes of one of its controls; null where it does nothing to it. */
function turn(profile: Profile, state: MadeState, key: string, name: string, control: MadeControl): MadePress | null {
  const present = state.values[controlPlace(name, control)] ?? '';
  switch (control.kind) {
    case 'cycle': {
      const values = cycleValues(profile, name, control);
      const next = (values.indexOf(present) + 1) % Math.max(1, values.length);
      const value = values[next] ?? present;
      return value === present ? null : { state: withValue(state, name, control, value), hasWrapped: next === 0 };
    }
    case 'direct': {
      const value = Object.entries(control.keys).find(([, each]) => each === key)?.[0] ?? present;
      return plainly(withValue(state, name, control, value));
    }
    case 'ladder': {
      const to = control.values.indexOf(present) + (key === control.up ? 1 : -1);
      return plainly(withValue(state, name, control, control.values[to] ?? present));
    }
    case 'value':
      return null;
  }
}

/** A technique that was just set begins at its least, where its level cannot be chosen before it runs. */
function begun(profile: Profile, before: MadeState, state: MadeState): MadeState {
  let values = state.values;
  for (const plan of Object.values(profile.zones)) {
    for (const technique of techniques) {
      const ability = plan?.[technique];
      const level = profile.controls[ability?.level.control ?? ''];
      if (ability === undefined || level === undefined || Object.keys(level.needs).length === 0) continue;
      const place = controlPlace(ability.level.control ?? '', level);
      const isGraded = ability.level.steps.some(({ value }) => value === values[place]);
      const isNew =
        hasSettings(profile, state.values, ability.set) && !hasSettings(profile, before.values, ability.set);
      if (isNew && !isGraded) values = { ...values, [place]: ability.level.steps[0]?.value ?? '' };
    }
  }
  return { ...state, values };
}

/** A key of controls moves on the first that leads round, and all that it sets directly. */
function pressControls(profile: Profile, state: MadeState, key: string): MadePress {
  let now = plainly(state);
  for (const [name, control] of Object.entries(profile.controls)) {
    if (!controlKeys(control).includes(key) || lacksNeeds(profile, state, control)) continue;
    const turned = turn(profile, now.state, key, name, control);
    if (turned === null) continue;
    now = { ...turned, state: begun(profile, now.state, turned.state) };
    if (control.kind === 'cycle') return now;
  }
  return now;
}

/** A key goes down. A chair that is off, or drives home, knows its power key and no other. */
export function pressMade(profile: Profile, state: MadeState, key: string): MadePress {
  const { power, pause, timer, natives, stop, controls } = profile;
  if (key === power?.key) return plainly(pressPower(profile, state));
  if (!state.isOn || state.homeAtMs !== null) return plainly(state);
  if (key === pause?.key) return plainly({ ...state, isPaused: !state.isPaused });
  if (key === timer?.key) return plainly(addMinutes(state, timer.steps));
  const native = Object.entries(natives).find(([, each]) => each.key === key)?.[0];
  if (native !== undefined) return plainly(playNative(profile, state, native));
  if (Object.values(controls).some((control) => controlKeys(control).includes(key)))
    return pressControls(profile, state, key);
  const soft = stop?.soft?.press.at(-1) === key;
  const ends = soft || stop?.press.at(-1) === key;
  return plainly(ends ? endMassage(profile, state, { isSoft: soft, isPower: false }) : state);
}

/** One of the commands of a control; several may drive a motor each, and the strongest counts. */
export function tellMade(
  profile: Profile,
  state: MadeState,
  { control: name, at }: { readonly control: string; readonly at: number },
  value: number,
): MadeState {
  const control = profile.controls[name];
  const isWithin = control?.kind === 'value' && value >= control.min && value <= control.max;
  if (!isWithin || !state.isOn || state.homeAtMs !== null || lacksNeeds(profile, state, control)) return state;
  const told = { ...state.told, [`${name} ${at}`]: value };
  const all = control.commands.map((_, index) => told[`${name} ${index}`] ?? control.min);
  return { ...withValue(state, name, control, String(Math.max(...all))), told };
}
