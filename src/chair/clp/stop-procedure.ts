import type { Telemetry } from '../../core/protocol/messages.js';
import { type StopDoubt, stopDoubt } from '../../core/safety/attention.js';
import { limits } from '../../core/safety/limits.js';
import {
  joinStops,
  type StopEffect,
  type StopInput,
  type StopWatch,
  stepStop,
  watchStop,
} from '../../core/safety/stillness.js';

/** Runs a verified stop: `perform` writes, signals and alarms. At most one is under way; a further one joins it. [S4] */
export class StopProcedure {
  private watch: StopWatch | null = null;
  private wroteAtMs: number | null = null;
  private hasToldEscalation = false;
  /** When the chair took the last stop; its telemetry is fast for 3 s from then on. */
  answeredAtMs: number | null = null;

  constructor(private readonly perform: (effect: StopEffect) => void) {}

  get isActive(): boolean {
    return this.watch !== null;
  }

  /** True where the stop has to be written now: a flood of stops is one stop, repeated at the usual pace. */
  begin(kind: 'stop' | 'emergency', rampMs: number, nowMs: number): boolean {
    const before = this.watch;
    const joined = joinStops(before, watchStop(kind, rampMs, nowMs));
    const isSooner =
      before === null || joined.rampEndsAtMs < before.rampEndsAtMs || joined.isEmergency !== before.isEmergency;
    const isDue = nowMs - (this.wroteAtMs ?? Number.NEGATIVE_INFINITY) >= limits.repeatStopMs;
    if (before === null) this.hasToldEscalation = false;
    this.watch = isSooner ? joined : before;
    const isWritten = isSooner || (isDue && (kind === 'emergency' || !before.isEmergency));
    if (isWritten) this.wroteAtMs = nowMs;
    return isWritten;
  }

  /** HELLO stops a chair like a STOP with this ramp; no STOP was written, so the next one is written at once. The greeting is done
   *  now, HELLO was answered at `answeredAtMs`. [S7] */
  greeted(rampMs: number, answeredAtMs: number, nowMs: number): void {
    this.begin('stop', rampMs, nowMs);
    this.wroteAtMs = null;
    this.answered(answeredAtMs);
  }

  answered(nowMs: number): void {
    this.answeredAtMs = nowMs;
    this.feed({ kind: 'answered', nowMs });
  }

  telemetry(telemetry: Telemetry, nowMs: number): void {
    this.feed({ kind: 'telemetry', telemetry, nowMs });
  }

  tick(nowMs: number): void {
    this.feed({ kind: 'tick', nowMs });
  }

  /** True once a stop, when it has become an emergency stop. */
  justEscalated(): boolean {
    const isNew = this.watch?.isEscalated === true && !this.watch.isEmergency && !this.hasToldEscalation;
    if (isNew) this.hasToldEscalation = true;
    return isNew;
  }

  /** Why the stop under way has not been seen done. */
  doubt(nowMs: number): StopDoubt {
    return this.watch === null ? 'chair_silent' : stopDoubt(this.watch.attention, limits.silenceMsMin, nowMs);
  }

  /** The line is gone: the next handshake verifies anew. */
  abandon(): void {
    this.watch = null;
    this.wroteAtMs = null;
    this.answeredAtMs = null;
  }

  private feed(input: StopInput): void {
    if (this.watch === null) return;
    const [watch, effects] = stepStop(this.watch, input);
    this.watch = effects.includes('still') ? null : watch;
    for (const effect of effects) this.perform(effect);
  }
}
