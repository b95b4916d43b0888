import type { Telemetry } from '../protocol/messages.js';
import { type Attention, attend, heard, keepWatch } from './attention.js';
import { limits } from './limits.js';

/** True where one T line shows a chair at rest: no ramp, every zone off, no current. [S4] */
export const isStill = (telemetry: Telemetry): boolean =>
  telemetry.mode !== 'run' &&
  telemetry.mode !== 'stop' &&
  telemetry.zones.every(
    (zone) =>
      zone.technique === 'off' &&
      zone.level === 0 &&
      zone.currentMa !== 'invalid' &&
      (zone.currentMa === 'none' || zone.currentMa < limits.stillCurrentMaMax),
  );

/** A stop under way. It is over when two consecutive T lines, begun after the chair took it, show a still chair. [S4] */
export interface StopWatch {
  readonly isEmergency: boolean;
  readonly rampEndsAtMs: number;
  /** From when on T lines count, or null while the stop is not answered. */
  readonly countsFromMs: number | null;
  readonly stillLines: number;
  /** When the stop was written again; never before the end of its ramp, from which on it is repeated. */
  readonly repeatedAtMs: number;
  /** The last look found it due: what had come by then is read, so that a stop is never repeated merely because we were busy. */
  readonly isRepeatDue: boolean;
  readonly isEscalated: boolean;
  readonly isAlarmed: boolean;
  readonly attention: Attention;
}

export type StopInput =
  | { readonly kind: 'answered'; readonly nowMs: number }
  | { readonly kind: 'telemetry'; readonly telemetry: Telemetry; readonly nowMs: number }
  | { readonly kind: 'tick'; readonly nowMs: number };

/** What the chair's owner does next: `repeat` the stop without a ramp, write the emergency byte, raise the alarm, or be done. */
export type StopEffect = 'repeat' | 'emergency' | 'alarm' | 'still';

type Step = readonly [StopWatch, readonly StopEffect[]];

/** `rampMs` is the ramp that was asked for; an emergency stop has none and counts telemetry 100 ms after its byte. */
export function watchStop(kind: 'stop' | 'emergency', rampMs: number, nowMs: number): StopWatch {
  return {
    isEmergency: kind === 'emergency',
    rampEndsAtMs: nowMs + rampMs,
    countsFromMs: kind === 'emergency' ? nowMs + limits.emergencySettleMs : null,
    stillLines: 0,
    repeatedAtMs: nowMs + rampMs,
    isRepeatDue: false,
    isEscalated: false,
    isAlarmed: false,
    attention: attend(nowMs),
  };
}

/** An earlier end wins: a further stop never gives a stop under way more time. [S4] */
export function joinStops(present: StopWatch | null, next: StopWatch): StopWatch {
  if (present === null) return next;
  return {
    ...next,
    isEmergency: present.isEmergency || next.isEmergency,
    rampEndsAtMs: Math.min(present.rampEndsAtMs, next.rampEndsAtMs),
    repeatedAtMs: Math.min(present.repeatedAtMs, next.repeatedAtMs),
    isRepeatDue: present.isRepeatDue,
    isEscalated: present.isEscalated,
    isAlarmed: present.isAlarmed,
    attention: present.attention,
  };
}

function takeTelemetry(watch: StopWatch, telemetry: Telemetry, nowMs: number): Step {
  const isAtRest = isStill(telemetry);
  const attention = heard(watch.attention, !isAtRest, nowMs);
  if (watch.countsFromMs === null || nowMs < watch.countsFromMs) return [{ ...watch, attention }, []];
  const stillLines = isAtRest ? watch.stillLines + 1 : 0;
  return [{ ...watch, stillLines, attention }, stillLines >= 2 ? ['still'] : []];
}

/** A chair whose last line shows it at rest has a period of telemetry more to show it again. */
const repeatAfterMs = (stillLines: number): number => limits.repeatStopMs + (stillLines > 0 ? limits.armedPeriodMs : 0);

/** Both deadlines count only time in which we looked. The STOP itself is repeated all the same: after a gap at once, else at the look
 *  after the one that finds it due. [S4] */
function takeTick(watch: StopWatch, nowMs: number): Step {
  const attention = keepWatch(watch.attention, nowMs);
  const lateMs = attention.resumedAtMs === null ? nowMs - watch.rampEndsAtMs : Number.NEGATIVE_INFINITY;
  const effects: StopEffect[] = [];
  let { isEscalated, isAlarmed, repeatedAtMs, countsFromMs, stillLines } = watch;
  if (!isEscalated && lateMs >= limits.escalateAfterMs) {
    isEscalated = true;
    repeatedAtMs = nowMs;
    countsFromMs = nowMs + limits.emergencySettleMs;
    stillLines = 0;
    effects.push('emergency');
  }
  if (!isAlarmed && lateMs >= limits.alarmAfterMs) {
    isAlarmed = true;
    effects.push('alarm');
  }
  const mayRepeat = watch.isRepeatDue || attention.gapAtMs === nowMs;
  if (mayRepeat && nowMs - repeatedAtMs >= repeatAfterMs(stillLines)) {
    repeatedAtMs = nowMs;
    effects.push(watch.isEmergency || isEscalated ? 'emergency' : 'repeat');
  }
  const isRepeatDue = nowMs - repeatedAtMs >= limits.repeatStopMs - limits.lookAgainMs;
  const next = { ...watch, isEscalated, isAlarmed, repeatedAtMs, isRepeatDue, countsFromMs, stillLines, attention };
  return [next, [...new Set(effects)]];
}

/** One step of a verified stop: pure, total. */
export function stepStop(watch: StopWatch, input: StopInput): Step {
  switch (input.kind) {
    case 'answered':
      return [{ ...watch, countsFromMs: Math.min(watch.countsFromMs ?? input.nowMs, input.nowMs) }, []];
    case 'telemetry':
      return takeTelemetry(watch, input.telemetry, input.nowMs);
    case 'tick':
      return takeTick(watch, input.nowMs);
  }
}
