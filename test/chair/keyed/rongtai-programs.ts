import { programOf } from '../../support/sample-session.js';

/** What the chair can do, in two phases. */
export const firm = programOf({
  id: 'firm',
  name: 'Firm',
  summary: 'Kneads the back and squeezes the legs.',
  goal: 'relaxation',
  phases: [
    { name: 'Knead', for: '3m', back: { knead: 55, rate: 12 }, legs: { compress: 45, rate: 4 } },
    { name: 'Knock', for: '3m', back: { tap: 70, rate: 200 }, legs: { compress: 100, rate: 4 } },
  ],
});
