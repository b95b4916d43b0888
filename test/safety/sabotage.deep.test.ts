import { beforeAll, expect, it } from 'vitest';
import { invariants } from '../simulation/check.js';
import { buildMs, buildSimulation, runSimulation } from './simulation-command.js';

const longMs = 300_000;

beforeAll(() => expect(buildSimulation()).toBe(''), buildMs);

it.each([...invariants])(
  'the checks of the simulation notice everything that breaks %s',
  (invariant) => {
    const { stdout, status } = runSimulation('--sabotage', invariant);
    expect(stdout).not.toContain('MISSED');
    expect(status).toBe(0);
  },
  longMs,
);
