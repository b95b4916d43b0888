import { type Setpoint, setpointsByZone, type Timeline, unfit } from '../program/timeline.js';
import type { Zone } from '../zones.js';
import { capabilitiesOf, zonesOfProfile } from './abilities.js';
import { abilityOf, givenLevel } from './aims.js';
import type { Profile } from './schema.js';

/** What a chair by profile makes of a program. An error refuses it; a warning says how it differs. `atMs` is where. */
export interface Misfit {
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly zone: Zone | null;
  readonly atMs: number;
}

/** A stretch of a zone in which it does one thing. */
interface Stretch {
  readonly setpoint: Setpoint;
  readonly endMs: number;
}

function stretchesOf(timeline: Timeline, zone: Zone): readonly Stretch[] {
  const setpoints = setpointsByZone(timeline)[zone];
  return setpoints.map((setpoint, at) => ({ setpoint, endMs: setpoints[at + 1]?.atMs ?? timeline.totalMs }));
}

const isOff = ({ technique, level }: Setpoint): boolean => technique === 'off' || level === 0;

/** Off, or so little that the chair has nothing for it. */
function rests(profile: Profile, zone: Zone, setpoint: Setpoint): boolean {
  const ability = abilityOf(profile.zones[zone], setpoint.technique);
  return isOff(setpoint) || ability === undefined || givenLevel(ability, setpoint.level) === 0;
}

/** [S10] A zone that no key rests must not be asked to rest once it works: it would go on. */
function restless(profile: Profile, zone: Zone, stretches: readonly Stretch[]): readonly Misfit[] {
  if (profile.zones[zone]?.rest !== null) return [];
  const startsAt = stretches.findIndex(({ setpoint }) => !rests(profile, zone, setpoint));
  const faint = stretches.find(({ setpoint }) => !isOff(setpoint));
  if (startsAt < 0 && faint !== undefined) {
    const message = `all that is asked of '${zone}' is under this chair's least: nothing of it would be done`;
    return [{ severity: 'error', message, zone, atMs: faint.setpoint.atMs }];
  }
  if (startsAt < 0) return [];
  let restMs = 0;
  for (const { setpoint, endMs } of stretches.slice(startsAt)) {
    restMs = rests(profile, zone, setpoint) ? restMs + endMs - setpoint.atMs : 0;
    if (restMs <= profile.follows) continue;
    const message = `this chair cannot rest '${zone}' for ${seconds(restMs)} once it works: use it to the end, or leave it out`;
    return [{ severity: 'error', message, zone, atMs: setpoint.atMs }];
  }
  return [];
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

/** Levels under the chair's least, and those that it cannot give exactly. */
function levels(profile: Profile, zone: Zone, stretches: readonly Stretch[]): readonly Misfit[] {
  const found: Misfit[] = [];
  for (const { setpoint } of stretches) {
    const { technique, level, atMs } = setpoint;
    const ability = abilityOf(profile.zones[zone], technique);
    if (ability === undefined || level === 0) continue;
    const given = givenLevel(ability, level);
    if (given === level) continue;
    const least = ability.level.fixed ?? ability.level.steps[0]?.level ?? 0;
    const message =
      given === 0
        ? `${technique} ${level} in '${zone}' is under this chair's least, ${least}: it stays off`
        : `${technique} ${level} in '${zone}' becomes ${given}: this chair has steps`;
    found.push({ severity: 'warning', message, zone, atMs });
  }
  return found;
}

function pace(profile: Profile, zone: Zone, stretches: readonly Stretch[]): readonly Misfit[] {
  const short = stretches.find(
    ({ setpoint, endMs }, at) =>
      endMs - setpoint.atMs < profile.follows && at > 0 && setpoint.technique !== stretches[at - 1]?.setpoint.technique,
  );
  if (short === undefined) return [];
  const message = `'${zone}' changes faster than this chair's keys: what lasts less than ${seconds(profile.follows)} is not followed`;
  return [{ severity: 'warning', message, zone, atMs: short.setpoint.atMs }];
}

function rates(zone: Zone, stretches: readonly Stretch[]): readonly Misfit[] {
  const first = stretches.find(({ setpoint }) => setpoint.rate > 0 && !isOff(setpoint));
  if (first === undefined) return [];
  const message = `rates in '${zone}' have no effect: this chair runs at its own`;
  return [{ severity: 'warning', message, zone, atMs: first.setpoint.atMs }];
}

const firstOfEach = (misfits: readonly Misfit[]): readonly Misfit[] => [
  ...new Map(misfits.map((each) => [each.message, each] as const).reverse()).values(),
];

/** Everything that this chair cannot do as the program says it: pure. */
export function misfits(profile: Profile, timeline: Timeline): readonly Misfit[] {
  const lacking = unfit(timeline, capabilitiesOf(profile));
  if (lacking !== null) return [{ severity: 'error', message: lacking, zone: null, atMs: 0 }];
  const found = zonesOfProfile(profile).flatMap((zone) => {
    const stretches = stretchesOf(timeline, zone);
    return [
      ...restless(profile, zone, stretches),
      ...levels(profile, zone, stretches),
      ...pace(profile, zone, stretches),
      ...rates(zone, stretches),
    ];
  });
  return [...firstOfEach(found)].sort((one, other) => one.atMs - other.atMs);
}

/** Why the chair does not play it, as a sentence, or null. */
export const refusal = (profile: Profile, timeline: Timeline): string | null =>
  misfits(profile, timeline).find(({ severity }) => severity === 'error')?.message ?? null;
