import { type RateRange, type Technique, techniques, type Zone, zones } from '../../src/core/zones.js';
import type { Need } from './case.js';

/** What the kit has learned of the chair from HELLO and CAPS; read leniently, because the form has clauses of its own. */
export interface Facts {
  readonly boot: string;
  readonly leaseMs: number;
  readonly ttlMs: number;
  readonly zones: readonly Zone[];
  readonly techniques: ReadonlyMap<Zone, ReadonlyMap<Technique, RateRange>>;
}

const usual = { leaseMs: 600, ttlMs: 5000 };

const keyOf = (words: readonly string[], key: string): string =>
  words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';

const numberOr = (text: string, otherwise: number): number => (/^\d{2,5}$/.test(text) ? Number(text) : otherwise);

/** Reads the words of HELLO's answer after OK; null where no zone is named. */
export function readFacts(words: readonly string[]): Facts | null {
  const named = keyOf(words, 'zones').split(',');
  const known = zones.filter((zone) => named.includes(zone));
  if (known.length === 0) return null;
  return {
    boot: keyOf(words, 'boot'),
    leaseMs: numberOr(keyOf(words, 'lease'), usual.leaseMs),
    ttlMs: numberOr(keyOf(words, 'ttl'), usual.ttlMs),
    zones: known,
    techniques: new Map(),
  };
}

/** Reads the words of an answer to CAPS after OK; leaves out what it does not know. */
export function readTechniques(words: readonly string[]): ReadonlyMap<Technique, RateRange> {
  const found = new Map<Technique, RateRange>();
  for (const word of words) {
    const match = /^([a-z]+):(\d{1,5})-(\d{1,5})$/.exec(word);
    const technique = techniques.find((known) => known === match?.[1]);
    if (technique !== undefined) found.set(technique, { min: Number(match?.[2]), max: Number(match?.[3]) });
  }
  return found;
}

/** Plain motors first: their level is plainest in telemetry. */
const liking: readonly Technique[] = ['vibrate', 'roll', 'knead', 'tap', 'press', 'compress'];
const airs: readonly Technique[] = ['compress', 'press'];

/** The techniques of a zone, the plainest first. */
export const techniquesFor = (facts: Facts, zone: Zone): readonly Technique[] =>
  liking.filter((technique) => facts.techniques.get(zone)?.has(technique) === true);

type Value = string | number;

const plain = (technique: Technique | undefined): number =>
  technique === undefined || airs.includes(technique) ? 0 : 1;

/** The zone that most cases move: one with two plain techniques, where there is one. */
function chosenZone(facts: Facts): Zone | undefined {
  const worth = (zone: Zone): number => {
    const [first, second] = techniquesFor(facts, zone);
    return plain(first) * 4 + plain(second) * 2 + (second === undefined ? 0 : 1);
  };
  return facts.zones.toSorted((left, right) => worth(right) - worth(left))[0];
}

/** What names stand for in a zone that was chosen. */
export function zoneCaseNames(facts: Facts, zone: Zone, technique: Technique): Readonly<Record<string, Value>> {
  const range = facts.techniques.get(zone)?.get(technique) ?? { min: 0, max: 0 };
  const { min, max } = range;
  const own_rate = airs.includes(technique) ? '0' : '>0';
  return { zone, technique, min, max, own_rate, ...(min > 1 ? { rate_below: min - 1 } : {}) };
}

/** Air in another zone than the one that is moved most, where there is such a zone. */
function airNames(facts: Facts, moved: Zone | undefined): Readonly<Record<string, Value>> {
  for (const air_zone of facts.zones.toSorted((left, right) => Number(left === moved) - Number(right === moved))) {
    const air = airs.find((technique) => facts.techniques.get(air_zone)?.has(technique));
    const range = air === undefined ? undefined : facts.techniques.get(air_zone)?.get(air);
    if (air === undefined || range === undefined) continue;
    const place = air_zone === moved ? { air_alone: air_zone } : { air_aside: air_zone };
    return {
      air_zone,
      air,
      ...place,
      ...(range.max > 0 ? { cycle: range.max, cycle_ms: Math.ceil(60_000 / range.max) } : {}),
    };
  }
  return {};
}

/** A technique that there is, and a zone that has not got it. */
function missingNames(facts: Facts): Readonly<Record<string, Value>> {
  for (const zone_without of facts.zones) {
    const no_technique = techniques.find((each) => facts.techniques.get(zone_without)?.has(each) !== true);
    if (no_technique !== undefined) return { zone_without, no_technique };
  }
  return {};
}

/** Every name that a case may use, with what it stands for on this chair. */
export function caseNames(facts: Facts): Readonly<Record<string, Value>> {
  const zone = chosenZone(facts);
  const [technique, other] = zone === undefined ? [] : techniquesFor(facts, zone);
  const zone2 = facts.zones.find((each) => each !== zone);
  const technique2 = zone2 === undefined ? undefined : techniquesFor(facts, zone2)[0];
  const no_zone = zones.find((each) => !facts.zones.includes(each));
  return {
    lease: facts.leaseMs,
    ttl: facts.ttlMs,
    boot: facts.boot,
    zones: facts.zones.join(','),
    ...(zone !== undefined && technique !== undefined ? zoneCaseNames(facts, zone, technique) : {}),
    ...(other === undefined ? {} : { other }),
    ...(zone2 === undefined || technique2 === undefined ? {} : { zone2, technique2 }),
    ...(no_zone === undefined ? {} : { no_zone }),
    ...missingNames(facts),
    ...airNames(facts, zone),
  };
}

/** Why a chair does not need to keep a clause, by what it lacks. */
export const lackedNeeds: Readonly<Record<Need, string>> = {
  other: 'no zone of this chair has two techniques',
  zone2: 'this chair has one zone',
  air_aside: 'no zone but the one that the kit moves most compresses or presses',
  air_alone: 'another zone than the one that the kit moves most compresses or presses, or none does',
  cycle: 'this chair neither compresses nor presses in cycles',
  rate_below: 'there is no rate between 0 and the lowest',
  no_technique: 'every zone has every technique there is',
  no_zone: 'this chair has every zone there is',
};
