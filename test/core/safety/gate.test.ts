import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GateFacts, gateAfterStop, newGate, pass, unsent } from '../../../src/core/safety/gate.js';
import { type Drive, stillDrive, techniques, type ZoneDrive, zones } from '../../../src/core/zones.js';
import { capabilities, facts } from './exact-chair.js';

const roll = (level: number, rampMs = 5000, rate = 7): ZoneDrive => ({ technique: 'roll', level, rate, rampMs });
const back = (drive: ZoneDrive): Drive => ({ ...stillDrive, back: drive });
const rolls = (level: number) => ({ back: { technique: 'roll' as const, level, temperatureC: 30 } });

/** The drive that the gate gives for the back, from rest. */
const passed = (drive: ZoneDrive, change: Partial<GateFacts> = {}): ZoneDrive =>
  pass(newGate(0), back(drive), facts(change))[1].back;

const zoneDrives: fc.Arbitrary<ZoneDrive> = fc.record({
  technique: fc.constantFrom('off' as const, ...techniques),
  level: fc.nat(100),
  rate: fc.nat(120),
  rampMs: fc.nat(60_000),
});
const drives: fc.Arbitrary<Drive> = fc.record({ back: zoneDrives, seat: zoneDrives, legs: zoneDrives });
const caps = fc.record({ back: fc.nat(100), seat: fc.nat(100), legs: fc.nat(100) });

describe('the last check before the wire [S10]', () => {
  it('lets through what is within every bound', () => {
    expect(passed(roll(60))).toEqual(roll(60));
  });

  it('lowers a level to the cap of its zone', () => {
    const drive = { back: roll(60), seat: roll(60), legs: roll(60) };
    const [, allowed] = pass(newGate(0), drive, facts({ caps: { back: 30, seat: 60, legs: 59.5 } }));
    expect(zones.map((zone) => allowed[zone].level)).toEqual([30, 60, 59]);
  });

  it('lets nothing through where the cap is 0', () => {
    expect(passed(roll(60), { caps: { back: 0, seat: 0, legs: 0 } })).toMatchObject({ technique: 'off', level: 0 });
  });

  it('lowers a rate to the most that the chair can', () => {
    expect(passed(roll(60, 5000, 5000)).rate).toBe(100);
  });

  it('turns off what the chair cannot do as slowly as asked', () => {
    const slow = { capabilities: { back: { roll: { min: 10, max: 30 } } } };
    expect(passed(roll(60, 5000, 9), slow)).toMatchObject({ technique: 'off', level: 0, rate: 0 });
    expect(passed(roll(60, 5000, 10), slow)).toMatchObject({ technique: 'roll', rate: 10 });
  });

  it('leaves the rate 0, which is the chair its own, as it is', () => {
    expect(passed(roll(60, 5000, 0), { capabilities: { back: { roll: { min: 10, max: 30 } } } }).rate).toBe(0);
  });

  it('turns off what the chair does not have', () => {
    expect(passed(roll(60), { capabilities: {} })).toMatchObject({ technique: 'off', level: 0 });
    expect(passed(roll(60), { capabilities: { back: {} } })).toMatchObject({ technique: 'off', level: 0 });
  });

  it('lengthens a ramp that rises too steeply, and no other', () => {
    expect(passed(roll(60, 0)).rampMs).toBe(1500);
    expect(passed(roll(60, 1499)).rampMs).toBe(1500);
    expect(passed(roll(60, 1501)).rampMs).toBe(1501);
  });

  it('lets a fall be as fast as asked', () => {
    const [gate] = pass(newGate(0), back(roll(60)), facts());
    const [, allowed] = pass(gate, back(roll(10, 0)), facts({ nowMs: 9000, measured: rolls(60) }));
    expect(allowed.back.rampMs).toBe(0);
  });

  it('counts a rise from what is measured where the chair is behind', () => {
    const [gate] = pass(newGate(0), back(roll(60)), facts());
    const [, allowed] = pass(gate, back(roll(100, 0)), facts({ nowMs: 9000, measured: rolls(20) }));
    expect(allowed.back.rampMs).toBe(2000);
  });

  it('counts a rise from the end of a fall, which may have been reached when the order arrives', () => {
    const [high] = pass(newGate(0), back(roll(60)), facts());
    const [falling] = pass(high, back(roll(20, 1000)), facts({ nowMs: 9000, measured: rolls(60) }));
    const [, allowed] = pass(falling, back(roll(60, 0)), facts({ nowMs: 9100, measured: rolls(60) }));
    expect(allowed.back.rampMs).toBe(1000);
  });

  it('counts a rise from where its own ramp has come to, where what is measured is of before', () => {
    const [high] = pass(newGate(0), back(roll(60)), facts());
    const [low] = pass(high, back(roll(20, 0)), facts({ nowMs: 9000, measured: rolls(60) }));
    const [rising] = pass(low, back(roll(60, 0)), facts({ nowMs: 9200, measured: rolls(60) }));
    const [, allowed] = pass(rising, back(roll(100, 0)), facts({ nowMs: 9400, measured: rolls(60) }));
    expect(allowed.back.rampMs).toBe(1800);
  });

  it('counts a rise from 0 where another technique is measured, or nothing', () => {
    const [gate] = pass(newGate(0), back(roll(60)), facts());
    const other = { back: { technique: 'knead' as const, level: 60, temperatureC: 30 } };
    expect(pass(gate, back(roll(80, 0)), facts({ nowMs: 9000, measured: other }))[1].back.rampMs).toBe(2000);
    expect(pass(gate, back(roll(80, 0)), facts({ nowMs: 9000 }))[1].back.rampMs).toBe(2000);
  });

  it('gives a renewal the ramp that the zone has, so that it is one', () => {
    const [gate] = pass(newGate(0), back(roll(60, 5000)), facts());
    expect(pass(gate, back(roll(60, 800)), facts({ nowMs: 4200, measured: rolls(50) }))[1].back).toEqual(
      roll(60, 5000),
    );
  });

  it('gives another rate the ramp that was asked with it', () => {
    const [gate] = pass(newGate(0), back(roll(60, 5000)), facts());
    const [, allowed] = pass(gate, back(roll(60, 800, 12)), facts({ nowMs: 9000, measured: rolls(60) }));
    expect(allowed.back).toEqual(roll(60, 800, 12));
  });

  it('begins at 0 after a stop', () => {
    const [gate] = pass(newGate(0), back(roll(60)), facts());
    const [, allowed] = pass(gateAfterStop(gate), back(roll(60, 0)), facts({ nowMs: 9000, measured: rolls(60) }));
    expect(allowed.back.rampMs).toBe(1500);
  });

  it('remembers of what could not be sent what the chair was told before', () => {
    const [told] = pass(newGate(0), back(roll(20)), facts());
    const [notTold, allowed] = pass(told, back(roll(60, 0)), facts({ nowMs: 9000, measured: rolls(20) }));
    const gate = unsent(notTold, told, 'back');
    expect(pass(gate, back(roll(60, 0)), facts({ nowMs: 9000, measured: rolls(20) }))[1]).toEqual(allowed);
    expect(pass(gate, back(roll(20)), facts({ nowMs: 9000, measured: rolls(20) }))[1].back).toEqual(roll(20));
  });
});

describe('whatever is asked', () => {
  it('no level and no rate is over the smallest of program, chair and caps, and no zone moves that should not', () => {
    fc.assert(
      fc.property(fc.array(drives, { minLength: 1, maxLength: 8 }), caps, (asked, limit) => {
        let gate = newGate(0);
        for (const [index, drive] of asked.entries()) {
          const [next, allowed] = pass(gate, drive, facts({ nowMs: index * 200, caps: limit, measured: rolls(50) }));
          gate = next;
          for (const zone of zones) {
            const { technique, level, rate } = allowed[zone];
            expect(level).toBeLessThanOrEqual(Math.min(drive[zone].level, limit[zone]));
            expect(Number.isInteger(level)).toBe(true);
            expect(rate).toBeLessThanOrEqual(Math.min(drive[zone].rate, 100));
            expect([drive[zone].technique, 'off']).toContain(technique);
            expect(technique === 'off').toBe(level === 0);
          }
        }
      }),
    );
  });

  it('a chair with fewer abilities never gets more', () => {
    fc.assert(
      fc.property(drives, fc.subarray([...zones]), fc.subarray([...techniques]), (drive, has, can) => {
        const few = Object.fromEntries(
          has.map((zone) => [zone, Object.fromEntries(can.map((each) => [each, { min: 1, max: 30 }]))]),
        );
        const [, all] = pass(newGate(0), drive, facts({ capabilities }));
        const [, allowed] = pass(newGate(0), drive, facts({ capabilities: few }));
        for (const zone of zones) {
          expect(allowed[zone].level).toBeLessThanOrEqual(all[zone].level);
          expect(allowed[zone].rate).toBeLessThanOrEqual(30);
          if (!has.includes(zone)) expect(allowed[zone].technique).toBe('off');
        }
      }),
    );
  });
});
