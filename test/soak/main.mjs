// Lets a daemon live for hours, in wall time and in virtual time, and looks whether anything grows.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

const hours = (text) => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0 || value > 1000) throw new InvalidArgumentError('It is hours, 0 to 1000.');
  return value;
};

const wholeNumber = (text) => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100) throw new InvalidArgumentError('It is a number, 1 to 100.');
  return value;
};

function run({ hours: wall, virtualHours, chairs, seed, out, compiler }) {
  const file = resolve(out);
  mkdirSync(dirname(file), { recursive: true });
  const filters = [
    ...(wall > 0 ? ['test/soak/wall.soak.ts'] : []),
    ...(virtualHours > 0 ? ['test/soak/virtual.soak.ts'] : []),
  ];
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const wishes = {
    SOAK_HOURS: wall,
    SOAK_VIRTUAL_HOURS: virtualHours,
    SOAK_CHAIRS: chairs,
    SOAK_SEED: seed,
    SOAK_FILE: file,
    SOAK_COMPILER: compiler ? 'on' : 'off',
  };
  const env = {
    ...process.env,
    ...Object.fromEntries(Object.entries(wishes).map(([name, value]) => [name, `${value}`])),
  };
  const words = [vitest, 'run', '--config', 'test/soak/vitest.config.ts', ...filters];
  process.exitCode = spawnSync(process.execPath, words, { cwd: root, stdio: 'inherit', env }).status ?? 1;
}

new Command('soak')
  .description(
    'Lets a daemon live for hours under faults and looks whether memory, handles, timers, listeners or queues grow.',
  )
  .option('--hours <number>', 'of wall time, with real processes; 0 leaves it out', hours, 1)
  .option('--virtual-hours <number>', 'of virtual time, in memory; 0 leaves it out', hours, 48)
  .option('--chairs <count>', 'simulated chairs in wall time', wholeNumber, 6)
  .option('--seed <number>', 'which order the faults come in', wholeNumber, 1)
  .option('--no-compiler', 'in wall time: without the compilers of the engine, so that what they keep is left out')
  .option('--out <file>', 'where the samples go, as JSON', join(root, 'dist', 'soak.json'))
  .action(run)
  .parse();
