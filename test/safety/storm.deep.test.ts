import { it } from 'vitest';
import { expectCalm } from './storms.js';

const seeds = 600;
const seedsPerTest = 50;
const blocks = Array.from({ length: seeds / seedsPerTest }, (_, index) => index * seedsPerTest + 1);
const longMs = 120_000;

it.each(blocks)(
  `a storm over the whole daemon and its chair breaks no invariant with ${seedsPerTest} seeds from %i on`,
  (first) => expectCalm(first, seedsPerTest),
  longMs,
);
