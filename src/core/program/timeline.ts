import {
  type Capabilities,
  type Drive,
  rateUnits,
  stillDrive,
  type Technique,
  type Zone,
  type ZoneDrive,
  zones,
} from '../zones.js';

/** From `atMs` on the zone does this: it goes to `level` (0-100, integer) over `rampMs` (0-60000) and stays. */
export interface Setpoint {
  readonly atMs: number;
  readonly zone: Zone;
  readonly technique: Technique | 'off';
  readonly level: number;
  readonly rate: number;
  readonly rampMs: number;
}

export interface PhaseMark {
  readonly index: number;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A compiled program: setpoints by time, phases without gaps, and the total. */
export interface Timeline {
  readonly programId: string;
  readonly setpoints: readonly Setpoint[];
  readonly phases: readonly PhaseMark[];
  readonly totalMs: number;
}

/** What every zone should be doing `elapsedMs` after the start: the setpoint in force, with what is left of its ramp. A zone
 *  without one is off; from `totalMs` on, and before 0, all are. */
export function driveAt(timeline: Timeline, elapsedMs: number): Drive {
  if (!(elapsedMs >= 0 && elapsedMs < timeline.totalMs)) return stillDrive;
  const byZone = setpointsByZone(timeline);
  return {
    back: zoneDrive(byZone.back, elapsedMs),
    seat: zoneDrive(byZone.seat, elapsedMs),
    legs: zoneDrive(byZone.legs, elapsedMs),
  };
}

function zoneDrive(setpoints: readonly Setpoint[], elapsedMs: number): ZoneDrive {
  const setpoint = setpoints[lastAtOrBefore(setpoints, elapsedMs, (each) => each.atMs)];
  if (setpoint === undefined) return stillDrive.back;
  const { technique, level, rate, atMs, rampMs } = setpoint;
  return { technique, level, rate, rampMs: Math.max(0, Math.round(atMs + rampMs - elapsedMs)) };
}

/** The phase that runs at `elapsedMs`; before the start the first, after the end the last. */
export function phaseAt(timeline: Timeline, elapsedMs: number): PhaseMark {
  const { phases, totalMs, programId } = timeline;
  const index = lastAtOrBefore(phases, elapsedMs, (each) => each.startMs);
  return phases[Math.max(0, index)] ?? { index: 0, name: programId, startMs: 0, endMs: totalMs };
}

/** Index of the last item whose time is not after `atMs`, or -1; items are sorted by time. */
function lastAtOrBefore<Item>(items: readonly Item[], atMs: number, timeOf: (item: Item) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && timeOf(item) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Splitting by zone once keeps `driveAt` fast enough for a fleet and for simulation; a timeline never changes. */
const byZoneOf = new WeakMap<Timeline, Readonly<Record<Zone, readonly Setpoint[]>>>();

export function setpointsByZone(timeline: Timeline): Readonly<Record<Zone, readonly Setpoint[]>> {
  const known = byZoneOf.get(timeline);
  if (known !== undefined) return known;
  const of = (zone: Zone) => timeline.setpoints.filter((setpoint) => setpoint.zone === zone);
  const byZone = { back: of('back'), seat: of('seat'), legs: of('legs') };
  byZoneOf.set(timeline, byZone);
  return byZone;
}

/** The zones that move at any time, in the chair's order. */
export function zonesOf(timeline: Timeline): readonly Zone[] {
  const byZone = setpointsByZone(timeline);
  return zones.filter((zone) => byZone[zone].some(({ level }) => level > 0));
}

/** True where any zone moves in a phase, also by what an earlier one has begun. */
export function movesIn(timeline: Timeline, { startMs, endMs }: PhaseMark): boolean {
  const byZone = setpointsByZone(timeline);
  return zones.some((zone) => setpointsIn(byZone[zone], startMs, endMs).some(({ level }) => level > 0));
}

/** What a zone's setpoints say between two times: those within, and the one before them where it is still in force. */
export function setpointsIn(setpoints: readonly Setpoint[], startMs: number, endMs: number): readonly Setpoint[] {
  const before = setpoints.filter(({ atMs }) => atMs < startMs).at(-1);
  const within = setpoints.filter(({ atMs }) => atMs >= startMs && atMs < endMs);
  const isSetAtStart = within[0]?.atMs === startMs;
  return before === undefined || isSetAtStart ? within : [before, ...within];
}

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
