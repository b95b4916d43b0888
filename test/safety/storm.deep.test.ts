import { describe, it } from 'vitest';
import { expectStormsHeld, profileNames } from './storms.js';

const seeds = 600;
const seedsPerTest = 25;
const firsts = Array.from({ length: seeds / seedsPerTest }, (_, index) => index * seedsPerTest + 1);

// Bounded in seeds and in virtual time.
describe('a storm over the whole daemon and its chair', { timeout: 0 }, () => {
  it.each(firsts)(`breaks no invariant with ${seedsPerTest} seeds from %i on`, async (first) => {
    await expectStormsHeld(first, seedsPerTest);
  });
});

describe.each(profileNames)('a storm over a chair by profile: %s', { timeout: 0 }, (chair) => {
  it.each([1, 21])('breaks no invariant with 20 seeds from %i on', async (first) => {
    await expectStormsHeld(first, 20, chair);
  });
});
