import { type Capabilities, rateUnits, type Technique, type Zone } from '../zones.js';
import { setpointsByZone, type Timeline, zonesOf } from './timeline.js';

/** A technique that a zone must have, with every rate (0 left out) that the program asks of it. */
export interface Requirement {
  readonly zone: Zone;
  readonly technique: Technique;
  readonly rates: readonly number[];
}

/** What a timeline needs of a chair. */
export function requirementsOf(timeline: Timeline): readonly Requirement[] {
  return zonesOf(timeline).flatMap((zone) => {
    const rates = new Map<Technique, Set<number>>();
    for (const { technique, level, rate } of setpointsByZone(timeline)[zone]) {
      if (technique === 'off' || level === 0) continue;
      const known = rates.get(technique) ?? new Set();
      rates.set(technique, rate === 0 ? known : known.add(rate));
    }
    return [...rates].map(([technique, asked]) => ({ zone, technique, rates: [...asked].sort((a, b) => a - b) }));
  });
}

/** What the chair lacks for a timeline, as a sentence, or null where it can play it. */
export function unfit(timeline: Timeline, capabilities: Capabilities): string | null {
  for (const { zone, technique, rates } of requirementsOf(timeline)) {
    const problem = [0, ...rates]
      .map((rate) => lackOf(capabilities, zone, technique, rate))
      .find((each) => each !== null);
    if (problem !== undefined) return problem;
  }
  return null;
}

/** What a chair lacks to run one technique at one rate (0: its own default), as a sentence, or null. */
export function lackOf(capabilities: Capabilities, zone: Zone, technique: Technique, rate: number): string | null {
  const able = capabilities[zone];
  if (able === undefined) return `the chair has no zone '${zone}'`;
  const range = able[technique];
  if (range === undefined)
    return `the chair cannot ${technique} in zone '${zone}' (it has ${Object.keys(able).join(', ')})`;
  if (rate === 0 || (rate >= range.min && rate <= range.max)) return null;
  const unit = rateUnits[technique];
  return `${technique} in zone '${zone}' takes ${range.min} to ${range.max} ${unit}, not ${rate}`;
}
