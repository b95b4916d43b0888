import { describe, expect, it } from 'vitest';
import { driveAt, phaseAt, requirementsOf, type Timeline, unfit, zonesOf } from '../../../src/core/program/timeline.js';
import { stillDrive } from '../../../src/core/zones.js';
import { compiled } from './sample.js';

const timeline = compiled([
  { name: 'One', for: '10s', back: { knead: 60, rate: 12 } },
  { name: 'Two', for: '10s', legs: [{ compress: 30, for: '4s' }, { rest: '4s' }] },
]);

describe('what a timeline asks for at a time', () => {
  it('is the setpoint in force with what is left of its ramp', () => {
    expect(driveAt(timeline, 500).back).toEqual({ technique: 'knead', level: 60, rate: 12, rampMs: 1500 });
    expect(driveAt(timeline, 2000).back.rampMs).toBe(0);
    expect(driveAt(timeline, 9999).back.technique).toBe('knead');
    expect(driveAt(timeline, 10_000).back).toEqual({ technique: 'off', level: 0, rate: 0, rampMs: 1000 });
  });

  it('is off for a zone that nothing has been asked of yet', () => {
    expect(driveAt(timeline, 5000).legs).toEqual(stillDrive.legs);
    expect(driveAt(timeline, 18_500).legs).toEqual({ technique: 'compress', level: 30, rate: 0, rampMs: 500 });
  });

  it.each([-1, 20_000, 1e12, Number.NaN, Number.POSITIVE_INFINITY])('is nothing outside of it, at %s', (elapsedMs) => {
    expect(driveAt(timeline, elapsedMs)).toEqual(stillDrive);
  });

  it('names the phase, the first before the start and the last after the end', () => {
    expect([-5, 0, 9999.5, 10_000, 20_000, 1e9].map((atMs) => phaseAt(timeline, atMs).name)).toEqual([
      'One',
      'One',
      'One',
      'Two',
      'Two',
      'Two',
    ]);
  });

  it('answers for timelines that hold nothing', () => {
    const empty: Timeline = { programId: 'empty', setpoints: [], phases: [], totalMs: 0 };
    expect(driveAt(empty, 0)).toEqual(stillDrive);
    expect(phaseAt(empty, 0)).toEqual({ index: 0, name: 'empty', startMs: 0, endMs: 0 });
    expect(zonesOf(empty)).toEqual([]);
  });
});

describe('what a timeline needs of a chair', () => {
  const able = { back: { knead: { min: 5, max: 60 } }, legs: { compress: { min: 1, max: 12 } } };

  it('lists zones, techniques and rates', () => {
    expect(zonesOf(timeline)).toEqual(['back', 'legs']);
    expect(requirementsOf(timeline)).toEqual([
      { zone: 'back', technique: 'knead', rates: [12] },
      { zone: 'legs', technique: 'compress', rates: [] },
    ]);
  });

  it('is satisfied by a chair that has them', () => {
    expect(unfit(timeline, able)).toBeNull();
  });

  it.each([
    ['a zone', { back: able.back }, "the chair has no zone 'legs'"],
    [
      'a technique',
      { back: { roll: { min: 2, max: 30 } }, legs: able.legs },
      "the chair cannot knead in zone 'back' (it has roll)",
    ],
    [
      'a rate',
      { back: { knead: { min: 20, max: 60 } }, legs: able.legs },
      "knead in zone 'back' takes 20 to 60 turns/min, not 12",
    ],
  ])('says which when a chair lacks %s', (_name, capabilities, sentence) => {
    expect(unfit(timeline, capabilities)).toBe(sentence);
  });
});
