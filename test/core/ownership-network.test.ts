import { describe, expect, it } from 'vitest';
import { type NetworkSetup, runNetwork } from '../support/claim-network.js';

/** `OWNER_SEEDS=5000` looks at thousands. */
const seeds = Number(process.env['OWNER_SEEDS'] ?? 25);

interface Found {
  readonly setup: NetworkSetup;
  readonly outcome: ReturnType<typeof runNetwork>;
}

function failing(setups: (seed: number) => readonly NetworkSetup[], isGood: (found: Found) => boolean): Found[] {
  const all = Array.from({ length: seeds }, (_, index) => setups(index + 1)).flat();
  return all.map((setup) => ({ setup, outcome: runNetwork(setup) })).filter((found) => !isGood(found));
}

const isOne = ({ outcome }: Found): boolean => outcome.keepers === 1 && outcome.isSettled;

describe('daemons that claim one chair over a slow network [S16]', () => {
  it.each([2, 3])('exactly one of %i keeps it, however they start and whatever the latency', (daemons) => {
    const setups = (seed: number): NetworkSetup[] =>
      [1, 3000, 20_000].map((startWithinMs) => ({
        ...{ seed, daemons, startWithinMs, apartUntilMs: 0, sessionChance: 0 },
        latencyMsMax: [2, 300, 1500, 3000][seed % 4] ?? 3000,
      }));
    expect(failing(setups, isOne)).toEqual([]);
  });

  it.each([2, 3])('%i that were apart agree within 15 s, and no session ends for a daemon without one', (daemons) => {
    const setups = (seed: number): NetworkSetup[] =>
      [0, 0.3, 1].map((sessionChance) => ({
        ...{ seed, daemons, startWithinMs: 20_000, apartUntilMs: 30_000 + (seed % 7) * 1000, sessionChance },
        latencyMsMax: [2, 300, 1500][seed % 3] ?? 1500,
      }));
    const isGood = (found: Found): boolean =>
      isOne(found) && !found.outcome.hasLostSession && (found.outcome.agreedAfterMs ?? Infinity) <= 15_000;
    expect(failing(setups, isGood)).toEqual([]);
  });
});
