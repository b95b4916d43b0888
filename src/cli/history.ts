import { Command, InvalidArgumentError } from 'commander';
import { ledgerDirectory } from '../adapters/files/file-ledger.js';
import { type LedgerDisk, ledgerDiskIn } from '../adapters/files/ledger-disk.js';
import { readLinesOf, sessionFiles } from '../adapters/files/ledger-reading.js';
import { errorText } from '../core/error-text.js';
import { mayHold, type PastSession, PastSessions, type SessionChoice } from '../core/ledger/past-sessions.js';
import { SessionAdder } from '../core/ledger/session-sums.js';
import { CostTally, costJson, costWords } from '../core/people/cost.js';
import { isoTime } from '../core/time-text.js';
import type { Loaded } from './daemon-door.js';
import { checkHistory } from './history-check.js';
import { forgetInHistory } from './history-forget.js';
import { csvSessions, jsonSessions, plainSessions, type SessionWriter, sumsText } from './history-output.js';
import { loadConfig, showProblem } from './load-config.js';
import type { CliIo } from './process-edge.js';

interface HistoryOptions extends SessionChoice {
  readonly config?: string;
  readonly csv?: true;
  readonly json?: true;
  readonly summary?: true;
}

/** Text waits in memory up to here before it goes out. */
const pieceMax = 65_536;

function readDay(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text)) return text;
  throw new InvalidArgumentError('must be a day, such as 2026-11-01');
}

/** Waits until somebody has read what was written. */
const drained = (io: CliIo): Promise<void> =>
  new Promise((resolve) => (io.stdout.whenDrained === undefined ? resolve() : io.stdout.whenDrained(resolve)));

/** Every session that is meant, file by file; `pause` comes often, so that its taker can catch up. */
async function readSessions(
  disk: LedgerDisk,
  choice: SessionChoice,
  take: (session: PastSession) => void,
): Promise<void> {
  for (const name of sessionFiles(await disk.list()).filter((each) => mayHold(each, choice.since))) {
    const sessions = new PastSessions(choice, take);
    await readLinesOf(disk, name, 0, { line: (line) => sessions.line(line), skipped: () => undefined });
    sessions.end();
  }
}

const writerOf = ({ csv, json }: HistoryOptions): SessionWriter => {
  if (csv === true) return csvSessions;
  return json === true ? jsonSessions : plainSessions;
};

async function listSessions(io: CliIo, disk: LedgerDisk, options: HistoryOptions): Promise<void> {
  const writer = writerOf(options);
  let text = writer.head;
  let isFirst = true;
  /** A disk that also waits for whoever reads: a piece of a file is read when the one before has been printed. */
  const patient: LedgerDisk = {
    ...disk,
    read: async (...asked) => {
      if (text.length > pieceMax) {
        io.stdout.write(text);
        text = '';
        await drained(io);
      }
      return await disk.read(...asked);
    },
  };
  await readSessions(patient, options, (session) => {
    text += writer.row(session, isFirst);
    isFirst = false;
  });
  io.stdout.write(text + writer.foot);
}

async function addSessions(io: CliIo, disk: LedgerDisk, { config }: Loaded, options: HistoryOptions): Promise<void> {
  const adder = new SessionAdder();
  const tally = new CostTally();
  await readSessions(disk, options, (session) => {
    adder.take(session);
    tally.take(session);
  });
  // What the chair has cost it has cost for all sessions, not for those of one person.
  const isWhole = options.since === undefined && options.chair === undefined && options.person === undefined;
  const { cost } = config;
  const today = isoTime(io.clock.wallMs()).slice(0, 10);
  const come = isWhole && cost !== undefined ? tally.cost(cost, today) : null;
  if (options.json === true) {
    const told = come === null ? adder.sums : { ...adder.sums, cost: costJson(come) };
    io.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
    return;
  }
  io.stdout.write(sumsText(adder.sums));
  if (come !== null && cost !== undefined) io.stdout.write(`\n${costWords(come, cost)}\n`);
}

/** Runs something with the ledger of a configuration. Gives the exit code. */
async function withLedger(
  io: CliIo,
  named: string | undefined,
  run: (disk: LedgerDisk, loaded: Loaded) => Promise<number>,
): Promise<number> {
  const loaded = loadConfig(named, io.env);
  if (loaded.kind === 'refused') {
    for (const problem of loaded.problems) io.stderr.write(showProblem(problem));
    return 1;
  }
  try {
    return await run(ledgerDiskIn(ledgerDirectory(loaded.config.data_dir)), loaded);
  } catch (error) {
    io.stderr.write(`the ledger in ${loaded.config.data_dir} cannot be used: ${errorText(error)}\n`);
    return 1;
  }
}

/** A table that is not whole must not look like one. */
async function exitCodeOf(io: CliIo): Promise<number> {
  await drained(io);
  const { failure = null } = io.stdout;
  if (failure === null) return 0;
  io.stderr.write(`not all of it could be written: ${failure}\n`);
  return 1;
}

const history = (io: CliIo, options: HistoryOptions): Promise<number> =>
  withLedger(io, options.config, async (disk, loaded) => {
    if (options.summary === true) await addSessions(io, disk, loaded, options);
    else await listSessions(io, disk, options);
    return await exitCodeOf(io);
  });

const withConfig = (command: Command): Command =>
  command.option(
    '-c, --config <file>',
    'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml',
  );

const forgetCommand = (io: CliIo): Command =>
  withConfig(new Command('forget'))
    .description('take a person out of everything that is kept; a daemon that runs does it')
    .argument('<person>', 'the id in people of the configuration')
    .action(async (person: string, _options: unknown, command: Command) =>
      io.exit(
        await withLedger(io, command.optsWithGlobals<HistoryOptions>().config, (disk, loaded) =>
          forgetInHistory(io, loaded, disk, person),
        ),
      ),
    );

const checkCommandOf = (io: CliIo): Command =>
  withConfig(new Command('check'))
    .description('read every line of the ledger, notes too, and say which are damaged')
    .action(async (_options: unknown, command: Command) =>
      io.exit(await withLedger(io, command.optsWithGlobals<HistoryOptions>().config, (disk) => checkHistory(io, disk))),
    );

export const historyCommand = (io: CliIo): Command =>
  withConfig(new Command('history'))
    .description('list the sessions that were there')
    .option('--since <day>', 'from this day on, such as 2026-11-01', readDay)
    .option('--chair <id>', 'of this chair')
    .option('--person <id>', 'of this person')
    .option('--csv', 'print a table for a spreadsheet, with what each zone did')
    .option('--json', 'print JSON')
    .option('--summary', 'print what they come to')
    .addCommand(forgetCommand(io))
    .addCommand(checkCommandOf(io))
    .addHelpText(
      'after',
      `
Sessions stand in the order in which they ended, with the time of the clock on the wall. The daemon may run meanwhile.

Exit code: 0 done, 1 a problem, for check also a damaged line, 2 wrong command line.

Examples:
  chair2mqtt history --since 2026-11-01 --person anna
  chair2mqtt history --csv > sessions.csv
  chair2mqtt history --summary
  chair2mqtt history check
  chair2mqtt history forget anna`,
    )
    .action(async (options: HistoryOptions) => io.exit(await history(io, options)));
