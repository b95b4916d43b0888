import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { invariants } from '../simulation/check.js';
import { sabotages } from '../simulation/sabotages.js';

const root = join(import.meta.dirname, '../..');
const main = join(root, '.simulate/test/simulation/main.js');
const buildMs = 120_000;
const longMs = 300_000;

const node = (...words: string[]) => spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });

describe('the checks of the simulation', () => {
  beforeAll(() => {
    const built = node(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.simulate.json');
    expect(built.stdout).toBe('');
  }, buildMs);

  it('have a sabotage for every invariant', () => {
    expect([...new Set(sabotages.map(({ invariant }) => invariant))].sort()).toEqual([...invariants].sort());
  });

  it.each([...invariants])(
    'notice what breaks %s',
    (invariant) => {
      const { stdout, status } = node(main, '--sabotage', invariant);
      expect(stdout).not.toContain('MISSED');
      expect(status).toBe(0);
    },
    longMs,
  );
});

describe('the command', () => {
  it('replays a seed with the same bytes', () => {
    const [first, second] = [node(main, '--seed', '7', '--minutes', '1'), node(main, '--seed', '7', '--minutes', '1')];
    expect(second.stdout).toBe(first.stdout);
    expect(first.stdout).toMatch(/seed 7 passed; \d+ actions in [\d.]+ s; digest [0-9a-f]{8}\n$/);
  });

  it('says how fast it was', () => {
    const { stdout, status } = node(main, '--seeds', '3', '--minutes', '1');
    expect(stdout).toMatch(/3 seeds, 0\.\d h simulated \(\d+ % of it in motion\), 0 failed, [\d,]+ x real time\n$/);
    expect(status).toBe(0);
  });

  it('refuses a fault that there is none of, and says which there are', () => {
    const { stderr, status } = node(main, '--faults', 'mutex');
    expect(stderr).toContain('mutex is none of: mute, deaf,');
    expect(status).toBe(1);
  });
});
