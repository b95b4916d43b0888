import { limits } from '../safety/limits.js';
import type { ProfileView } from './sight.js';

/** A stop of a chair that takes keys: its key is pressed while a fresh status shows that it is needed, and it is over when the
 *  status shows it. The key is a toggle: it is never pressed twice for one status. [S4] */
export interface KeyStop {
  /** `off` switches the chair off; `pause` holds it, and becomes `off` where that does not show. */
  readonly kind: 'off' | 'pause';
  /** The alarm counts from here: the request, or the moment in which an earlier press must have shown. */
  readonly askedAtMs: number;
  readonly pressedAtMs: number | null;
  /** The newest status that was counted, and how many in a row showed a still chair. */
  readonly countedAtMs: number;
  readonly stillFrames: number;
  readonly isAlarmed: boolean;
}

/** `dark` is still too: the chair took the key, and shows nothing any more. */
export type KeyStopEffect = 'press' | 'alarm' | 'still' | 'dark';

export interface KeyStopFacts {
  readonly view: ProfileView;
  /** When the status that shows power and motion last came, ms. */
  readonly statusAtMs: number;
  /** When the chair last answered a key, ms. */
  readonly answeredAtMs: number;
  /** How long the key of this kind of stop takes to show. */
  readonly settlesMs: number;
  readonly canPress: boolean;
  readonly nowMs: number;
}

/** From the request to the alarm: the ramp of a stop and the time until its alarm, as for every chair. */
export const alarmAfterMs = limits.stopRampMs + limits.alarmAfterMs;
/** A chair that takes its key and then shows nothing for so long is off. */
const darkMs = 2000;

/** `pressedAtMs` is when the key was pressed last, for whatever reason: what it does is awaited before anything counts. A chair
 *  that was just switched on still looks as if it were off. */
export function beginKeyStop(kind: KeyStop['kind'], nowMs: number, pressedAtMs: number, settlesMs: number): KeyStop {
  const isUnderWay = nowMs - pressedAtMs < settlesMs;
  return {
    kind,
    askedAtMs: isUnderWay ? pressedAtMs + settlesMs : nowMs,
    pressedAtMs: isUnderWay ? pressedAtMs : null,
    countedAtMs: isUnderWay ? pressedAtMs + settlesMs : nowMs,
    stillFrames: 0,
    isAlarmed: false,
  };
}

/** A further stop gives one under way no more time; a stop makes a pause one. [S4] */
export const joinKeyStops = (present: KeyStop | null, next: KeyStop): KeyStop => {
  if (present === null) return next;
  const isRaised = present.kind === 'pause' && next.kind === 'off';
  return isRaised ? { ...present, kind: 'off', stillFrames: 0 } : present;
};

const isDone = ({ kind }: KeyStop, { isOn, isActive }: ProfileView): boolean =>
  isActive === false && (kind === 'pause' || isOn === false);

const isNeeded = ({ kind }: KeyStop, { isOn, isActive }: ProfileView): boolean =>
  kind === 'off' ? isOn === true : isActive === true;

function countFrame(stop: KeyStop, { view, statusAtMs }: KeyStopFacts): KeyStop {
  if (statusAtMs <= stop.countedAtMs) return stop;
  return { ...stop, countedAtMs: statusAtMs, stillFrames: isDone(stop, view) ? stop.stillFrames + 1 : 0 };
}

/** It took the key, and its display went out with everything else. */
const hasGoneDark = (
  { kind, pressedAtMs }: KeyStop,
  { answeredAtMs, statusAtMs, settlesMs, nowMs }: KeyStopFacts,
): boolean =>
  kind === 'off' &&
  pressedAtMs !== null &&
  answeredAtMs >= pressedAtMs &&
  statusAtMs < pressedAtMs + settlesMs &&
  nowMs - Math.max(statusAtMs, pressedAtMs) >= darkMs;

const mayPress = ({ pressedAtMs }: KeyStop, { statusAtMs, settlesMs, nowMs, canPress }: KeyStopFacts): boolean =>
  canPress && (pressedAtMs === null || (nowMs >= pressedAtMs + settlesMs && statusAtMs >= pressedAtMs + settlesMs));

/** One step of a stop by key: pure. */
export function stepKeyStop(before: KeyStop, facts: KeyStopFacts): readonly [KeyStop, readonly KeyStopEffect[]] {
  const stop = countFrame(before, facts);
  if (stop.stillFrames >= 2) return [stop, ['still']];
  if (hasGoneDark(stop, facts)) return [stop, ['dark']];
  const { nowMs, view } = facts;
  const effects: KeyStopEffect[] = [];
  let { kind, isAlarmed, pressedAtMs, stillFrames } = stop;
  if (isNeeded(stop, view) && mayPress(stop, facts)) {
    effects.push('press');
    pressedAtMs = nowMs;
    stillFrames = 0;
  }
  if (!isAlarmed && nowMs - stop.askedAtMs >= alarmAfterMs) {
    isAlarmed = true;
    kind = 'off';
    effects.push('alarm');
  }
  return [{ ...stop, kind, isAlarmed, pressedAtMs, stillFrames }, effects];
}
