import { expect } from 'vitest';
import { failureText } from '../simulation/report.js';
import { simulate } from '../simulation/simulate.js';

export const stormMinutes = 3;

/** Expects that the storms of these seeds break nothing; a failure is told as the command tells it. */
export async function expectStormsHeld(first: number, count: number): Promise<void> {
  for (let seed = first; seed < first + count; seed += 1) {
    const outcome = await simulate({ seed, minutes: stormMinutes, only: null });
    const again = `npm run simulate -- --seed ${seed} --minutes ${stormMinutes}`;
    expect(failureText(outcome, outcome, again)).toBe('');
  }
}
