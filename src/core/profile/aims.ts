import { type Drive, type Technique, type Zone, zones } from '../zones.js';
import { abilitiesOf } from './abilities.js';
import type { Profile, ProfileAbility, ProfileZone } from './schema.js';

/** What each control should be; the order of the profile's controls is the order in which they are set. */
export type Aims = ReadonlyMap<string, string>;

type Levels = Readonly<Record<Zone, number>>;

export const abilityOf = (zone: ProfileZone | undefined, technique: Technique | 'off'): ProfileAbility | undefined =>
  technique === 'off' ? undefined : zone?.[technique];

/** The level that the chair gives where `level` is asked: its greatest that is not more. 0 where even its least is. [S10] */
export function givenLevel(ability: ProfileAbility, level: number): number {
  const { fixed, steps } = ability.level;
  if (fixed !== null) return fixed <= level ? fixed : 0;
  return steps.findLast((step) => step.level <= level)?.level ?? 0;
}

/** The level that a value of an ability's control stands for, 0-100. */
export function levelOfAbility(ability: ProfileAbility, value: unknown): number | null {
  const { fixed, steps } = ability.level;
  const level = fixed ?? steps.find((step) => step.value === value)?.level;
  // Between two steps of a scale it is at least the lower one.
  return level ?? steps.findLast((step) => Number(step.value) <= Number(value))?.level ?? null;
}

/** What a drive asks of the controls. A zone that no key rests is left as it is. [S10] */
export function aimsOf(profile: Profile, drive: Drive, caps: Levels): Aims {
  const wanted = new Map<string, string>();
  for (const zone of zones) {
    const plan = profile.zones[zone];
    if (plan === undefined) continue;
    const { technique, level } = drive[zone];
    const ability = abilityOf(plan, technique);
    const given = ability === undefined ? 0 : givenLevel(ability, Math.min(level, caps[zone]));
    for (const [control, value] of Object.entries(settingsFor(plan, ability, given))) wanted.set(control, value);
  }
  return inOrder(profile, wanted);
}

function inOrder(profile: Profile, aims: Aims): Aims {
  const order = Object.keys(profile.controls);
  return new Map([...aims].sort(([one], [other]) => order.indexOf(one) - order.indexOf(other)));
}

function settingsFor(plan: ProfileZone, ability: ProfileAbility | undefined, given: number): Record<string, string> {
  if (ability === undefined || given === 0) return plan.rest ?? {};
  const { control, steps } = ability.level;
  const value = steps.find(({ level }) => level === given)?.value;
  return control === null || value === undefined ? ability.set : { ...ability.set, [control]: value };
}

/** True where a drive asks a zone to work that it can move. */
export const moves = (profile: Profile, drive: Drive, zone: Zone, caps: Levels): boolean => {
  const ability = abilityOf(profile.zones[zone], drive[zone].technique);
  return ability !== undefined && givenLevel(ability, Math.min(drive[zone].level, caps[zone])) > 0;
};

/** Since when a control is asked to be something else than it is, and how long to be what. Times in ms. */
interface Waiting {
  readonly sinceMs: number;
  readonly seenAtMs: number;
  readonly lasted: Readonly<Record<string, number>>;
}

/** What is aimed at, and what has been asked meanwhile. */
export interface Following {
  readonly aims: Aims;
  readonly waiting: ReadonlyMap<string, Waiting>;
}

export const followsNothing: Following = { aims: new Map(), waiting: new Map() };

/** The levels that each control's values stand for. */
export function levelsOf(profile: Profile, control: string): ReadonlyMap<string, number> {
  const plans = Object.values(profile.zones).filter((plan) => plan !== undefined);
  const graded = plans.flatMap(abilitiesOf).filter(([, { level }]) => level.control === control);
  if (graded.length === 0) return new Map();
  const rests = plans.flatMap(({ rest }) => (rest?.[control] === undefined ? [] : [[rest[control], 0] as const]));
  const steps = graded.flatMap(([, { level }]) => level.steps.map((step) => [step.value, step.level] as const));
  return new Map<string, number>([...rests, ...steps]);
}

/** [S10] Less is taken at once. */
function isLess(profile: Profile, control: string, value: string, than: string): boolean {
  const levels = levelsOf(profile, control);
  return (levels.get(value) ?? Number.POSITIVE_INFINITY) < (levels.get(than) ?? 0);
}

function waitFor(before: Waiting | undefined, value: string, nowMs: number): Waiting {
  const { sinceMs, seenAtMs, lasted } = before ?? { sinceMs: nowMs, seenAtMs: nowMs, lasted: {} };
  return { sinceMs, seenAtMs: nowMs, lasted: { ...lasted, [value]: (lasted[value] ?? 0) + nowMs - seenAtMs } };
}

/** Of a pattern, what makes most of it. */
const mostOf = ({ lasted }: Waiting, value: string): string =>
  Object.entries(lasted).reduce((most, each) => (each[1] > most[1] ? each : most), [value, 0] as const)[0];

/** Keys are slow: what is asked is followed when it has been something else for a while, but the first and what is less at once.
 *  A pattern that comes back sooner is bridged. */
export function followAims(profile: Profile, state: Following, asked: Aims, nowMs: number): Following {
  const aims = new Map(state.aims);
  const waiting = new Map<string, Waiting>();
  for (const [control, value] of asked) {
    const present = state.aims.get(control);
    if (present === value) continue;
    const wait = waitFor(state.waiting.get(control), value, nowMs);
    if (present === undefined || isLess(profile, control, value, present)) aims.set(control, value);
    else if (nowMs - wait.sinceMs >= profile.follows) aims.set(control, mostOf(wait, value));
    else waiting.set(control, wait);
  }
  for (const control of letGo(profile, aims, asked)) aims.delete(control);
  return { aims: inOrder(profile, aims), waiting };
}

/** What a zone is to be while it works is nobody's aim once it rests: a chair may end its technique with its level. */
function letGo(profile: Profile, aims: Aims, asked: Aims): readonly string[] {
  return Object.values(profile.zones).flatMap((plan) => {
    const rest = Object.entries(plan?.rest ?? {});
    const rests =
      rest.length > 0 && rest.every(([name, value]) => asked.get(name) === value && aims.get(name) === value);
    if (plan === undefined || !rests) return [];
    const used = abilitiesOf(plan).flatMap(([, { set, level }]) => [
      ...Object.keys(set),
      ...(level.control === null ? [] : [level.control]),
    ]);
    return used.filter((name) => !asked.has(name));
  });
}
