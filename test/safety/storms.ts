import { expect } from 'vitest';
import { failureText } from '../simulation/report.js';
import type { ChairName } from '../simulation/setup.js';
import { simulate } from '../simulation/simulate.js';

export const stormMinutes = 3;

/** What only runs by a profile. */
export const profileNames = ['rongtai', 'hf8', 'remote-bus'] as const satisfies readonly ChairName[];

/** Expects that the storms of these seeds break nothing; a failure is told as the command tells it. */
export async function expectStormsHeld(first: number, count: number, chair: ChairName = 'clp'): Promise<void> {
  for (let seed = first; seed < first + count; seed += 1) {
    const outcome = await simulate({ seed, chair, minutes: stormMinutes, only: null });
    const of = chair === 'clp' ? '' : ` --chair ${chair}`;
    const again = `npm run simulate -- --seed ${seed} --minutes ${stormMinutes}${of}`;
    expect(failureText(outcome, outcome, again)).toBe('');
  }
}
