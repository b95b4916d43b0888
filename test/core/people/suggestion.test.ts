import { describe, expect, it } from 'vitest';
import type { GoalStanding } from '../../../src/core/people/goal.js';
import type { PersonHistory } from '../../../src/core/people/history.js';
import type { SlotChair } from '../../../src/core/people/slot-room.js';
import { slotWishOf, todayMsAt, usualMinute } from '../../../src/core/people/slot-wish.js';
import { suggestionsFor } from '../../../src/core/people/suggestion.js';
import { daysOfWeek } from '../../../src/core/people/week.js';

const timeZone = 'Europe/Berlin';
const minuteMs = 60_000;
const hourMs = 3_600_000;
/** Wednesday, 19:00 on the wall. */
const wallMs = Date.parse('2026-11-25T18:00:00Z');
const nowMs = 1_000_000_000;
const local = (day: number, time: string): string => `2026-11-${day} ${time}:00`;

const evenings: PersonHistory = {
  onDay: () => ({ sessions: 0, running_s: 0 }),
  recent: ['20:10', '19:50', '20:00'].map((time, at) => local(16 + at, time)),
  goals: [],
};
const open: GoalStanding = { goal: { minutes: 60, days: 3 }, state: 'open', minutes: 20, days: 1, streakWeeks: 0 };
const chair = (over: Partial<SlotChair> = {}): SlotChair => ({
  id: 'hall',
  budget: { runs: [] },
  rules: { restMs: 30 * minuteMs, dailyMs: hourMs },
  sessionMsMax: 30 * minuteMs,
  ...over,
});
const suggest = (
  standing: Partial<GoalStanding> = {},
  chairs: readonly SlotChair[] = [chair()],
  history = evenings,
  at = wallMs,
) => {
  const now = { todayMs: todayMsAt(at, timeZone), week: daysOfWeek(at, timeZone) };
  const wish = slotWishOf('anna', { ...open, ...standing }, history, now);
  const found = suggestionsFor(wish === null ? [] : [wish], chairs, { wallMs: at, nowMs }, timeZone).get('anna');
  return found === undefined ? null : { ...found, at: new Date(found.atMs).toISOString().slice(0, 16) };
};
const ran = (fromMinutesAgo: number, minutes: number) => ({
  startMs: nowMs - fromMinutesAgo * minuteMs,
  endMs: nowMs - (fromMinutesAgo - minutes) * minuteMs,
});

describe('the usual hour', () => {
  it.each([
    [['20:00', '08:00', '20:10', '19:50', '20:05'], 20 * 60],
    [['23:50', '00:10', '00:00', '23:40'], 23 * 60 + 50],
    [['20:00', '20:00', '10:00'], 20 * 60],
    [['07:15'], 7 * 60 + 15],
  ])('of %j is minute %i', (times, minute) => {
    expect(usualMinute(times.map((time) => local(10, time)))).toBe(minute);
  });

  it('is not known without a session', () => expect(usualMinute([])).toBeNull());
});

describe('a suggestion', () => {
  it('is at the usual hour of today, and divides what is left over the days that are left', () => {
    expect(suggest()).toMatchObject({ at: '2026-11-25T19:00', minutes: 20, chair: 'hall' });
  });

  it('is for tomorrow where the hour is over, or where today is done and other days are wanted', () => {
    expect(suggest({}, [chair()], evenings, wallMs + 3 * hourMs + 1)?.at).toBe('2026-11-26T19:00');
    const today = { ...evenings, onDay: (day: string) => ({ sessions: 1, running_s: day === '2026-11-25' ? 600 : 0 }) };
    expect(suggest({}, [chair()], today)?.at).toBe('2026-11-26T19:00');
    expect(suggest({ days: 3, minutes: 40 }, [chair()], today)?.at).toBe('2026-11-25T19:00');
  });

  it('is for next Monday where the week is done', () => {
    expect(suggest({ state: 'met', minutes: 60, days: 3 })).toMatchObject({ at: '2026-11-30T19:00', minutes: 20 });
  });

  it('comes later where rest is owed then, and on another chair where that has room', () => {
    const resting = chair({
      budget: { runs: [ran(0, 0), { startMs: nowMs + 20 * minuteMs, endMs: nowMs + 40 * minuteMs }] },
    });
    expect(suggest({}, [resting])?.at).toBe('2026-11-25T19:10');
    expect(suggest({}, [resting, chair({ id: 'attic' })])).toMatchObject({ at: '2026-11-25T19:00', chair: 'attic' });
  });

  it('keeps to what the day leaves', () => {
    const used = chair({ budget: { runs: [ran(300, 45)] } });
    expect(suggest({}, [used])?.at).toBe('2026-11-26T19:00');
    expect(suggest({ goal: { minutes: 300, days: 3 } })).toMatchObject({ minutes: 30 });
  });

  it('is none in a pause, and none before anybody knows the hour', () => {
    expect(suggest({ state: 'paused' })).toBeNull();
    expect(suggest({}, [chair()], { ...evenings, recent: [] })).toBeNull();
    expect(suggest({}, [])).toBeNull();
  });
});
