import { describe, expect, it } from 'vitest';
import { frameLine } from '../../src/core/protocol/crc.js';
import type { OpenWire } from '../../src/ports.js';
import { DaemonBench } from '../support/daemon-bench.js';

const periodMs = 200;
/** The daemon looks at its deadlines every 50 ms. */
const tickMs = 50;

/** When each KEEP was written, ms. */
function keepsDuring(bench: DaemonBench, durationMs: number): readonly number[] {
  const atMs: number[] = [];
  for (let passedMs = 0; passedMs < durationMs; passedMs += 10) {
    const before = bench.sent.length;
    bench.advance(10);
    if (bench.sent.slice(before).some((text) => text.includes('KEEP'))) atMs.push(passedMs);
  }
  return atMs;
}

const longestGap = (atMs: readonly number[], fromMs: number, toMs: number): number => {
  const all = [fromMs, ...atMs.filter((ms) => ms > fromMs && ms < toMs), toMs];
  return Math.max(...all.slice(1).map((ms, index) => ms - (all[index] ?? 0)));
};

describe('[S14] KEEP', () => {
  it('is sent every 200 ms from the first SET on', () => {
    const bench = DaemonBench.ready();
    bench.run({ command: 'start', program: 'demo' });
    expect(bench.state).toBe('starting');
    expect(longestGap(keepsDuring(bench, 5000), 0, 5000)).toBeLessThanOrEqual(periodMs + tickMs);
  });

  it.each([
    ['stop', 1000],
    ['pause', 2000],
  ] as const)('goes on through the ramp of a %s, until the chair was seen still, and no longer', (command, rampMs) => {
    const bench = DaemonBench.running();
    bench.run({ command });
    const keeps = keepsDuring(bench, rampMs + 3000);
    expect(longestGap(keeps, 0, rampMs)).toBeLessThanOrEqual(periodMs + tickMs);
    expect(keeps.filter((ms) => ms > rampMs + 1000)).toEqual([]);
    expect(bench.outputNow).toBe(0);
  });

  it('is never sent while nothing moves', () => {
    expect(keepsDuring(DaemonBench.ready(), 10_000)).toEqual([]);
  });

  it('does not mind a chair whose clock is slow', () => {
    const slow =
      (openWire: OpenWire): OpenWire =>
      (events) =>
        openWire({
          ...events,
          onLine: (line) => {
            const late = (_all: string, uptimeMs: string) => `T ${Math.floor(Number(uptimeMs) * 0.996)}`;
            events.onLine(line.startsWith('T ') ? frameLine(line.slice(0, -5).replace(/^T (\d+)/, late)).trim() : line);
          },
        });
    const bench = DaemonBench.running('quick-break', { around: slow });
    bench.advance(11 * 60_000);
    expect(bench.status.last_session?.ended_by).toBe('completed');
  });
});

describe('[S14] supervision', () => {
  it.each(['stop', 'pause'] as const)(
    'ends as a lost link where the daemon stands still in the ramp of a %s',
    (command) => {
      const bench = DaemonBench.running();
      bench.run({ command });
      bench.advance(300);
      bench.clock.stall(700);
      bench.advance(4000);
      expect(bench.status.last_session?.ended_by).toBe('link_lost');
      expect(bench.outputNow).toBe(0);
    },
  );
});
