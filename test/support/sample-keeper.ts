import type { PeopleKeeper } from '../../src/core/people/keeper.js';
import type { PublishedGoal } from '../../src/core/people/view.js';

/** Keeps nothing of nobody. */
export const sampleKeeper = (own: Partial<PeopleKeeper> = {}): PeopleKeeper => ({
  forget: async () => ({ kind: 'refused', code: 'not_in_state', message: 'somebody sits there' }),
  isRead: true,
  goalOf: () => null,
  setGoal: (person) => ({ kind: 'refused', code: 'not_found', message: `there is no person ${person}`, values: {} }),
  published: null,
  onPublished: () => undefined,
  ...own,
});

/** How a week may stand. */
export const sampleWeek: PublishedGoal = {
  goal: { minutes: 60, days: 3 },
  state: 'open',
  minutes: 20,
  days: 1,
  last_week: { minutes: 30, days: 2 },
  streak_weeks: 2,
  next: { at: '2026-11-25T19:00:00Z', minutes: 20, chair: 'hall' },
};
