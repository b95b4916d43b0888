import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Pauses and resumes until the session is over; gives how long it lasted, ms, from the start until the chair was still. */
function drawOut(bench: DaemonBench): number {
  const startMs = bench.clock.nowMs();
  bench.run({ command: 'start', program: 'restless-legs' });
  for (let round = 0; round < 20 && bench.status.session !== null; round += 1) {
    bench.advance(20_000);
    bench.run({ command: 'pause' });
    for (let ms = 0; ms < 4 * minuteMs && bench.status.session !== null; ms += 100) bench.advance(100);
    bench.run({ command: 'resume' });
  }
  return bench.clock.nowMs() - startMs;
}

describe('[S9] 45 minutes of wall time', () => {
  it.each([-3, 3])('bound a session that is paused again and again, with a clock set by %d h meanwhile', (hours) => {
    const bench = DaemonBench.ready();
    bench.clock.every(17 * minuteMs, () => bench.clock.jumpWall(hours * hourMs));
    const lastedMs = drawOut(bench);
    expect(lastedMs).toBeLessThanOrEqual(45 * minuteMs);
    expect(lastedMs).toBeGreaterThan(44 * minuteMs);
    expect(bench.status.last_session?.ended_by).toBe('limit');
    expect(bench.outputNow).toBe(0);
  });
});

describe('[S9] the running time of a session', () => {
  it.each([-400, 1])('is not touched by a clock that is set by %d days', (days) => {
    const bench = DaemonBench.running('quick-break');
    const dueS = bench.status.remaining_s ?? 0;
    bench.clock.jumpWall(days * 24 * hourMs);
    bench.advance((dueS - 2) * 1000);
    expect(bench.state).toBe('running');
    bench.advance(6000);
    expect(bench.status.last_session?.ended_by).toBe('completed');
    expect(bench.outputNow).toBe(0);
  });

  it('cannot be stretched over 30 minutes', () => {
    const bench = DaemonBench.running('relaxation');
    expect(bench.run({ command: 'adjust', duration: 31 * minuteMs })?.code).toBe('invalid_command');
    expect(bench.run({ command: 'adjust', duration: 30 * minuteMs })?.code).toBe('ok');
    bench.advance(30 * minuteMs);
    expect(bench.status.session).toBeNull();
    expect(bench.outputNow).toBe(0);
  });
});

describe('[S9] a rest', () => {
  it.each([-400, 1])('is not shortened by a clock that is set by %d days', (days) => {
    const bench = DaemonBench.ready();
    bench.run({ command: 'start', program: 'relaxation' });
    bench.advance(21 * minuteMs);
    const restS = bench.status.rest_s ?? 0;
    expect(restS).toBeGreaterThan(25 * 60);
    bench.clock.jumpWall(days * 24 * hourMs);
    bench.restart();
    bench.advance((restS - 30) * 1000);
    expect(bench.state).toBe('resting');
    expect(bench.run({ command: 'start', program: 'demo' })?.code).toBe('resting');
    bench.advance(minuteMs);
    expect(bench.state).toBe('idle');
  });
});

describe('[S9] the minutes of a day', () => {
  const spent = () => {
    const bench = DaemonBench.ready({ settings: { restMs: 0, dailyMs: 20 * minuteMs } });
    bench.run({ command: 'start', program: 'leg-circulation', duration: 19 * minuteMs });
    bench.advance(19 * minuteMs + 5000);
    return bench;
  };
  const code = (bench: DaemonBench) => bench.run({ command: 'start', program: 'quick-break' })?.code;

  it.each([-25, 25])('are not refunded by a clock that is set by %d h, nor by a restart after it', (hours) => {
    const bench = spent();
    expect(code(bench)).toBe('daily_limit');
    bench.clock.jumpWall(hours * hourMs);
    expect(code(bench)).toBe('daily_limit');
    bench.restart();
    bench.advance(3000);
    expect(code(bench)).toBe('daily_limit');
  });

  it('come back when 24 hours have passed, and not before', () => {
    const bench = spent();
    bench.clock.stall(23 * hourMs);
    bench.advance(10_000);
    expect(code(bench)).toBe('daily_limit');
    bench.clock.stall(hourMs);
    bench.advance(10_000);
    expect(code(bench)).toBe('ok');
  });
});
