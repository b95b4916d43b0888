import { beforeAll, describe, expect, it } from 'vitest';
import { invariants } from '../simulation/check.js';
import { sabotages } from '../simulation/sabotages.js';
import { buildSimulation, simulation } from './simulation-command.js';

beforeAll(buildSimulation, 0);

it('has a sabotage for every invariant', () => {
  expect([...new Set(sabotages.map(({ invariant }) => invariant))].sort()).toEqual([...invariants].sort());
});

describe('the command', { timeout: 0 }, () => {
  it('replays a seed with the same bytes', async () => {
    const [first, second] = [
      await simulation('--seed', '7', '--minutes', '1'),
      await simulation('--seed', '7', '--minutes', '1'),
    ];
    expect(second.stdout).toBe(first.stdout);
    expect(first.stdout).toMatch(/seed 7 passed; \d+ actions in [\d.]+ s; digest [0-9a-f]{8}\n$/);
  });

  it('says how fast it was', async () => {
    const { stdout, status } = await simulation('--seeds', '3', '--minutes', '1');
    expect(stdout).toMatch(/3 seeds, 0\.\d h simulated \(\d+ % of it in motion\), 0 failed, [\d,]+ x real time\n$/);
    expect(status).toBe(0);
  });

  it('refuses a fault that there is none of, and says which there are', async () => {
    const { stderr, status } = await simulation('--faults', 'mutex');
    expect(stderr).toContain('mutex is none of: mute, deaf,');
    expect(status).toBe(1);
  });
});
