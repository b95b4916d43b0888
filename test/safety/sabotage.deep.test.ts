import { beforeAll, describe, expect, it } from 'vitest';
import { sabotages } from '../simulation/sabotages.js';
import { buildSimulation, type Ended, simulation } from './simulation-command.js';

describe('every sabotage is noticed', () => {
  let all: Ended;
  beforeAll(async () => {
    await buildSimulation();
    all = await simulation('--sabotage');
  }, 0);

  it.each(sabotages)('$invariant: $name', ({ name }) => {
    const said = all.stdout.split('\n').filter((line) => line.includes(` ${name} `));
    expect(said).toEqual([expect.stringMatching(/ caught by seed \d+: /)]);
  });

  it('and nothing else was said', () => {
    expect(all).toMatchObject({ stderr: '', status: 0 });
  });
});
