import { describe, expect, it } from 'vitest';
import { Driving } from '../../../src/chair/clp/driving.js';
import type { GateFacts } from '../../../src/core/safety/gate.js';
import { type Drive, stillDrive, type ZoneDrive, zones } from '../../../src/core/zones.js';

const roll = (level: number, rampMs = 0): ZoneDrive => ({ technique: 'roll', level, rate: 7, rampMs });
const back = (drive: ZoneDrive): Drive => ({ ...stillDrive, back: drive });
const range = { roll: { min: 1, max: 30 } };
const ttlMs = 5000;

const facts = (nowMs: number, level: number): GateFacts => ({
  capabilities: { back: range, seat: range, legs: range },
  caps: { back: 100, seat: 100, legs: 100 },
  temperatureMaxC: 70,
  measured: { back: { technique: level > 0 ? 'roll' : 'off', level, temperatureC: 30 } },
  nowMs,
});

/** Plans a drive of the back and takes every SET as accepted at once. */
function drive(driving: Driving, wanted: ZoneDrive, nowMs: number, level: number) {
  const sets = driving.plan(back(wanted), facts(nowMs, level), zones, ttlMs);
  for (const set of sets) driving.accepted(set, nowMs);
  return sets;
}

describe('drives become SETs', () => {
  it('only where something moves or moved', () => {
    const driving = new Driving(0);
    expect(drive(driving, stillDrive.back, 0, 0)).toEqual([]);
    expect(drive(driving, roll(40), 200, 0)).toEqual([
      { verb: 'SET', zone: 'back', technique: 'roll', level: 40, rate: 7, rampMs: 1000, ttlMs },
    ]);
    expect(drive(driving, { ...stillDrive.back, rampMs: 500 }, 2000, 40)).toMatchObject([
      { technique: 'off', ttlMs: 0 },
    ]);
    expect(drive(driving, stillDrive.back, 9000, 0)).toEqual([]);
  });

  it('with falls to nothing that end within what is left of the time to live [S2]', () => {
    const driving = new Driving(0);
    drive(driving, roll(40), 0, 0);
    expect(drive(driving, { ...stillDrive.back, rampMs: 20_000 }, 2000, 40)).toMatchObject([{ rampMs: ttlMs / 2 }]);
  });

  it('renewed at half the time to live, with the ramp that they had [S2]', () => {
    const driving = new Driving(0);
    const [first] = drive(driving, roll(40, 3000), 0, 0);
    expect(drive(driving, roll(40, 600), 2400, 32)).toEqual([]);
    expect(drive(driving, roll(40, 400), 2600, 34)).toEqual([first]);
  });

  it('one a zone at a time', () => {
    const driving = new Driving(0);
    expect(driving.plan(back(roll(40)), facts(0, 0), zones, ttlMs)).toHaveLength(1);
    expect(driving.plan(back(roll(60)), facts(200, 0), zones, ttlMs)).toEqual([]);
  });

  it('confirmed once, when all of the first drive were accepted', () => {
    const driving = new Driving(0);
    driving.begin();
    const both = { ...back(roll(40)), legs: roll(40) };
    const [one, other] = driving.plan(both, facts(0, 0), zones, ttlMs);
    expect(driving.confirms()).toBe(false);
    if (one !== undefined) driving.accepted(one, 10);
    expect(driving.confirms()).toBe(false);
    if (other !== undefined) driving.accepted(other, 20);
    expect(driving.confirms()).toBe(true);
    expect(driving.confirms()).toBe(false);
  });

  it('forgotten with a stop: what comes next is fresh, and rises from 0 [S5]', () => {
    const driving = new Driving(0);
    drive(driving, roll(40), 0, 0);
    driving.stopped();
    expect(drive(driving, roll(40), 9000, 0)).toMatchObject([{ level: 40, rampMs: 1000 }]);
  });
});

describe('a drive that has to wait for an answer [S10]', () => {
  it('rises from where the chair was told to go, not from what it was never told', () => {
    const driving = new Driving(0);
    drive(driving, roll(80), 0, 0);
    const [fall] = driving.plan(back(roll(10, 400)), facts(9000, 80), zones, ttlMs);
    for (const nowMs of [9200, 9400, 9600]) driving.plan(back(roll(60)), facts(nowMs, 60), zones, ttlMs);
    if (fall !== undefined) driving.accepted(fall, 9700);
    expect(driving.plan(back(roll(90)), facts(9800, 60), zones, ttlMs)).toMatchObject([{ level: 90, rampMs: 2000 }]);
  });
});
