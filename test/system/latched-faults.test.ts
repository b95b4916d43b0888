import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';

/** A chair that has stalled for the third time within a minute: it waits for RESET. */
function latched(): DaemonBench {
  const bench = DaemonBench.ready();
  for (const _each of [1, 2, 3]) {
    expect(bench.run({ command: 'start', program: 'quick-break' })?.code).toBe('ok');
    bench.advance(2000);
    bench.inject('stall:back@0ms+1s');
    bench.inject('stall:seat@0ms+1s');
    bench.inject('stall:legs@0ms+1s');
    bench.advance(8000);
  }
  return bench;
}

function isLatchedByChair(bench: DaemonBench): boolean {
  return bench.device.state.faults.some(({ code, isLatched }) => code === 'stall' && isLatched);
}

function expectStalled(bench: DaemonBench): void {
  expect(bench.state).toBe('fault');
  expect(bench.status.fault?.code).toBe('stall');
  expect(bench.run({ command: 'start' })?.code).toBe('fault');
  bench.advance(20_000);
  expect(bench.state).toBe('fault');
}

function expectResettable(bench: DaemonBench): void {
  expect(bench.runSlowly({ command: 'reset' })?.code).toBe('ok');
  expect(bench.state).toBe('idle');
  expect(isLatchedByChair(bench)).toBe(false);
}

describe('a stall that the chair has latched needs a reset [S3]', () => {
  it('after a restart of the daemon', () => {
    const bench = latched();
    expect(isLatchedByChair(bench)).toBe(true);
    bench.restart();
    bench.advance(3000);
    expectStalled(bench);
    expectResettable(bench);
  });

  it('after the chair was switched off and on, which makes it forget', () => {
    const bench = latched();
    bench.inject('reboot');
    bench.advance(5000);
    expect(isLatchedByChair(bench)).toBe(false);
    expectStalled(bench);
    expectResettable(bench);
  });

  it('after both', () => {
    const bench = latched();
    bench.kill();
    bench.inject('reboot');
    bench.advance(5000);
    bench.restart();
    bench.advance(3000);
    expect(isLatchedByChair(bench)).toBe(false);
    expectStalled(bench);
    expectResettable(bench);
    bench.restart();
    bench.advance(3000);
    expect(bench.state).toBe('idle');
  });

  it('also where the daemon comes anew and has not counted', () => {
    const bench = latched();
    bench.store.records.clear();
    bench.restart();
    bench.advance(3000);
    expectStalled(bench);
    expectResettable(bench);
  });
});

it('a stall that cleared by itself is gone after a restart', () => {
  const bench = DaemonBench.running();
  bench.inject('stall:legs@0ms+1s');
  bench.inject('stall:back@0ms+1s');
  bench.advance(6000);
  expect(bench.eventTypes).toContain('fault_cleared');
  bench.restart();
  bench.advance(3000);
  expect(bench.state).toBe('idle');
});

describe('a reset that comes soon [S3]', () => {
  /** What it was answered, and after how long. */
  function resetNow(bench: DaemonBench) {
    const answers: { readonly code: string; readonly message: string; readonly afterMs: number }[] = [];
    const askedMs = bench.clock.nowMs();
    bench.daemon.fleet.run('chair', { command: 'reset' }, { source: 'mqtt', unavailable: null }, (verdict) => {
      answers.push({ ...verdict, afterMs: bench.clock.nowMs() - askedMs });
    });
    bench.advance(4000);
    return answers[0];
  }

  it('waits for a stall that is about to clear, and is not refused', () => {
    const bench = DaemonBench.running();
    bench.inject('stall:legs@0ms+300ms');
    bench.inject('stall:back@0ms+300ms');
    bench.advance(300);
    expect([bench.state, bench.status.fault?.code]).toEqual(['fault', 'stall']);
    expect(resetNow(bench)).toMatchObject({ code: 'ok', afterMs: expect.closeTo(1000, -3) });
    expect(bench.state).toBe('idle');
  });

  it('is answered with what is missing, after 3 s and not before', () => {
    const bench = DaemonBench.running();
    bench.inject('hot:legs:90');
    bench.inject('hot:back:90');
    bench.advance(500);
    expect(bench.status.fault?.code).toBe('overtemp');
    expect(resetNow(bench)).toMatchObject({
      code: 'fault',
      message: expect.stringContaining('latched overtemp'),
      afterMs: expect.closeTo(3000, -2),
    });
  });

  it('waits for a contact that bounces to come to rest', () => {
    const bench = DaemonBench.running();
    bench.inject('chatter:40@0ms+1500ms');
    bench.advance(700);
    expect(bench.eventTypes).toContain('fault');
    bench.advance(bench.state === 'fault' ? 0 : 25);
    if (bench.state === 'fault') expect(resetNow(bench)?.code).toBe('ok');
    bench.advance(3000);
    expect(bench.state).toMatch(/idle|resting/);
  });
});
