import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/core/safety/limits.js';
import { coldMotorC, thermalShare, warm } from '../../../src/core/safety/thermal.js';

const temperatures = fc.double({ min: -40, max: 150, noNaN: true });
const maxima = fc.integer({ min: 40, max: 70 });

describe('the share of its level that a hot zone keeps [S17]', () => {
  it.each([
    [20, 1],
    [54.9, 1],
    [55, 1],
    [55.1, 0.9],
    [61.5, 0.6],
    [67.9, 0.3],
    [68, 0],
    [120, 0],
  ])('at %d degC under a maximum of 70 is %d', (temperatureC, share) => {
    expect(thermalShare(temperatureC, 70, false)).toBe(share);
  });

  it('never grows with the temperature', () => {
    fc.assert(
      fc.property(temperatures, temperatures, maxima, fc.boolean(), (one, other, maxC, wasStopped) => {
        const [cool, hot] = [Math.min(one, other), Math.max(one, other)];
        expect(thermalShare(hot, maxC, wasStopped)).toBeLessThanOrEqual(thermalShare(cool, maxC, wasStopped));
      }),
    );
  });

  it('is 1, or from 0.3 to 0.9 in tenths, or 0; and 0 from 2 degC under the maximum on', () => {
    fc.assert(
      fc.property(temperatures, maxima, fc.boolean(), (temperatureC, maxC, wasStopped) => {
        const share = thermalShare(temperatureC, maxC, wasStopped);
        expect([0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]).toContain(share);
        if (temperatureC >= maxC - limits.stopBelowMaxC) expect(share).toBe(0);
      }),
    );
  });

  it('is never more for a zone that was stopped', () => {
    fc.assert(
      fc.property(temperatures, maxima, (temperatureC, maxC) => {
        expect(thermalShare(temperatureC, maxC, true)).toBeLessThanOrEqual(thermalShare(temperatureC, maxC, false));
      }),
    );
  });
});

describe('the assumed temperature of a motor without a sensor [S17]', () => {
  it('stays where it is without load', () => {
    expect(warm(coldMotorC, 0, 3_600_000)).toBe(coldMotorC);
  });

  it('rises with time and with level, and settles', () => {
    expect(warm(coldMotorC, 100, 60_000)).toBeGreaterThan(coldMotorC);
    expect(warm(coldMotorC, 100, 120_000)).toBeGreaterThan(warm(coldMotorC, 100, 60_000));
    expect(warm(coldMotorC, 100, 60_000)).toBeGreaterThan(warm(coldMotorC, 50, 60_000));
    expect(warm(coldMotorC, 100, 24 * 3_600_000)).toBeCloseTo(75, 3);
  });

  it('is the same in one step as in many', () => {
    let stepwiseC = coldMotorC;
    for (let count = 0; count < 600; count++) stepwiseC = warm(stepwiseC, 70, 1000);
    expect(stepwiseC).toBeCloseTo(warm(coldMotorC, 70, 600_000), 6);
  });

  it('falls back to its surroundings', () => {
    expect(warm(75, 0, 24 * 3_600_000)).toBeCloseTo(coldMotorC, 3);
  });
});
