import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { it } from 'vitest';
import { root } from '../docs/page.js';
import { Times } from './figures.js';

const seeds = 20;
const minutes = 10;
/** A process gets faster while it runs: after the first time its code is compiled for what it does. */
const times = 4;

/** How much faster than real time the simulation is, by CPU time: the first time, and when the same is done again. */
function speedsOf(faults: 'all' | 'none'): readonly number[] {
  const script = join(root, 'test/bench/speed.mjs');
  const words = [script, root, minutes, seeds, times, faults].map(String);
  return JSON.parse(execFileSync(process.execPath, words, { encoding: 'utf8' }));
}

function record(what: string, speeds: readonly number[]): void {
  const row = new Times(`simulation of ${what}, ${seeds} seeds of ${minutes} min, by CPU time`, 'x');
  for (const speed of speeds) row.add('chair2mqtt', speed);
  row.add('real time', 1);
  row.record();
}

it('measures the simulation beside real time', () => {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.simulate.json'], {
    cwd: root,
  });
  const kinds = [
    ['storms', 'all'],
    ['an owner alone', 'none'],
  ] as const;
  for (const [what, faults] of kinds) {
    const [first = Number.NaN, ...again] = speedsOf(faults);
    record(`${what}, a new process`, [first]);
    record(`${what}, the same again in it`, again);
  }
});
