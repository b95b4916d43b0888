// Measures, prints a table and writes the figures down. It judges nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const parts = ['wire', 'cold', 'fire', 'button', 'start', 'size', 'speed', 'fleet'];

const wholeNumber = (text) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return value;
};

const seconds = (text) => {
  const [, number] = /^(\d+)s$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('It is seconds, such as 600s.');
  return Number(number);
};

const chairCounts = (text) => {
  text.split(',').forEach(wholeNumber);
  return text;
};

const partNames = (text) => {
  const names = text.split(',');
  const unknown = names.find((name) => !parts.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`${unknown} is none of: ${parts.join(', ')}.`);
  return names;
};

function run({ rounds, cold, chairs, only, out }) {
  const file = resolve(out);
  mkdirSync(dirname(file), { recursive: true });
  const filters = only.map((name) => `test/bench/${name}.bench.ts`);
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const words = [vitest, 'run', '--config', 'test/bench/vitest.config.ts', ...filters];
  const env = {
    ...process.env,
    BENCH_ROUNDS: `${rounds}`,
    BENCH_COLD_S: `${cold}`,
    BENCH_CHAIRS: chairs,
    BENCH_FILE: file,
  };
  process.exitCode = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}

new Command('bench')
  .description('Measures this project beside the least that could do the same, on this machine, in one run.')
  .option(
    '--rounds <count>',
    'how often each command is sent; a chair is started and stopped once a round',
    wholeNumber,
    100,
  )
  .option('--cold <time>', 'how long everything is left alone before a cold stop', seconds, 600)
  .option('--chairs <counts>', 'how many chairs one daemon has, with commas between', chairCounts, '1,10,100,500')
  .option('--only <parts>', `some of: ${parts.join(', ')}; with commas between`, partNames, parts)
  .option('--out <file>', 'where the figures go, as JSON', join(root, 'dist', 'bench.json'))
  .action(run)
  .parse();
