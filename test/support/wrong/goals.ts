import type { WrongConfiguration } from './configuration.js';

/** Goals that ask for too much, and what a chair has cost. */
export const wrongGoals: readonly WrongConfiguration[] = [
  {
    mistake: 'a goal that is more than a day allows',
    line: 14,
    wrong: '  guest: { goal: { minutes: 300, days: 3 } }',
    says: 'ask for fewer minutes or more days',
    right: '  guest: { goal: { minutes: 60, days: 3 } }',
  },
  {
    mistake: 'a goal without days',
    line: 14,
    wrong: '  guest: { goal: { minutes: 60 } }',
    right: '  guest: { goal: { minutes: 60, days: 3 } }',
  },
  {
    mistake: 'a goal as a number',
    line: 14,
    wrong: '  guest: { goal: 60 }',
    says: 'minutes: 60, days: 3',
    right: '  guest: { goal: { minutes: 60, days: 3 } }',
  },
  {
    mistake: 'a cost without what an appointment costs',
    line: 15,
    wrong: 'cost: { chair: 2400, currency: EUR }',
    right: 'cost: { chair: 2400, appointment: 60, currency: EUR }',
  },
  {
    mistake: 'a cost with its currency',
    line: 15,
    wrong: 'cost: { chair: 2400 EUR, appointment: 60, currency: EUR }',
    says: 'such as 60',
    right: 'cost: { chair: 2400, appointment: 60, currency: EUR }',
  },
];
