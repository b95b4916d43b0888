import { describe, expect, it } from 'vitest';
import { localTime } from '../../../src/core/ledger/local-day.js';
import { fileOfMonth, isNotesOver, MonthBook, monthFile, monthOf } from '../../../src/core/ledger/months.js';
import { closedLine, faultLine, openedLine, refusedLine } from '../../support/ledger-lines.js';

describe('the month of a line', () => {
  it('is that of the beginning for all lines of a session', () => {
    const book = new MonthBook();
    expect(book.place(openedLine({ at: '2026-11-30T23:50:00Z' }))).toBe('2026-11');
    expect(book.place(faultLine({ session: openedLine().id, at: '2026-12-01T00:01:00Z' }))).toBe('2026-11');
    expect(book.place(closedLine({ at: '2026-12-01T00:10:00Z' }))).toBe('2026-11');
    expect(book.place(faultLine({ at: '2026-12-01T00:11:00Z' }))).toBe('2026-12');
  });

  it('is that of the beginning for a session of an earlier daemon', () => {
    const book = new MonthBook();
    book.knows(openedLine().id, '2026-11');
    expect(book.place(closedLine({ at: '2026-12-01T00:10:00Z' }))).toBe('2026-11');
  });

  it('gives notes a file of their own', () => {
    expect(fileOfMonth(refusedLine(), '2026-11')).toBe('2026-11.notes.jsonl');
    expect(fileOfMonth(faultLine(), '2026-11')).toBe('2026-11.jsonl');
    expect(monthFile('2026-11.notes.jsonl')).toEqual({ month: '2026-11', isNotes: true });
    expect(monthFile('2026-11.jsonl.torn')).toBeNull();
    expect(monthOf('1970-01-01T00:00:00Z')).toBe('1970-01');
  });

  it('lets notes go when the youngest may be older than 400 days, and sessions never', () => {
    const wallMs = Date.UTC(2026, 10, 22);
    expect(isNotesOver('2025-09.notes.jsonl', wallMs)).toBe(true);
    expect(isNotesOver('2025-10.notes.jsonl', wallMs)).toBe(false);
    expect(isNotesOver('2020-01.jsonl', wallMs)).toBe(false);
  });
});

describe('local time', () => {
  it('is that of the zone, and UTC where nobody knows it', () => {
    expect(localTime('2026-07-01T22:30:00Z', 'Europe/Berlin')).toBe('2026-07-02 00:30:00');
    expect(localTime('2026-07-01T22:30:00Z', 'Nowhere/Land')).toBe('2026-07-01 22:30:00');
  });
});
