import { limits } from './limits.js';

/** Why a stop was not seen in time: the chair still moved, it said nothing, or we stood still ourselves. [S4] */
export const stopDoubts = ['chair_moves', 'chair_silent', 'own_delay'] as const;
export type StopDoubt = (typeof stopDoubts)[number];

/** Whether we have looked at the chair all the time: what we did not look at is no reason to escalate a stop. Monotonic ms. [S4] */
export interface Attention {
  /** The last look, or the beginning. */
  readonly lookedAtMs: number;
  /** When we looked again after we had stood still, while what the chair has said meanwhile may be unread; null where nothing is. */
  readonly resumedAtMs: number | null;
  /** The end of the last time in which we stood still. */
  readonly gapAtMs: number;
  /** When the chair last showed that it moves. */
  readonly movedAtMs: number;
}

export const attend = (nowMs: number): Attention => ({
  lookedAtMs: nowMs,
  resumedAtMs: null,
  gapAtMs: Number.NEGATIVE_INFINITY,
  movedAtMs: Number.NEGATIVE_INFINITY,
});

/** A look. After a gap what is unread counts until a period of telemetry was read, and no longer than a chair may be silent, also
 *  where gap follows gap. */
export function keepWatch(attention: Attention, nowMs: number): Attention {
  const isGap = nowMs - attention.lookedAtMs > limits.tickGapMsMax;
  const gapAtMs = isGap ? nowMs : attention.gapAtMs;
  const fromMs = attention.resumedAtMs ?? (isGap ? nowMs : null);
  const resumedAtMs = fromMs !== null && nowMs - fromMs >= limits.silenceMsMin ? null : fromMs;
  return { ...attention, lookedAtMs: nowMs, gapAtMs, resumedAtMs };
}

/** The chair has said what it does. */
export function heard(attention: Attention, moves: boolean, nowMs: number): Attention {
  const { resumedAtMs } = attention;
  const isReadAgain = resumedAtMs !== null && nowMs - resumedAtMs >= limits.armedPeriodMs;
  return {
    ...attention,
    resumedAtMs: isReadAgain ? null : resumedAtMs,
    movedAtMs: moves ? nowMs : attention.movedAtMs,
  };
}

/** Why nothing shows that the chair is still. `withinMs`: so old a sight still says what it does. */
export function stopDoubt({ gapAtMs, movedAtMs }: Attention, withinMs: number, nowMs: number): StopDoubt {
  if (nowMs - movedAtMs <= withinMs) return 'chair_moves';
  return nowMs - gapAtMs <= limits.silenceMsMin ? 'own_delay' : 'chair_silent';
}
