import type { ShownField } from '../../src/core/profile/field-shape.js';
import type { Profile } from '../../src/core/profile/schema.js';
import { type Technique, techniques, type Zone, zones } from '../../src/core/zones.js';
import { keyedMinuteMs, startMinutes, timerMinutesMax } from '../keyed/keyed-state.js';
import { type MadePhase, type MadeSituation, type MadeValues, madeShows, valuesInPhase } from './made-phases.js';

type MadeControl = Profile['controls'][string];

/** A chair that is made from its profile. */
export interface MadeState {
  readonly nowMs: number;
  readonly isOn: boolean;
  readonly isPaused: boolean;
  /** The chair's own program that plays. */
  readonly native: string | null;
  /** Its own timer or program ends it then, ms. */
  readonly endsAtMs: number | null;
  /** It is on its way home until then, ms. */
  readonly homeAtMs: number | null;
  /** What each control is, by its field or, where nothing shows it, by its name. */
  readonly values: MadeValues;
  /** What each command of a control has told last. */
  readonly told: Readonly<Record<string, number>>;
}

/** Where a control's value is kept. */
export const controlPlace = (name: string, { field }: MadeControl): string => field ?? `unseen ${name}`;

const homeMs = 4000;

function namesOf(field: ShownField | undefined): readonly string[] {
  switch (field?.kind) {
    case 'named':
      return Object.values(field.values);
    case 'blinks':
      return ['none', ...Object.keys(field.blinks)];
    case 'first':
      return [field.otherwise, ...Object.keys(field.first)];
    case 'number':
    case undefined:
      return [];
  }
}

/** What a control is while nothing is asked of it. */
function restOf(profile: Profile, name: string, control: MadeControl): string {
  const rest = Object.values(profile.zones).flatMap((plan) => plan?.rest?.[name] ?? [])[0];
  if (rest !== undefined) return rest;
  const names = namesOf(profile.fields[control.field ?? '']);
  switch (control.kind) {
    case 'value':
      return String(control.min);
    case 'ladder':
      return control.values[0] ?? '';
    case 'cycle':
      return names[0] ?? '';
    case 'direct':
      return names.find((each) => !Object.hasOwn(control.keys, each)) ?? Object.keys(control.keys)[0] ?? '';
  }
}

function restingValues(profile: Profile): MadeValues {
  const values: Record<string, string> = {};
  for (const [name, field] of Object.entries(profile.fields)) values[name] = namesOf(field)[0] ?? '0';
  for (const [name, control] of Object.entries(profile.controls))
    values[controlPlace(name, control)] = restOf(profile, name, control);
  return values;
}

/** A chair that nobody has touched; one without a power key is on. */
export const newMadeState = (profile: Profile): MadeState => ({
  nowMs: 0,
  isOn: profile.power === undefined,
  isPaused: false,
  native: null,
  endsAtMs: null,
  homeAtMs: null,
  values: restingValues(profile),
  told: {},
});

export interface MadeZone {
  readonly technique: Technique | 'off';
  readonly level: number;
}

/** Each of these controls is what is said of it. */
export const hasSettings = (profile: Profile, values: MadeValues, settings: MadeValues): boolean =>
  Object.entries(settings).every(([name, value]) => {
    const control = profile.controls[name];
    return control !== undefined && values[controlPlace(name, control)] === value;
  });

/** What a zone would do if nothing held it. */
function zoneBy(profile: Profile, values: MadeValues, zone: Zone): MadeZone {
  const plan = profile.zones[zone];
  for (const technique of techniques) {
    const ability = plan?.[technique];
    if (ability === undefined || !hasSettings(profile, values, ability.set)) continue;
    const { control: name, fixed, steps } = ability.level;
    const control = profile.controls[name ?? ''];
    const value = control === undefined ? '' : (values[controlPlace(name ?? '', control)] ?? '');
    const step = steps.findLast((each) =>
      control?.kind === 'value' ? Number(each.value) <= Number(value) : each.value === value,
    );
    const level = fixed ?? step?.level ?? 0;
    if (level > 0) return { technique, level };
  }
  return { technique: 'off', level: 0 };
}

const nothing: MadeZone = { technique: 'off', level: 0 };

/** It is on, and nothing holds it. */
const isDriven = ({ isOn, isPaused, homeAtMs }: MadeState): boolean => isOn && !isPaused && homeAtMs === null;

/** What each zone really does by its controls. */
export const madeZones = (profile: Profile, state: MadeState): Readonly<Record<Zone, MadeZone>> => {
  const zoneOf = (zone: Zone): MadeZone =>
    isDriven(state) && state.native === null ? zoneBy(profile, state.values, zone) : nothing;
  return { back: zoneOf('back'), seat: zoneOf('seat'), legs: zoneOf('legs') };
};

/** Something massages. */
export const isMassaging = (profile: Profile, state: MadeState): boolean =>
  isDriven(state) && (state.native !== null || zones.some((zone) => madeZones(profile, state)[zone].level > 0));

export function madePhase(profile: Profile, state: MadeState): MadePhase {
  if (state.homeAtMs !== null) return 'settling';
  if (!state.isOn) return 'off';
  return isMassaging(profile, state) ? 'running' : 'waiting';
}

/** Minutes that its own timer has left. */
export const minutesLeft = ({ endsAtMs, nowMs }: MadeState): number | null =>
  endsAtMs === null ? null : Math.max(0, (endsAtMs - nowMs) / keyedMinuteMs);

/** What every field shows by name; what counts or blinks is put into a frame elsewhere. */
export const shownValues = (profile: Profile, state: MadeState, phase: MadePhase): MadeValues => {
  const native = profile.natives[state.native ?? ''];
  return { ...state.values, ...valuesInPhase(profile, phase), ...native?.shows };
};

const ended = (profile: Profile, values: MadeValues): MadeValues => {
  const done: MadeSituation = profile.stop?.done ?? {};
  const unmet = Object.entries(done).filter(([field, wanted]) => !wanted.includes(values[field] ?? ''));
  const phaseFieldsOf = valuesInPhase(profile, 'waiting');
  const set = unmet.filter(([field]) => phaseFieldsOf[field] === undefined);
  return { ...values, ...Object.fromEntries(set.map(([field, wanted]) => [field, wanted[0] ?? ''])) };
};

/** A massage is over. What moves nobody leaves the chair where it is. */
export function endMassage(
  profile: Profile,
  state: MadeState,
  { isSoft, isPower }: { isSoft: boolean; isPower: boolean },
): MadeState {
  const { stop, power } = profile;
  const values = ended(profile, restingValues(profile));
  const over = { ...newMadeState(profile), nowMs: state.nowMs, values };
  const waits = { ...values, ...valuesInPhase(profile, 'waiting') };
  const staysOn = power === undefined || (!isPower && madeShows(stop?.done ?? {}, waits));
  const drives = !isSoft && state.isOn && stop !== undefined && (stop.moves.length > 0 || stop.rests !== undefined);
  const withinMs = stop === undefined ? homeMs : Math.min(homeMs, stop.rests_within / 2);
  return {
    ...over,
    isOn: staysOn,
    endsAtMs: staysOn ? state.endsAtMs : null,
    homeAtMs: drives ? state.nowMs + withinMs : null,
  };
}

const switchedOnMade = (profile: Profile, state: MadeState): MadeState => ({
  ...newMadeState(profile),
  nowMs: state.nowMs,
  isOn: true,
  endsAtMs: profile.timer === undefined ? null : state.nowMs + startMinutes * keyedMinuteMs,
});

/** The power key is a toggle; on its way home it wakes the chair again. */
export const pressPower = (profile: Profile, state: MadeState): MadeState =>
  state.isOn && state.homeAtMs === null
    ? endMassage(profile, state, { isSoft: false, isPower: true })
    : switchedOnMade(profile, state);

/** Its timer goes up by steps, and then round. */
export function addMinutes(state: MadeState, steps: number): MadeState {
  const stepMinutes = timerMinutesMax / steps;
  const minutes = (minutesLeft(state) ?? 0) + stepMinutes;
  const kept = minutes > timerMinutesMax ? stepMinutes : minutes;
  return { ...state, endsAtMs: state.nowMs + kept * keyedMinuteMs };
}

export const playNative = (profile: Profile, state: MadeState, native: string): MadeState => ({
  ...state,
  native,
  isPaused: false,
  values: { ...state.values, ...profile.natives[native]?.shows },
  endsAtMs: state.nowMs + (profile.natives[native]?.minutes ?? 0) * keyedMinuteMs,
});

/** The chair at a later time. A pause holds its timer; `isEndless`: nothing ends by itself. */
export function advanceMade(profile: Profile, before: MadeState, nowMs: number, isEndless: boolean): MadeState {
  const heldMs = before.isPaused ? nowMs - before.nowMs : 0;
  const endsAtMs = before.endsAtMs === null ? null : before.endsAtMs + heldMs;
  const state = { ...before, nowMs, endsAtMs };
  if (state.homeAtMs !== null && nowMs >= state.homeAtMs) return { ...state, homeAtMs: null };
  if (endsAtMs === null || nowMs < endsAtMs || isEndless) return state;
  return endMassage(profile, state, { isSoft: false, isPower: true });
}
