import type { ChairAnswer } from '../core/protocol/exchange.js';
import { faultCodes, type Request } from '../core/protocol/messages.js';
import { limits } from '../core/safety/limits.js';
import type { StatusFaultCode } from '../core/status.js';

export interface ResetEvents {
  ask(request: Request): void;
  /** `missing` is what stands in the way, or null when every latch is cleared. */
  done(missing: string | null): void;
}

interface Pending {
  readonly codes: readonly StatusFaultCode[];
  readonly giveUpAtMs: number;
  readonly isAsking: boolean;
  /** When the next latch may be asked for, ms. */
  readonly askAtMs: number;
  /** What the chair said of the latch that it would not clear. */
  readonly refusal: string | null;
}

/** A cause may still pass: a motor comes to rest, a contact opens. */
const askAgainMs = 200;

const isLineCode = (code: StatusFaultCode): boolean => (faultCodes as readonly string[]).includes(code);

/** A reset that somebody asked for: it waits until the chair is fit for it, then clears one latch after the other. [S3] */
export class ResetProcedure {
  private pending: Pending | null = null;

  constructor(private readonly events: ResetEvents) {}

  get isPending(): boolean {
    return this.pending !== null;
  }

  /** `codes` are the faults to clear; those that only the daemon knows need nothing of the chair but that it is fit. */
  begin(codes: readonly StatusFaultCode[], nowMs: number): void {
    const ofTheLine = [...new Set(codes)].filter(isLineCode);
    const giveUpAtMs = nowMs + limits.resetWaitMs;
    this.pending = { codes: ofTheLine, giveUpAtMs, isAsking: false, askAtMs: nowMs, refusal: null };
  }

  /** Asks for the next latch when nothing is missing, again where the chair would not clear it; gives up with what is missing
   *  after 3 s. */
  step(missing: string | null, nowMs: number): void {
    const { pending } = this;
    if (pending === null) return;
    const cause = pending.codes[0];
    const mayAsk = missing === null && !pending.isAsking && nowMs >= pending.askAtMs;
    if (missing === null && cause === undefined) this.finish(null);
    else if (nowMs >= pending.giveUpAtMs) this.finish(missing ?? pending.refusal ?? 'the chair did not answer in time');
    else if (mayAsk && cause !== undefined) {
      this.pending = { ...pending, isAsking: true };
      this.events.ask({ verb: 'RESET', cause });
    }
  }

  /** Something has come in between. */
  abort(why: string): void {
    if (this.pending !== null) this.finish(why);
  }

  answered(answer: ChairAnswer, nowMs: number): void {
    const { pending } = this;
    if (pending === null) return;
    if (answer.kind === 'ok') {
      this.pending = { ...pending, codes: pending.codes.slice(1), isAsking: false, refusal: null };
      return;
    }
    const refusal = `its cause is still there (${`${answer.code} ${answer.detail}`.trim()})`;
    this.pending = { ...pending, isAsking: false, askAtMs: nowMs + askAgainMs, refusal };
  }

  private finish(missing: string | null): void {
    this.pending = null;
    this.events.done(missing);
  }
}
