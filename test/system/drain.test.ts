import { describe, expect, it } from 'vitest';
import type { CommandSource, Verdict } from '../../src/core/status.js';
import { ChairGroup } from '../support/chair-group.js';
import { DaemonBench } from '../support/daemon-bench.js';

const minuteMs = 60_000;
/** A stop may take its ramp and the time until its alarm; seconds are said in whole ones. */
const endingMsMax = 5000;

const untilMs = ({ daemon, clock }: Pick<DaemonBench, 'daemon' | 'clock'>): number =>
  Date.parse(daemon.fleet.drainUntil ?? '') - clock.wallMs();

describe('a daemon that drains [S15]', () => {
  it('ends at once where nobody is in a session', () => {
    const bench = DaemonBench.ready();
    bench.daemon.drain();
    bench.advance(100);
    expect(bench.isDrained).toBe(true);
  });

  it('lets the session go on to its planned end, and says when that is at the latest', () => {
    const bench = DaemonBench.running('quick-break');
    bench.daemon.drain();
    const leftMs = (bench.status.remaining_s ?? 0) * 1000;
    expect(untilMs(bench)).toBeGreaterThanOrEqual(leftMs);
    expect(untilMs(bench)).toBeLessThanOrEqual(leftMs + endingMsMax);
    bench.advance(leftMs - 1000);
    expect([bench.state, bench.isDrained]).toEqual(['running', false]);
    expect(untilMs(bench)).toBeGreaterThan(0);
    bench.advance(endingMsMax);
    expect(bench.isDrained).toBe(true);
    expect(bench.status.last_session?.ended_by).toBe('completed');
    expect(bench.outputNow).toBe(0);
  });

  it('ends when a stop is done, and not before the chair was seen still [S4]', () => {
    const bench = DaemonBench.running();
    bench.daemon.drain();
    bench.run({ command: 'stop' });
    bench.advance(500);
    expect([bench.state, bench.isDrained]).toEqual(['stopping', false]);
    bench.advance(2000);
    expect([bench.outputNow, bench.isDrained]).toEqual([0, true]);
  });

  it('lets who has paused go on, and counts the pause into what it says', () => {
    const bench = DaemonBench.running();
    bench.daemon.drain();
    const before = untilMs(bench);
    bench.run({ command: 'pause' });
    bench.advance(100);
    expect(untilMs(bench)).toBeGreaterThan(before + 4 * minuteMs);
    expect(bench.run({ command: 'resume' })?.code).toBe('ok');
    bench.advance(3000);
    expect(bench.state).toBe('running');
    expect(untilMs(bench)).toBeLessThan(before + minuteMs);
  });

  it('ends with a pause that nobody ends', () => {
    const bench = DaemonBench.running();
    bench.run({ command: 'pause' });
    bench.daemon.drain();
    bench.advance(5 * minuteMs - 1000);
    expect([bench.state, bench.isDrained]).toEqual(['paused', false]);
    bench.advance(endingMsMax);
    expect(bench.isDrained).toBe(true);
    expect(bench.status.last_session?.ended_by).toBe('pause_timeout');
  });

  it('says anew when it ends where a session is made longer', () => {
    const bench = DaemonBench.running('quick-break');
    bench.daemon.drain();
    const before = untilMs(bench);
    expect(bench.run({ command: 'adjust', duration: 20 * minuteMs })?.code).toBe('ok');
    bench.advance(200);
    expect(untilMs(bench)).toBeGreaterThan(before + 10 * minuteMs);
  });

  it('takes starts again when that is taken back, but not when the last session has ended', () => {
    const bench = DaemonBench.running();
    bench.daemon.drain();
    expect(bench.daemon.fleet.drain(false)).toBe(true);
    expect(bench.daemon.fleet.drainUntil).toBeNull();
    bench.run({ command: 'stop' });
    bench.advance(3000);
    expect(bench.isDrained).toBe(false);
    bench.daemon.drain();
    bench.advance(100);
    expect(bench.isDrained).toBe(true);
    expect(bench.daemon.fleet.drain(false)).toBe(false);
  });
});

describe('a daemon that drains, with one chair of two in a session', () => {
  const draining = (): ChairGroup => {
    const chairs = new ChairGroup();
    chairs.run('one', { command: 'start', program: 'quick-break' }, 'mqtt');
    chairs.clock.advance(3000);
    chairs.daemon.drain();
    return chairs;
  };

  it.each<CommandSource>(['mqtt', 'http', 'button'])('takes no start by %s, and says why', (source) => {
    const chairs = draining();
    let verdict: Verdict | null = null;
    chairs.run('two', { command: 'start', program: 'quick-break' }, source, (given) => {
      verdict = given;
    });
    expect(verdict).toMatchObject({ code: 'unavailable', values: { reason: 'draining' } });
    expect(verdict).toMatchObject({ message: expect.stringContaining(chairs.daemon.fleet.drainUntil ?? 'no time') });
    expect(chairs.stateOf('two')).toBe('idle');
  });

  it('takes stops of both [S7]', () => {
    const chairs = draining();
    for (const id of ['one', 'two'] as const) expect(chairs.daemon.fleet.stop(id, 'stop', 'mqtt').code).toBe('ok');
    chairs.clock.advance(3000);
    expect(chairs.isDrained).toBe(true);
  });

  it('drops a start of the group that waits for its turn, and says so', () => {
    const chairs = new ChairGroup();
    chairs.startGroup();
    chairs.daemon.drain();
    chairs.clock.advance(5000);
    expect([chairs.stateOf('one'), chairs.stateOf('two')]).toEqual(['running', 'idle']);
    expect(chairs.resultsOf('two')).toMatchObject([
      { id: 'g1', code: 'stale', message: expect.stringContaining('the service takes no start') },
    ]);
  });
});
