import { decodeOrder } from '../../../src/core/protocol/codec.js';
import {
  type ChairAnswer,
  type ExchangeEffect,
  type ExchangeInput,
  type ExchangeState,
  newExchange,
  stepExchange,
} from '../../../src/core/protocol/exchange.js';
import type { ErrorCode, Order, Request } from '../../../src/core/protocol/messages.js';

export const hello: Request = { verb: 'HELLO', version: 1, host: 'test' };
export const status: Request = { verb: 'STATUS' };
export const caps: Request = { verb: 'CAPS', zone: 'back' };
export const stop: Request = { verb: 'STOP', rampMs: 500 };
export const estop: Request = { verb: 'ESTOP' };

/** The order on a written line. */
export function orderOf(text: string): Order {
  const order = decodeOrder(text.trimEnd());
  if ('kind' in order) throw new Error(`not an order: ${text}`);
  return order;
}

/** An exchange with a clock: each call gives the effects of that one input. */
export class Run {
  state: ExchangeState = newExchange;
  nowMs = 0;

  ask(request: Request): readonly ExchangeEffect[] {
    return this.feed({ kind: 'ask', request, nowMs: this.nowMs });
  }

  askNow(request: Request): readonly ExchangeEffect[] {
    return this.feed({ kind: 'ask-now', request, nowMs: this.nowMs });
  }

  answer(answer: ChairAnswer): readonly ExchangeEffect[] {
    return this.feed({ kind: 'answer', answer, nowMs: this.nowMs });
  }

  ok(seq: number): readonly ExchangeEffect[] {
    return this.answer({ kind: 'ok', seq, args: [] });
  }

  error(seq: number, code: ErrorCode, detail = ''): readonly ExchangeEffect[] {
    return this.answer({ kind: 'error', seq, code, detail });
  }

  /** Moves the time in steps of 50 ms; gives the effects with their times. */
  wait(durationMs: number): readonly (readonly [number, ExchangeEffect])[] {
    const effects: (readonly [number, ExchangeEffect])[] = [];
    for (const endMs = this.nowMs + durationMs; this.nowMs < endMs; ) {
      this.nowMs += 50;
      for (const effect of this.feed({ kind: 'tick', nowMs: this.nowMs })) effects.push([this.nowMs, effect]);
    }
    return effects;
  }

  private feed(input: ExchangeInput): readonly ExchangeEffect[] {
    const [state, effects] = stepExchange(this.state, input);
    this.state = state;
    return effects;
  }
}

/** A run whose HELLO has been answered. */
export function greeted(): Run {
  const run = new Run();
  run.askNow(hello);
  run.ok(1);
  return run;
}

/** A run whose last request had this seq; everything is answered. */
export function greetedAt(lastSeq: number): Run {
  const run = greeted();
  run.state = { ...run.state, lastSeq };
  return run;
}

export const write = (seq: number, request: Request, isRetry = false) => ({ kind: 'write', isRetry, seq, request });

/** Effects with written lines read, so that they can be compared. */
export const shown = (effects: readonly ExchangeEffect[]): readonly unknown[] =>
  effects.map((effect) =>
    effect.kind === 'write' ? { kind: 'write', isRetry: effect.isRetry, ...orderOf(effect.text) } : effect,
  );
