import { describe, expect, it } from 'vitest';
import { differences, lives, stormRecords } from './keyed-lives.js';

const seeds = Array.from({ length: 12 }, (_each, at) => 700 + at);

describe.each(Object.entries(lives))('the records of storms over %s', (_name, life) => {
  it.each(seeds)('are replayed as they were, seed %i', { timeout: 0 }, (seed) => {
    const records = stormRecords(life, seed, 10);
    expect(records.map(differences)).toEqual(records.map(() => []));
  });
});
