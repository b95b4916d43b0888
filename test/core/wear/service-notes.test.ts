import { describe, expect, it } from 'vitest';
import { serviceNotes, zoneServices } from '../../../src/core/wear/service-notes.js';
import type { WearTrack } from '../../../src/core/wear/track.js';
import {
  bookAfter,
  bookServed,
  isChairCold,
  newWearBook,
  ownWearBook,
  readWearBook,
  type WearBook,
} from '../../../src/core/wear/wear-book.js';

const dayMs = 86_400_000;
const may = Math.floor(Date.UTC(2026, 4, 3) / dayMs);
const now = '2026-11-30T08:00:00Z';

const told = (times: number): WearTrack => ({
  sinceDay: may,
  bins: {},
  recent: [{ day: may + 100, times, sessions: 1 }],
  isTold: true,
});

const worn = (tracks: NonNullable<WearBook['zones']['legs']>['tracks']): WearBook => ({
  ...newWearBook('SIM-1'),
  zones: { legs: { servedAtH: 0, servedAt: null, note: '', tracks } },
});

describe('what there is to look after', () => {
  it('is said as one would say it, of the technique that shows most', () => {
    const book = worn({ 'current compress': told(1.18), 'current roll': told(1.12), 'filling compress': told(1.4) });
    expect(serviceNotes(book, {}, null, now)).toEqual([
      {
        zone: 'legs',
        code: 'draws_more',
        technique: 'compress',
        percent: 18,
        since: '2026-05',
        message: 'legs draw 18 % more at compress than in May',
        advice: 'look at the cover and the hose',
      },
      expect.objectContaining({ code: 'fills_slower', message: 'legs fill 40 % slower at compress than in May' }),
    ]);
  });

  it('names the year where it is not clear which May was meant', () => {
    const [note] = serviceNotes(worn({ 'current roll': told(1.3) }), {}, null, '2028-01-01T00:00:00Z');
    expect(note?.message).toBe('legs draw 30 % more at roll than in May 2026');
  });

  it('is a zone whose hours since the last service are over, and none where no hours are configured', () => {
    const book = bookServed(newWearBook('SIM-1'), 'legs', { hours: 100, at: '2026-05-03T10:00:00Z', note: 'hose' });
    expect(serviceNotes(book, { legs: 399, back: 10 }, 300, now)).toEqual([]);
    const [note] = serviceNotes(book, { legs: 412.5 }, 300, now);
    expect(note).toMatchObject({ code: 'hours_due', since: '2026-05-03' });
    expect(note?.message).toBe('legs: 312 hours of motion since 2026-05-03; service is due every 300');
    expect(serviceNotes(null, { seat: 300 }, 300, now)[0]?.message).toContain(
      '300 hours of motion without any service',
    );
    expect(serviceNotes(null, { seat: 1.5 }, 1, now)[0]?.message).toContain('seat: 1 hour of motion');
    expect(serviceNotes(null, { seat: 3000 }, null, now)).toEqual([]);
    expect(zoneServices(['legs'], book, { legs: 350 }, 300, now)).toEqual([
      {
        zone: 'legs',
        hours: 350,
        served_at: '2026-05-03T10:00:00Z',
        served_at_h: 100,
        note: 'hose',
        due_in_h: 50,
        notes: [],
      },
    ]);
  });
});

describe("the book of a chair's wear", () => {
  const sample = { measure: 'current', technique: 'roll', bin: '3', value: 500, weight: 60_000 } as const;
  const atMs = Date.UTC(2026, 4, 3, 20);

  it('can be written down and read again as it was', () => {
    const book = bookAfter(newWearBook('SIM-1'), new Map([['legs', [sample]]]), atMs);
    expect(readWearBook(JSON.parse(JSON.stringify(book)))).toEqual(book);
  });

  it.each([undefined, null, 'x', { version: 2 }, { ...newWearBook('SIM-1'), zones: { head: {} } }])(
    'is none where %j was kept',
    (record) => {
      expect(readWearBook(record)).toBeNull();
    },
  );

  it('belongs to one unit', () => {
    const book = newWearBook('SIM-1');
    expect([
      ownWearBook(book, { serial: 'SIM-1' }),
      ownWearBook(book, { serial: 'SIM-2' }),
      ownWearBook(book, null),
    ]).toEqual([book, null, null]);
  });

  it('begins anew for the zone that was looked after, and for no other', () => {
    const both = new Map([
      ['legs', [sample]],
      ['back', [sample]],
    ] as const);
    const book = bookAfter(newWearBook('SIM-1'), both, atMs);
    const served = bookServed(book, 'legs', { hours: 12, at: now, note: 'new hose' });
    expect(served.zones.legs).toEqual({ servedAtH: 12, servedAt: now, note: 'new hose', tracks: {} });
    expect(served.zones.back).toEqual(book.zones.back);
  });

  it('knows a chair as cold after two hours', () => {
    const book = bookAfter(newWearBook('SIM-1'), new Map(), atMs);
    expect([
      isChairCold(newWearBook('SIM-1'), atMs),
      isChairCold(book, atMs + 3_600_000),
      isChairCold(book, atMs + dayMs),
    ]).toEqual([true, false, true]);
  });
});
