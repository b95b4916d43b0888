import { describe, expect, it } from 'vitest';
import { findImplausible } from '../../../src/core/safety/plausibility.js';
import { resting, running, withSeat } from './telemetry-of.js';

describe('readings of a T line [S11]', () => {
  it.each([
    ['at rest', resting()],
    ['in motion', running],
    ['without a rail sensor', resting({ railMv: 'none' })],
    ['without a temperature sensor', withSeat({ temperatureDc: 'none' })],
    ['without a current sensor', withSeat({ currentMa: 'none' })],
    ['of a frosty room', withSeat({ temperatureDc: -200 })],
    ['of a motor that is far too hot, which is another fault', withSeat({ temperatureDc: 1200 })],
    ['of the highest current', withSeat({ currentMa: 20_000 })],
    ['of no current', withSeat({ currentMa: 0 })],
    ['of a rail that is off', resting({ railMv: 0 })],
    ['of the highest rail', resting({ railMv: 60_000 })],
    ['of an occupancy sensor that fails, which counts as nobody', resting({ occupied: 'invalid' })],
  ])('%s are plausible', (_what, telemetry) => {
    expect(findImplausible(telemetry)).toBeNull();
  });

  it.each([
    ['a temperature sensor that fails', withSeat({ temperatureDc: 'invalid' }), 'temperature'],
    ['a temperature under -20 degC', withSeat({ temperatureDc: -201 }), 'temperature'],
    ['a temperature over 120 degC', withSeat({ temperatureDc: 1201 }), 'temperature'],
    ['a current sensor that fails', withSeat({ currentMa: 'invalid' }), 'current'],
    ['a current far under zero', withSeat({ currentMa: -201 }), 'current'],
    ['a current over 20 A', withSeat({ currentMa: 20_001 }), 'current'],
  ])('%s is not', (_what, telemetry, sensor) => {
    expect(findImplausible(telemetry)).toMatchObject({ zone: 'seat', message: expect.stringContaining(sensor) });
  });

  it.each([['invalid' as const], [-1], [60_001]])('a rail of %s is not, and belongs to no zone', (railMv) => {
    expect(findImplausible(resting({ railMv }))).toMatchObject({
      zone: null,
      message: expect.stringContaining('voltage'),
    });
  });

  it('gives the first of several, with its number, so that it can be looked up', () => {
    const bad = withSeat({ temperatureDc: 9999, currentMa: -5 });
    expect(findImplausible(bad)?.message).toContain('9999');
    expect(findImplausible({ ...bad, railMv: 'invalid' })?.zone).toBeNull();
  });
});
