import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { it } from 'vitest';
import { root } from '../docs/page.js';
import { Times } from './figures.js';

const seeds = 20;
const minutes = 30;

/** How much faster than real time the simulation says it was. */
function speedOf(words: readonly string[]): number {
  const main = join(root, '.simulate/test/simulation/main.js');
  const line = [main, '--seeds', `${seeds}`, '--minutes', `${minutes}`, ...words];
  const said = execFileSync(process.execPath, line, { encoding: 'utf8', stdio: 'pipe' });
  return Number(/(\d+) x real time/.exec(said)?.[1]);
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
