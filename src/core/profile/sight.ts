import type { Telemetry, ZoneReport } from '../protocol/messages.js';
import { type Zone, zones } from '../zones.js';
import { abilitiesOf } from './abilities.js';
import { levelOfAbility } from './aims.js';
import { type BitRun, bitsValue, shownNumber } from './bits.js';
import type { Profile, ProfileField, ProfileZone } from './schema.js';

/** What a field shows: a number, one of its values, `none` or `several` for what blinks; null where it is not known. */
export type ShownValue = string | number | null;

/** A chair as its status shows it. */
export interface ProfileView {
  readonly values: Readonly<Record<string, ShownValue>>;
  /** When the newest frame of each kind came, ms. */
  readonly atMs: Readonly<Record<string, number>>;
  /** Null before the first frame that says so. */
  readonly isOn: boolean | null;
  /** Something that blinks while it moves does so; null while that is not known. */
  readonly isActive: boolean | null;
}

interface Bit {
  readonly value: number;
  readonly changedAtMs: number | null;
}

/** What has been seen of a chair so far. */
export interface Sight {
  /** The newest of each kind, and what it shows by itself. */
  readonly frames: Readonly<
    Record<string, { readonly shown: Readonly<Record<string, ShownValue>>; readonly atMs: number }>
  >;
  /** By field and name: what may blink. */
  readonly bits: Readonly<Record<string, Readonly<Record<string, Bit>>>>;
  /** Blinking counts from here on. */
  readonly sinceMs: number | null;
}

/** A chair that was seen to go off, and shows nothing since. */
export const darkView: ProfileView = { values: {}, atMs: {}, isOn: false, isActive: false };

export const noSight: Sight = { frames: {}, bits: {}, sinceMs: null };

/** A key changes what blinks; what changes within this time after it is its doing and no blinking, ms. */
const blinkGraceMs = 400;

/** Nothing that blinked before counts any more: a key is pressed. */
export const forgetBlinking = (sight: Sight, nowMs: number): Sight => ({ ...sight, sinceMs: nowMs + blinkGraceMs });

export type SeenFrame =
  | { readonly kind: 'status'; readonly name: string; readonly sight: Sight }
  | { readonly kind: 'answer'; readonly code: string }
  | { readonly kind: 'noise' };

const answerFrame = 'answer';

/** Takes one line of the chair, without its end. Total: what is no frame of the profile is noise. */
export function takeFrame(profile: Profile, sight: Sight, line: string, nowMs: number): SeenFrame {
  const digits = line.startsWith(profile.frame.start) ? line.slice(profile.frame.start.length) : '';
  if (!/^[0-9A-F]+$/.test(digits)) return { kind: 'noise' };
  const { length } = digits;
  const name = Object.entries(profile.frames).find(
    ([, frame]) => length >= frame.digits[0] && length <= frame.digits[1],
  )?.[0];
  if (name === answerFrame) return { kind: 'answer', code: digits };
  if (name === undefined || length % 2 !== 0) return { kind: 'noise' };
  const bytes = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const frames = { ...sight.frames, [name]: { shown: shownIn(profile, name, bytes), atMs: nowMs } };
  const bits = { ...sight.bits, ...blinkBits(profile, name, bytes, sight, nowMs) };
  return { kind: 'status', name, sight: { frames, bits, sinceMs: sight.sinceMs ?? nowMs } };
}

function blinkBits(
  profile: Profile,
  frame: string,
  bytes: readonly number[],
  sight: Sight,
  nowMs: number,
): Sight['bits'] {
  const found: Record<string, Readonly<Record<string, Bit>>> = {};
  for (const [field, of] of Object.entries(profile.fields)) {
    if (of.kind !== 'blinks' || of.frame !== frame) continue;
    const before = sight.bits[field];
    const bits: Record<string, Bit> = { ...before };
    for (const [name, runs] of Object.entries(of.blinks)) {
      const value = bitsValue(bytes, runs);
      if (value === null) continue;
      const last = before?.[name];
      const hasChanged = last !== undefined && last.value !== value;
      bits[name] = { value, changedAtMs: hasChanged ? nowMs : (last?.changedAtMs ?? null) };
    }
    found[field] = bits;
  }
  return found;
}

export function profileView(profile: Profile, sight: Sight, nowMs: number): ProfileView {
  const values: Record<string, ShownValue> = {};
  for (const [name, field] of Object.entries(profile.fields)) {
    const frame = sight.frames[field.frame];
    if (frame === undefined) values[name] = null;
    else values[name] = field.kind === 'blinks' ? blinking(name, field, sight, nowMs) : (frame.shown[name] ?? null);
  }
  const atMs: Record<string, number> = {};
  for (const [name, frame] of Object.entries(sight.frames)) atMs[name] = frame.atMs;
  const power = profile.fields[profile.power.field];
  const isSeen = power !== undefined && sight.frames[power.frame] !== undefined;
  const shown = values[profile.power.field] ?? null;
  const moving = profile.activity.map((name) => values[name] ?? null);
  const isActive = moving.some((value) => value !== null && value !== 'none') || (moving.includes(null) ? null : false);
  return { values, atMs, isOn: isSeen ? typeof shown === 'number' && shown > 0 : null, isActive };
}

/** What one frame shows by itself; what blinks only several of them do. */
function shownIn(profile: Profile, frame: string, bytes: readonly number[]): Record<string, ShownValue> {
  const shown: Record<string, ShownValue> = {};
  for (const [name, field] of Object.entries(profile.fields)) {
    if (field.frame === frame && field.kind !== 'blinks') shown[name] = shownBy(field, bytes);
  }
  return shown;
}

function shownBy(field: Exclude<ProfileField, { kind: 'blinks' }>, bytes: readonly number[]): ShownValue {
  switch (field.kind) {
    case 'bits': {
      const value = bitsValue(bytes, field.bits);
      return value === null ? null : (field.values[String(value)] ?? null);
    }
    case 'number':
      return shownNumber(field.digits.map((digit) => bitsValue(bytes, digit)));
    case 'first':
      return Object.entries(field.first).find(([, runs]) => isSet(bytes, runs))?.[0] ?? field.otherwise;
  }
}

const isSet = (bytes: readonly number[], runs: readonly BitRun[]): boolean => (bitsValue(bytes, runs) ?? 0) !== 0;

function blinking(
  field: string,
  { blinks, withinMs }: Extract<ProfileField, { kind: 'blinks' }>,
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

const noSensor = { rate: 0, temperatureDc: 'none', currentMa: 'none', flags: [] } as const;

/** What a zone shows; null where its controls show nothing that is a technique of ours. */
function zoneReport(profile: Profile, zone: Zone, plan: ProfileZone, view: ProfileView): ZoneReport | null {
  if (view.isOn !== true) return { zone, technique: 'off', level: 0, ...noSensor };
  const shows = (settings: Readonly<Record<string, string>>): boolean =>
    Object.entries(settings).every(([control, value]) => view.values[profile.controls[control]?.field ?? ''] === value);
  for (const [technique, ability] of abilitiesOf(plan)) {
    if (!shows(ability.set)) continue;
    const control = ability.level.control === null ? undefined : profile.controls[ability.level.control];
    const level = levelOfAbility(ability, control === undefined ? null : view.values[control.field]);
    return level === null ? null : { zone, technique, level, ...noSensor };
  }
  const isResting = plan.rest === null ? view.isActive === false : shows(plan.rest);
  return isResting ? { zone, technique: 'off', level: 0, ...noSensor } : null;
}

/** A status as a line of telemetry: what the chair's display shows, and no reading that it does not have. A zone that shows
 *  nothing we know is left out. */
export function telemetryOfProfile(profile: Profile, view: ProfileView, nowMs: number): Telemetry {
  const reports = zones.flatMap((zone) => {
    const plan = profile.zones[zone];
    const report = plan === undefined ? null : zoneReport(profile, zone, plan, view);
    return report === null ? [] : [report];
  });
  const mode = view.isOn === true && view.isActive !== false ? 'run' : 'idle';
  return { uptimeMs: Math.floor(nowMs), mode, leaseMs: 0, occupied: 'none', railMv: 'none', zones: reports };
}
