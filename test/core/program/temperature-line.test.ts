import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/program/compile.js';
import { forecast } from '../../../src/core/program/forecast.js';
import { hottestMotorC, temperatureLine } from '../../../src/core/program/temperature-line.js';
import { setpointsByZone } from '../../../src/core/program/timeline.js';
import { zones } from '../../../src/core/zones.js';
import { pointsOf } from '../../support/drawn-path.js';
import { anyProgram } from './any-program.js';
import { compiled, programOf } from './sample.js';

const size = { width: 400, height: 100 };
/** Rounding moves a place by half a hundredth of a unit. */
const rounding = 0.011;

describe('the temperature of a lane', () => {
  it('is what the linter forecasts, from the cold at the bottom to what level 100 leads to at the top', () => {
    fc.assert(
      fc.property(anyProgram, (data) => {
        const timeline = compile(programOf(Object(data).phases));
        for (const zone of zones) {
          const all = [...forecast(setpointsByZone(timeline)[zone], timeline.totalMs)];
          const { line, hottestC } = temperatureLine(timeline, zone, size);
          expect(hottestC).toBe(Math.max(25, ...all.map(({ temperatureC }) => temperatureC)));
          for (const [x, y] of pointsOf(line).slice(1, -1)) {
            const there = all.find(({ atMs }) => Math.abs((atMs / timeline.totalMs) * size.width - x) < rounding);
            expect(Math.abs(25 + ((100 - y) / 100) * (hottestMotorC - 25) - (there?.temperatureC ?? 0))).toBeLessThan(
              rounding,
            );
          }
        }
      }),
    );
  });

  it('ends in a few places at the right, however long the program is', () => {
    const points = pointsOf(
      temperatureLine(compiled([{ name: 'One', for: '30m', back: { knead: 100 } }]), 'back', size).line,
    );
    expect(points.length).toBeLessThan(110);
    expect(points.at(-1)?.[0]).toBe(size.width);
    expect(hottestMotorC).toBe(75);
  });
});
