import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { it } from 'vitest';
import { root } from '../docs/page.js';
import { Times } from './figures.js';

const seeds = 20;
const minutes = 10;

/** How much faster than real time the simulation says it was. */
function speedOf(words: readonly string[]): number {
  const main = join(root, '.simulate/test/simulation/main.js');
  const line = [main, '--seeds', `${seeds}`, '--minutes', `${minutes}`, ...words];
  // A seed that fails is for the tests; the speed is said all the same.
  const { stdout } = spawnSync(process.execPath, line, { encoding: 'utf8' });
  return Number(/([\d,]+) x real time/.exec(stdout)?.[1]?.replaceAll(',', ''));
}

it('measures the simulation beside real time', () => {
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.simulate.json'], {
    cwd: root,
  });
  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['storms', []],
    ['an owner alone', ['--faults', 'none']],
  ];
  for (const [what, words] of kinds) {
    const times = new Times(`simulation of ${what}, ${seeds} seeds of ${minutes} min`, 'x');
    times.add('chair2mqtt', speedOf(words));
    times.add('real time', 1);
    times.record();
  }
});
