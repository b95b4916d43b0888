import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type DayRange,
  expressionProblem,
  nextRunMs,
  type PlannedTimes,
} from '../../../src/core/ledger/schedules/planned-times.js';
import { isoTime } from '../../../src/core/time-text.js';

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
/** Its summer is half an hour. */
const lordHowe = 'Australia/Lord_Howe';

const planned = (when: string, timeZone = berlin, skip: readonly DayRange[] = []): PlannedTimes => ({
  when,
  timeZone,
  skip,
});

/** The next runs after a moment. */
function runs(times: PlannedTimes, after: string, count: number): string[] {
  const found: string[] = [];
  let atMs: number | null = Date.parse(after);
  while (found.length < count) {
    atMs = nextRunMs(times, atMs);
    if (atMs === null) break;
    found.push(isoTime(atMs));
  }
  return found;
}

describe('a planned time', () => {
  it('is that of the clock on the wall, in summer and in winter', () => {
    expect(runs(planned('0 20 * * 1,3,5'), '2026-03-25T12:00:00Z', 4)).toEqual([
      '2026-03-25T19:00:00Z',
      '2026-03-27T19:00:00Z',
      '2026-03-30T18:00:00Z',
      '2026-04-01T18:00:00Z',
    ]);
    expect(runs(planned('30 7 * * *', newYork), '2026-11-01T00:00:00Z', 2)).toEqual([
      '2026-11-01T12:30:00Z',
      '2026-11-02T12:30:00Z',
    ]);
  });

  it('comes after the moment that is asked for, never at it', () => {
    expect(runs(planned('0 20 * * *'), '2026-01-01T19:00:00Z', 1)).toEqual(['2026-01-02T19:00:00Z']);
    expect(runs(planned('0 20 * * *'), '2026-01-01T18:59:59.999Z', 1)).toEqual(['2026-01-01T19:00:00Z']);
  });

  it.each([
    [berlin, '30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00Z'],
    [newYork, '30 2 * * *', '2026-03-07T12:00:00Z', '2026-03-08T07:00:00Z', '2026-03-09T06:30:00Z'],
    [lordHowe, '15 2 * * *', '2026-10-03T00:00:00Z', '2026-10-03T15:30:00Z', '2026-10-04T15:15:00Z'],
  ])('in %s is at the next minute that exists where clocks are set forward over it', (zone, when, after, ...wanted) => {
    expect(runs(planned(when, zone), after, 2)).toEqual(wanted);
  });

  it.each([
    [berlin, '30 2 * * *', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    [newYork, '30 1 * * *', '2026-10-31T12:00:00Z', '2026-11-01T05:30:00Z', '2026-11-02T06:30:00Z'],
    [lordHowe, '45 1 * * *', '2026-04-04T00:00:00Z', '2026-04-04T14:45:00Z', '2026-04-05T15:15:00Z'],
  ])('in %s is at the first of two where clocks are set back over it', (zone, when, after, ...wanted) => {
    expect(runs(planned(when, zone), after, 2)).toEqual(wanted);
  });

  it('is not found again between the first and the second time at which the clock shows it', () => {
    expect(runs(planned('30 2 * * *'), '2026-10-25T01:10:00Z', 1)).toEqual(['2026-10-26T01:30:00Z']);
    expect(runs(planned('*/20 * * * *'), '2026-10-25T00:40:00Z', 2)).toEqual([
      '2026-10-25T02:00:00Z',
      '2026-10-25T02:20:00Z',
    ]);
  });

  it('counts once where several are skipped by one setting of the clock', () => {
    expect(runs(planned('*/20 2,3 * * *'), '2026-03-29T00:30:00Z', 3)).toEqual([
      '2026-03-29T01:00:00Z',
      '2026-03-29T01:20:00Z',
      '2026-03-29T01:40:00Z',
    ]);
  });

  it('is left out on days that are skipped, the first and the last too', () => {
    const skip = [{ from: '2026-12-24', to: '2027-01-06' }];
    expect(runs(planned('0 20 * * *', berlin, skip), '2026-12-22T20:00:00Z', 2)).toEqual([
      '2026-12-23T19:00:00Z',
      '2027-01-07T19:00:00Z',
    ]);
  });

  it('is there again from the first minute behind the days that are skipped, by the clock of its zone', () => {
    const skip = [{ from: '2026-12-24', to: '2026-12-24' }];
    expect(runs(planned('*/30 * * * *', berlin, skip), '2026-12-23T22:20:00Z', 2)).toEqual([
      '2026-12-23T22:30:00Z',
      '2026-12-24T23:00:00Z',
    ]);
    expect(runs(planned('0 0 * * *', newYork, skip), '2026-12-23T12:00:00Z', 1)).toEqual(['2026-12-25T05:00:00Z']);
  });

  it('is none where every day is skipped that the calendar has', () => {
    const skip = [{ from: '2026-01-01', to: '9999-12-31' }];
    expect(nextRunMs(planned('0 20 * * *', berlin, skip), Date.UTC(2026, 5, 1))).toBeNull();
  });

  it('has runs from every moment of a year in the order of the moments, in each of the zones', () => {
    for (const zone of [berlin, newYork, lordHowe, 'UTC'])
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 5 * 3_600_000 + 7000) {
        const next = nextRunMs(planned('10 2 * * *', zone), at) ?? 0;
        expect(next).toBeGreaterThan(at);
        expect(next - at).toBeLessThanOrEqual(26 * 3_600_000);
        expect(nextRunMs(planned('10 2 * * *', zone), next - 1)).toBe(next);
      }
  });
});

afterEach(() => vi.unstubAllGlobals());

/** How many times are made of a number or a text to find the next run after a moment. */
function timesMade(timeZone: string, after: string): number {
  const afterMs = Date.parse(after);
  let made = 0;
  const CountedDate = new Proxy(Date, {
    construct: (target, values) => {
      made += 1;
      return Reflect.construct(target, values) as object;
    },
  });
  vi.stubGlobal('Date', CountedDate);
  nextRunMs(planned('* * * * *', timeZone), afterMs);
  vi.unstubAllGlobals();
  return made;
}

describe('a search in an hour that comes twice', () => {
  it.each([
    [berlin, '2026-10-25T01:00:10Z', '2026-10-25T02:00:00Z'],
    [berlin, '2026-10-25T01:59:59Z', '2026-10-25T02:00:00Z'],
    [lordHowe, '2026-04-04T15:00:10Z', '2026-04-04T15:30:00Z'],
    ['Antarctica/Troll', '2026-10-25T01:00:10Z', '2026-10-25T03:00:00Z'],
  ])('goes over what was shown before in one step: in %s after %s', (zone, after, next) => {
    expect(runs(planned('* * * * *', zone), after, 1)).toEqual([next]);
    expect(timesMade(zone, after)).toBeLessThan(3 * timesMade(zone, '2026-11-25T01:00:10Z'));
  });
});

describe('the clock of the machine', () => {
  it('is not read', () => {
    let reads = 0;
    const WatchedDate = new Proxy(Date, {
      construct: (target, values) => {
        if (values.length === 0) reads += 1;
        return Reflect.construct(target, values) as object;
      },
      get: (target, key) => {
        if (key === 'now') reads += 1;
        return Reflect.get(target, key) as unknown;
      },
    });
    vi.stubGlobal('Date', WatchedDate);
    expect(Date.now()).toBeGreaterThan(0);
    expect(reads).toBe(1);
    nextRunMs(planned('17 4 ? * 2'), 1_790_000_000_000);
    expect(expressionProblem('18 4 * * 2')).toBeNull();
    expect(reads).toBe(1);
  });
});

describe('an expression', () => {
  it.each(['0 20 * * 1,3,5', '*/15 7-9 * * mon-fri', '0 20 L * *', '0 8 29 2 *', ' 0\t20 * * 7 '])(
    '%j can be taken',
    (when) => {
      expect(expressionProblem(when)).toBeNull();
    },
  );

  it.each([
    ['0 0 20 * * *', 'has 6'],
    ['0 20 * *', 'has 4'],
    ['', 'has 1'],
    ['@daily', 'is a name'],
    ['2026-12-24T20:00:00', 'has 1'],
    ['61 20 * * *', 'is not understood'],
    ['0 24 * * *', 'is not understood'],
    ['0 20 * * 8', 'is not understood'],
    ['a b c d e', 'is not understood'],
    ['5/5 * * * *', 'is not understood'],
    ['0 20 30 2 *', 'names a day that never comes'],
  ])('%j is refused: it %s', (when, problem) => {
    expect(expressionProblem(when)).toBe(problem);
  });
});
