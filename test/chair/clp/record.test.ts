import { describe, expect, it } from 'vitest';
import { ChairRecord } from '../../../src/chair/clp/record.js';
import { resting, running, withSeat } from '../../core/safety/telemetry-of.js';

const broken = withSeat({ temperatureDc: 'invalid' });
const at = (uptimeMs: number) => resting({ uptimeMs });

describe('what is known of a chair', () => {
  it('is nothing before its first line, and nothing again when it is forgotten', () => {
    const record = new ChairRecord();
    const known = () => [
      record.telemetry,
      record.ageMs(5000),
      record.facts(),
      record.implausibleNow(),
      record.hasSeatSensor,
    ];
    expect(known()).toEqual([null, null, {}, null, false]);
    record.take(broken, 4000);
    expect(known()).toEqual([broken, 1000, expect.any(Object), expect.stringContaining('seat'), true]);
    record.forget();
    expect(known()).toEqual([null, null, {}, null, false]);
  });

  it('gives the gate what every zone does, and its temperature where there is one', () => {
    const record = new ChairRecord();
    record.take(withSeat({ technique: 'roll', level: 40, temperatureDc: 'none' }), 0);
    expect(record.facts()).toEqual({
      back: { technique: 'off', level: 0, temperatureC: 30 },
      seat: { technique: 'roll', level: 40, temperatureC: null },
      legs: { technique: 'off', level: 0, temperatureC: 30 },
    });
  });

  it('tells a chair that has restarted, but not from a run before it was forgotten [S5]', () => {
    const record = new ChairRecord();
    expect([record.take(at(9000), 100), record.take(at(50), 200)]).toEqual(['fresh', 'restarted']);
    record.take(at(9000), 300);
    record.forget();
    expect(record.take(at(50), 400)).toBe('fresh');
  });

  it.each([
    ['none', false],
    ['invalid', true],
    [true, true],
    [false, true],
  ] as const)('with the seat %s has a seat sensor: %s', (occupied, has) => {
    const record = new ChairRecord();
    record.take(resting({ occupied }), 0);
    expect(record.hasSeatSensor).toBe(has);
  });
});

describe('an implausible reading [S11]', () => {
  it('is told once when it appears, and again when it comes back', () => {
    const record = new ChairRecord();
    expect(record.newlyImplausible()).toBeNull();
    const told = [broken, broken, resting(), resting(), broken].map((telemetry, index) => {
      record.take({ ...telemetry, uptimeMs: index * 100 }, index * 100);
      return record.newlyImplausible()?.zone ?? null;
    });
    expect(told).toEqual(['seat', null, null, null, 'seat']);
  });

  it('forbids motion as long as it lasts', () => {
    const record = new ChairRecord();
    record.take(broken, 0);
    expect(record.implausibleNow()).toContain('temperature sensor of seat');
    record.take(resting(), 100);
    expect(record.implausibleNow()).toBeNull();
  });
});

describe('a chair that should be at rest [S4]', () => {
  const record = (...lines: readonly (readonly [typeof running, boolean])[]) => {
    const made = new ChairRecord();
    return lines.map(([telemetry, isAtRest], index) => {
      made.take({ ...telemetry, uptimeMs: index * 100 }, index * 100);
      return made.movesUnasked(isAtRest);
    });
  };

  it('moves unasked where two lines in a row show it', () => {
    expect(record([running, true], [running, true], [running, true])).toEqual([false, true, true]);
  });

  it('does not where a still line lies between them', () => {
    expect(record([running, true], [resting(), true], [running, true])).toEqual([false, false, false]);
  });

  it('does not where it was asked to move meanwhile', () => {
    expect(record([running, true], [running, false], [running, true])).toEqual([false, false, false]);
  });

  it('is not known to move before its first line', () => {
    const made = new ChairRecord();
    expect([made.movesUnasked(true), made.movesUnasked(true)]).toEqual([false, false]);
  });
});

describe('the seat [S12]', () => {
  it('is told when it changes, not while it stays', () => {
    const record = new ChairRecord();
    expect(record.isOccupied).toBeNull();
    expect([record.seat(true, 0), record.seat(true, 100)]).toEqual([true, null]);
    expect(record.isOccupied).toBe(true);
  });

  it('is empty at once where nobody was seen in it', () => {
    const record = new ChairRecord();
    expect([record.seat(false, 0), record.seat(false, 100)]).toEqual([false, null]);
    expect(record.isOccupied).toBe(false);
  });

  it('counts as left after a second without a person', () => {
    const record = new ChairRecord();
    record.seat(true, 0);
    expect([record.seat(false, 5000), record.seat(false, 5999), record.seat(false, 6000)]).toEqual([null, null, false]);
  });

  it('counts the second anew where the person was only shifting', () => {
    const record = new ChairRecord();
    record.seat(true, 0);
    record.seat(false, 5000);
    expect(record.seat(true, 5900)).toBeNull();
    expect([record.seat(false, 6000), record.seat(false, 6999), record.seat(false, 7000)]).toEqual([null, null, false]);
  });
});
