import { describe, expect, it } from 'vitest';
import { frameLine } from '../../src/core/protocol/crc.js';
import type { OpenWire } from '../../src/ports.js';
import { DaemonBench } from '../support/daemon-bench.js';

/** A chair without temperature sensors. */
const withoutSensors =
  (openWire: OpenWire): OpenWire =>
  (events) =>
    openWire({
      ...events,
      onLine: (line) => {
        const bare = (all: string) => all.replace(/,-?\d+,(-?\d+,[^,]+)$/, ',-,$1');
        const payload = line
          .slice(0, -5)
          .split(' ')
          .map((word) => (word.includes(':') ? bare(word) : word));
        events.onLine(line.startsWith('T ') ? frameLine(payload.join(' ')).trim() : line);
      },
    });

/** The levels that were asked of the back, in order. */
const levelsOf = (bench: DaemonBench): readonly number[] =>
  bench.sent.flatMap((text) => {
    const level = / SET back \w+ (\d+) /.exec(text)?.[1];
    return level === undefined ? [] : [Number(level)];
  });

describe('[S17] a chair without temperature sensors', () => {
  it('is derated by what its motors have done', () => {
    const [strict, wide] = [42, 70].map((temperatureMaxC) => {
      const bench = DaemonBench.ready({ settings: { temperatureMaxC }, around: withoutSensors });
      bench.run({ command: 'start', program: 'relaxation' });
      bench.advance(10 * 60_000);
      expect(bench.state).toBe('running');
      return levelsOf(bench);
    });
    expect(strict?.[0]).toBe(wide?.[0]);
    expect(strict?.at(-1)).toBeLessThan(wide?.at(-1) ?? 0);
  });
});

describe('[S17] a zone that gets hot', () => {
  it('is stopped before its limit, and stays off until it has cooled', () => {
    const bench = DaemonBench.running('leg-circulation');
    bench.inject('hot:legs:68.5');
    bench.advance(3000);
    expect(bench.device.state.legs.driven).toBe(0);
    bench.inject('hot:legs:60');
    bench.advance(10_000);
    expect(bench.device.state.legs.driven).toBe(0);
    expect(bench.state).toBe('running');
  });

  it('is a fault of its chair where nothing else had stopped it', () => {
    const bench = DaemonBench.running('leg-circulation');
    bench.inject('hot:legs:75');
    bench.advance(3000);
    expect(bench.status.fault?.code).toBe('overtemp');
    expect(bench.outputNow).toBe(0);
    expect(bench.run({ command: 'start', program: 'demo' })?.code).toBe('fault');
  });
});
