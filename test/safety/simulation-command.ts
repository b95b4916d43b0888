import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const main = join(root, '.simulate/test/simulation/main.js');

const node = (...words: readonly string[]): SpawnSyncReturns<string> =>
  spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });

/** Builds what `npm run simulate` runs; gives what the compiler says. */
export const buildSimulation = (): string =>
  node(join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.simulate.json').stdout;

export const buildMs = 120_000;

/** `npm run simulate -- ...`, once it is built. */
export const runSimulation = (...words: readonly string[]): SpawnSyncReturns<string> => node(main, ...words);
