import { type LineState, noLine } from '../src/core/protocol/lines.js';
import type { BootReason, FaultCode, Mode, Telemetry } from '../src/core/protocol/messages.js';
import type { Zone } from '../src/core/zones.js';
import { type Conditions, sound } from './conditions.js';
import { firmware } from './firmware.js';
import { type OutputChange, outputsFrom, shows } from './outputs.js';
import { copyZone, newZone, type ZoneState } from './zone.js';

/** A fault that is in force. */
export interface RaisedFault {
  readonly code: FaultCode;
  readonly zone: Zone | null;
  readonly value: number;
  /** A latch waits for RESET; any other fault clears by itself. */
  readonly isLatched: boolean;
  readonly sinceMs: number;
}

/** What happens at a chair, for those who watch; `atMs` counts from when the chair was made. */
export type ChairNote = { readonly atMs: number; readonly id: string } & (
  | { readonly kind: 'output'; readonly change: OutputChange }
  | { readonly kind: 'mode'; readonly mode: Mode }
  /** An `E` line of the chair, without its check. */
  | { readonly kind: 'event'; readonly text: string }
);

/** The whole chair, while a step works on it. Times are ms of chair time, which begins when the chair is made. */
export interface StateDraft {
  readonly id: string;
  nowMs: number;
  bootedAtMs: number;
  /** Boots so far, as a 16-bit counter. */
  boot: number;
  /** The chair is dark until then: it restarts. */
  darkUntilMs: number;
  /** The `E boot` that is still to be said. */
  bootToTell: BootReason | null;
  line: LineState;
  /** An emergency byte fell into the present line: nothing of it counts. */
  isLineDead: boolean;
  isGreeted: boolean;
  lastSeq: number | null;
  lastCrc: string;
  lastAnswer: string;
  isArmed: boolean;
  leaseEndsAtMs: number;
  /** Between HELLO, or a stop by the chair's own button, and the moment in which everything is still. */
  isSettling: boolean;
  /** It lasts at least until then. */
  settlesAtMs: number;
  fastUntilMs: number;
  periodMs: number;
  toldAtMs: number;
  isOccupied: boolean;
  railBadMs: number;
  ghostMs: number;
  faults: readonly RaisedFault[];
  /** When unlatched faults came, newest last; those of the last 60 s count. */
  recent: readonly { readonly code: FaultCode; readonly atMs: number }[];
  faultsToldAtMs: number;
  emergencyToldAtMs: number;
  conditions: Conditions;
  /** What T repeats while it is frozen. */
  frozen: Telemetry | null;
  back: ZoneState;
  seat: ZoneState;
  legs: ZoneState;
  /** What was noted last. */
  noted: Record<Zone, OutputChange>;
  notedMode: Mode;
  /** What happened in this step, in order. */
  notes: ChairNote[];
  /** Lines to send, with their LF. */
  out: string[];
}

type ReadonlyZone = Readonly<ZoneState>;

/** The chair between two steps; no step changes one that was given out. */
export type SimulatedState = Readonly<Omit<StateDraft, 'out' | 'notes' | 'noted' | Zone>> &
  Readonly<Record<Zone, ReadonlyZone>> & { readonly noted: Readonly<Record<Zone, OutputChange>> };

export interface ChairMake {
  /** `[A-Za-z0-9._/-]`, at most 16. */
  readonly id: string;
  /** The number of the first boot; its low 16 bits count. */
  readonly boot: number;
  readonly isOccupied: boolean;
  /** What each motor takes at full duty while it is held, mA. */
  readonly lockedMa: number;
}

const longAgo = Number.NEGATIVE_INFINITY;

/** What a restart forgets: everything but who the chair is, what is wrong with it, who sits in it, how warm and how worn it is. */
function afterBoot(nowMs: number, reason: BootReason) {
  return {
    bootedAtMs: nowMs,
    darkUntilMs: nowMs,
    bootToTell: reason,
    line: noLine,
    isLineDead: false,
    isGreeted: false,
    lastSeq: null,
    lastCrc: '',
    lastAnswer: '',
    isArmed: false,
    leaseEndsAtMs: nowMs,
    isSettling: false,
    settlesAtMs: longAgo,
    fastUntilMs: longAgo,
    periodMs: firmware.telemetryMs.default,
    toldAtMs: nowMs,
    railBadMs: 0,
    ghostMs: 0,
    faults: [],
    recent: [],
    faultsToldAtMs: longAgo,
    emergencyToldAtMs: longAgo,
  };
}

/** A chair that was just switched on. The first time that passes makes it say `E boot`. */
export function newChair(make: ChairMake): SimulatedState {
  const { lockedMa } = make;
  const [back, seat, legs] = [newZone(27, lockedMa), newZone(27, lockedMa), newZone(28, lockedMa)];
  return {
    ...afterBoot(0, 'power'),
    id: make.id,
    nowMs: 0,
    boot: make.boot & 0xffff,
    isOccupied: make.isOccupied,
    conditions: sound,
    frozen: null,
    back,
    seat,
    legs,
    noted: {
      back: outputsFrom(0, 'back', back),
      seat: outputsFrom(0, 'seat', seat),
      legs: outputsFrom(0, 'legs', legs),
    },
    notedMode: 'idle',
  };
}

/** Outputs to 0 and everything forgotten; dark until the firmware runs again. */
export function restart(chair: StateDraft, reason: BootReason, darkMs: number): void {
  Object.assign(chair, afterBoot(chair.nowMs, reason));
  chair.boot = (chair.boot + 1) & 0xffff;
  chair.darkUntilMs = chair.nowMs + darkMs;
  for (const zone of firmware.zones) {
    const { caseC, motor, currentMa, wornMs, leakedMs } = chair[zone];
    chair[zone] = { ...newZone(caseC, motor.lockedMa), motor, currentMa, wornMs, leakedMs };
  }
}

/** Field by field, for the same reason as `copyZone`. */
export const stateDraftOf = (state: SimulatedState): StateDraft => ({
  id: state.id,
  nowMs: state.nowMs,
  bootedAtMs: state.bootedAtMs,
  boot: state.boot,
  darkUntilMs: state.darkUntilMs,
  bootToTell: state.bootToTell,
  line: state.line,
  isLineDead: state.isLineDead,
  isGreeted: state.isGreeted,
  lastSeq: state.lastSeq,
  lastCrc: state.lastCrc,
  lastAnswer: state.lastAnswer,
  isArmed: state.isArmed,
  leaseEndsAtMs: state.leaseEndsAtMs,
  isSettling: state.isSettling,
  settlesAtMs: state.settlesAtMs,
  fastUntilMs: state.fastUntilMs,
  periodMs: state.periodMs,
  toldAtMs: state.toldAtMs,
  isOccupied: state.isOccupied,
  railBadMs: state.railBadMs,
  ghostMs: state.ghostMs,
  faults: state.faults,
  recent: state.recent,
  faultsToldAtMs: state.faultsToldAtMs,
  emergencyToldAtMs: state.emergencyToldAtMs,
  conditions: state.conditions,
  frozen: state.frozen,
  back: copyZone(state.back),
  seat: copyZone(state.seat),
  legs: copyZone(state.legs),
  noted: { back: state.noted.back, seat: state.noted.seat, legs: state.noted.legs },
  notedMode: state.notedMode,
  notes: [],
  out: [],
});

/** True while any output stage drives. */
export const isChairMoving = (chair: SimulatedState | StateDraft): boolean =>
  chair.back.driven > 0 || chair.seat.driven > 0 || chair.legs.driven > 0;

/** When the first SET in force expires, in ms of chair time. */
export const nextTtlMs = (chair: SimulatedState | StateDraft): number =>
  Math.min(chair.back.ttlEndsAtMs, chair.seat.ttlEndsAtMs, chair.legs.ttlEndsAtMs);

/** True when nothing drives and every motor has come to rest. */
export const isChairStill = (chair: StateDraft): boolean =>
  !isChairMoving(chair) && firmware.zones.every((name) => chair[name].currentMa < firmware.stillCurrentMa);

export function modeOf(chair: SimulatedState | StateDraft): Mode {
  if (chair.faults.length > 0) return chair.faults.some((fault) => fault.code === 'estop') ? 'estop' : 'fault';
  if (chair.isArmed) return 'run';
  return isChairMoving(chair) ? 'stop' : 'idle';
}

function noteOutputs(chair: StateDraft, name: Zone, zone: ZoneState): OutputChange {
  const change = outputsFrom(chair.nowMs, name, zone);
  chair.notes.push({ atMs: chair.nowMs, id: chair.id, kind: 'output', change });
  return change;
}

/** Notes what the outputs do now and the mode, where they are new. */
export function noteChanges(chair: StateDraft): void {
  const { noted } = chair;
  if (!shows(chair.back, noted.back)) noted.back = noteOutputs(chair, 'back', chair.back);
  if (!shows(chair.seat, noted.seat)) noted.seat = noteOutputs(chair, 'seat', chair.seat);
  if (!shows(chair.legs, noted.legs)) noted.legs = noteOutputs(chair, 'legs', chair.legs);
  const mode = modeOf(chair);
  if (mode === chair.notedMode) return;
  chair.notedMode = mode;
  chair.notes.push({ atMs: chair.nowMs, id: chair.id, kind: 'mode', mode });
}

/** Stays quick for a while after STOP, HELLO, ESTOP and a fault, so that a host can see the chair come to rest. */
export function speakFast(chair: StateDraft): void {
  chair.fastUntilMs = chair.nowMs + firmware.telemetryMs.fastAfterStop;
}
