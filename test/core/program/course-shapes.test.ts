import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledProgram, compile } from '../../../src/core/program/compile.js';
import { courseShapes } from '../../../src/core/program/course-shapes.js';
import { atRest, followSetpoint, levelAt } from '../../../src/core/program/motion.js';
import { type Setpoint, setpointsByZone } from '../../../src/core/program/timeline.js';
import { type Zone, zones } from '../../../src/core/zones.js';
import { pointsOf, spanBetween } from '../../support/drawn-path.js';
import { anyProgram } from './any-program.js';
import { compiled, programOf } from './sample.js';

const size = { width: 400, height: 100 };

const areaOf = (timeline: CompiledProgram, zone: Zone): string =>
  courseShapes(timeline, size).lanes.find((lane) => lane.zone === zone)?.area ?? '';

function levelOf(setpoints: readonly Setpoint[], ms: number): number {
  return levelAt(setpoints.filter(({ atMs }) => atMs <= ms).reduce(followSetpoint, atRest), ms);
}

const changesOf = (setpoints: readonly Setpoint[]): readonly number[] =>
  setpoints.flatMap(({ atMs, rampMs }) => [atMs, atMs + rampMs]);

/** The least and the greatest level that the timeline asks for between two times: at these, and around each change between them. */
function levelsBetween(setpoints: readonly Setpoint[], fromMs: number, toMs: number): readonly [number, number] {
  const changes = changesOf(setpoints).flatMap((ms) => [ms - 0.001, ms]);
  const times = [fromMs, toMs, ...changes.filter((ms) => ms >= fromMs && ms <= toMs)];
  const levels = times.map((ms) => levelOf(setpoints, ms));
  return [Math.min(...levels), Math.max(...levels)];
}

/** Rounding moves a corner by half a hundredth of a unit. */
const nearly = 0.011;

/** What happens within one unit of a crowded place nobody sees; elsewhere it is exact. */
function expectLevel(timeline: CompiledProgram, zone: Zone, x: number): void {
  const { totalMs } = timeline;
  const unitMs = totalMs / size.width;
  const setpoints = setpointsByZone(timeline)[zone];
  const [from, to] = [Math.floor(x) - nearly, Math.floor(x) + 1 + nearly];
  const there = changesOf(setpoints).filter((ms) => ms >= from * unitMs && ms <= to * unitMs);
  const reach = new Set(there).size > 1 ? 1 : nearly;
  const [fromMs, toMs] = [Math.max(0, (x - reach) * unitMs), Math.min(totalMs, (x + reach) * unitMs)];
  const [low, high] = levelsBetween(setpoints, fromMs, toMs);
  // Without the two ends on the ground.
  const points = pointsOf(areaOf(timeline, zone)).slice(1, -1);
  const [top, bottom] = spanBetween(points, Math.max(0, x - nearly), Math.min(size.width, x + nearly));
  expect(100 - bottom).toBeLessThanOrEqual(high + nearly);
  expect(100 - top).toBeGreaterThanOrEqual(low - nearly);
}

describe('the shapes of a timeline', () => {
  it('are a ramp, a hold and the way back for one segment', () => {
    const timeline = compiled([
      {
        name: 'One',
        for: '40s',
        back: [
          { knead: 50, for: '20s', ramp: '10s' },
          { rest: '20s', ramp: '5s' },
        ],
      },
    ]);
    const { phases, lanes } = courseShapes(timeline, size);
    expect(phases).toEqual([{ index: 0, name: 'One', startMs: 0, endMs: 40_000, x: 0, width: 400 }]);
    expect(lanes.map(({ zone }) => zone)).toEqual(['back', 'seat', 'legs']);
    expect(lanes[0]?.area).toBe('M0 100L0 100L100 50L200 50L250 100L400 100L400 100Z');
    expect(lanes[1]?.area).toBe('M0 100L0 100L400 100Z');
  });

  it('stay on the ground until a zone begins, however steeply', () => {
    const phases = [
      { name: 'One', for: '20s' },
      { name: 'Two', for: '20s', back: { knead: 50, ramp: '0s' } },
    ];
    expect(areaOf(compiled(phases), 'back')).toBe('M0 100L200 100L200 50L400 50L400 100Z');
  });

  it('fall to the ground where another technique starts from 0', () => {
    const timeline = compiled([
      {
        name: 'One',
        for: '40s',
        back: [
          { knead: 50, for: '20s', ramp: '0s' },
          { roll: 50, for: '20s', ramp: '10s' },
        ],
      },
    ]);
    expect(areaOf(timeline, 'back')).toBe('M0 100L0 100L0 50L200 50L200 100L300 50L400 50L400 100Z');
  });

  it('have every phase side by side over the whole width, for any program', () => {
    fc.assert(
      fc.property(anyProgram, (data) => {
        const { phases } = courseShapes(compile(programOf(Object(data).phases)), size);
        let x = 0;
        for (const phase of phases) {
          expect(Math.abs(phase.x - x)).toBeLessThan(nearly);
          x = phase.x + phase.width;
        }
        expect(x).toBeCloseTo(size.width);
      }),
    );
  });

  it('show at every time the level that the timeline asks for, for any program', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 5 });
    fc.assert(
      fc.property(anyProgram, shares, (data, places) => {
        const timeline = compile(programOf(Object(data).phases));
        for (const zone of zones) for (const share of places) expectLevel(timeline, zone, share * size.width);
      }),
    );
  });

  it('show in each unit the greatest level in it, however many steps there are', () => {
    const many = compiled([
      {
        name: 'One',
        for: '30m',
        legs: [
          {
            repeat: 3,
            do: [
              { compress: 30, for: '200ms', ramp: '0s' },
              { rest: '200ms', ramp: '0s' },
            ],
          },
          { compress: 90, for: '200ms', ramp: '0s' },
          { rest: '200ms', ramp: '0s' },
        ],
      },
    ]);
    const area = areaOf(many, 'legs');
    const points = pointsOf(area);
    for (let x = 0; x < size.width; x += 1) expect(spanBetween(points, x, x + 1)).toEqual([10, 100]);
    expect(points.length).toBeLessThanOrEqual(4 * size.width + 3);
    expect(area).not.toMatch(/NaN|Infinity|e-/);
  });
});
