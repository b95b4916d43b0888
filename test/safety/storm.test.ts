import { describe, expect, it } from 'vitest';
import { found } from '../simulation/found.js';
import { failureText } from '../simulation/report.js';
import { simulate, simulateSteps } from '../simulation/simulate.js';

/** Continuous integration has more time than people. */
const seeds = process.env['CI'] === 'true' ? 600 : 300;
const seedsPerTest = 50;
const minutes = 3;

const blocks = Array.from({ length: seeds / seedsPerTest }, (_, index) => index * seedsPerTest + 1);
const longMs = 120_000;

/** The failure as the command shows it, or nothing. */
async function failureOf(seed: number): Promise<string> {
  const outcome = await simulate({ seed, minutes, only: null });
  return failureText(outcome, outcome, `npm run simulate -- --seed ${seed} --minutes ${minutes}`);
}

describe('a storm over the whole daemon and its chair', () => {
  it.each(blocks)(
    `breaks no invariant with ${seedsPerTest} seeds from %i on`,
    async (first) => {
      for (let seed = first; seed < first + seedsPerTest; seed += 1) expect(await failureOf(seed)).toBe('');
    },
    longMs,
  );

  it('is the same, byte for byte, each time', async () => {
    const [first, second, other] = [
      await simulate({ seed: 7, minutes, only: null }),
      await simulate({ seed: 7, minutes, only: null }),
      await simulate({ seed: 8, minutes, only: null }),
    ];
    expect(second).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });

  it('moves the chair for a good part of the time', async () => {
    const { armedMs, simulatedMs } = await simulate({ seed: 1, minutes: 10, only: [] });
    expect(armedMs / simulatedMs).toBeGreaterThan(0.5);
  });
});

describe('a storm that once broke something', () => {
  it.each(found)('holds $invariant now: $what', async ({ seed, minutes: length, steps }) => {
    const outcome = await simulateSteps(seed, length, steps);
    expect(failureText(outcome, outcome, '')).toBe('');
  });
});
