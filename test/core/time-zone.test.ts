import { describe, expect, it } from 'vitest';
import { isoTime } from '../../src/core/time-text.js';
import {
  greatestLocalMs,
  instantOf,
  isTimeZone,
  localMsAt,
  startOfDay,
  startOfWeek,
} from '../../src/core/time-zone.js';

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
/** Its summer is half an hour. */
const lordHowe = 'Australia/Lord_Howe';
/** Its clocks were set forward at midnight. */
const beirut = 'Asia/Beirut';

const ms = (iso: string): number => Date.parse(iso);
const local = (text: string): number => ms(`${text}Z`);
const moment = (text: string, zone: string): string => isoTime(instantOf(local(text), zone));

describe('the name of a time zone', () => {
  it.each(['Europe/Berlin', 'UTC', 'Etc/GMT+5', 'europe/berlin'])('%s is known', (name) => {
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(['', 'Berlin', 'Europe/Bonn', '+01:00', '01:00', 'CEST-2'])('%j is not', (name) => {
    expect(isTimeZone(name)).toBe(false);
  });
});

describe('the clock on the wall', () => {
  it('shows summer and winter, to the millisecond, also before 1970', () => {
    expect(localMsAt(ms('2026-07-01T12:00:00.123Z'), berlin)).toBe(ms('2026-07-01T14:00:00.123Z'));
    expect(localMsAt(ms('2026-12-01T12:00:00Z'), berlin)).toBe(local('2026-12-01T13:00:00'));
    expect(localMsAt(ms('1969-12-31T23:59:59.5Z'), berlin)).toBe(ms('1970-01-01T00:59:59.5Z'));
  });

  it('tells when it shows something', () => {
    expect(moment('2026-07-01T20:00:00', berlin)).toBe('2026-07-01T18:00:00Z');
    expect(moment('2026-12-01T20:00:00', newYork)).toBe('2026-12-02T01:00:00Z');
    expect(moment('2026-12-01T20:00:00', lordHowe)).toBe('2026-12-01T09:00:00Z');
  });

  it('has shown most before it was set back, until it shows that again', () => {
    const last = local('2026-10-25T02:59:59.999');
    expect(greatestLocalMs(ms('2026-10-25T00:59:59.999Z'), berlin)).toBe(last);
    expect(greatestLocalMs(ms('2026-10-25T01:00:00Z'), berlin)).toBe(last);
    expect(greatestLocalMs(ms('2026-10-25T01:59:59.5Z'), berlin)).toBe(last);
    expect(greatestLocalMs(ms('2026-10-25T02:00:00Z'), berlin)).toBe(last + 1);
    expect(greatestLocalMs(ms('2026-03-29T01:00:00Z'), berlin)).toBe(local('2026-03-29T03:00:00'));
  });

  it('has never shown more than at a later moment', () => {
    for (const zone of [berlin, newYork, lordHowe, beirut]) {
      let before = Number.NEGATIVE_INFINITY;
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 131 * 60_000 + 1) {
        const greatest = greatestLocalMs(at, zone);
        expect(greatest).toBeGreaterThanOrEqual(Math.max(before, localMsAt(at, zone)));
        before = greatest;
      }
    }
  });

  it('takes the first minute that exists for one that is skipped', () => {
    expect(moment('2026-03-29T02:30:00', berlin)).toBe('2026-03-29T01:00:00Z');
    expect(moment('2026-03-08T02:00:00', newYork)).toBe('2026-03-08T07:00:00Z');
    expect(moment('2026-10-04T02:10:00', lordHowe)).toBe('2026-10-03T15:30:00Z');
    expect(moment('2026-10-04T02:30:00', lordHowe)).toBe('2026-10-03T15:30:00Z');
  });

  it('takes the first of two that it shows twice', () => {
    expect(moment('2026-10-25T02:30:00', berlin)).toBe('2026-10-25T00:30:00Z');
    expect(moment('2026-11-01T01:59:00', newYork)).toBe('2026-11-01T05:59:00Z');
    expect(moment('2026-04-05T01:45:00', lordHowe)).toBe('2026-04-04T14:45:00Z');
  });

  it('finds every moment again that it shows once', () => {
    for (const zone of [berlin, newYork, lordHowe, beirut, 'Pacific/Apia', 'UTC'])
      for (let at = ms('2026-01-01T00:07:00Z'); at < ms('2027-01-01T00:00:00Z'); at += 7 * 3_600_000 + 1000) {
        const found = instantOf(localMsAt(at, zone), zone);
        if (found !== at) expect(localMsAt(found, zone)).toBe(localMsAt(at, zone));
        expect(found).toBeLessThanOrEqual(at);
      }
  });
});

describe('days and weeks', () => {
  it('begin at midnight of the zone', () => {
    expect(isoTime(startOfDay(ms('2026-07-01T21:59:00Z'), berlin))).toBe('2026-06-30T22:00:00Z');
    expect(isoTime(startOfDay(ms('2026-07-01T22:00:00Z'), berlin))).toBe('2026-07-01T22:00:00Z');
    expect(isoTime(startOfDay(ms('2026-07-01T22:00:00Z'), berlin, 1))).toBe('2026-07-02T22:00:00Z');
  });

  it('begin with the first minute that exists where midnight does not', () => {
    expect(isoTime(startOfDay(ms('2026-03-29T12:00:00Z'), beirut))).toBe('2026-03-28T22:00:00Z');
    expect(localMsAt(startOfDay(ms('2026-03-29T12:00:00Z'), beirut), beirut)).toBe(local('2026-03-29T01:00:00'));
  });

  it('begin a week on Monday, and a week is as long as its days are', () => {
    const sunday = ms('2026-03-29T21:59:59Z');
    expect(isoTime(startOfWeek(sunday, berlin))).toBe('2026-03-22T23:00:00Z');
    expect(isoTime(startOfWeek(sunday + 1000, berlin))).toBe('2026-03-29T22:00:00Z');
    const hours = (at: string, zone: string) => (startOfWeek(ms(at), zone, 1) - startOfWeek(ms(at), zone)) / 3_600_000;
    expect(hours('2026-03-25T12:00:00Z', berlin)).toBe(167);
    expect(hours('2026-10-21T12:00:00Z', berlin)).toBe(169);
    expect(hours('2026-03-04T12:00:00Z', newYork)).toBe(167);
    expect(hours('2026-10-01T12:00:00Z', lordHowe)).toBe(167.5);
    expect(hours('2026-04-01T12:00:00Z', lordHowe)).toBe(168.5);
  });

  it('count weeks across the turn of the year and back', () => {
    const at = ms('2026-12-31T12:00:00Z');
    expect(isoTime(startOfWeek(at, berlin, 1))).toBe('2027-01-03T23:00:00Z');
    expect(isoTime(startOfWeek(at, berlin, -1))).toBe('2026-12-20T23:00:00Z');
  });
});
