import type { ShownField } from './field-shape.js';
import type { Profile } from './schema.js';
import type { ShownValue, Sight } from './sight.js';

/** A chair as its status shows it. */
export interface ProfileView {
  readonly values: Readonly<Record<string, ShownValue>>;
  /** When the newest frame of each kind came, ms. */
  readonly atMs: Readonly<Record<string, number>>;
  /** Null before the first frame that says so. A chair without a power key is on while it says anything. */
  readonly isOn: boolean | null;
  /** It is neither on nor off, such as on its way home: nothing may be pressed. */
  readonly isBetween: boolean;
  /** Something that blinks while it moves does so; null while that is not known. */
  readonly isActive: boolean | null;
}

/** A chair that was seen to go off, and shows nothing since. */
export const darkView: ProfileView = { values: {}, atMs: {}, isOn: false, isBetween: false, isActive: false };

export function profileView(profile: Profile, sight: Sight, nowMs: number): ProfileView {
  const values: Record<string, ShownValue> = {};
  for (const [name, field] of Object.entries(profile.fields)) {
    const frame = sight.frames[field.frame];
    if (frame === undefined) values[name] = null;
    else values[name] = field.kind === 'blinks' ? blinking(name, field, sight, nowMs) : (frame.shown[name] ?? null);
  }
  const atMs: Record<string, number> = {};
  for (const [name, frame] of Object.entries(sight.frames)) atMs[name] = frame.atMs;
  return { values, atMs, ...powerOf(profile, sight, values), isActive: activityOf(profile, values) };
}

type Shown = ProfileView['values'];

/** Everything in `situation` shows; null where something of it is not known and nothing speaks against it. */
export function isShown(situation: Readonly<Record<string, readonly string[]>>, values: Shown): boolean | null {
  const shown = Object.entries(situation).map(([field, wanted]) => {
    const value = values[field] ?? null;
    return value === null ? null : wanted.includes(String(value));
  });
  return shown.includes(false) ? false : shown.includes(null) ? null : true;
}

function powerOf(profile: Profile, sight: Sight, values: Shown): Pick<ProfileView, 'isOn' | 'isBetween'> {
  const { power, fields } = profile;
  if (power === undefined) {
    const isThere = profile.sight === 'none' || Object.keys(sight.frames).length > 0;
    return { isOn: isThere ? true : null, isBetween: false };
  }
  if (power.field !== null) {
    const isSeen = sight.frames[fields[power.field]?.frame ?? ''] !== undefined;
    const shown = values[power.field] ?? null;
    return { isOn: isSeen ? typeof shown === 'number' && shown > 0 : null, isBetween: false };
  }
  const [isOn, isOff] = [isShown(power.on, values), isShown(power.off, values)];
  return { isOn, isBetween: isOn === false && isOff !== true };
}

function activityOf({ activity }: Profile, values: Shown): boolean | null {
  const signs = [
    ...activity.blinking.map((name) => ((values[name] ?? null) === null ? null : values[name] !== 'none')),
    ...Object.entries(activity.moving).map(([field, wanted]) => isShown({ [field]: wanted }, values)),
  ];
  return signs.includes(true) ? true : signs.includes(null) || signs.length === 0 ? null : false;
}

/** The frame that shows whether the chair is on and moves; null: any that it sends. */
export function statusFrame({ power, stop, activity, fields, sight }: Profile): string | null {
  if (sight !== 'status') return null;
  const named = [
    ...(power === undefined ? [] : [power.field ?? Object.keys(power.on)[0]]),
    ...Object.keys(stop?.done ?? {}),
    ...activity.blinking,
    ...Object.keys(activity.moving),
  ];
  return fields[named[0] ?? '']?.frame ?? null;
}

function blinking(
  field: string,
  { blinks, withinMs }: Extract<ShownField, { kind: 'blinks' }>,
  { bits, sinceMs }: Sight,
  nowMs: number,
): ShownValue {
  const fromMs = Math.max(sinceMs ?? nowMs, nowMs - withinMs);
  const ofField = bits[field];
  const active = Object.keys(blinks).filter((name) => {
    const changedAtMs = ofField?.[name]?.changedAtMs ?? null;
    return changedAtMs !== null && changedAtMs > fromMs;
  });
  if (active.length > 1) return 'several';
  return active[0] ?? (fromMs <= nowMs - withinMs ? 'none' : null);
}

/** A view in which fields whose frame is from before are not known: a chair that was just switched on is another than it was. */
export function viewSince(profile: Profile, view: ProfileView, fromMs: number): ProfileView {
  const values: Record<string, ShownValue> = {};
  for (const [name, shown] of Object.entries(view.values)) {
    const frame = profile.fields[name]?.frame ?? '';
    values[name] = (view.atMs[frame] ?? Number.NEGATIVE_INFINITY) > fromMs ? shown : null;
  }
  return { ...view, values };
}
