import { describe, expect, it } from 'vitest';
import {
  type AskedOfZone,
  type Excess,
  type ExcessState,
  type MeasuredFacts,
  takeMeasured,
} from '../../../src/core/safety/measured.js';
import type { Technique, Zone } from '../../../src/core/zones.js';

const range = { min: 1, max: 30 };
const capabilities = { back: { knead: range, roll: range }, seat: { vibrate: range }, legs: { compress: range } };
const caps = { back: 100, seat: 100, legs: 100 };
const driven: AskedOfZone = { isToMove: true, rampEndsAtMs: 0 };

type Asked = Partial<Record<Zone, AskedOfZone>>;
const askedOf =
  (asked: Asked): MeasuredFacts['asked'] =>
  (zone) =>
    asked[zone] ?? null;

const shows = (zone: Zone, technique: Technique | 'off', level: number) => [{ zone, technique, level }];

/** T lines every 100 ms for so long; gives when the excess was found, ms, or null. */
function foundAfter(
  durationMs: number,
  facts: (atMs: number) => Omit<MeasuredFacts, 'nowMs' | 'capabilities' | 'asked'> & { readonly asked: Asked },
): number | null {
  let state: ExcessState = {};
  let found: Excess | null = null;
  for (let atMs = 0; atMs <= durationMs; atMs += 100) {
    const { asked, ...shown } = facts(atMs);
    [state, found] = takeMeasured(state, { ...shown, asked: askedOf(asked), capabilities, nowMs: atMs });
    if (found !== null) return atMs;
  }
  return null;
}

const of = (zone: Zone, technique: Technique | 'off', level: number, asked: Asked, capsOfZones = caps) =>
  foundAfter(20_000, () => ({ zones: shows(zone, technique, level), asked, caps: capsOfZones }));

describe('a zone over its cap [S10]', () => {
  it('is found after a second, whatever ramp it was ordered', () => {
    const asked = { back: { isToMove: true, rampEndsAtMs: 60_000 } };
    expect(of('back', 'knead', 100, asked, { ...caps, back: 20 })).toBe(1000);
    expect(of('back', 'knead', 26, asked, { ...caps, back: 20 })).toBe(1000);
  });

  it('may be a little over it', () => {
    expect(of('back', 'knead', 25, { back: driven }, { ...caps, back: 20 })).toBeNull();
    expect(of('back', 'knead', 100, { back: driven })).toBeNull();
  });

  it('is one that does what it cannot do', () => {
    expect(of('seat', 'knead', 30, { seat: driven })).toBe(1000);
    expect(of('seat', 'vibrate', 30, { seat: driven })).toBeNull();
  });

  it('is not one that was over it for less than a second', () => {
    const level = (atMs: number): number => (atMs % 1100 < 1000 ? 90 : 40);
    const facts = (atMs: number) => ({
      zones: shows('legs', 'compress', level(atMs)),
      asked: { legs: driven },
      caps: { ...caps, legs: 50 },
    });
    expect(foundAfter(20_000, facts)).toBeNull();
  });

  it('says which zone shows what, and what it may have', () => {
    const facts = {
      zones: shows('legs', 'compress', 80),
      asked: askedOf({ legs: driven }),
      caps: { ...caps, legs: 50 },
      capabilities,
    };
    const [, found] = takeMeasured({ legs: 0 }, { ...facts, nowMs: 1000 });
    expect(found).toEqual({
      zone: 'legs',
      message: 'legs shows 80 and may have 50 at most: look at its driver and its wiring',
    });
  });
});

describe('a zone that moves without an order [S10]', () => {
  it('is found after a second', () => {
    expect(of('seat', 'vibrate', 6, { back: driven })).toBe(1000);
    expect(of('seat', 'vibrate', 5, { back: driven })).toBeNull();
  });

  it.each([0, 700, 2500])('has the ramp of its last order to fall, of %i ms', (rampEndsAtMs) => {
    expect(of('legs', 'compress', 40, { legs: { isToMove: false, rampEndsAtMs } })).toBe(1000 + rampEndsAtMs);
  });

  it('is not one that falls as it was told', () => {
    const asked = { legs: { isToMove: false, rampEndsAtMs: 2500 } };
    const facts = (atMs: number) => ({ zones: shows('legs', 'compress', Math.max(0, 80 - atMs / 40)), asked, caps });
    expect(foundAfter(20_000, facts)).toBeNull();
  });

  it('is found beside zones that do what they were told', () => {
    const zones = [...shows('back', 'knead', 60), ...shows('seat', 'off', 0), ...shows('legs', 'compress', 20)];
    expect(foundAfter(5000, () => ({ zones, asked: { back: driven }, caps }))).toBe(1000);
  });

  it('is found although lines are lost meanwhile', () => {
    let state: ExcessState = {};
    let found: Excess | null = null;
    for (const nowMs of [0, 450, 900, 1350]) {
      [state, found] = takeMeasured(state, {
        zones: shows('legs', 'compress', 30),
        asked: askedOf({}),
        caps,
        capabilities,
        nowMs,
      });
    }
    expect(found?.zone).toBe('legs');
  });
});
