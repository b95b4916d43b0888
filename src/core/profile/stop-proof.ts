import { z } from 'zod';
import { type Drive, stillDrive, techniques, type Zone, zones } from '../zones.js';
import { abilitiesOf } from './abilities.js';
import type { Profile, ProfileAbility } from './schema.js';
import { alarmAfterMs, endingStop } from './stop-plan.js';

/** How the stop of a chair by profile is proved. Times in ms, levels 0-100. */
export const stopProofLimits = {
  /** The chair's least is enough, and what it gives up to here. */
  levelMax: 20,
  /** Each movement is stopped so often; what a person has to look at, once. */
  triesMax: 3,
  /** A chair measures the body first, and may need keys for each step. */
  beginMsMax: 90_000,
  /** What moves is left moving for so long before it is stopped. */
  movesMs: 1500,
  /** Nothing shows that it moves: so long it is told to. */
  unseenMovesMs: 3000,
} as const;

/** What is driven together before one stop: every zone, each with one of its techniques. */
export interface ProofRound {
  readonly drive: Drive;
  readonly moved: readonly MovedZone[];
}

const movedZone = z.object({ zone: z.enum(zones), technique: z.enum(techniques), level: z.number() });
export type MovedZone = Readonly<z.infer<typeof movedZone>>;

/** `back knead 20, legs compress 20`. */
export const movedText = (moved: readonly MovedZone[]): string =>
  moved.map(({ zone, technique, level }) => `${zone} ${technique} ${level}`).join(', ');

/** By what it was stopped: what moves nobody, what ends it in any case. */
const stopWays = ['soft', 'off'] as const;

const stopProof = z.object({
  way: z.enum(stopWays),
  moved: z.array(movedZone).max(zones.length),
  /** From the first byte of the stop to the first status that shows it, or to the answer; null where neither came. */
  tookMs: z.number().nullable(),
  limitMs: z.number(),
  /** From there until it has come home. */
  homeMs: z.number().nullable(),
  homeLimitMs: z.number().nullable(),
  /** What the person has said who was asked to look: never a measurement. */
  isSaidStill: z.boolean().nullable(),
  failure: z.string().max(300).nullable(),
});
/** One stop of a chair by profile. `failure` null: it passed. */
export type StopProof = Readonly<z.infer<typeof stopProof>>;

/** The levels that an ability is proved with: what the chair gives for 20, or its least; null where that is over the cap. [S10] */
function proofLevel({ level: { fixed, steps } }: ProfileAbility, levelMax: number): number | null {
  const least = fixed ?? steps[0]?.level ?? null;
  if (least === null || least > levelMax) return null;
  return Math.max(least, Math.min(stopProofLimits.levelMax, levelMax));
}

function movementsOf({ zones: plans }: Profile, zone: Zone, levelMax: number): readonly MovedZone[] {
  const plan = plans[zone];
  if (plan === undefined) return [];
  return abilitiesOf(plan).flatMap(([technique, ability]) => {
    const level = proofLevel(ability, levelMax);
    return level === null ? [] : [{ zone, technique, level }];
  });
}

/** Every technique of every zone at least once. The zones move together, because a stop ends all of them, and because some chairs
 *  move one zone only beside another. */
export function proofRounds(profile: Profile, levelMax: number): readonly ProofRound[] {
  const able = zones.map((zone) => movementsOf(profile, zone, levelMax)).filter((each) => each.length > 0);
  const rounds = Math.max(0, ...able.map((each) => each.length));
  return Array.from({ length: rounds }, (_, round) => {
    const moved = able.flatMap((each) => each[round % each.length] ?? []);
    const driven = moved.map(({ zone, technique, level }) => [zone, { technique, level, rate: 0, rampMs: 0 }]);
    return { moved, drive: { ...stillDrive, ...Object.fromEntries(driven) } };
  });
}

/** The same chair as it is stopped where its soft stop is vain; null where it has no such stop. */
export function withoutSoftStop(profile: Profile): Profile | null {
  if (profile.stop?.soft === undefined) return null;
  const { soft: _soft, ...stop } = profile.stop;
  return { ...profile, stop };
}

/** What the profile declares of the stop that ends a session, ms. */
export function declaredStop(profile: Profile): Pick<StopProof, 'way' | 'limitMs' | 'homeLimitMs'> {
  const { stop, sight } = profile;
  const way = endingStop(profile);
  const stage = way === 'soft' ? stop?.soft : stop;
  const isHomeShown = sight === 'status' && way === 'off' && stop?.rests !== undefined;
  return {
    way: way === 'soft' ? 'soft' : 'off',
    limitMs: stage?.within ?? alarmAfterMs,
    homeLimitMs: isHomeShown ? stop.rests_within : null,
  };
}

const stopRecord = z.object({
  version: z.literal(1),
  kind: z.literal('stops'),
  at: z.iso.datetime(),
  profile: z.string(),
  /** Everything that the profile said. */
  says: z.string(),
  sight: z.enum(['status', 'answers', 'none']),
  result: z.enum(['passed', 'failed']),
  stops: z.array(stopProof).min(1).max(60),
  /** A key of the chair's own remote was seen; null where nobody was asked to press one. */
  isRemoteSeen: z.boolean().nullable(),
});
/** What proving its stops leaves in the store for a chair by profile, in the place of the record of a dead-man. */
export type StopRecord = z.infer<typeof stopRecord>;

const rounded = (ms: number | null): number | null => (ms === null ? null : Math.round(ms));

export function stopRecordOf(
  profile: Profile,
  stops: readonly StopProof[],
  isRemoteSeen: boolean | null,
  at: string,
): StopRecord {
  return {
    version: 1,
    kind: 'stops',
    at,
    profile: profile.name,
    says: JSON.stringify(profile),
    sight: profile.sight,
    result: stops.every(({ failure }) => failure === null) ? 'passed' : 'failed',
    stops: stops.map((stop) => ({ ...stop, tookMs: rounded(stop.tookMs), homeMs: rounded(stop.homeMs) })),
    isRemoteSeen,
  };
}

/** The record is that of a chair by profile: whoever was there before. */
export const isStopRecord = (record: unknown): boolean => stopRecord.safeParse(record).success;

/** What is known of the stops of a chair: a record that counts, or why there is none. `record` is what the store had. */
export type KnownStops =
  | { readonly kind: 'known'; readonly record: StopRecord }
  | { readonly kind: 'unknown'; readonly why: string };

export function knownStops(record: unknown, profile: Profile): KnownStops {
  const unknown = (why: string): KnownStops => ({ kind: 'unknown', why });
  if (record === undefined) return unknown('its stop was never tried');
  const read = stopRecord.safeParse(record);
  if (!read.success) return unknown('the record of its stop cannot be read');
  const { data } = read;
  const failures = data.stops.flatMap(({ failure }) => (failure === null ? [] : [failure]));
  if (data.result === 'failed') return unknown(`it failed on ${data.at}: ${failures.join('; ')}`);
  if (data.profile !== profile.name) return unknown(`it was tried with profile ${data.profile}`);
  if (data.says !== JSON.stringify(profile)) return unknown('its profile has changed since it was tried');
  return { kind: 'known', record: data };
}
