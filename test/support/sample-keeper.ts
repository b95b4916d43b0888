import type { PeopleKeeper } from '../../src/core/people/keeper.js';

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
