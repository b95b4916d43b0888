import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newGate, pass } from '../../../src/core/safety/gate.js';
import { limits } from '../../../src/core/safety/limits.js';
import { stillDrive, techniques, type ZoneDrive } from '../../../src/core/zones.js';
import { ExactZone, facts } from './exact-chair.js';

const stepMs = 10;
const tickMs = 200;
const telemetryMs = 100;

/** What a program may ask of a zone, ramps of every length included. */
const drives: fc.Arbitrary<ZoneDrive> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      technique: fc.constantFrom(...techniques),
      level: fc.nat(100),
      rate: fc.constantFrom(1, 7, 50),
      rampMs: fc.oneof(fc.constantFrom(0, 100, 500), fc.nat(10_000)),
    }),
  },
  { weight: 1, arbitrary: fc.nat(3000).map((rampMs) => ({ technique: 'off' as const, level: 0, rate: 0, rampMs })) },
);
const plays = fc.array(fc.tuple(drives, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 15 });

interface Sent {
  readonly arrivesAtMs: number;
  readonly drive: ZoneDrive;
}

/** Plays drives, each for some ticks, to the model chair; gives its level every 10 ms. */
function levelsOf(play: readonly (readonly [ZoneDrive, number])[], latencyMs: number): readonly number[] {
  const zone = new ExactZone();
  const ticks = play.flatMap(([drive, count]) => Array<ZoneDrive>(count).fill(drive));
  const underWay: Sent[] = [];
  const levels: number[] = [];
  let gate = newGate(0);
  let measured = { technique: zone.technique, level: 0, temperatureC: 30 };
  for (let nowMs = 0; nowMs < ticks.length * tickMs + 3000; nowMs += stepMs) {
    if (nowMs % telemetryMs === 0) {
      measured = { technique: zone.technique, level: Math.round(zone.level), temperatureC: 30 };
    }
    const wanted = nowMs % tickMs === 0 ? ticks[nowMs / tickMs] : undefined;
    if (wanted !== undefined) {
      const [next, allowed] = pass(
        gate,
        { ...stillDrive, back: wanted },
        facts({ nowMs, measured: { back: measured } }),
      );
      gate = next;
      underWay.push({ arrivesAtMs: nowMs + latencyMs, drive: allowed.back });
    }
    while (underWay[0] !== undefined && underWay[0].arrivesAtMs <= nowMs)
      zone.set(underWay.shift()?.drive ?? stillDrive.back);
    zone.run(stepMs);
    levels.push(zone.level);
  }
  return levels;
}

/** The steepest rise over any 100 ms, in levels; a whole level of rounding is in the chair's telemetry. */
const steepest = (levels: readonly number[]): number =>
  levels.reduce((most, level, at) => Math.max(most, level - (levels[at - 10] ?? 0)), 0);
const steepestAllowed = (limits.risingSlopePerSecondMax * 100) / 1000 + 1;

describe('the rise of a zone [S10]', () => {
  it('is never over 40 %/s, whatever sequence of drives comes', () => {
    fc.assert(
      fc.property(plays, (play) => {
        expect(steepest(levelsOf(play, 0))).toBeLessThanOrEqual(steepestAllowed);
      }),
      { numRuns: 500 },
    );
  });

  it('is never over 40 %/s either where every order arrives late', () => {
    fc.assert(
      fc.property(plays, fc.integer({ min: 1, max: 15 }), (play, latency) => {
        expect(steepest(levelsOf(play, latency * stepMs))).toBeLessThanOrEqual(steepestAllowed);
      }),
      { numRuns: 500 },
    );
  });

  it('reaches what is wanted all the same', () => {
    const play = [{ technique: 'roll' as const, level: 80, rate: 7, rampMs: 0 }, 20] as const;
    expect(levelsOf([play], 50).at(-1)).toBe(80);
  });

  it('begins at 0 while another technique runs down', () => {
    const knead = { technique: 'knead' as const, level: 50, rate: 7, rampMs: 0 };
    const levels = levelsOf(
      [
        [{ ...knead, technique: 'roll' }, 20],
        [knead, 1],
        [{ ...knead, level: 100 }, 20],
      ],
      0,
    );
    expect(steepest(levels)).toBeLessThanOrEqual(4.01);
    expect(levels.at(-1)).toBe(100);
  });
});
