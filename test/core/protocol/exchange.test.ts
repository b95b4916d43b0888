import { describe, expect, it } from 'vitest';
import { exchangeLimits } from '../../../src/core/protocol/exchange.js';
import type { Request } from '../../../src/core/protocol/messages.js';
import { caps, estop, greeted, greetedAt, hello, orderOf, Run, shown, status, stop, write } from './exchange-run.js';

const answered = (request: Request, seq: number, rttMs = 0) => ({
  kind: 'answered',
  request,
  answer: { kind: 'ok', seq, args: [] },
  rttMs,
});

describe('one request in flight', () => {
  it('sends at once when nothing is in flight', () => {
    expect(shown(greeted().ask(status))).toEqual([write(2, status)]);
  });

  it('keeps the next until the first is answered', () => {
    const run = greeted();
    run.ask(status);
    expect(run.ask(caps)).toEqual([]);
    run.nowMs = 30;
    expect(shown(run.ok(2))).toEqual([answered(status, 2, 30), write(3, caps)]);
  });

  it('keeps the order in which it was asked', () => {
    const run = greeted();
    run.ask(status);
    run.ask(caps);
    run.ask({ verb: 'RATE', periodMs: 50 });
    expect(shown(run.ok(2))[1]).toMatchObject({ request: caps });
    expect(shown(run.ok(3))[1]).toMatchObject({ request: { verb: 'RATE' } });
    expect(shown(run.ok(4))).toHaveLength(1);
  });

  it('takes an error as an answer', () => {
    const run = greeted();
    run.ask(status);
    expect(run.error(2, 'latched', 'overtemp')).toMatchObject([
      { kind: 'answered', answer: { kind: 'error', code: 'latched', detail: 'overtemp' } },
    ]);
  });

  it('does nothing while there is nothing to do', () => {
    expect(greeted().wait(5000)).toEqual([]);
  });
});

describe('a request without an answer', () => {
  it('is not sent again by a look that comes late, before what has come meanwhile is read', () => {
    const run = greeted();
    run.ask(stop);
    run.nowMs = 400;
    expect(run.wait(50)).toEqual([]);
    expect(shown(run.ok(2))).toEqual([answered(stop, 2, 450)]);
  });

  it('is sent again at the look after a late one', () => {
    const run = greeted();
    run.ask(stop);
    run.nowMs = 400;
    expect(run.wait(100)).toMatchObject([[500, { kind: 'write', isRetry: true }]]);
  });

  it('is sent again after 200 ms, the same line each time, and is lost after three tries', () => {
    const run = greeted();
    const [first] = run.ask(status);
    const text = first?.kind === 'write' ? first.text : '';
    expect(run.wait(2000)).toEqual([
      [200, { kind: 'write', text, isRetry: true }],
      [400, { kind: 'write', text, isRetry: true }],
      [600, { kind: 'lost' }],
    ]);
  });

  it('is not sent again once it is answered', () => {
    const run = greeted();
    run.ask(status);
    run.wait(250);
    run.ok(2);
    expect(run.wait(2000)).toEqual([]);
  });

  it('takes the repeated answer of a request that was sent twice for nothing', () => {
    const run = greeted();
    run.ask(status);
    run.wait(200);
    run.ok(2);
    for (const _ of [1, 2, 3, 4]) expect(run.ok(2)).toEqual([]);
  });
});

describe('STOP, ESTOP and HELLO', () => {
  it.each([
    ['STOP', stop, 200],
    ['ESTOP', estop, 200],
    ['HELLO', hello, 500],
  ])('%s is sent until it is answered, and never lost', (_verb, request, periodMs) => {
    const run = greeted();
    const [first] = run.askNow(request);
    const again = run.wait(60_000);
    expect(again).toHaveLength(60_000 / periodMs);
    expect(again.every(([, effect]) => effect.kind === 'write' && effect.isRetry)).toBe(true);
    expect(new Set(again.map(([, effect]) => effect.kind === 'write' && effect.text))).toEqual(
      new Set([first?.kind === 'write' && first.text]),
    );
  });

  it.each([
    ['STOP', stop],
    ['ESTOP', estop],
  ])('%s is written at once; what was in flight is abandoned and never resent [S7]', (_verb, request) => {
    const run = greeted();
    run.ask(status);
    run.ask(caps);
    expect(shown(run.askNow(request))).toEqual([write(3, request)]);
    expect(run.ok(2)).toEqual([]);
    expect(run.ok(3)).toMatchObject([{ kind: 'answered', request }]);
    expect(run.wait(2000)).toEqual([]);
  });

  it('a STOP takes the place of a request that the chair was too busy for', () => {
    const run = greeted();
    run.ask(status);
    run.error(2, 'busy');
    run.askNow(stop);
    run.ok(3);
    expect(run.wait(2000)).toEqual([]);
  });

  it.each([
    ['STOP', stop],
    ['ESTOP', estop],
  ])(
    'a further %s is the same line until it is answered, so that a slow answer is an answer [S4]',
    (_verb, request) => {
      const run = greeted();
      run.askNow(request);
      const again = { kind: 'write', isRetry: true };
      expect([run.askNow(request), run.askNow(request)]).toMatchObject([[again], [again]]);
      expect(run.ok(2)).toMatchObject([{ kind: 'answered', request }]);
      expect(shown(run.askNow(request))).toEqual([write(3, request)]);
    },
  );

  it('a STOP with another ramp gets a new seq', () => {
    const run = greeted();
    run.askNow(stop);
    const sooner = { verb: 'STOP', rampMs: 0 } as const;
    expect(shown(run.askNow(sooner))).toEqual([write(3, sooner)]);
  });

  it('what is asked while a STOP is in flight waits for its answer', () => {
    const run = greeted();
    run.askNow(stop);
    expect(run.ask(status)).toEqual([]);
    expect(shown(run.ok(2))[1]).toEqual(write(3, status));
  });
});

describe('a chair that is busy', () => {
  it('is asked again after 200 ms with a new seq', () => {
    const run = greeted();
    run.ask(status);
    expect(run.error(2, 'busy')).toEqual([]);
    expect(run.wait(150)).toEqual([]);
    const [again] = run.wait(50);
    expect(again?.[1].kind === 'write' && orderOf(again[1].text)).toEqual({ seq: 3, request: status });
    expect(run.ok(3)).toMatchObject([{ kind: 'answered', request: status }]);
  });

  it('is asked for at most 2 s; then its answer stands', () => {
    const run = greeted();
    run.ask(status);
    let seq = 2;
    let outcome = run.error(seq, 'busy');
    while (outcome.length === 0 && run.nowMs < 10_000) {
      if (run.wait(50).length > 0) {
        seq += 1;
        outcome = run.error(seq, 'busy');
      }
    }
    expect(outcome).toMatchObject([{ kind: 'answered', answer: { code: 'busy' } }]);
    expect(run.nowMs).toBeGreaterThanOrEqual(exchangeLimits.busyGiveUpMs);
    expect(run.nowMs).toBeLessThanOrEqual(exchangeLimits.busyGiveUpMs + exchangeLimits.busyAgainMs);
  });

  it('does not let what was asked later overtake', () => {
    const run = greeted();
    run.ask(status);
    run.ask(caps);
    run.error(2, 'busy');
    expect(run.ask(caps)).toEqual([]);
    const [again] = run.wait(200);
    expect(again?.[1].kind === 'write' && orderOf(again[1].text).request).toEqual(status);
  });

  it('counts three new tries for the new line', () => {
    const run = greeted();
    run.ask(status);
    run.wait(400);
    run.error(2, 'busy');
    expect(run.wait(2000).map(([, effect]) => effect.kind)).toEqual(['write', 'write', 'write', 'lost']);
  });
});

describe('a chair that takes a request for an old duplicate', () => {
  it('is asked again after 200 ms with a new seq', () => {
    const run = greeted();
    run.ask(status);
    expect(run.error(2, 'seq')).toEqual([]);
    expect(run.wait(150)).toEqual([]);
    const [again] = run.wait(50);
    expect(again?.[1].kind === 'write' && orderOf(again[1].text)).toEqual({ seq: 3, request: status });
  });
});

describe('the seq', () => {
  it('starts at 1 with HELLO and counts up', () => {
    const run = new Run();
    expect(shown(run.askNow(hello))).toEqual([write(1, hello)]);
    run.ok(1);
    expect(shown(run.ask(status))).toEqual([write(2, status)]);
  });

  it('wraps from 65535 to 1', () => {
    const run = greetedAt(65_534);
    expect(shown(run.ask(status))).toEqual([write(65_535, status)]);
    expect(shown(run.ok(65_535))).toHaveLength(1);
    expect(shown(run.ask(status))).toEqual([write(1, status)]);
    expect(run.ok(1)).toMatchObject([{ kind: 'answered' }]);
  });

  it('starts anew with another HELLO, and what waited is forgotten', () => {
    const run = greetedAt(500);
    run.ask(status);
    run.ask(caps);
    expect(shown(run.askNow(hello))).toEqual([write(1, hello)]);
    expect(shown(run.ok(1))).toHaveLength(1);
    expect(shown(run.ask(status))).toEqual([write(2, status)]);
  });
});

describe('what waits', () => {
  it('is bounded: a chair that takes nothing any more is lost', () => {
    const run = greeted();
    run.ask(status);
    for (let count = 0; count < exchangeLimits.queueMax; count++) expect(run.ask(caps)).toEqual([]);
    expect(run.ask(caps)).toEqual([{ kind: 'lost' }]);
  });

  it('is forgotten with a link that is lost', () => {
    const run = greeted();
    run.ask(status);
    run.ask(caps);
    run.wait(600);
    expect(run.wait(5000)).toEqual([]);
    expect(run.state.queue).toEqual([]);
  });
});
