import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Command, InvalidArgumentError } from 'commander';
import { connectBroker } from '../adapters/mqtt/broker-connector.js';
import type { Subscription } from '../adapters/mqtt/subscriptions.js';
import { topicsOf } from '../adapters/mqtt/topics.js';
import { commandSchema } from '../core/command/schema.js';
import { chairIdPattern } from '../core/ids.js';
import { readJsonAs } from '../core/shape/read-json.js';
import { type Result, resultSchema } from '../core/status.js';
import { readDurationMs } from '../core/time-text.js';
import type { Broker, BrokerEvents, BrokerMessage, Timer } from '../ports.js';
import { type CliIo, silentLog } from './process-edge.js';

/** 0: taken; 1: refused; 2: no answer, or no broker. */
type ExitCode = 0 | 1 | 2;

interface SendOptions {
  readonly intensity?: number;
  readonly duration?: string | number;
  readonly person?: string;
  readonly url: string;
  readonly username?: string;
  readonly passwordFile?: string;
  readonly baseTopic: string;
  readonly timeout: number;
  readonly json?: true;
}

type Outcome =
  | { readonly kind: 'result'; readonly result: Result }
  | { readonly kind: 'silence'; readonly reason: string };

const defaultUrl = 'mqtt://localhost:1883';
const goodbyeMs = 1000;
function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('It has to be a number.');
  return number;
}

function readTimeout(text: string): number {
  const seconds = readNumber(text);
  if (seconds <= 0 || seconds > 3600) throw new InvalidArgumentError('It has to be over 0 and at most 3600 seconds.');
  return seconds;
}

function readChairId(text: string): string {
  if (chairIdPattern.test(text)) return text;
  throw new InvalidArgumentError('It has to be the id of a chair.');
}

/** `15m` stays a text, `15` is a number of minutes. */
function readDuration(text: string): string | number {
  return readDurationMs(text) === null ? readNumber(text) : text;
}

function requestOf(command: string, program: string | undefined, options: SendOptions, io: CliIo): object {
  const { intensity, duration, person } = options;
  return {
    command,
    ...(program === undefined ? {} : { program }),
    ...(intensity === undefined ? {} : { intensity }),
    ...(duration === undefined ? {} : { duration }),
    ...(person === undefined ? {} : { person }),
    id: randomUUID(),
    ts: Math.round(io.clock.wallMs()) / 1000,
  };
}

/** The result of this request: on the chair's topic the one with its id, on our own the one with its correlation data. */
function resultOf(message: BrokerMessage, { request: { id }, replyTopic }: Errand): Result | null {
  const result = readJsonAs(message.payload, resultSchema);
  const isReply = message.topic === replyTopic && Buffer.from(message.correlation ?? []).toString() === id;
  return isReply || result?.id === id ? result : null;
}

interface Errand {
  readonly chairId: string;
  readonly request: { readonly id: string; readonly command: string };
  readonly options: SendOptions;
  readonly password: string | undefined;
  /** MQTT 5: where the daemon is asked to answer, for users who may not read everybody's results. */
  readonly replyTopic: string;
}

/** A stop takes the lane that nothing can queue up in, too. [S7] */
function publishRequest(broker: Broker, { chairId, request, options, replyTopic }: Errand): void {
  const topics = topicsOf(options.baseTopic, 'bridge');
  const manner = { payload: JSON.stringify(request), qos: 1, isRetained: false, offline: 'drop' } as const;
  const { command } = request;
  if (command === 'stop' || command === 'estop') broker.publish({ topic: topics.chair(chairId, command), ...manner });
  const reply = { responseTopic: replyTopic, correlation: Buffer.from(request.id) };
  broker.publish({ topic: topics.chair(chairId, 'set'), ...manner, ...reply });
}

async function ask(errand: Errand, io: CliIo): Promise<Outcome> {
  const { chairId, options, password, replyTopic } = errand;
  const { username, url, baseTopic, timeout } = options;
  const topic = topicsOf(baseTopic, 'bridge').chair(chairId, 'result');
  let silence = 'the broker has not answered';
  let broker: Broker | null = null;
  let timer: Timer | null = null;
  const outcome = await new Promise<Outcome>((resolve) => {
    timer = io.clock.after(timeout * 1000, () => resolve({ kind: 'silence', reason: silence }));
    const events: BrokerEvents = {
      onOnline: () => {
        silence = `no answer from a daemon for ${chairId}; is it running, is the chair's id right, may this user write?`;
        if (broker !== null) publishRequest(broker, errand);
      },
      onOffline: (reason) => {
        silence = `no broker at ${urlWithoutSecrets(url)}: ${reason}`;
      },
      onMessage: (message) => {
        const result = resultOf(message, errand);
        if (result !== null) resolve({ kind: 'result', result });
      },
    };
    const access = { url, clientId: `chair2mqtt-send-${randomUUID().slice(0, 8)}` };
    const listen = (each: string): Subscription => ({ topic: each, qos: 1, retainHandling: 2, isOptional: true });
    const subscriptions = [listen(topic), listen(replyTopic)];
    broker = connectBroker({ ...access, username, password, subscriptions }, events, io.clock, silentLog);
  });
  if (timer !== null) io.clock.clear(timer);
  await (broker as Broker | null)?.close(goodbyeMs);
  return outcome;
}

const urlWithoutSecrets = (url: string): string => url.replace(/\/\/[^@/]*@/, '//');

function tell(outcome: Outcome, isJson: boolean, io: CliIo): ExitCode {
  if (outcome.kind === 'silence') {
    io.stderr.write(`${outcome.reason}\n`);
    return 2;
  }
  const { result } = outcome;
  if (isJson) io.stdout.write(`${JSON.stringify(result)}\n`);
  else if (result.ok)
    io.stdout.write(`ok: ${result.command ?? ''} (${result.state}) ${result.message}`.trim().concat('\n'));
  else io.stderr.write(`${result.code}: ${result.message}\n`);
  return result.ok ? 0 : 1;
}

function readPassword(file: string | undefined): string | undefined {
  return file === undefined ? undefined : readFileSync(file, 'utf8').trimEnd();
}

async function send(chairId: string, command: string, program: string | undefined, options: SendOptions, io: CliIo) {
  const request = requestOf(command, program, options, io);
  const checked = commandSchema.safeParse(request);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    io.stderr.write(`not a command: ${[...(issue?.path ?? [])].join('.')} ${issue?.message ?? ''}`.trim().concat('\n'));
    return 1;
  }
  let password: string | undefined;
  try {
    password = readPassword(options.passwordFile);
  } catch {
    io.stderr.write(`the password file ${options.passwordFile} cannot be read\n`);
    return 2;
  }
  const replyTopic = `${options.baseTopic}/send/${randomUUID()}`;
  const errand: Errand = { chairId, request: request as Errand['request'], options, password, replyTopic };
  return tell(await ask(errand, io), options.json === true, io);
}

export const sendCommand = (io: CliIo): Command =>
  new Command('send')
    .description('send one command to a chair and wait for its result')
    .argument('<chair>', 'id of the chair', readChairId)
    .argument('<command>', 'start, stop, estop, pause, resume, adjust, skip, select or reset')
    .argument('[program]', 'id of the program, for start and select')
    .option('--intensity <percent>', '1 to 100', readNumber)
    .option('--duration <time>', 'such as 90s or 15m, or a number of minutes', readDuration)
    .option('--person <id>', 'who sits in the chair')
    .option('--url <url>', 'the broker (also CHAIR2MQTT_MQTT__URL)', io.env['CHAIR2MQTT_MQTT__URL'] ?? defaultUrl)
    .option('--username <name>', 'user name at the broker')
    .option('--password-file <file>', 'file that holds the password')
    .option('--base-topic <topic>', 'base topic of the daemon', 'chair2mqtt')
    .option('--timeout <seconds>', 'how long to wait for the result', readTimeout, 5)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExit code: 0 accepted, 1 refused, 2 no answer or no broker.')
    .action(async (chairId: string, command: string, program: string | undefined, options: SendOptions) => {
      io.exit(await send(chairId, command, program, options, io));
    });
