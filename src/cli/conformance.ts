import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Clause, ClauseVerdict } from '../../hardware-sim/conformance/case.js';
import { type ChairLeft, ConformanceKit, isConforming } from '../../hardware-sim/conformance/kit.js';
import { readConformanceCases } from '../adapters/files/conformance-cases.js';
import { createLog } from '../adapters/logging/pino-log.js';
import { openPort } from '../adapters/serial/open-port.js';
import { type ChairPort, chairPort, portName } from '../core/configuration/port.js';
import { errorText, errorTrace } from '../core/error-text.js';
import { type ProcessEdge, printable } from './process-edge.js';
import { escapeXml } from './xml-text.js';

interface KitWishes {
  readonly baud: number;
  readonly only?: readonly string[];
  readonly list?: true;
  readonly json?: true;
  readonly junit?: string;
  readonly yes?: true;
}

const unseen = 3;
const baud = { min: 38_400, max: 1_000_000, usual: 115_200 };

function readBaud(text: string): number {
  const value = /^\d{1,7}$/.test(text) ? Number(text) : 0;
  if (value >= baud.min && value <= baud.max) return value;
  throw new InvalidArgumentError(`It is a whole number from ${baud.min} to ${baud.max}.`);
}

function readPort(text: string): ChairPort {
  const read = chairPort().safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError('It is a device such as /dev/ttyUSB0, or tcp://host:port.');
}

/** An id, or a whole group by its first word. */
const fits = (only: readonly string[] | undefined, id: string): boolean =>
  only === undefined || only.some((wanted) => id === wanted || id.startsWith(`${wanted}.`));

const membersOf = (clauses: readonly Clause[]): readonly Pick<Clause, 'id' | 'level' | 'text'>[] =>
  clauses.flatMap((clause) => [clause, ...(clause.next ?? [])]);

const warning = (port: string): string =>
  `This moves the motors of the chair on ${port}, at levels up to 20 of 100, for about three minutes.
It also stops them in every way there is, the emergency stop included. Nobody may sit in the chair or reach into it,
and no other program may use the port. Keep a hand on the power switch.
`;

/** What the library for questions needs to write on. */
const streamOf = ({ stderr }: ProcessEdge): Writable =>
  new Writable({
    decodeStrings: false,
    write: (text: string, _encoding, done) => {
      stderr.write(text);
      done();
    },
  });

function confirm(edge: ProcessEdge): Promise<boolean> {
  const reader = createInterface({
    input: edge.stdin,
    output: streamOf(edge),
    terminal: edge.stderr.isTTY === true,
  });
  return new Promise((resolve) => {
    reader.once('close', () => resolve(false));
    reader.on('SIGINT', () => reader.close());
    reader.question('Go on? Type yes: ', (answer) => {
      resolve(/^y(es)?$/i.test(answer.trim()));
      reader.close();
    });
  });
}

async function mayMove(edge: ProcessEdge, port: string, isAgreed: boolean): Promise<boolean> {
  edge.stderr.write(warning(port));
  if (isAgreed) return true;
  if (edge.stdin.isTTY !== true) {
    edge.stderr.write('error: there is no terminal to ask on: say --yes to let the motors move\n');
    return false;
  }
  if (await confirm(edge)) return true;
  edge.stderr.write('Nothing was moved.\n');
  return false;
}

type Verdicts = readonly ClauseVerdict[];

const sumOf = (verdicts: Verdicts, level: ClauseVerdict['level'], verdict: ClauseVerdict['verdict']): number =>
  verdicts.filter((each) => each.level === level && each.verdict === verdict).length;

const row = ({ id, level, verdict, detail }: ClauseVerdict): string =>
  `${verdict.padEnd(4)}  ${level.padEnd(6)}  ${id.padEnd(30)}  ${printable(detail)}`.trimEnd();

/** The table of all verdicts with the sums under it. */
function verdictTable(verdicts: Verdicts): string {
  const sums = (['MUST', 'SHOULD'] as const).map(
    (level) =>
      `${level.padEnd(6)}  ${sumOf(verdicts, level, 'pass')} pass, ${sumOf(verdicts, level, 'fail')} fail, ${sumOf(verdicts, level, 'skip')} skip`,
  );
  const heading = `${'verdict level'.padEnd(14)}  ${'clause'.padEnd(30)}  detail`;
  return `${[heading, ...verdicts.map(row), '', ...sums].join('\n')}\n`;
}

/** What a chair says may hold anything. */
const readable = (text: string): string => escapeXml(printable(text));

function testCase({ id, level, verdict, detail }: ClauseVerdict): string {
  const [group = ''] = id.split('.');
  const open = `    <testcase classname="clp1.${readable(group)}" name="${readable(`${id} (${level})`)}"`;
  if (verdict === 'pass') return `${open}/>`;
  const inside =
    verdict === 'fail' && level === 'MUST'
      ? `<failure message="${readable(detail)}"/>`
      : `<skipped message="${readable(verdict === 'fail' ? `${level} does not hold: ${detail}` : detail)}"/>`;
  return `${open}>${inside}</testcase>`;
}

/** JUnit XML. A SHOULD that does not hold is no failure: it is listed as skipped, with what was seen. */
function junit(verdicts: Verdicts, port: string): string {
  const failures = sumOf(verdicts, 'MUST', 'fail');
  const skipped = verdicts.filter(({ verdict }) => verdict !== 'pass').length - failures;
  const sums = `tests="${verdicts.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${sums}>`,
    `  <testsuite name="CLP/1 conformance of ${readable(port)}" ${sums}>`,
    ...verdicts.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const endingTexts: Readonly<Record<ChairLeft, string>> = {
  still: 'The chair was seen still at the end.',
  'not-moved': 'Nothing was set in motion.',
  unseen: 'DANGER: the chair was NOT seen still at the end. Switch it off.',
};

/** A signal or one of our own bugs must not leave a motor running: the kit stops the chair, whatever else is wrong. */
function guard(edge: ProcessEdge, kit: ConformanceKit): void {
  edge.onSignal((signal) => {
    kit.interrupt();
    edge.stderr.write(`${signal}: stopping the chair ...\n`);
  });
  edge.onUncaught((error) => {
    const halted = kit.halt();
    edge.stderr.write(`${errorTrace(error)}\n`);
    void halted.then((ending) => {
      edge.stderr.write(`${endingTexts[ending]}\n`);
      edge.exit(ending === 'unseen' ? unseen : 1);
    });
  });
}

function saveJunit(edge: ProcessEdge, path: string, text: string): boolean {
  try {
    writeFileSync(path, text);
    return true;
  } catch (error) {
    edge.stderr.write(`error: ${path}: ${errorText(error)}\n`);
    return false;
  }
}

async function check(
  edge: ProcessEdge,
  port: ChairPort,
  wishes: KitWishes,
  clauses: readonly Clause[],
): Promise<number> {
  const { clock, stdout, stderr } = edge;
  const name = portName(port);
  const isWanted = (id: string): boolean => fits(wishes.only, id);
  const total = membersOf(clauses).filter(({ id }) => isWanted(id)).length;
  const log = createLog({ level: 'error', format: 'auto', stream: stderr });
  const line = { baudRate: wishes.baud, hupcl: false };
  const open = openPort(port.kind === 'tcp' ? port : { ...port, ...line }, clock, log);
  let count = 0;
  const onVerdict = (verdict: ClauseVerdict): void => {
    count += 1;
    stderr.write(`[${count}/${total}] ${row(verdict)}\n`);
    if (wishes.json === true) stdout.write(`${JSON.stringify(verdict)}\n`);
  };
  const kit = new ConformanceKit({ open, clock, clauses, isWanted, onVerdict });
  guard(edge, kit);
  const { verdicts, ending, problem } = await kit
    .run()
    .catch(async (error: unknown) => ({ verdicts: [], ending: await kit.halt(), problem: errorTrace(error) }));
  if (problem !== null) stderr.write(`error: ${problem}\n`);
  if (wishes.json !== true && verdicts.length > 0) stdout.write(verdictTable(verdicts));
  const isSaved = wishes.junit === undefined || saveJunit(edge, wishes.junit, junit(verdicts, name));
  stderr.write(`${endingTexts[ending]}\n`);
  if (ending === 'unseen') return unseen;
  return isConforming(verdicts) && isSaved ? 0 : 1;
}

async function run(
  edge: ProcessEdge,
  command: Command,
  port: ChairPort | undefined,
  wishes: KitWishes,
): Promise<number> {
  const read = readConformanceCases();
  if (read.kind === 'unreadable') {
    for (const problem of read.problems) edge.stderr.write(`error: ${problem}\n`);
    return 1;
  }
  const members = membersOf(read.cases).filter(({ id }) => fits(wishes.only, id));
  const unknown = wishes.only?.find((wanted) => !members.some(({ id }) => fits([wanted], id)));
  if (unknown !== undefined) command.error(`error: there is no clause ${unknown}: see --list`);
  if (wishes.list === true) {
    for (const { id, level, text } of members) edge.stdout.write(`${level.padEnd(6)}  ${id.padEnd(30)}  ${text}\n`);
    return 0;
  }
  if (port === undefined) return command.error('error: say which port: /dev/ttyUSB0 or tcp://host:port');
  if (!(await mayMove(edge, portName(port), wishes.yes === true))) return 1;
  return await check(edge, port, wishes, read.cases);
}

const helpText = `
Checks one clause of the line protocol after the other and says pass, fail or skip (this chair need not keep it). The motors
move, at levels up to 20. The chair is left at rest, also after Ctrl-C, and telemetry has to show it.

Exit code: 0 if every MUST holds, 1 if not or where the port cannot be had, 2 for a wrong command line, 3 where the chair was
not seen still at the end.

Examples:
  chair2mqtt conformance /dev/ttyUSB0
  chair2mqtt conformance tcp://127.0.0.1:5555 --yes --junit clp.xml
  chair2mqtt conformance tcp://127.0.0.1:5555 --yes --json --only framing lease.expires`;

export const conformanceCommand = (edge: ProcessEdge): Command => {
  const command = new Command('conformance')
    .description('check that a controller keeps the line protocol, clause by clause; moves motors')
    .argument('[port]', 'a device such as /dev/ttyUSB0, or tcp://host:port', readPort)
    .addOption(new Option('--baud <rate>', 'of a serial port').argParser(readBaud).default(baud.usual))
    .option('--only <id...>', 'these clauses, or groups such as lease')
    .option('--list', 'print the clauses and do nothing')
    .option('--json', 'print one line of JSON for each clause: id, level, verdict, detail')
    .option('--junit <file>', 'write JUnit XML too')
    .option('-y, --yes', 'do not ask before the motors move')
    .addHelpText('after', helpText);
  return command.action(async (port: ChairPort | undefined, wishes: KitWishes) =>
    edge.exit(await run(edge, command, port, wishes)),
  );
};
