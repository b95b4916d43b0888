import { describe, expect, it } from 'vitest';
import { doneLastWeek, type GoalFacts, standingOf, weeksBesideGoal } from '../../../src/core/people/goal.js';
import { goalProblem, minutesOfDays } from '../../../src/core/people/goal-budget.js';
import type { GoalChange, PersonHistory } from '../../../src/core/people/history.js';

const timeZone = 'Europe/Berlin';
const hourMs = 3_600_000;
const facts: GoalFacts = { fileGoal: { minutes: 60, days: 3 }, daily: [hourMs], timeZone };
/** A Wednesday; its week began on the 23rd. */
const wednesday = Date.parse('2026-11-25T18:00:00Z');

/** Minutes by day. */
const history = (minutes: Record<string, number>, goals: readonly GoalChange[] = []): PersonHistory => ({
  onDay: (day) => ({ sessions: day in minutes ? 1 : 0, running_s: 60 * (minutes[day] ?? 0) }),
  recent: [],
  goals,
});

/** A week in which the goal was met, from this Monday on. */
const metWeek = (monday: number): Record<string, number> =>
  Object.fromEntries([0, 2, 4].map((day) => [`2026-11-${String(monday + day).padStart(2, '0')}`, 20]));

describe('a goal of a week', () => {
  it('is open until both minutes and days are there', () => {
    const twoDays = history({ '2026-11-23': 40, '2026-11-24': 30 });
    expect(standingOf(twoDays, facts, wednesday)).toMatchObject({ state: 'open', minutes: 70, days: 2 });
    const threeDays = history({ '2026-11-23': 20, '2026-11-24': 20, '2026-11-25': 19 });
    expect(standingOf(threeDays, facts, wednesday)?.state).toBe('open');
    expect(standingOf(history(metWeek(23)), facts, wednesday)?.state).toBe('met');
  });

  it('counts from Monday 00:00 of the zone to Sunday 24:00', () => {
    const sunday = Date.parse('2026-11-29T22:59:59Z');
    const done = history({ '2026-11-22': 30, '2026-11-29': 20, '2026-11-30': 10 });
    expect(standingOf(done, facts, sunday)?.minutes).toBe(20);
    expect(standingOf(done, facts, sunday + 1000)?.minutes).toBe(10);
  });

  it('is nothing where there is none', () => {
    expect(standingOf(history({}), { ...facts, fileGoal: null }, wednesday)).toBeNull();
    const none: GoalChange = { minutes: 0, days: 0, paused: false, at: '2026-11-01T00:00:00Z' };
    expect(standingOf(history({}, [none]), facts, wednesday)).toBeNull();
  });

  it('that was set by page goes before that of the file, from its week on', () => {
    const change: GoalChange = { minutes: 30, days: 2, paused: false, at: '2026-11-25T10:00:00Z' };
    const done = history({ ...metWeek(9), ...metWeek(16), '2026-11-23': 15, '2026-11-24': 15 }, [change]);
    expect(standingOf(done, facts, wednesday)).toMatchObject({
      goal: { minutes: 30, days: 2 },
      state: 'met',
      streakWeeks: 3,
    });
    const before = history({ ...metWeek(9), '2026-11-16': 15, '2026-11-17': 15 }, [change]);
    expect(standingOf(before, facts, wednesday)?.streakWeeks).toBe(0);
  });

  it('counts weeks in a row; the week that is open ends none', () => {
    const done = { ...metWeek(2), ...metWeek(9), ...metWeek(16) };
    expect(standingOf(history(done), facts, wednesday)).toMatchObject({ state: 'open', streakWeeks: 3 });
    expect(standingOf(history({ ...done, ...metWeek(23) }), facts, wednesday)?.streakWeeks).toBe(4);
    expect(standingOf(history({ ...metWeek(2), ...metWeek(16) }), facts, wednesday)?.streakWeeks).toBe(1);
  });

  it('keeps the row over a pause, and counts a week all the same that was met', () => {
    const pause = (from: string, to: string): readonly GoalChange[] => [
      { minutes: 60, days: 3, paused: true, at: from },
      { minutes: 60, days: 3, paused: false, at: to },
    ];
    const ill = history({ ...metWeek(2), ...metWeek(16) }, pause('2026-11-10T08:00:00Z', '2026-11-12T08:00:00Z'));
    expect(standingOf(ill, facts, wednesday)).toMatchObject({ state: 'open', streakWeeks: 2 });
    const away = history({ ...metWeek(2) }, pause('2026-11-08T08:00:00Z', '2026-11-24T08:00:00Z'));
    expect(standingOf(away, facts, wednesday)?.streakWeeks).toBe(1);
    const byMistake = history(
      { ...metWeek(9), ...metWeek(16), ...metWeek(23) },
      pause('2026-11-24T08:00:00Z', '2026-11-24T08:00:05Z'),
    );
    expect(standingOf(byMistake, facts, wednesday)).toMatchObject({ state: 'met', streakWeeks: 3 });
    const stillAway = history(metWeek(2), [{ minutes: 60, days: 3, paused: true, at: '2026-11-09T08:00:00Z' }]);
    expect(standingOf(stillAway, facts, wednesday)).toMatchObject({ state: 'paused', streakWeeks: 1 });
  });

  it('stands beside each week as it was then: with the minutes, what was wanted, and whether there was a pause', () => {
    const changes: readonly GoalChange[] = [
      { minutes: 60, days: 3, paused: true, at: '2026-11-10T08:00:00Z' },
      { minutes: 60, days: 3, paused: false, at: '2026-11-12T08:00:00Z' },
      { minutes: 30, days: 2, paused: false, at: '2026-11-18T08:00:00Z' },
    ];
    const fileGoal = { minutes: 45, days: 3 };
    const weeks = weeksBesideGoal(history(metWeek(2), changes), { ...facts, fileGoal }, wednesday, 4);
    expect(weeks).toEqual([
      { since: '2026-11-02', minutes: 60, goalMinutes: 45, isPaused: false },
      { since: '2026-11-09', minutes: 0, goalMinutes: 60, isPaused: true },
      { since: '2026-11-16', minutes: 0, goalMinutes: 30, isPaused: false },
      { since: '2026-11-23', minutes: 0, goalMinutes: 30, isPaused: false },
    ]);
    const halved = weeksBesideGoal(history({}), { ...facts, daily: [hourMs / 6] }, wednesday, 2);
    expect(halved.map(({ goalMinutes }) => goalMinutes)).toEqual([60, 30]);
    const none = weeksBesideGoal(history({}), { ...facts, fileGoal: null }, wednesday, 1);
    expect(none[0]?.goalMinutes).toBeNull();
  });

  it('asks for no more than the limits of today leave', () => {
    const halved = { ...facts, daily: [hourMs / 6] };
    expect(standingOf(history({}), halved, wednesday)?.goal).toEqual({ minutes: 30, days: 3 });
  });
});

describe('goals and limits', () => {
  it('are one budget: so many minutes on so many days, and all people together', () => {
    expect(minutesOfDays(3, [hourMs, hourMs / 2])).toBe(180);
    expect(goalProblem({ minutes: 180, days: 3 }, 0, [hourMs])).toBeNull();
    expect(goalProblem({ minutes: 181, days: 3 }, 0, [hourMs])).toMatchObject({ reason: 'over_days', minutesMax: 180 });
    expect(goalProblem({ minutes: 100, days: 3 }, 320, [hourMs])).toBeNull();
    expect(goalProblem({ minutes: 101, days: 3 }, 320, [hourMs])).toMatchObject({
      reason: 'over_week',
      minutesMax: 100,
    });
    expect(goalProblem({ minutes: 101, days: 3 }, 320, [hourMs, hourMs])).toBeNull();
  });
});

describe('what was done last week', () => {
  it('is that of the days before this day of the week, so that this day is compared with none', () => {
    const done = history({ '2026-11-15': 5, '2026-11-16': 20, '2026-11-17': 10, '2026-11-18': 30, '2026-11-23': 40 });
    expect(doneLastWeek(done, timeZone, wednesday)).toEqual({ minutes: 30, days: 2 });
    const monday = Date.parse('2026-11-22T23:00:00Z');
    expect(doneLastWeek(done, timeZone, monday)).toEqual({ minutes: 0, days: 0 });
    expect(doneLastWeek(done, timeZone, monday - 1000)).toEqual({ minutes: 0, days: 0 });
    expect(doneLastWeek(done, timeZone, monday + 24 * hourMs)).toEqual({ minutes: 20, days: 1 });
  });

  it('is counted by the calendar where a week is an hour longer', () => {
    const done = history({ '2026-10-25': 20, '2026-10-24': 10 });
    const sunday = Date.parse('2026-11-01T22:59:00Z');
    expect(doneLastWeek(done, timeZone, sunday)).toEqual({ minutes: 10, days: 1 });
  });
});
