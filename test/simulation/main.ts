import { join } from 'node:path';
import process from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { systemClock } from '../../src/adapters/system-clock.js';
import { actionNames } from './plan.js';
import { failureText, replayText, Tally } from './report.js';
import { catchSabotage } from './sabotage.js';
import type { Sabotage } from './sabotage-shape.js';
import { sabotages } from './sabotages.js';
import { type ChairName, chairNames } from './setup.js';
import { shrink } from './shrink.js';
import { simulate } from './simulate.js';

interface Options {
  readonly seeds?: number;
  readonly seed?: number;
  readonly minutes: number;
  readonly chair: ChairName;
  readonly faults?: readonly string[];
  readonly sabotage?: true | string;
}

const clock = systemClock();
const failuresShownMax = 5;
const progressEveryMs = 10_000;
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const wholeNumber =
  (min: number, max: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
    }
    return value;
  };

const split = (text: string): readonly string[] => text.split(',').filter((name) => name !== '' && name !== 'none');

function chairName(text: string): ChairName {
  const name = chairNames.find((each) => each === text);
  if (name === undefined) throw new InvalidArgumentError(`It is one of: ${chairNames.join(', ')}.`);
  return name;
}

async function replay(seed: number, { minutes, chair, faults }: Options): Promise<number> {
  const outcome = await simulate({ seed, chair, minutes, only: faults ?? null });
  say(replayText(outcome));
  return outcome.violation === null ? 0 : 1;
}

/** The command that shows a seed again. */
function commandOf(seed: number, { minutes, chair, faults }: Options): string {
  const of = chair === 'clp' ? '' : ` --chair ${chair}`;
  const words = faults === undefined ? '' : ` --faults ${faults.join(',') || 'none'}`;
  return `npm run simulate -- --seed ${seed} --minutes ${minutes}${of}${words}`;
}

async function simulateMany(first: number, count: number, options: Options): Promise<number> {
  const { minutes, chair, faults } = options;
  const tally = new Tally();
  const startedAtMs = clock.nowMs();
  let shrinkingMs = 0;
  let saidAtMs = startedAtMs;
  const tookMs = (): number => clock.nowMs() - startedAtMs - shrinkingMs;
  for (let seed = first; seed < first + count; seed += 1) {
    const outcome = await simulate({ seed, chair, minutes, only: faults ?? null });
    tally.add(outcome);
    if (outcome.violation !== null && tally.failures <= failuresShownMax) {
      const beganAtMs = clock.nowMs();
      const again = commandOf(seed, options);
      say(failureText(outcome, await shrink(outcome, minutes), again));
      shrinkingMs += clock.nowMs() - beganAtMs;
    } else if (outcome.violation !== null) say(`seed ${seed} FAILED ${outcome.violation.invariant}`);
    if (clock.nowMs() - saidAtMs < progressEveryMs) continue;
    saidAtMs = clock.nowMs();
    process.stderr.write(`${tally.text(tookMs())}\n`);
  }
  say(tally.text(tookMs()));
  return tally.failures === 0 ? 0 : 1;
}

async function runSabotages(named: string | null): Promise<number> {
  const isChosen = ({ name, invariant }: Sabotage): boolean =>
    named === null || name.includes(named) || invariant === named;
  const chosen = sabotages.filter(isChosen);
  let missed = 0;
  for (const sabotage of chosen) {
    const result = await catchSabotage(sabotage, join(import.meta.dirname, '../..'));
    const head = `${sabotage.invariant.padEnd(6)} ${sabotage.name.padEnd(50)}`;
    if (result.kind === 'caught') say(`${head} caught by seed ${result.seed}: ${result.message.split('\n')[0]}`);
    else {
      missed += 1;
      const why =
        result.kind === 'void'
          ? result.message
          : `${result.seeds} seeds; instead: ${result.instead.join('; ') || 'nothing'}`;
      say(`${head} MISSED (${why})`);
    }
  }
  say(`${chosen.length} sabotages, ${chosen.length - missed} caught, ${missed} missed`);
  return missed === 0 && chosen.length > 0 ? 0 : 1;
}

async function run(options: Options): Promise<number> {
  const known = actionNames(options.chair);
  const unknown = options.faults?.find((name) => !known.includes(name));
  if (unknown !== undefined) command.error(`error: ${unknown} is none of: ${known.join(', ')}, none.`);
  if (options.sabotage !== undefined) return runSabotages(options.sabotage === true ? null : options.sabotage);
  if (options.seed !== undefined && options.seeds === undefined) return replay(options.seed, options);
  return simulateMany(options.seed ?? 1, options.seeds ?? 100, options);
}

const command = new Command('simulate')
  .description(
    'Runs the whole daemon, its chair, line, broker and disk through seeded storms, and checks every invariant.',
  )
  .option('--seeds <count>', 'how many seeds to run', wholeNumber(1, 10_000_000))
  .option(
    '--seed <number>',
    'the first seed; alone: replays just this one and shows its trace',
    wholeNumber(0, 2 ** 31),
  )
  .option('--minutes <count>', 'the length of each storm', wholeNumber(1, 1440), 30)
  .option('--faults <names>', 'only these, with commas between; none: nothing but an owner who uses the chair', split)
  .option('--chair <name>', `what the storms go over: ${chairNames.join(', ')}`, chairName, 'clp')
  .option(
    '--sabotage [name]',
    'breaks the project on purpose, for every invariant or the named one, and shows what notices it',
  )
  .action(async (options: Options) => {
    process.exitCode = await run(options);
  });

await command.parseAsync();
