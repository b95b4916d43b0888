import { describe, expect, it } from 'vitest';
import type { WearSample } from '../../../src/core/wear/samples.js';
import { newTrack, timesUsual, trackAfter, type WearTrack } from '../../../src/core/wear/track.js';

const draws = (value: number, bin = '10', weight = 60_000): WearSample => ({
  measure: 'current',
  technique: 'knead',
  bin,
  value,
  weight,
});

/** A day after the other, with one session on each. */
function lived(track: WearTrack, values: readonly number[], bin = '10', fromDay = 100): WearTrack {
  return values.reduce((before, value, at) => trackAfter(before, [draws(value, bin)], fromDay + at), track);
}

const times = (count: number, value: number): readonly number[] => Array.from({ length: count }, () => value);

describe('a track of wear', () => {
  it('takes the middle of the first ten sessions at a level as usual there, and compares only what comes then', () => {
    const learned = lived(newTrack(100), [1000, 1000, 5000, 1000, 1000, 200, 1000, 1000, 1000, 1000]);
    expect([learned.bins['10']?.usual, learned.recent]).toEqual([1000, []]);
    const after = trackAfter(learned, [draws(1200), draws(400, '3')], 106);
    expect(after.recent).toEqual([{ day: 106, times: 1.2, sessions: 1 }]);
    expect(after.bins['3']).toMatchObject({ usual: null });
  });

  it('tells of a change when it has held on most of fourteen days, and of none before', () => {
    const learned = lived(newTrack(100), times(10, 1000));
    const almost = lived(learned, times(13, 1250), '10', 110);
    expect(almost.isTold).toBe(false);
    expect(lived(almost, [1250], '10', 130).isTold).toBe(true);
    expect(lived(learned, [...times(9, 1500), ...times(5, 1000)], '10', 110).isTold).toBe(false);
    expect(lived(learned, times(30, 1190), '10', 110).isTold).toBe(false);
  });

  it('takes many sessions of one day as one day', () => {
    const learned = lived(newTrack(100), times(10, 1000));
    const day = times(30, 1300).reduce((before, value) => trackAfter(before, [draws(value)], 110), learned);
    expect([day.recent.length, day.isTold]).toEqual([1, false]);
    expect(timesUsual(day)).toBeCloseTo(1.3);
  });

  it('is quiet again when most days are usual, and not for one good day', () => {
    const told = lived(lived(newTrack(100), times(10, 1000)), times(14, 1250), '10', 110);
    expect(lived(told, [1000, 1000], '10', 130).isTold).toBe(true);
    expect(lived(told, times(10, 1000), '10', 130).isTold).toBe(false);
  });

  it('learns a level that is met late as it was before the change', () => {
    const worn = lived(lived(newTrack(100), times(10, 1000)), times(14, 1100), '10', 110);
    const other = lived(worn, times(10, 550), '2', 130);
    expect(other.bins['2']?.usual).toBeCloseTo(500);
  });

  it('compares nothing that was there for a moment only', () => {
    const learned = lived(newTrack(100), times(10, 1000));
    expect(trackAfter(learned, [draws(2000, '10', 4000)], 120).recent).toEqual([]);
  });

  it('keeps the levels that were used last, and no more than forty', () => {
    const many = Array.from({ length: 60 }, (_, at) => at).reduce(
      (track, at) => trackAfter(track, [draws(1000, `${at}`)], 100 + at),
      newTrack(100),
    );
    expect(Object.keys(many.bins)).toHaveLength(40);
    expect([many.bins['59'] === undefined, many.bins['0'] === undefined]).toEqual([false, true]);
  });
});
