import { encodeReport } from '../src/core/protocol/codec.js';
import type { Telemetry, ZoneFlag, ZoneReport } from '../src/core/protocol/messages.js';
import type { Zone } from '../src/core/zones.js';
import { modeOf, type RaisedFault, type SimulatedState, type StateDraft } from './chair-state.js';
import { firmware } from './firmware.js';
import { levelShown, shownTechnique } from './outputs.js';
import { caseOf, rateOf, type ZoneState } from './zone.js';

const nominalMv = 24_020;
/** What the supply and the cable lose, in V per A. */
const sagOhm = 0.15;

/** The supply's voltage under the present load, mV. */
export function railOf(chair: SimulatedState | StateDraft): number {
  const loadMa = chair.back.currentMa + chair.seat.currentMa + chair.legs.currentMa;
  return Math.round(chair.conditions.railMv ?? nominalMv - loadMa * sagOhm);
}

export const uptimeOf = (chair: SimulatedState | StateDraft): number =>
  Math.floor(chair.nowMs - chair.bootedAtMs) % 2 ** 32;

const noFlags: readonly ZoneFlag[] = [];

function flagsOf(faults: readonly RaisedFault[], name: Zone, zone: Readonly<ZoneState>, caseC: number) {
  const isStalled = faults.some((fault) => fault.zone === name && fault.code === 'stall');
  const isHeldOut = zone.asked.level > 0 && zone.level === 0 && zone.target === 0 && zone.next === null;
  if (caseC < firmware.caseC.warn && !isStalled && !isHeldOut) return noFlags;
  const flags: ZoneFlag[] = [];
  if (caseC >= firmware.caseC.derate) flags.push('D');
  if (isStalled) flags.push('S');
  if (caseC >= firmware.caseC.warn) flags.push('H');
  if (isHeldOut) flags.push('L');
  return flags;
}

function reportOf(chair: SimulatedState | StateDraft, name: Zone, zone: Readonly<ZoneState>): ZoneReport {
  const condition = chair.conditions.zones[name];
  const caseC = caseOf(zone, condition);
  const technique = shownTechnique(zone);
  return {
    zone: name,
    technique,
    level: levelShown(zone),
    rate: technique === 'off' ? 0 : rateOf(zone),
    temperatureDc: condition.isSensorOpen ? 'invalid' : Math.round(caseC * 10),
    currentMa: Math.round(zone.currentMa),
    flags: flagsOf(chair.faults, name, zone, caseC),
  };
}

/** What is left of the lease; a chair that is not armed has all of it. */
const leaseLeft = (chair: SimulatedState | StateDraft): number =>
  chair.isArmed ? Math.max(0, Math.round(chair.leaseEndsAtMs - chair.nowMs)) : firmware.leaseMs;

/** What is measured in this moment. */
export const telemetryOf = (chair: SimulatedState | StateDraft): Telemetry => ({
  uptimeMs: uptimeOf(chair),
  mode: modeOf(chair),
  leaseMs: leaseLeft(chair),
  occupied: chair.isOccupied,
  railMv: railOf(chair),
  zones: [
    reportOf(chair, 'back', chair.back),
    reportOf(chair, 'seat', chair.seat),
    reportOf(chair, 'legs', chair.legs),
  ],
});

/** The T line of this moment, framed. */
export const telemetryLine = (chair: SimulatedState | StateDraft): string =>
  encodeReport({
    kind: 'telemetry',
    telemetry: chair.frozen === null ? telemetryOf(chair) : { ...chair.frozen, uptimeMs: uptimeOf(chair) },
  });
