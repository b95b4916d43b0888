import { describe, expect, it } from 'vitest';
import { stormOf } from './profile-storm.js';
import { stormyPad, stormyRemoteBus, stormyRongtai } from './storms.js';

const seeds = Array.from({ length: 25 }, (_each, at) => 500 + at);
const minutes = 6;

describe.each([
  ['rongtai', (seed: number) => stormOf(stormyRongtai, seed, minutes)],
  ['hf8', (seed: number) => stormOf(stormyPad, seed, minutes)],
  ['remote-bus', (seed: number) => stormOf(stormyRemoteBus, seed, minutes)],
] as const)('storms over a chair by profile: %s', (_name, storm) => {
  it.each(seeds)('seed %i', { timeout: 0 }, (seed) => {
    const { violation, tail } = storm(seed);
    expect(violation, tail.join('\n')).toBeNull();
  });
});
