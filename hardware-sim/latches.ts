import { encodeReport } from '../src/core/protocol/codec.js';
import type { ChairEvent, FaultCode } from '../src/core/protocol/messages.js';
import type { Zone } from '../src/core/zones.js';
import { isChairMoving, type RaisedFault, type StateDraft, speakFast } from './chair-state.js';
import { firmware } from './firmware.js';
import { caseOf, cutZone, releaseZone } from './zone.js';

const latchAtOnce: readonly FaultCode[] = ['lease', 'estop', 'contradiction', 'overtemp', 'sensor'];

export function sayEvent(chair: StateDraft, event: ChairEvent): void {
  const line = encodeReport({ kind: 'event', event });
  chair.out.push(line);
  chair.notes.push({ atMs: chair.nowMs, id: chair.id, kind: 'event', text: line.slice(0, line.indexOf('*')) });
}

const tell = (chair: StateDraft, { code, zone, value }: RaisedFault): void =>
  sayEvent(chair, { event: 'fault', code, zone, value });

const isIn = (chair: StateDraft, code: FaultCode, zone: Zone | null): boolean =>
  chair.faults.some((fault) => fault.code === code && fault.zone === zone);

/** The third of its kind within a minute latches. */
function countsAsLatch(chair: StateDraft, code: FaultCode): boolean {
  if (latchAtOnce.includes(code)) return true;
  const inWindow = chair.recent.filter(({ atMs }) => chair.nowMs - atMs < firmware.latchWindowMs);
  chair.recent = [...inWindow, { code, atMs: chair.nowMs }];
  return chair.recent.filter((each) => each.code === code).length >= firmware.latchCount;
}

/** Takes a fault: every zone to 0, the session over. One that is in force already changes nothing. */
export function raise(chair: StateDraft, code: FaultCode, zone: Zone | null, value: number): void {
  if (isIn(chair, code, zone)) return;
  const fault = { code, zone, value: Math.round(value), isLatched: countsAsLatch(chair, code), sinceMs: chair.nowMs };
  chair.faults = [...chair.faults, fault];
  chair.faultsToldAtMs = chair.nowMs;
  chair.isArmed = false;
  speakFast(chair);
  for (const name of firmware.zones) {
    const condition = chair.conditions.zones[name];
    if (name === zone && (code === 'stall' || code === 'overcurrent'))
      cutZone(chair[name], condition.runaway === 'none');
    else releaseZone(chair[name], firmware.faultRampMs, condition);
  }
  tell(chair, fault);
}

/** [S3] Every output to 0 at once, and the latch. Bytes that come in a row are reported once in 100 ms. */
export function latchEmergencyStop(chair: StateDraft): void {
  for (const name of firmware.zones) cutZone(chair[name], chair.conditions.zones[name].runaway !== 'hard');
  chair.isArmed = false;
  speakFast(chair);
  if (!isIn(chair, 'estop', null)) {
    raise(chair, 'estop', null, 0);
    chair.emergencyToldAtMs = chair.nowMs;
  } else if (chair.nowMs - chair.emergencyToldAtMs >= firmware.emergencyRepeatMs) {
    sayEvent(chair, { event: 'fault', code: 'estop', zone: null, value: 0 });
    chair.emergencyToldAtMs = chair.nowMs;
  }
}

export function repeatFaults(chair: StateDraft): void {
  chair.faultsToldAtMs = chair.nowMs;
  for (const fault of chair.faults) tell(chair, fault);
}

/** The highest rail at which an undervoltage is over, the lowest at which an overvoltage is. */
const railClearMv = { min: firmware.railMv.min + 1000, max: firmware.railMv.max - 1000 };

/** True where what raised the fault is no longer there. */
function isGone(chair: StateDraft, { code, zone, sinceMs }: RaisedFault, railMv: number): boolean {
  const isRested = chair.nowMs - sinceMs >= firmware.faultClearMs && !isChairMoving(chair);
  const { hasGhostCurrent, zones } = chair.conditions;
  switch (code) {
    case 'estop':
      return !isChairMoving(chair);
    case 'lease':
      return true;
    case 'stall':
    case 'overcurrent':
      return isRested;
    case 'undervolt':
      return isRested && railMv >= railClearMv.min;
    case 'overvolt':
      return isRested && railMv <= railClearMv.max;
    case 'contradiction':
      return !hasGhostCurrent;
    case 'overtemp':
      return zone === null || caseOf(chair[zone], zones[zone]) < firmware.caseC.derate;
    case 'sensor':
      return zone === null || !zones[zone].isSensorOpen;
  }
}

/** Unlatched faults clear by themselves, never by motion. */
export function clearPassed(chair: StateDraft, railMv: number): void {
  const passed = chair.faults.filter((fault) => !fault.isLatched && isGone(chair, fault, railMv));
  if (passed.length === 0) return;
  chair.faults = chair.faults.filter((fault) => !passed.includes(fault));
  for (const { code, zone } of passed) sayEvent(chair, { event: 'clear', code, zone });
}

/** RESET: clears the latches of this cause. False where the cause is still there. */
export function reset(chair: StateDraft, code: FaultCode, railMv: number): readonly RaisedFault[] | null {
  const mine = chair.faults.filter((fault) => fault.code === code);
  if (!mine.every((fault) => isGone(chair, fault, railMv))) return null;
  chair.faults = chair.faults.filter((fault) => fault.code !== code);
  if (mine.some((fault) => fault.isLatched)) chair.recent = chair.recent.filter((each) => each.code !== code);
  return mine;
}
