import { describe, expect, it } from 'vitest';
import type { ShownGoal } from '../../src/core/people/view.js';
import { goalWeeksOf } from '../../src/page/history/goal-weeks.js';
import type { WeekShown } from '../../src/page/history/weeks.js';

const mondays = ['2026-11-02', '2026-11-09', '2026-11-16', '2026-11-23'] as const;

const goalOf = (id: string, minutes: readonly number[], news: Partial<ShownGoal> = {}): ShownGoal => ({
  id,
  goal: { minutes: 60, days: 3 },
  source: 'file',
  publish: false,
  state: 'open',
  minutes: 0,
  days: 0,
  last_week: { minutes: 0, days: 0 },
  streak_weeks: 0,
  next: null,
  weeks: mondays.map((since, at) => ({ since, minutes: minutes[at] ?? 0, goal_minutes: 60, paused: at === 2 })),
  ...news,
});
const shown = (minutes: readonly number[]): readonly WeekShown[] =>
  mondays.map((monday, at) => ({ monday, minutes: minutes[at] ?? 0, days: [] }));

const own = [0, 42, 12, 20.4];
const anna = goalOf('anna', own);
const ben = goalOf('ben', [5, 5, 5, 5]);
const guest = goalOf('guest', [5, 0, 0, 0], { goal: null, weeks: [] });

describe('the goal beside the weeks', () => {
  it('is that of the person who was chosen, from the first session on, and not in a week with a pause', () => {
    const weeks = goalWeeksOf({ person: 'anna' }, [anna, ben], shown(own));
    expect(weeks?.person).toBe('anna');
    expect([...(weeks?.minutes ?? [])]).toEqual([
      ['2026-11-09', 60],
      ['2026-11-23', 60],
    ]);
    expect([...(weeks?.paused ?? [])]).toEqual(['2026-11-16']);
  });

  it('is that of the only one who has a goal, while the sessions are all of that one', () => {
    expect(goalWeeksOf({}, [anna, guest], shown([0, 42, 12, 20]))?.person).toBe('anna');
    expect(goalWeeksOf({}, [anna, guest], shown([5, 42, 12, 20]))).toBeNull();
  });

  it('is not there where several have one, or the one who was chosen has none', () => {
    expect(goalWeeksOf({}, [anna, ben], shown(own))).toBeNull();
    expect(goalWeeksOf({ person: 'guest' }, [anna, guest], shown([5]))).toBeNull();
  });

  it('is not there where a chair was chosen that had only some of the sessions', () => {
    expect(goalWeeksOf({ person: 'anna', chair: 'hall' }, [anna], shown([0, 20, 12, 20]))).toBeNull();
    expect(goalWeeksOf({ person: 'anna', chair: 'hall' }, [anna], shown(own))?.person).toBe('anna');
  });

  it('stands at this week where nothing was played yet', () => {
    const first = goalWeeksOf({}, [goalOf('anna', [])], shown([]));
    expect([...(first?.minutes.keys() ?? [])]).toEqual(['2026-11-23']);
  });
});
