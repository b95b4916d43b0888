import { beforeAll, describe, expect, it } from 'vitest';
import { invariants } from '../simulation/check.js';
import { sabotages } from '../simulation/sabotages.js';
import { buildMs, buildSimulation, runSimulation } from './simulation-command.js';

const longMs = 60_000;

/** One for each invariant; `npm run test:deep` runs them all. */
const firstSabotages = sabotages.filter(
  ({ invariant }, index) => sabotages.findIndex((other) => other.invariant === invariant) === index,
);

beforeAll(() => expect(buildSimulation()).toBe(''), buildMs);

describe('the checks of the simulation', () => {
  it('have a sabotage for every invariant', () => {
    expect(firstSabotages.map(({ invariant }) => invariant).sort()).toEqual([...invariants].sort());
  });

  it.each(firstSabotages)(
    'notice what breaks $invariant: $name',
    ({ name }) => {
      const { stdout, status } = runSimulation('--sabotage', name);
      expect(stdout).toMatch(/\n1 sabotages, 1 caught, 0 missed\n$/);
      expect(status).toBe(0);
    },
    longMs,
  );
});

describe('the command', () => {
  it('replays a seed with the same bytes', () => {
    const [first, second] = [
      runSimulation('--seed', '7', '--minutes', '1'),
      runSimulation('--seed', '7', '--minutes', '1'),
    ];
    expect(second.stdout).toBe(first.stdout);
    expect(first.stdout).toMatch(/seed 7 passed; \d+ actions in [\d.]+ s; digest [0-9a-f]{8}\n$/);
  });

  it('says how fast it was', () => {
    const { stdout, status } = runSimulation('--seeds', '3', '--minutes', '1');
    expect(stdout).toMatch(/3 seeds, 0\.\d h simulated \(\d+ % of it in motion\), 0 failed, [\d,]+ x real time\n$/);
    expect(status).toBe(0);
  });

  it('refuses a fault that there is none of, and says which there are', () => {
    const { stderr, status } = runSimulation('--faults', 'mutex');
    expect(stderr).toContain('mutex is none of: mute, deaf,');
    expect(status).toBe(1);
  });
});
