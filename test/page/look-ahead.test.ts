import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/program/compile.js';
import { courseShapes } from '../../src/core/program/course-shapes.js';
import { readProgram } from '../../src/core/program/read-program.js';
import type { Program } from '../../src/core/program/schema.js';
import { driveAt } from '../../src/core/program/timeline.js';
import type { KnownChair } from '../../src/page/logic/house.js';
import { leftMs, positionMs, upcoming } from '../../src/page/logic/look-ahead.js';
import { TraceBook, tracePath } from '../../src/page/logic/strips.js';
import { pointsOf, spanBetween } from '../support/drawn-path.js';

function program(phases: readonly object[]): Program {
  const reading = readProgram({ id: 'p', name: 'P', summary: 'S', goal: 'break', phases });
  if (!('program' in reading)) throw new Error(JSON.stringify(reading));
  return reading.program;
}

/** One minute: legs for 10 s in 20, the back all the time in the second half. */
const timeline = compile(
  program([
    { name: 'One', for: '30s', legs: [{ compress: 40, for: '10s' }, { rest: '10s' }] },
    { name: 'Two', for: '30s', back: { roll: 20 }, legs: [{ compress: 40, for: '10s' }, { rest: '10s' }] },
  ]),
);

describe('the look-ahead', () => {
  it('names the zone that begins next, and when', () => {
    expect(upcoming(timeline, 12_000)).toEqual({ zone: 'legs', technique: 'compress', inMs: 8000 });
  });

  it('names the zone that rests next', () => {
    expect(upcoming(timeline, 4000)).toEqual({ zone: 'legs', technique: 'off', inMs: 6000 });
  });

  it('prefers what begins to what ends at the same moment', () => {
    expect(upcoming(timeline, 25_000)).toEqual({ zone: 'back', technique: 'roll', inMs: 5000 });
  });

  it('has nothing to say after the last change', () => {
    expect(upcoming(timeline, 59_999)).toBeNull();
  });

  it('agrees with what is asked of the chair, at every moment', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 59_998 }), (atMs) => {
        const next = upcoming(timeline, atMs);
        if (next === null) return;
        const before = driveAt(timeline, atMs + next.inMs - 1)[next.zone].technique;
        const after = driveAt(timeline, atMs + next.inMs)[next.zone].technique;
        expect(after).toBe(next.technique);
        expect(before).not.toBe(after);
      }),
    );
  });
});

describe('the place in the session', () => {
  const chair = (state: string) =>
    ({
      state,
      course: { position_s: 30.5, total_s: 60 },
      status: { remaining_s: 29 },
      atMs: 1000,
    }) as unknown as KnownChair;

  it('goes on by itself while the chair runs', () => {
    expect(positionMs(chair('running'), 3500)).toBe(33_000);
    expect(leftMs(chair('running'), 3500)).toBe(26_500);
  });

  it('stands while it is paused', () => {
    expect(positionMs(chair('paused'), 90_000)).toBe(30_500);
    expect(leftMs(chair('paused'), 90_000)).toBe(29_000);
  });

  it('never runs over the end', () => {
    expect(positionMs(chair('running'), 900_000)).toBe(60_000);
    expect(leftMs(chair('running'), 900_000)).toBe(0);
  });
});

describe('the picture of a timeline', () => {
  const [back, , legs] = courseShapes(timeline, { width: 60, height: 100 }).lanes;

  it('shows in each column the greatest level in it', () => {
    const greatestIn = (area: string | undefined, column: number): number =>
      100 - spanBetween(pointsOf(area ?? '').slice(1, -1), column + 0.01, column + 0.99)[0];
    const columns = Array.from({ length: 60 }, (_, column) => column);
    const strip = columns.map((column) => greatestIn(legs?.area, column));
    expect(Math.max(...strip)).toBe(40);
    expect(strip[15]).toBe(0);
    expect(columns.slice(0, 30).map((column) => greatestIn(back?.area, column))).toEqual(new Array(30).fill(0));
  });

  it('is a closed path from the bottom', () => {
    expect(legs?.area).toMatch(/^M0 100L0 100L1.33 60L10 60L11 100L20 100.*L60 100Z$/);
  });

  it('draws what was measured with its gaps', () => {
    expect(tracePath([null, 10, 12, null, 5])).toBe('M1.5 90L2.5 88M4.5 95');
  });
});

describe('what was measured over a session', () => {
  const zones = { back: { level: 12 } } as unknown as Parameters<TraceBook['take']>[2];

  it('never grows, however long the page stands there', () => {
    const book = new TraceBook(100);
    for (let at = 0; at < 50_000; at += 1) book.take('s1', (at % 1000) / 1000, zones);
    expect(book.of('s1')?.back).toHaveLength(100);
  });

  it('begins anew with another session, and is shown for no other', () => {
    const book = new TraceBook(10);
    book.take('s1', 0.1, zones);
    expect(book.of('s2')).toBeNull();
    book.take('s2', 0.5, zones);
    expect(book.of('s2')?.back.filter((level) => level !== null)).toEqual([12]);
  });
});
