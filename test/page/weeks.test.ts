import { describe, expect, it } from 'vitest';
import { shadeOf, weeksOf } from '../../src/page/history/weeks.js';

describe('the weeks of the calendar', () => {
  const weeks = weeksOf(
    {
      since: '2026-09-14',
      days: [
        { day: '2026-10-25', sessions: 1, minutes: 20.4 },
        { day: '2026-11-30', sessions: 2, minutes: 31 },
      ],
    },
    '2026-12-02',
  );

  it('are twelve, each from Monday to Sunday, over the end of summer time', () => {
    expect(weeks.map(({ monday }) => monday)).toEqual([
      ...['2026-09-14', '2026-09-21', '2026-09-28', '2026-10-05', '2026-10-12', '2026-10-19', '2026-10-26'],
      ...['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23', '2026-11-30'],
    ]);
    expect(weeks[5]?.days.at(-1)).toEqual({ day: '2026-10-25', sessions: 1, minutes: 20.4 });
    expect(weeks[5]?.minutes).toBe(20);
  });

  it('have nothing where there was no session, and no day that has not come', () => {
    expect(weeks[0]?.days[0]).toEqual({ day: '2026-09-14', sessions: 0, minutes: 0 });
    expect(weeks.at(-1)?.days.map((each) => each?.day ?? null)).toEqual([
      '2026-11-30',
      '2026-12-01',
      '2026-12-02',
      ...[null, null, null, null],
    ]);
  });

  it('are darker the more there was', () => {
    expect([0, 1, 14.9, 15, 29, 30, 300].map(shadeOf)).toEqual([0, 1, 1, 2, 2, 3, 3]);
  });
});
