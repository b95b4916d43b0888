import { describe, expect, it } from 'vitest';
import { found } from '../simulation/found.js';
import { failureText } from '../simulation/report.js';
import { simulate, simulateSteps } from '../simulation/simulate.js';
import { expectStormsHeld, stormMinutes as minutes, profileNames } from './storms.js';

const seeds = 24;
const seedsPerTest = 6;
const firsts = Array.from({ length: seeds / seedsPerTest }, (_, index) => index * seedsPerTest + 1);

// Bounded in seeds and in virtual time.
describe('a storm over the whole daemon and its chair', { timeout: 0 }, () => {
  it.each(firsts)(`breaks no invariant with ${seedsPerTest} seeds from %i on`, async (first) => {
    await expectStormsHeld(first, seedsPerTest);
  });

  it.each(profileNames)('breaks none over a chair by profile: %s', async (chair) => {
    await expectStormsHeld(50, 2, chair);
  });

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

describe('a storm that once broke something', { timeout: 0 }, () => {
  it.each(found)('holds $invariant now: $what', async ({ seed, minutes: length, steps, chair }) => {
    const outcome = await simulateSteps(seed, length, steps, chair);
    expect(failureText(outcome, outcome, '')).toBe('');
  });
});
