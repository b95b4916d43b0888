import { expect } from 'vitest';
import { failureText } from '../simulation/report.js';
import { simulate } from '../simulation/simulate.js';

export const stormMinutes = 3;

/** The failure as the command shows it, or nothing. */
async function failureOf(seed: number): Promise<string> {
  const outcome = await simulate({ seed, minutes: stormMinutes, only: null });
  return failureText(outcome, outcome, `npm run simulate -- --seed ${seed} --minutes ${stormMinutes}`);
}

/** Storms with `count` seeds from `first` on: the first that breaks an invariant is shown. */
export async function expectCalm(first: number, count: number): Promise<void> {
  for (let seed = first; seed < first + count; seed += 1) expect(await failureOf(seed)).toBe('');
}
