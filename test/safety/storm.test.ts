import { describe, expect, it } from 'vitest';
import { found } from '../simulation/found.js';
import { failureText } from '../simulation/report.js';
import { simulate, simulateSteps } from '../simulation/simulate.js';
import { expectCalm, stormMinutes } from './storms.js';

/** The first of the 600 that `npm run test:deep` runs. */
const seeds = 48;
const seedsPerTest = 12;
const blocks = Array.from({ length: seeds / seedsPerTest }, (_, index) => index * seedsPerTest + 1);

describe('a storm over the whole daemon and its chair', () => {
  it.each(blocks)(`breaks no invariant with ${seedsPerTest} seeds from %i on`, (first) =>
    expectCalm(first, seedsPerTest),
  );

  it('is the same, byte for byte, each time', async () => {
    const [first, second, other] = [
      await simulate({ seed: 7, minutes: stormMinutes, only: null }),
      await simulate({ seed: 7, minutes: stormMinutes, only: null }),
      await simulate({ seed: 8, minutes: stormMinutes, only: null }),
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
