import { describe, expect, it } from 'vitest';
import { settledSpeed, turnMotor, usualLockedMa, windingMaAt } from '../../hardware-sim/motor.js';
import { SimulatedChair } from '../../hardware-sim/simulated-chair.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import { VirtualTime } from '../support/virtual-time.js';
import { ChairBench, events } from './bench.js';

const load = { frictionMa: 750, dragMa: 1875 };

describe('a DC motor', () => {
  it('takes what its winding lets through while it stands, and less the faster it turns', () => {
    const motor = { lockedMa: 6000, speed: 0 };
    expect(windingMaAt(motor, 1, motor.speed)).toBe(6000);
    expect(windingMaAt(motor, 0.3, motor.speed)).toBe(1800);
    for (let ms = 0; ms < 1000; ms += 1) turnMotor(motor, 1, load, 1);
    expect(motor.speed).toBe(settledSpeed(motor, 1, load));
    expect(windingMaAt(motor, 1, motor.speed)).toBeCloseTo(2000, 6);
  });

  it('has the inertia of its load, and turns the same in one step or in many', () => {
    const [one, many] = [
      { lockedMa: 6000, speed: 0 },
      { lockedMa: 6000, speed: 0 },
    ];
    turnMotor(one, 0.8, load, 40);
    for (let ms = 0; ms < 40; ms += 1) turnMotor(many, 0.8, load, 1);
    expect(one.speed).toBeCloseTo(many.speed, 9);
    expect(one.speed).toBeGreaterThan(0.2);
    expect(one.speed).toBeLessThan(settledSpeed(one, 0.8, load));
  });

  it('stands where its load is too much, and is not turned round by it', () => {
    const motor = { lockedMa: 3000, speed: 0.1 };
    for (let ms = 0; ms < 500; ms += 1) turnMotor(motor, 0.2, load, 1);
    expect(motor.speed).toBe(0);
  });
});

describe.each([3000, usualLockedMa, 12_000])('a simulated chair with motors of %d mA', (lockedMa) => {
  const sets = ['back knead', 'back tap', 'back roll', 'legs vibrate', 'legs roll', 'seat vibrate'];

  it.each(sets)('starts %s at every level, and calls it no fault', (what) => {
    for (const level of [1, 30, 60, 100]) {
      const bench = new ChairBench('whole', lockedMa).greet();
      bench.ask(`SET ${what} ${level} 0 0 5000`);
      expect(events(bench.keep(1500)).filter((line) => line.startsWith('E fault'))).toEqual([]);
      const zone = bench.state[what.startsWith('back') ? 'back' : what.startsWith('legs') ? 'legs' : 'seat'];
      expect(zone.driven).toBe(level);
      expect(zone.motor.speed).toBeGreaterThan(0);
      expect(zone.currentMa).toBeCloseTo(zone.duty * zone.windingMa, 6);
      expect(zone.windingMa).toBeLessThan(3000);
    }
  });

  it('finds one that is caught while it runs, within 50 to 200 ms at half level and over', () => {
    for (const level of [50, 100]) {
      const bench = new ChairBench('whole', lockedMa).greet();
      bench.ask(`SET legs vibrate ${level} 0 0 5000`);
      bench.keep(1500);
      bench.suffer('stall:legs');
      expect(events(bench.elapse(200))).toEqual([expect.stringMatching(/^E fault stall legs /)]);
    }
  });

  it('lets one go that cannot start, when its start is over', () => {
    const bench = new ChairBench('whole', lockedMa).greet();
    bench.suffer('stall:back');
    bench.ask('SET back knead 60 0 0 5000');
    expect(events(bench.keep(450)).slice(-1)).toEqual([expect.stringMatching(/^E fault stall back /)]);
    expect(bench.isOff).toBe(true);
  });
});

it('takes the motors that it is given', () => {
  const clock = new VirtualTime();
  const peakMa = (lockedMa: number): number => {
    const chair = SimulatedChair.inMemory({ clock, lockedMa });
    const wire = chair.openWire({ onOpened() {}, onLine() {}, onNoise() {}, onClosed() {} });
    clock.advance(2);
    for (const payload of ['1 HELLO 1 host', '2 SET back knead 60 0 0 5000']) wire.write(frameLine(payload));
    let peak = 0;
    for (let ms = 0; ms < 400; ms += 10) {
      clock.advance(10);
      peak = Math.max(peak, chair.device.state.back.windingMa);
    }
    return peak;
  };
  expect(peakMa(12_000)).toBeGreaterThan(peakMa(6000) + 500);
});
