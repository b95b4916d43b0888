import type { Capabilities, Drive, Technique, Zone, ZoneDrive } from '../zones.js';
import { isPressure, limits } from './limits.js';
import { coldMotorC, thermalShare, warm } from './thermal.js';

/** What the gate remembers of one zone. Levels are what was let through; `fromLevel` is where its ramp began. */
interface ZoneMemory {
  readonly technique: Technique | 'off';
  readonly level: number;
  readonly rate: number;
  readonly fromLevel: number;
  readonly rampMs: number;
  readonly setAtMs: number;
  readonly steadySinceMs: number | null;
  readonly isVented: boolean;
  readonly isTooHot: boolean;
  readonly assumedC: number;
}

export type GateState = Readonly<Record<Zone, ZoneMemory>> & { readonly atMs: number };

/** What is measured of a zone now, where anything is. */
export interface ZoneFacts {
  readonly technique: Technique | 'off';
  readonly level: number;
  /** Null: the zone has no temperature sensor and lives by the duty model. */
  readonly temperatureC: number | null;
}

/** Everything that bounds an output, beside the program. */
export interface GateFacts {
  readonly capabilities: Capabilities;
  readonly caps: Readonly<Record<Zone, number>>;
  readonly temperatureMaxC: number;
  readonly measured: Partial<Record<Zone, ZoneFacts>>;
  readonly nowMs: number;
}

const coldZone: ZoneMemory = {
  technique: 'off',
  level: 0,
  rate: 0,
  fromLevel: 0,
  rampMs: 0,
  setAtMs: 0,
  steadySinceMs: null,
  isVented: false,
  isTooHot: false,
  assumedC: coldMotorC,
};

export const newGate = (nowMs: number): GateState => ({ back: coldZone, seat: coldZone, legs: coldZone, atMs: nowMs });

/** After a stop every zone starts from nothing; temperatures are kept. */
export function gateAfterStop(state: GateState): GateState {
  const stopped = (memory: ZoneMemory): ZoneMemory => ({
    ...coldZone,
    isTooHot: memory.isTooHot,
    assumedC: memory.assumedC,
  });
  return { atMs: state.atMs, back: stopped(state.back), seat: stopped(state.seat), legs: stopped(state.legs) };
}

function levelNow(memory: ZoneMemory, nowMs: number): number {
  if (memory.rampMs === 0) return memory.level;
  const share = Math.min(1, Math.max(0, (nowMs - memory.setAtMs) / memory.rampMs));
  return memory.fromLevel + (memory.level - memory.fromLevel) * share;
}

/** The level that the zone has at least when a SET arrives, however late: a fall may have gone on meanwhile, so its end counts;
 *  what is measured is an earlier moment of a rise; another technique begins at 0. [S10] */
function surelyReached(memory: ZoneMemory, drive: ZoneDrive, measured: ZoneFacts | undefined, nowMs: number): number {
  if (drive.technique !== memory.technique || drive.technique !== measured?.technique) return 0;
  return Math.min(memory.level, levelNow(memory, nowMs), measured.level);
}

/** The ramp that a rise needs so that it is never steeper than the limit. [S10] */
const gentleRampMs = (fromLevel: number, toLevel: number, rampMs: number): number =>
  Math.max(rampMs, Math.ceil(((toLevel - fromLevel) / limits.risingSlopePerSecondMax) * 1000));

/** Steady air and presses end after 20 s, until the program itself lets go. [S17] */
function steady(memory: ZoneMemory, wanted: ZoneDrive, nowMs: number): Pick<ZoneMemory, 'steadySinceMs' | 'isVented'> {
  const isSteady = isPressure(wanted.technique) && wanted.rate === 0 && wanted.level > 0;
  if (!isSteady) return { steadySinceMs: null, isVented: false };
  const steadySinceMs = memory.steadySinceMs ?? nowMs;
  // Letting go is seen one tick late, which belongs to the 20 s.
  const holdMsMax = limits.steadyPressureMsMax - limits.supervisionPeriodMsMax;
  return { steadySinceMs, isVented: memory.isVented || nowMs - steadySinceMs >= holdMsMax };
}

const off = (rampMs: number): ZoneDrive => ({ technique: 'off', level: 0, rate: 0, rampMs });

function bounded(zone: Zone, wanted: ZoneDrive, facts: GateFacts, share: number): ZoneDrive {
  const range = wanted.technique === 'off' ? undefined : facts.capabilities[zone]?.[wanted.technique];
  const level = Math.floor(Math.min(wanted.level, facts.caps[zone]) * share);
  if (range === undefined || level <= 0) return off(wanted.rampMs);
  // Faster than asked is not safer: what the chair cannot do slowly enough it does not do. 0 is the chair's own rate.
  if (wanted.rate !== 0 && wanted.rate < range.min) return off(wanted.rampMs);
  return { technique: wanted.technique, level, rate: Math.min(range.max, wanted.rate), rampMs: wanted.rampMs };
}

/** A program that fades out by itself does not keep a hot zone on for longer. [S17] */
const coolingRampMs = ({ level, rampMs }: ZoneDrive): number =>
  level > 0 ? limits.stopRampMs : Math.min(rampMs, limits.stopRampMs);

function passZone(state: GateState, zone: Zone, wanted: ZoneDrive, facts: GateFacts): [ZoneDrive, ZoneMemory] {
  const memory = state[zone];
  const measured = facts.measured[zone];
  const assumedC = warm(memory.assumedC, levelNow(memory, facts.nowMs), facts.nowMs - state.atMs);
  const share = thermalShare(measured?.temperatureC ?? assumedC, facts.temperatureMaxC, memory.isTooHot);
  const pressure = steady(memory, wanted, facts.nowMs);
  const isTooHot = share === 0;
  const mustLetGo = pressure.isVented || isTooHot;
  const drive = mustLetGo ? off(isTooHot ? coolingRampMs(wanted) : 0) : bounded(zone, wanted, facts, share);
  const { technique, level, rate } = drive;
  const isRenewal = technique === memory.technique && level === memory.level && rate === memory.rate;
  const fromLevel = isRenewal ? memory.fromLevel : surelyReached(memory, drive, measured, facts.nowMs);
  const rampMs = isRenewal ? memory.rampMs : gentleRampMs(fromLevel, level, drive.rampMs);
  const setAtMs = isRenewal ? memory.setAtMs : facts.nowMs;
  const { steadySinceMs, isVented } = pressure;
  return [
    { technique, level, rate, rampMs },
    { technique, level, rate, fromLevel, rampMs, setAtMs, steadySinceMs, isVented, isTooHot, assumedC },
  ];
}

/** The last check before the wire: no level, rate or rising slope over the smallest of program, chair, configuration and
 *  person; heat and steady pressure bounded. Pure; what comes out may be sent as it is. [S10] [S17] */
export function pass(state: GateState, wanted: Drive, facts: GateFacts): readonly [GateState, Drive] {
  const [back, backMemory] = passZone(state, 'back', wanted.back, facts);
  const [seat, seatMemory] = passZone(state, 'seat', wanted.seat, facts);
  const [legs, legsMemory] = passZone(state, 'legs', wanted.legs, facts);
  return [
    { atMs: facts.nowMs, back: backMemory, seat: seatMemory, legs: legsMemory },
    { back, seat, legs },
  ];
}

/** Takes back what `pass` let through for a zone to which it could not be sent yet: the gate remembers what the chair was
 *  told, and heat and steady pressure as they are. [S10] */
export function unsent(passed: GateState, before: GateState, zone: Zone): GateState {
  const { technique, level, rate, fromLevel, rampMs, setAtMs } = before[zone];
  return { ...passed, [zone]: { ...passed[zone], technique, level, rate, fromLevel, rampMs, setAtMs } };
}
