import { describe, expect, it } from 'vitest';
import { RepetitionBound } from '../../src/core/repetition.js';

const minuteMs = 60_000;

/** One line every `everyMs` from 0 until `untilMs`; what is said, with its time, and the count of a line that stands for others. */
function play(everyMs: number, untilMs: number, nameOf: (index: number) => string = () => 'kind') {
  const bound = new RepetitionBound<number>();
  const said: { readonly atMs: number; readonly repeated: number }[] = [];
  const tell = (nowMs: number): void => {
    for (const { repeated } of bound.due(nowMs)) said.push({ atMs: nowMs, repeated });
  };
  let count = 0;
  for (let nowMs = 0; nowMs < untilMs; nowMs += everyMs) {
    tell(nowMs);
    if (bound.admits(nameOf(count), count, nowMs)) said.push({ atMs: nowMs, repeated: 0 });
    count += 1;
  }
  tell(untilMs + 2 * minuteMs);
  return { said, count, nextAtMs: bound.nextAtMs };
}

describe('lines that repeat', () => {
  it('of one kind, two a second for a day, become the first few and one a minute', () => {
    const { said, count } = play(500, 24 * 60 * minuteMs);
    expect(count).toBe(172_800);
    expect(said.length).toBeLessThan(1500);
    expect(said.reduce((sum, { repeated }) => sum + Math.max(1, repeated), 0)).toBe(count);
  });

  it('are all said where they are rare', () => {
    const { said, count } = play(minuteMs, 60 * minuteMs);
    expect([said.length, said.every(({ repeated }) => repeated === 0)]).toEqual([count, true]);
  });

  it('do not hold back lines of other kinds', () => {
    const bound = new RepetitionBound<string>();
    for (let index = 0; index < 100; index += 1) bound.admits('flood', 'x', index);
    expect(bound.admits('other', 'y', 100)).toBe(true);
  });

  it('are said again at once after a minute without any', () => {
    const bound = new RepetitionBound<string>();
    for (let index = 0; index < 100; index += 1) bound.admits('kind', `${index}`, index);
    expect(bound.nextAtMs).toBe(minuteMs);
    expect(bound.due(minuteMs)).toEqual([{ line: '99', repeated: 95 }]);
    expect(bound.admits('kind', 'still there', minuteMs + 1)).toBe(false);
    expect(bound.due(2 * minuteMs)).toEqual([{ line: 'still there', repeated: 1 }]);
    expect(bound.due(3 * minuteMs)).toEqual([]);
    expect([bound.nextAtMs, bound.admits('kind', 'again', 3 * minuteMs)]).toEqual([null, true]);
  });

  it('of ever new kinds are bounded as well', () => {
    const { said, count } = play(1, 50_000, (index) => `kind ${index}`);
    expect(count).toBe(50_000);
    expect(said.length).toBeLessThan(1100);
  });
});
