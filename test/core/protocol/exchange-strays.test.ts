import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ExchangeInput,
  type ExchangeState,
  exchangeLimits,
  newExchange,
  stepExchange,
} from '../../../src/core/protocol/exchange.js';
import { errorCodes, type Request } from '../../../src/core/protocol/messages.js';
import { caps, estop, greeted, greetedAt, hello, orderOf, Run, status, stop } from './exchange-run.js';

const foreign = [{ kind: 'foreign' }];

describe('answers to what was never asked [S16]', () => {
  it('three in 10 s mean that somebody else speaks to the chair', () => {
    const run = greeted();
    expect(run.ok(40)).toEqual([]);
    run.wait(4000);
    expect(run.error(41, 'seq')).toEqual([]);
    run.wait(5000);
    expect(run.ok(42)).toEqual(foreign);
  });

  it('three in more than 10 s mean nothing', () => {
    const run = greeted();
    run.ok(40);
    run.wait(5000);
    run.ok(41);
    run.wait(5000);
    expect(run.ok(42)).toEqual([]);
    run.wait(4900);
    expect(run.ok(43)).toEqual(foreign);
  });

  it('are counted anew once they were told', () => {
    const run = greeted();
    expect([run.ok(40), run.ok(40), run.ok(40), run.ok(40), run.ok(40), run.ok(40)]).toEqual([
      [],
      [],
      foreign,
      [],
      [],
      foreign,
    ]);
  });

  it('count while a request is in flight, and leave it there', () => {
    const run = greeted();
    run.ask(status);
    run.ok(40);
    run.ok(40);
    expect(run.ok(40)).toEqual(foreign);
    expect(run.ok(2)).toMatchObject([{ kind: 'answered', request: status }]);
  });

  it('do not count with seq 0, which answers lines that could not be read', () => {
    const run = greeted();
    for (let count = 0; count < 10; count++) expect(run.error(0, 'crc')).toEqual([]);
  });

  it('do not count before HELLO is answered', () => {
    const run = new Run();
    run.askNow(hello);
    for (let count = 0; count < 10; count++) expect(run.ok(40)).toEqual([]);
    expect(run.ok(1)).toMatchObject([{ kind: 'answered', request: hello }]);
  });

  it('do not count where HELLO was refused, or only a stop was answered', () => {
    const refused = new Run();
    refused.askNow(hello);
    refused.error(1, 'unsupported', '1');
    const stopped = new Run();
    stopped.askNow(estop);
    stopped.ok(1);
    for (let count = 0; count < 10; count++) expect([refused.ok(40), stopped.ok(40)]).toEqual([[], []]);
  });

  it('are not the late answers of requests from before the seq wrapped', () => {
    const run = greetedAt(65_535);
    for (const seq of [1, 2, 3]) {
      run.ask(status);
      run.ok(seq);
    }
    for (let count = 0; count < 10; count++) expect(run.ok(65_530)).toEqual([]);
  });

  it('do not count before a second HELLO is answered', () => {
    const run = greeted();
    run.askNow(hello);
    for (let count = 0; count < 10; count++) expect(run.ok(40)).toEqual([]);
  });

  it('are not the late answers of requests that were abandoned', () => {
    const run = greeted();
    for (let rampMs = 0; rampMs < 10; rampMs++) run.askNow({ verb: 'STOP', rampMs });
    for (let seq = 2; seq < 11; seq++) expect(run.ok(seq)).toEqual([]);
  });

  it('are remembered in bounds', () => {
    const run = greeted();
    for (let count = 0; count < 1000; count++) run.ok(40);
    expect(run.state.straysAtMs.length).toBeLessThan(exchangeLimits.straysMax);
  });
});

const requests = fc.constantFrom<Request>(status, caps, { verb: 'RATE', periodMs: 50 });
const urgent = fc.constantFrom<Request>(stop, estop, hello);
const seqs = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.nat(65_535));

type Move = (nowMs: number) => ExchangeInput;
const moves: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: requests.map(
      (request): Move =>
        (nowMs) => ({ kind: 'ask', request, nowMs }),
    ),
  },
  {
    weight: 1,
    arbitrary: urgent.map(
      (request): Move =>
        (nowMs) => ({ kind: 'ask-now', request, nowMs }),
    ),
  },
  { weight: 3, arbitrary: fc.constant<Move>((nowMs) => ({ kind: 'tick', nowMs })) },
  {
    weight: 4,
    arbitrary: seqs.map(
      (seq): Move =>
        (nowMs) => ({ kind: 'answer', answer: { kind: 'ok', seq, args: [] }, nowMs }),
    ),
  },
  {
    weight: 2,
    arbitrary: fc.record({ seq: seqs, code: fc.constantFrom(...errorCodes) }).map(
      ({ seq, code }): Move =>
        (nowMs) => ({
          kind: 'answer',
          answer: { kind: 'error', seq, code, detail: '' },
          nowMs,
        }),
    ),
  },
);

/** Runs the moves; `look` sees every step. */
function play(
  steps: readonly (readonly [number, Move])[],
  look: (before: ExchangeState, input: ExchangeInput, result: ReturnType<typeof stepExchange>) => void,
): void {
  let state = newExchange;
  let nowMs = 0;
  for (const [waitMs, move] of steps) {
    nowMs += waitMs;
    const input = move(nowMs);
    const result = stepExchange(state, input);
    look(state, input, result);
    state = result[0];
  }
}

const plays = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), moves), { maxLength: 120 });

describe('any sequence of requests, answers and time', () => {
  it('keeps everything bounded', () => {
    fc.assert(
      fc.property(plays, (steps) => {
        play(steps, (_before, _input, [state, effects]) => {
          expect(state.queue.length).toBeLessThanOrEqual(exchangeLimits.queueMax);
          expect(state.straysAtMs.length).toBeLessThan(exchangeLimits.straysMax);
          expect(effects.length).toBeLessThanOrEqual(2);
          expect(effects.filter((effect) => effect.kind === 'write').length).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  it('writes only whole orders with a seq from 1 to 65535, and as a retry only the line in flight', () => {
    fc.assert(
      fc.property(plays, (steps) => {
        play(steps, (before, _input, [state, effects]) => {
          for (const effect of effects) {
            if (effect.kind !== 'write') continue;
            expect(orderOf(effect.text).seq).toBeGreaterThanOrEqual(1);
            expect(effect.text).toBe((effect.isRetry ? before : state).flight?.line);
          }
        });
      }),
    );
  });

  it('writes a STOP at once, whatever is under way [S7]', () => {
    fc.assert(
      fc.property(plays, urgent, (steps, request) => {
        let last = newExchange;
        play(steps, (_before, _input, [state]) => {
          last = state;
        });
        const [after, effects] = stepExchange(last, { kind: 'ask-now', request, nowMs: 1_000_000 });
        expect(effects).toMatchObject([{ kind: 'write', text: after.flight?.line }]);
        expect(after.queue).toEqual([]);
        expect(after.flight?.request).toEqual(request);
      }),
    );
  });

  it('answers only what is in flight', () => {
    fc.assert(
      fc.property(plays, (steps) => {
        play(steps, (before, input, [, effects]) => {
          for (const effect of effects) {
            if (effect.kind !== 'answered') continue;
            expect(input.kind === 'answer' && input.answer.seq).toBe(before.flight?.seq);
            expect(effect.request).toBe(before.flight?.request);
          }
        });
      }),
    );
  });
});
