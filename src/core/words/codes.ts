import type { ChairState, Ending, RefusalReason, ResultCode, StatusFaultCode } from '../status.js';
import type { ApiError } from '../web/frames.js';
import type { Technique, Zone } from '../zones.js';

/** Why something was refused, by code and values; `message` is the daemon's own, in English. */
export interface Denied extends ApiError {
  readonly missing: string | null;
  readonly retryAfterS: number | null;
}

/** Every code with which something may be refused. */
type RefusalCode =
  | Exclude<ResultCode, 'ok'>
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'wrong_method'
  | 'conflict';

/** A refusal in words; `until` is the time of day from which it may go, where that is known. */
type SayRefusal = (why: Denied, until: string | null) => string;

/** What happened, and what to do. */
interface FaultWords {
  readonly what: string;
  readonly todo: string;
}

export type ByRefusal = Readonly<Record<RefusalCode, SayRefusal>>;
export type ByReason = Readonly<Record<RefusalReason, string>>;
export type ByFault = Readonly<Record<StatusFaultCode, FaultWords>>;
export type ByState = Readonly<Record<ChairState, string>>;
export type ByEnding = Readonly<Record<Ending, string>>;
export type ByTechnique = Readonly<Record<Technique | 'off', string>>;
export type ByZone = Readonly<Record<Zone, string>>;

/** What the codes of the daemon mean, in one language. */
export interface CodeWords {
  readonly states: ByState;
  readonly faults: ByFault;
  readonly refusals: ByRefusal;
  readonly endings: ByEnding;
  readonly avoidText: (word: string) => string;
}

export const numericValue = ({ values }: Denied, name: string): number | null => {
  const value = values[name];
  return typeof value === 'number' ? value : null;
};

export const wordIn = ({ values }: Denied, name: string): string | null => {
  const value = values[name];
  return typeof value === 'string' ? value : null;
};

/** What the daemon says of a refusal whose code alone does not say why; null where that code does. */
export function reasonIn(why: Denied, reasons: ByReason): string | null {
  const reason = wordIn(why, 'reason');
  return reason !== null && reason in reasons ? reasons[reason as RefusalReason] : null;
}

/** Whole minutes, at least 1. */
export const minutesOf = (seconds: number): number => Math.max(1, Math.ceil(seconds / 60));

/** `9:04`. */
export function clockOf(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
