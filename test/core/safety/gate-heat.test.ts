import { describe, expect, it } from 'vitest';
import { type GateState, gateAfterStop, newGate, pass } from '../../../src/core/safety/gate.js';
import { type Drive, stillDrive, type ZoneDrive } from '../../../src/core/zones.js';
import { facts, measuredAt } from './exact-chair.js';

const back = (drive: ZoneDrive): Drive => ({ ...stillDrive, back: drive });
const roll = (level: number, rampMs = 0): ZoneDrive => ({ technique: 'roll', level, rate: 7, rampMs });
const squeeze = (level: number, rate = 0): ZoneDrive => ({ technique: 'compress', level, rate, rampMs: 0 });
const letGo = { technique: 'off', level: 0 };

/** Ticks of 200 ms with this drive; gives the gate and what it let through at each. */
function ticks(from: GateState, drive: ZoneDrive, durationMs: number, temperatureC: number | null = 30) {
  const levels: number[] = [];
  let gate = from;
  let told = stillDrive.back;
  for (let nowMs = gate.atMs; nowMs < from.atMs + durationMs; nowMs += 200) {
    const [next, allowed] = pass(gate, back(drive), facts({ nowMs, measured: measuredAt(temperatureC, told) }));
    gate = next;
    told = allowed.back;
    levels.push(allowed.back.level);
  }
  return { gate: { ...gate, atMs: from.atMs + durationMs }, levels };
}

describe('steady pressure [S17]', () => {
  it.each(['compress', 'press'] as const)('by %s is let go by the tick before 20 s, at once', (technique) => {
    const { gate, levels } = ticks(newGate(0), { ...squeeze(40), technique }, 19_800);
    expect(new Set(levels)).toEqual(new Set([40]));
    const [, allowed] = pass(gate, back({ ...squeeze(40), technique }), facts({ nowMs: 19_800 }));
    expect(allowed.back).toMatchObject({ ...letGo, rampMs: 0 });
  });

  it('stays let go until the program itself lets go', () => {
    const { gate } = ticks(newGate(0), squeeze(40), 20_000);
    const held = ticks(gate, squeeze(40), 60_000);
    expect(new Set(held.levels)).toEqual(new Set([0]));
    for (const pause of [stillDrive.back, squeeze(0)]) {
      expect(ticks(ticks(held.gate, pause, 200).gate, squeeze(40), 200).levels).toEqual([40]);
    }
  });

  it('is not refunded by another level, nor by another way to press', () => {
    const first = ticks(newGate(0), squeeze(40), 10_000);
    const second = ticks(first.gate, squeeze(30), 5000);
    const third = ticks(second.gate, { ...squeeze(30), technique: 'press' }, 4800);
    expect(third.levels.every((level) => level > 0)).toBe(true);
    expect(ticks(third.gate, squeeze(40), 200).levels).toEqual([0]);
  });

  it('is what has no rate: air that cycles by itself may go on', () => {
    const { levels } = ticks(newGate(0), squeeze(40, 6), 60_000);
    expect(new Set(levels)).toEqual(new Set([40]));
  });

  it('is no matter for techniques without pressure', () => {
    const { levels } = ticks(newGate(0), { ...roll(40), rate: 0 }, 60_000);
    expect(new Set(levels)).toEqual(new Set([40]));
  });
});

describe('a hot zone [S17]', () => {
  it('is derated before it is stopped, and stopped before its limit', () => {
    const levels = [54, 55.5, 60, 65, 67.9, 68, 70].map(
      (temperatureC) => ticks(newGate(0), roll(100), 200, temperatureC).levels[0] ?? 0,
    );
    expect(levels).toEqual([100, 90, 70, 40, 30, 0, 0]);
  });

  it('is let go within a second, however long the ramp of the program', () => {
    const { gate } = ticks(newGate(0), roll(100, 60_000), 200, 30);
    const [, allowed] = pass(gate, back(roll(100, 59_000)), facts({ nowMs: 400, measured: measuredAt(69) }));
    expect(allowed.back).toMatchObject({ ...letGo, rampMs: 1000 });
  });

  it('stays off until it is under the derating temperature again', () => {
    const { gate } = ticks(newGate(0), roll(100), 200, 68);
    expect(ticks(gate, roll(100), 200, 60).levels).toEqual([0]);
    expect(ticks(gate, roll(100), 200, 55).levels).toEqual([0]);
    expect(ticks(gate, roll(100), 200, 54.9).levels).toEqual([100]);
  });

  it('stays off over a stop and a fresh start', () => {
    const { gate } = ticks(newGate(0), roll(100), 200, 68);
    expect(ticks(gateAfterStop(gate), roll(100), 200, 60).levels).toEqual([0]);
  });

  it('follows a lower limit of the configuration', () => {
    const [, allowed] = pass(newGate(0), back(roll(100)), facts({ temperatureMaxC: 50, measured: measuredAt(48) }));
    expect(allowed.back).toMatchObject(letGo);
  });

  it('does not bound the others', () => {
    const [, allowed] = pass(
      newGate(0),
      { ...stillDrive, back: roll(50), legs: roll(50) },
      facts({ measured: measuredAt(69) }),
    );
    expect([allowed.back.level, allowed.legs.level]).toEqual([0, 50]);
  });

  it('is let go within a second also where the program fades it out more slowly', () => {
    const { gate } = ticks(newGate(0), roll(100), 200, 30);
    const fade = { ...stillDrive.back, rampMs: 2500 };
    const passed = (degrees: number) =>
      pass(gate, back(fade), facts({ nowMs: 400, measured: measuredAt(degrees, roll(100)) }))[1].back.rampMs;
    expect([passed(67.9), passed(68)]).toEqual([2500, 1000]);
  });

  it('may go off as fast as the program wants', () => {
    const { gate } = ticks(newGate(0), roll(100), 200, 30);
    const off = { ...stillDrive.back, rampMs: 300 };
    expect(pass(gate, back(off), facts({ nowMs: 400, measured: measuredAt(69, roll(100)) }))[1].back).toEqual(off);
  });
});

describe('a zone without a temperature sensor [S17]', () => {
  const minute = 60_000;

  it('lives by a model of its duty: full level is derated in time', () => {
    const { levels } = ticks(newGate(0), roll(100), 30 * minute, null);
    const derated = levels.findIndex((level) => level < 100);
    expect(derated * 200).toBeGreaterThan(5 * minute);
    expect(derated * 200).toBeLessThan(15 * minute);
  });

  it('is not bounded at a moderate level', () => {
    const { levels } = ticks(newGate(0), roll(50), 30 * minute, null);
    expect(new Set(levels)).toEqual(new Set([50]));
  });

  it('keeps its heat over a stop, and loses it while it rests', () => {
    const { gate } = ticks(newGate(0), roll(100), 20 * minute, null);
    const stopped = gateAfterStop(gate);
    expect(ticks(stopped, roll(100), 200, null).levels[0]).toBeLessThan(100);
    const [, rested] = pass(
      stopped,
      back(roll(100)),
      facts({ nowMs: stopped.atMs + 60 * minute, measured: measuredAt(null) }),
    );
    expect(rested.back.level).toBe(100);
  });
});
