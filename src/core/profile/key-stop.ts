import { type Attention, attend, heard, keepWatch } from '../safety/attention.js';
import { limits } from '../safety/limits.js';
import type { KeyStopKind, StopPlan } from './stop-plan.js';
import type { ProfileView } from './view.js';

/** A stop of a chair that shows what becomes of it: its keys are pressed while a fresh status shows that they are needed, and it is
 *  over when the status shows it. A key may be a toggle: it is never pressed twice for one status. [S4] */
export interface KeyStop {
  /** A `pause` and a `soft` stop become `off` where they do not show. */
  readonly kind: KeyStopKind;
  /** The alarm counts from here: the request, or the moment in which an earlier press must have shown. */
  readonly askedAtMs: number;
  /** When the keys were pressed last, and how many of them so far. */
  readonly pressedAtMs: number | null;
  readonly pressed: number;
  readonly sentAtMs: number | null;
  /** The newest status that was counted, and how many in a row showed what is waited for. */
  readonly countedAtMs: number;
  readonly stillFrames: number;
  /** Since when the massage is over, and the chair on its way home. */
  readonly overAtMs: number | null;
  readonly isAlarmed: boolean;
  readonly attention: Attention;
}

/** `dark` is still too: the chair took the key, and shows nothing any more. `press` and `send` are what the plan says. */
export type KeyStopEffect = 'press' | 'send' | 'alarm' | 'still' | 'dark';

export interface KeyStopFacts {
  readonly view: ProfileView;
  /** When the status that shows power and motion last came, ms. */
  readonly statusAtMs: number;
  /** When the chair last answered a key, ms. */
  readonly answeredAtMs: number;
  readonly canPress: boolean;
  readonly canSend: boolean;
  readonly nowMs: number;
}

/** A chair that takes its key and then shows nothing for so long is off. */
const darkMs = 2000;

/** `pressedAtMs` is when the key was pressed last, for whatever reason: what it does is awaited before anything counts. A chair
 *  that was just switched on still looks as if it were off. */
export function beginKeyStop(kind: KeyStopKind, nowMs: number, pressedAtMs: number, settlesMs: number): KeyStop {
  const isUnderWay = nowMs - pressedAtMs < settlesMs;
  const fromMs = isUnderWay ? pressedAtMs + settlesMs : nowMs;
  return {
    kind,
    askedAtMs: fromMs,
    pressedAtMs: isUnderWay ? pressedAtMs : null,
    pressed: 0,
    sentAtMs: null,
    countedAtMs: fromMs,
    stillFrames: 0,
    overAtMs: null,
    isAlarmed: false,
    attention: attend(nowMs),
  };
}

const rank: Readonly<Record<KeyStopKind, number>> = { pause: 0, soft: 1, off: 2 };

const raisedTo = (stop: KeyStop, kind: KeyStopKind): KeyStop => ({
  ...stop,
  kind,
  pressed: 0,
  stillFrames: 0,
  overAtMs: null,
});

/** A further stop gives one under way no more time; a stop makes a pause one. [S4] */
export const joinKeyStops = (present: KeyStop | null, next: KeyStop): KeyStop => {
  if (present === null) return next;
  return rank[next.kind] > rank[present.kind] ? raisedTo(present, next.kind) : present;
};

/** What is waited for: that the massage is over, then that the chair has come home. */
function showsEnd({ overAtMs }: KeyStop, { isDone, home }: StopPlan, view: ProfileView): boolean {
  if (overAtMs === null || home === null) return isDone(view);
  return isDone(view) && home.isThere(view);
}

function countFrame(stop: KeyStop, plan: StopPlan, { view, statusAtMs }: KeyStopFacts): KeyStop {
  if (statusAtMs <= stop.countedAtMs) return stop;
  const isShown = showsEnd(stop, plan, view);
  const counted = {
    ...stop,
    attention: heard(stop.attention, !isShown, statusAtMs),
    countedAtMs: statusAtMs,
    stillFrames: isShown ? stop.stillFrames + 1 : 0,
  };
  if (stop.overAtMs !== null && !plan.isDone(view)) return { ...counted, overAtMs: null };
  const isOver = stop.overAtMs === null && plan.home !== null && counted.stillFrames >= 2;
  return isOver ? { ...counted, overAtMs: statusAtMs, stillFrames: 0 } : counted;
}

const hasCome = ({ stillFrames, overAtMs }: KeyStop, { home }: StopPlan): boolean =>
  stillFrames >= 2 && (home === null || overAtMs !== null);

/** It took the key, and its display went out with everything else. */
const hasGoneDark = (
  { kind, pressedAtMs }: KeyStop,
  { settlesMs }: StopPlan,
  { answeredAtMs, statusAtMs, nowMs }: KeyStopFacts,
): boolean =>
  kind === 'off' &&
  pressedAtMs !== null &&
  answeredAtMs >= pressedAtMs &&
  statusAtMs < pressedAtMs + settlesMs &&
  nowMs - Math.max(statusAtMs, pressedAtMs) >= darkMs;

const mayPress = (
  { pressedAtMs, pressed }: KeyStop,
  { keys, settlesMs, isNeeded }: StopPlan,
  { view, statusAtMs, nowMs, canPress }: KeyStopFacts,
): boolean => {
  if (!canPress || keys.length === 0 || !isNeeded(view)) return false;
  if (pressed > 0 && pressed < keys.length) return true;
  return pressedAtMs === null || (nowMs >= pressedAtMs + settlesMs && statusAtMs >= pressedAtMs + settlesMs);
};

const maySend = (
  { sentAtMs }: KeyStop,
  { commands, isDone }: StopPlan,
  { view, nowMs, canSend }: KeyStopFacts,
): boolean =>
  canSend && commands.length > 0 && !isDone(view) && (sentAtMs === null || nowMs - sentAtMs >= limits.repeatStopMs);

function isLate({ askedAtMs, overAtMs, attention }: KeyStop, { withinMs, home }: StopPlan, nowMs: number): boolean {
  if (attention.resumedAtMs !== null) return false;
  if (overAtMs !== null && home !== null) return nowMs - overAtMs >= home.withinMs;
  return nowMs - askedAtMs >= withinMs;
}

/** What comes of being late: a soft stop gives way to the one that ends it in any case; for the others it is the alarm. */
function takeLateness(stop: KeyStop, nowMs: number): readonly [KeyStop, readonly KeyStopEffect[]] {
  if (stop.kind === 'soft') return [{ ...raisedTo(stop, 'off'), askedAtMs: nowMs, pressedAtMs: null }, []];
  if (stop.isAlarmed) return [stop, []];
  return [{ ...stop, kind: 'off', isAlarmed: true }, ['alarm']];
}

/** One step of a stop that is `plan`'s, which is that of its kind: pure. */
export function stepKeyStop(
  before: KeyStop,
  plan: StopPlan,
  facts: KeyStopFacts,
): readonly [KeyStop, readonly KeyStopEffect[]] {
  const { nowMs } = facts;
  let stop = countFrame({ ...before, attention: keepWatch(before.attention, nowMs) }, plan, facts);
  if (hasCome(stop, plan)) return [stop, ['still']];
  if (hasGoneDark(stop, plan, facts)) return [stop, ['dark']];
  // One more key of a stop that was vain would only keep those waiting that end it in any case.
  if (stop.kind === 'soft' && isLate(stop, plan, nowMs)) return takeLateness(stop, nowMs);
  const effects: KeyStopEffect[] = [];
  if (mayPress(stop, plan, facts)) {
    effects.push('press');
    const isNext = stop.pressed > 0 && stop.pressed < plan.keys.length;
    stop = { ...stop, pressedAtMs: nowMs, pressed: isNext ? stop.pressed + 1 : 1, stillFrames: 0 };
  } else if (maySend(stop, plan, facts)) {
    effects.push('send');
    stop = { ...stop, sentAtMs: nowMs };
  }
  if (!isLate(stop, plan, nowMs)) return [stop, effects];
  const [late, more] = takeLateness(stop, nowMs);
  return [late, [...effects, ...more]];
}
