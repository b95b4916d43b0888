import type { Zone } from '../src/core/zones.js';
import { isChairStill, nextTtlMs, type StateDraft } from './chair-state.js';
import type { ZoneCondition } from './conditions.js';
import { firmware } from './firmware.js';
import { clearPassed, raise, sayEvent } from './latches.js';
import { railOf } from './telemetry.js';
import { caseOf, releaseZone, type ZoneState } from './zone.js';

/** [S1] No valid line for the lease while armed: everything to 0, and a latch of its own. */
function guardLease(chair: StateDraft): void {
  if (!chair.isArmed || chair.conditions.hasNoLease || chair.nowMs < chair.leaseEndsAtMs) return;
  sayEvent(chair, { event: 'lease' });
  raise(chair, 'lease', null, 0);
}

/** [S2] A SET that nobody renews lets go by itself. */
function guardTtl(chair: StateDraft): void {
  if (chair.nowMs < nextTtlMs(chair)) return;
  for (const name of firmware.zones) {
    if (chair.nowMs < chair[name].ttlEndsAtMs) continue;
    releaseZone(chair[name], firmware.ttlRampMs, chair.conditions.zones[name]);
    sayEvent(chair, { event: 'ttl', zone: name });
  }
}

function guardRail(chair: StateDraft, elapsedMs: number): void {
  const railMv = railOf(chair);
  const isLow = railMv < firmware.railMv.min;
  chair.railBadMs = isLow || railMv > firmware.railMv.max ? chair.railBadMs + elapsedMs : 0;
  if (chair.railBadMs >= firmware.railMv.sampledMs) raise(chair, isLow ? 'undervolt' : 'overvolt', null, railMv);
}

/** Current with every output off cannot be. */
function guardContradiction(chair: StateDraft, elapsedMs: number): void {
  if (!isOdd(chair.back) && !isOdd(chair.seat) && !isOdd(chair.legs)) {
    chair.ghostMs = 0;
    return;
  }
  chair.ghostMs += elapsedMs;
  const odd = firmware.zones.find((name) => isOdd(chair[name]));
  if (odd !== undefined && chair.ghostMs >= firmware.contradictionMs) {
    raise(chair, 'contradiction', odd, chair[odd].currentMa);
  }
}

const isOdd = (zone: ZoneState): boolean => zone.driven === 0 && zone.currentMa > firmware.contradictionMa;

const limitMa = ({ startedMs, pump }: ZoneState): number =>
  pump || startedMs >= firmware.startMs + firmware.surgeMs ? firmware.currentLimitMa : firmware.surgeLimitMa;

/** [S11] [S17] Heat, current and a sensor that reads nonsense. */
function guardZone(chair: StateDraft, name: Zone, zone: ZoneState, condition: ZoneCondition): void {
  const caseC = caseOf(zone, condition);
  if (condition.isSensorOpen) raise(chair, 'sensor', name, 0);
  else if (caseC >= firmware.caseC.stop) raise(chair, 'overtemp', name, caseC * 10);
  if (zone.duty > 0 && zone.windingMa >= limitMa(zone)) {
    raise(chair, condition.isStalled ? 'stall' : 'overcurrent', name, zone.windingMa);
  }
}

/** Everything that the firmware watches, after `elapsedMs` of motion. */
export function guardChair(chair: StateDraft, elapsedMs: number): void {
  guardLease(chair);
  guardTtl(chair);
  guardRail(chair, elapsedMs);
  guardContradiction(chair, elapsedMs);
  const { zones } = chair.conditions;
  guardZone(chair, 'back', chair.back, zones.back);
  guardZone(chair, 'seat', chair.seat, zones.seat);
  guardZone(chair, 'legs', chair.legs, zones.legs);
  if (chair.faults.length > 0) clearPassed(chair, railOf(chair));
  if (chair.isSettling && isChairStill(chair) && chair.nowMs >= chair.settlesAtMs) chair.isSettling = false;
}
