import { cutLines, noLine } from '../src/core/protocol/lines.js';
import { type BootReason, type Button, emergencyCharacter } from '../src/core/protocol/messages.js';
import type { Zone } from '../src/core/zones.js';
import { mendAge } from './ageing.js';
import {
  type ChairNote,
  isChairMoving,
  nextTtlMs,
  noteChanges,
  restart,
  type SimulatedState,
  type StateDraft,
  stateDraftOf,
} from './chair-state.js';
import type { Conditions, ZoneCondition } from './conditions.js';
import { firmware, strayTechnique } from './firmware.js';
import { latchEmergencyStop, repeatFaults, sayEvent } from './latches.js';
import { guardChair } from './protection.js';
import { stopAll, takeDamage, takeLine } from './requests.js';
import { telemetryLine, telemetryOf } from './telemetry.js';
import { caseOf, releaseZone, strayZone, type ZoneState } from './zone.js';
import { isZoneSteady, moveZone } from './zone-motion.js';

export type { SimulatedState } from './chair-state.js';
export { newChair } from './chair-state.js';

/** What happens to a chair. */
export type ChairInput =
  | { readonly kind: 'elapsed'; readonly elapsedMs: number }
  /** What comes from the host (latin1: a character a byte), cut anywhere. */
  | { readonly kind: 'text'; readonly text: string }
  /** A whole line from the host, without its end. */
  | { readonly kind: 'line'; readonly line: string }
  | { readonly kind: 'conditions'; readonly conditions: Conditions }
  | { readonly kind: 'reboot'; readonly reason: BootReason; readonly darkMs: number }
  | { readonly kind: 'occupied'; readonly isOccupied: boolean }
  | { readonly kind: 'button'; readonly button: Button };

/** The longest step of the physics, ms. */
export const sliceMs = 10;

/** Rounding must not hold the time still. */
const sliceMsMin = 0.01;

/** [S3] What the receive interrupt does: the emergency byte acts where it stands and takes its line with it. */
function takeText(chair: StateDraft, text: string): void {
  const [first = '', ...others] = text.split(emergencyCharacter);
  takeOrdinary(chair, first);
  for (const other of others) {
    chair.line = noLine;
    chair.isLineDead = true;
    latchEmergencyStop(chair);
    takeOrdinary(chair, other);
  }
}

/** The rest of a dead line counts for nothing. */
function takeOrdinary(chair: StateDraft, text: string): void {
  const from = chair.isLineDead ? text.indexOf('\n') + 1 : 0;
  if (chair.isLineDead && from === 0) return;
  chair.isLineDead = false;
  const [line, items] = cutLines(chair.line, text.slice(from));
  chair.line = line;
  for (const item of items) {
    if (item.kind === 'line') takeLine(chair, item.line);
    else takeDamage(chair, item.kind === 'overflow' ? 'overflow' : 'crc');
  }
}

const isDark = (chair: SimulatedState | StateDraft): boolean => chair.nowMs < chair.darkUntilMs;

function periodOf(chair: SimulatedState | StateDraft): number {
  const isFast = chair.isArmed || isChairMoving(chair) || chair.nowMs <= chair.fastUntilMs;
  return isFast ? firmware.telemetryMs.fast : chair.periodMs;
}

/** When T or the repetition of a fault is due next, in ms of chair time. */
const nextWordMs = (chair: SimulatedState | StateDraft): number =>
  Math.min(
    chair.toldAtMs + periodOf(chair),
    chair.faults.length > 0 ? chair.faultsToldAtMs + firmware.faultRepeatMs : Number.POSITIVE_INFINITY,
  );

/** When something happens that no motion brings about. */
const nextDeadlineMs = (chair: SimulatedState | StateDraft): number =>
  isDark(chair)
    ? chair.darkUntilMs
    : Math.min(
        nextWordMs(chair),
        chair.isArmed && !chair.conditions.hasNoLease ? chair.leaseEndsAtMs : Number.POSITIVE_INFINITY,
        nextTtlMs(chair),
      );

/** True while only time passes: nothing changes its motion, and no trouble is measured over time. */
function isSteady(chair: SimulatedState | StateDraft): boolean {
  const { railMv, hasGhostCurrent, zones } = chair.conditions;
  return (
    isZoneSteady(chair.back, zones.back) &&
    isZoneSteady(chair.seat, zones.seat) &&
    isZoneSteady(chair.legs, zones.legs) &&
    railMv === null &&
    !hasGhostCurrent &&
    !chair.faults.some((fault) => !fault.isLatched)
  );
}

/** No motor gains as much between two words. */
const heatMarginC = 1;

const isZoneSound = (zone: Readonly<ZoneState>, condition: ZoneCondition): boolean =>
  !condition.isStalled &&
  !condition.isOverloaded &&
  condition.runaway === 'none' &&
  zone.windingMa < firmware.currentLimitMa &&
  caseOf(zone, condition) < firmware.caseC.stop - heatMarginC;

/** True where no motion can bring trouble about before the next word or deadline. */
function isSound(chair: SimulatedState): boolean {
  const { railMv, hasGhostCurrent, zones } = chair.conditions;
  return (
    chair.faults.length === 0 &&
    chair.ghostMs === 0 &&
    railMv === null &&
    !hasGhostCurrent &&
    isZoneSound(chair.back, zones.back) &&
    isZoneSound(chair.seat, zones.seat) &&
    isZoneSound(chair.legs, zones.legs)
  );
}

/** How long the chair surely says nothing and may be left alone, ms: until its next word or deadline, or where trouble may come
 *  of its motion, or motion that brings the next word forward, for one slice. */
export function restMs(chair: SimulatedState): number {
  const leftMs = nextDeadlineMs(chair) - chair.nowMs;
  if (isSteady(chair)) return Math.max(0, leftMs);
  const isHeardOften = chair.isArmed || isChairMoving(chair);
  if (leftMs > 0 && isHeardOften && isSound(chair)) return leftMs;
  return Math.min(toGridMs(chair), untilDeadline(chair));
}

const toGridMs = (chair: SimulatedState | StateDraft): number =>
  sliceMs * (Math.floor(chair.nowMs / sliceMs) + 1) - chair.nowMs;

const untilDeadline = (chair: SimulatedState | StateDraft): number => {
  const leftMs = nextDeadlineMs(chair) - chair.nowMs;
  return leftMs > 0 ? leftMs : sliceMs;
};

/** The length of the next slice: to the next deadline while the chair is steady, else to the next multiple of 10 ms. */
function sliceOf(chair: StateDraft, leftMs: number): number {
  const sliceMsMax = isSteady(chair) ? leftMs : toGridMs(chair);
  return Math.min(leftMs, Math.max(sliceMsMin, Math.min(untilDeadline(chair), sliceMsMax)));
}

function speak(chair: StateDraft): void {
  if (chair.faults.length > 0 && chair.nowMs >= chair.faultsToldAtMs + firmware.faultRepeatMs) repeatFaults(chair);
  if (chair.nowMs < chair.toldAtMs + periodOf(chair)) return;
  chair.toldAtMs = chair.nowMs;
  chair.out.push(telemetryLine(chair));
}

function tellBoot(chair: StateDraft): void {
  if (chair.bootToTell === null || isDark(chair)) return;
  sayEvent(chair, { event: 'boot', reason: chair.bootToTell });
  chair.bootToTell = null;
}

/** Zone by zone and not in a loop: this is most of the work of a simulated chair, and a loop over names takes twice as long. */
function move(chair: StateDraft, elapsedMs: number): void {
  const { zones, hasGhostCurrent } = chair.conditions;
  moveZone(chair.back, elapsedMs, zones.back, hasGhostCurrent);
  moveZone(chair.seat, elapsedMs, zones.seat, false);
  moveZone(chair.legs, elapsedMs, zones.legs, false);
}

function elapse(chair: StateDraft, elapsedMs: number): void {
  tellBoot(chair);
  const endMs = chair.nowMs + Math.max(0, elapsedMs);
  while (chair.nowMs < endMs) {
    const nowMs = Math.min(endMs, chair.nowMs + sliceOf(chair, endMs - chair.nowMs));
    const slice = nowMs - chair.nowMs;
    chair.nowMs = nowMs;
    move(chair, slice);
    if (!isDark(chair)) {
      tellBoot(chair);
      guardChair(chair, slice);
      if (chair.isArmed) for (const name of firmware.zones) stray(chair, name);
      speak(chair);
    }
    noteChanges(chair);
  }
}

/** A wrong wire: what drives another zone drives this one too. */
function stray(chair: StateDraft, name: Zone): void {
  if (chair.conditions.zones[name].isUnasked && chair.faults.length === 0) strayZone(chair[name], strayTechnique[name]);
}

/** A driver that lets go again does what it was asked meanwhile; a wrong wire holds its zone only where it could move it too. */
function takeConditions(chair: StateDraft, conditions: Conditions): void {
  const before = chair.conditions;
  chair.conditions = conditions;
  for (const name of firmware.zones) {
    const zone = chair[name];
    const { runaway, isUnasked } = conditions.zones[name];
    const isHeld = runaway !== 'none' || (isUnasked && chair.faults.length === 0);
    const isLetGo = !isHeld && zone.asked.technique === 'off' && zone.target > 0;
    if (isLetGo) releaseZone(zone, firmware.faultRampMs, conditions.zones[name]);
    if (isUnasked && !before.zones[name].isUnasked) stray(chair, name);
    mendAge(zone, conditions.zones[name]);
  }
  chair.frozen = conditions.isFrozen ? (chair.frozen ?? telemetryOf(chair)) : null;
  if (!isDark(chair)) guardChair(chair, 0);
}

/** [S5] Busy until telemetry has shown it: a host whose `E button` line was lost must not go on with its next SET. */
function stopByItself(chair: StateDraft): void {
  stopAll(chair, firmware.stopRampMs);
  chair.isSettling = true;
  chair.settlesAtMs = chair.nowMs + firmware.ownStopBusyMs;
}

/** The chair stops, pauses and stops in an emergency by itself; a start is the host's affair. */
function press(chair: StateDraft, button: Button): void {
  if (isDark(chair)) return;
  sayEvent(chair, { event: 'button', button });
  switch (button) {
    case 'start':
      return;
    case 'pause':
    case 'stop':
      stopByItself(chair);
      return;
    case 'estop':
      latchEmergencyStop(chair);
  }
}

function takeSeat(chair: StateDraft, isOccupied: boolean): void {
  if (chair.isOccupied === isOccupied) return;
  chair.isOccupied = isOccupied;
  if (!isDark(chair)) sayEvent(chair, { event: 'occupied', occupied: isOccupied });
}

function take(chair: StateDraft, input: ChairInput): void {
  switch (input.kind) {
    case 'elapsed':
      elapse(chair, input.elapsedMs);
      return;
    case 'text':
      if (!isDark(chair)) takeText(chair, input.text);
      return;
    case 'line':
      if (!isDark(chair)) takeLine(chair, input.line);
      return;
    case 'conditions':
      takeConditions(chair, input.conditions);
      return;
    case 'reboot':
      restart(chair, input.reason, input.darkMs);
      return;
    case 'occupied':
      takeSeat(chair, input.isOccupied);
      return;
    case 'button':
      press(chair, input.button);
  }
}

/** One step of the chair: pure, total. Gives the lines that it sends, framed and with their LF, and what happened in it. */
export function stepChair(
  state: SimulatedState,
  input: ChairInput,
): readonly [SimulatedState, readonly string[], readonly ChairNote[]] {
  const chair = stateDraftOf(state);
  take(chair, input);
  noteChanges(chair);
  return [chair, chair.out, chair.notes];
}
