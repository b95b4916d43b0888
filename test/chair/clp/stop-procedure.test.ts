import { describe, expect, it } from 'vitest';
import { StopProcedure } from '../../../src/chair/clp/stop-procedure.js';
import type { StopEffect } from '../../../src/core/safety/stillness.js';
import { resting, running } from '../../core/safety/telemetry-of.js';

function procedure() {
  const effects: StopEffect[] = [];
  const stopping = new StopProcedure((effect) => effects.push(effect));
  return { stopping, effects };
}

describe('which stops are written at once [S7]', () => {
  it('the first', () => {
    expect(procedure().stopping.begin('stop', 1000, 0)).toBe(true);
  });

  it('of a flood, one in 200 ms', () => {
    const { stopping } = procedure();
    const written = Array.from({ length: 40 }, (_, index) => index * 10).filter((nowMs) =>
      stopping.begin('stop', 2000, nowMs),
    );
    expect(written).toEqual([0, 200]);
  });

  it('one that ends sooner', () => {
    const { stopping } = procedure();
    stopping.begin('stop', 2000, 0);
    expect([stopping.begin('stop', 1000, 50), stopping.begin('stop', 950, 100)]).toEqual([true, false]);
  });

  it('an emergency stop after a stop, whatever was written when', () => {
    const { stopping } = procedure();
    stopping.begin('stop', 0, 0);
    expect([stopping.begin('emergency', 0, 10), stopping.begin('emergency', 0, 20)]).toEqual([true, false]);
    expect(stopping.begin('emergency', 0, 210)).toBe(true);
  });

  it('no plain one during an emergency stop, and it does not hold up the next emergency', () => {
    const { stopping } = procedure();
    stopping.begin('emergency', 0, 0);
    expect(stopping.begin('stop', 1000, 300)).toBe(false);
    expect(stopping.begin('emergency', 0, 310)).toBe(true);
  });

  it('the first after a stop that is done, or was abandoned', () => {
    const { stopping } = procedure();
    stopping.begin('stop', 0, 0);
    stopping.answered(10);
    stopping.telemetry(resting(), 20);
    stopping.telemetry(resting(), 30);
    expect([stopping.isActive, stopping.begin('stop', 0, 40)]).toEqual([false, true]);
    stopping.abandon();
    expect([stopping.isActive, stopping.begin('stop', 0, 50)]).toEqual([false, true]);
  });
});

describe('a stop under way [S4]', () => {
  it('is over with two still lines after its answer, and says so once', () => {
    const { stopping, effects } = procedure();
    stopping.begin('stop', 0, 0);
    stopping.telemetry(resting(), 10);
    stopping.answered(20);
    expect(stopping.answeredAtMs).toBe(20);
    for (const nowMs of [30, 40, 50, 60]) stopping.telemetry(resting(), nowMs);
    expect([effects, stopping.isActive]).toEqual([['still'], false]);
  });

  it('is not over where a line shows motion', () => {
    const { stopping, effects } = procedure();
    stopping.begin('stop', 0, 0);
    stopping.answered(20);
    for (const nowMs of [30, 40, 50, 60]) stopping.telemetry(nowMs === 40 ? running : resting(), nowMs);
    expect([effects, stopping.isActive]).toEqual([['still'], false]);
  });

  it('does nothing where none is under way', () => {
    const { stopping, effects } = procedure();
    stopping.tick(10_000);
    stopping.telemetry(resting(), 10_000);
    stopping.telemetry(resting(), 10_100);
    expect([effects, stopping.justEscalated()]).toEqual([[], false]);
  });

  it('is forgotten with its line, and the answer to it as well', () => {
    const { stopping, effects } = procedure();
    stopping.begin('stop', 0, 0);
    stopping.answered(20);
    stopping.abandon();
    stopping.tick(10_000);
    expect([effects, stopping.answeredAtMs]).toEqual([[], null]);
  });
});

describe('a stop that becomes an emergency stop [S4]', () => {
  it('tells it once, and a later stop tells it again', () => {
    const { stopping } = procedure();
    for (const beganMs of [0, 60_000]) {
      stopping.begin('stop', 0, beganMs);
      stopping.tick(beganMs + 500);
      stopping.tick(beganMs + 950);
      expect(stopping.justEscalated()).toBe(false);
      stopping.tick(beganMs + 1000);
      expect([stopping.justEscalated(), stopping.justEscalated()]).toEqual([true, false]);
      stopping.begin('stop', 0, beganMs + 1500);
      stopping.tick(beganMs + 1700);
      expect(stopping.justEscalated()).toBe(false);
      stopping.abandon();
    }
  });

  it('is no news where it was one from the start', () => {
    const { stopping } = procedure();
    stopping.begin('emergency', 0, 0);
    stopping.tick(500);
    stopping.tick(1000);
    expect(stopping.justEscalated()).toBe(false);
  });
});
