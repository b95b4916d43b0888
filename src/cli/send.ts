import { Argument, Command, InvalidArgumentError } from 'commander';
import { readCommand } from '../core/command/reading.js';
import { chairIdPattern } from '../core/ids.js';
import { readDurationMs } from '../core/time-text.js';
import { type BrokerWishes, brokerHelp, chooseBroker, withBrokerOptions } from './broker-choice.js';
import { type ChairResult, type ErrandOutcome, runErrand } from './errand.js';
import { type CliIo, withoutControls } from './process-edge.js';
import { allChairs, stampRequest } from './request.js';

/** 0: the chair does it; 1: refused; 2: wrong command line, no answer, or no broker. */
type ExitCode = 0 | 1 | 2;

interface SendOptions extends BrokerWishes {
  readonly intensity?: number;
  readonly duration?: string | number;
  readonly person?: string;
  readonly timeout: number;
  readonly json?: true;
}

/** What `send` offers, in the order in which a massage uses it. */
const commands = ['start', 'stop', 'estop', 'pause', 'resume', 'adjust', 'skip', 'select', 'reset'] as const;

function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It has to be a number.');
  return number;
}

export function readTimeout(text: string): number {
  const seconds = readNumber(text);
  if (seconds <= 0 || seconds > 3600) throw new InvalidArgumentError('It has to be over 0 and at most 3600 seconds.');
  return seconds;
}

export function readChairId(text: string): string {
  if (chairIdPattern.test(text)) return text;
  throw new InvalidArgumentError('It has to be the id of a chair.');
}

/** `15m` stays a text, `15` is a number of minutes. */
function readDuration(text: string): string | number {
  return readDurationMs(text) === null ? readNumber(text) : text;
}

function requestOf(command: string, program: string | undefined, options: SendOptions, io: CliIo) {
  const { intensity, duration, person } = options;
  const fields = {
    command,
    program,
    ...(intensity === undefined ? {} : { intensity }),
    ...(duration === undefined ? {} : { duration }),
    ...(person === undefined ? {} : { person }),
  };
  return stampRequest(fields, io.clock);
}

/** Nothing came of it: said to people, and with --json to machines. */
function fail(code: string, message: string, isJson: boolean, io: CliIo): ExitCode {
  io.stderr.write(`${message}\n`);
  if (isJson) io.stdout.write(`${JSON.stringify({ ok: false, code, message })}\n`);
  return 2;
}

function tellOne({ chair, result }: ChairResult, isNamed: boolean, isJson: boolean, io: CliIo): void {
  const who = isNamed ? `${chair ?? 'a chair'}: ` : '';
  if (isJson) io.stdout.write(`${JSON.stringify(isNamed ? { chair, ...result } : result)}\n`);
  else if (result.ok)
    io.stdout.write(
      `${who}ok: ${result.command ?? ''} (${result.state}) ${withoutControls(result.message)}`.trim().concat('\n'),
    );
  else io.stderr.write(`${who}${result.code}: ${withoutControls(result.message)}\n`);
}

function tell(outcome: ErrandOutcome, isForAll: boolean, isJson: boolean, io: CliIo): ExitCode {
  if (outcome.kind === 'silence') return fail(outcome.code, outcome.reason, isJson, io);
  for (const each of outcome.results) tellOne(each, isForAll, isJson, io);
  return outcome.results.every(({ result }) => result.ok) ? 0 : 1;
}

/** Why this is no command that can be sent, or null. */
function whyNotSent(chairId: string, request: ReturnType<typeof requestOf>): string | null {
  const { command, program } = request;
  if (program !== undefined && command !== 'start' && command !== 'select') return `${command} takes no program`;
  const reading = readCommand({ kind: 'json' }, JSON.stringify(request), 'idle');
  if (reading.kind === 'problem') return `not a command: ${reading.message}`;
  const isStop = command === 'stop' || command === 'estop';
  return chairId === allChairs && !isStop ? 'only stop and estop can be sent to all chairs at once' : null;
}

async function send(chairId: string, command: string, program: string | undefined, options: SendOptions, io: CliIo) {
  const isJson = options.json === true;
  const request = requestOf(command, program, options, io);
  const why = whyNotSent(chairId, request);
  if (why !== null) return fail('usage', why, isJson, io);
  const isForAll = chairId === allChairs;
  const broker = chooseBroker(options, isForAll ? null : chairId, io);
  if (broker.kind === 'problem') return fail('usage', broker.message, isJson, io);
  const outcome = await runErrand({ chairId, request, broker, timeoutMs: options.timeout * 1000 }, io.clock);
  return tell(outcome, isForAll, isJson, io);
}

export const sendCommand = (io: CliIo): Command =>
  withBrokerOptions(
    new Command('send')
      .description('send one command to a chair, or a stop to all, and wait for the result')
      .argument('<chair>', 'id of the chair; all for stop and estop', readChairId)
      .addArgument(new Argument('<command>', 'what to do').choices(commands))
      .argument('[program]', 'id of the program, for start and select')
      .option('--intensity <percent>', '1 to 100', readNumber)
      .option('--duration <time>', 'such as 90s or 15m, or a number of minutes', readDuration)
      .option('--person <id>', 'who sits in the chair'),
  )
    .option('--timeout <seconds>', 'how long to wait for the result', readTimeout, 5)
    .option('--json', 'print the result as JSON, also where there is none')
    .addHelpText(
      'after',
      `${brokerHelp}

Exit code: 0 done as asked, 1 refused, 2 wrong command line, no answer or no broker.

Examples:
  chair2mqtt send living-room start relaxation --intensity 60 --duration 10m
  chair2mqtt send living-room stop
  chair2mqtt send all stop
  chair2mqtt send -c chair2mqtt.yaml living-room reset
  chair2mqtt send demo-chair start quick-break     finds the demo that runs here`,
    )
    .action(async (chairId: string, command: string, program: string | undefined, options: SendOptions) => {
      io.exit(await send(chairId, command, program, options, io));
    });
