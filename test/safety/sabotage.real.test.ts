import { beforeAll, describe, expect, it } from 'vitest';
import { invariants } from '../simulation/check.js';
import { sabotages } from '../simulation/sabotages.js';
import { buildSimulation, type Ended, simulation } from './simulation-command.js';

beforeAll(buildSimulation, 0);

describe('the checks of the simulation', () => {
  let brief: Ended;
  beforeAll(async () => {
    brief = await simulation('--sabotage', '--brief');
  }, 0);

  it('have a sabotage for every invariant', () => {
    expect([...new Set(sabotages.map(({ invariant }) => invariant))].sort()).toEqual([...invariants].sort());
    expect(brief.stdout).toContain(`\n${invariants.length} sabotages, ${invariants.length} caught, 0 missed\n`);
    expect(brief.status).toBe(0);
  });

  it.each([...invariants])('notice what breaks %s', (invariant) => {
    const said = brief.stdout.split('\n').filter((line) => line.startsWith(`${invariant} `));
    expect(said).toEqual([expect.stringMatching(/ caught by seed \d+: /)]);
  });
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
