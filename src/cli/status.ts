import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { connectBroker } from '../adapters/mqtt/broker-connector.js';
import { readJsonAs } from '../core/shape/read-json.js';
import { type Status, statusSchema } from '../core/status.js';
import type { Broker, Clock } from '../ports.js';
import {
  type BrokerWishes,
  brokerHelp,
  brokerWords,
  type ChosenBroker,
  chooseBroker,
  withBrokerOptions,
} from './broker-choice.js';
import { type CliIo, silentLog, withoutControls } from './process-edge.js';
import { readChairId, readTimeout } from './send.js';
import { statusLine } from './status-words.js';

interface StatusOptions extends BrokerWishes {
  readonly timeout: number;
  readonly json?: true;
}

/** What is retained comes right after the subscription. */
const retainedMs = 500;
const goodbyeMs = 500;

interface Found {
  status: Status | null;
  isOnline: boolean;
}

type Heard =
  | { readonly kind: 'chairs'; readonly chairs: ReadonlyMap<string, Found> }
  | { readonly kind: 'silence'; readonly code: 'no_broker' | 'no_answer'; readonly reason: string };

/** Reads what the broker keeps of the chairs; asks nobody. */
async function hear(chosen: ChosenBroker, chair: string, waitMs: number, clock: Clock): Promise<Heard> {
  const { access, baseTopic } = chosen;
  const chairs = new Map<string, Found>();
  let trouble = 'the broker has not answered';
  let isOnline = false;
  let broker: Broker | null = null;
  await new Promise<void>((resolve) => {
    clock.after(waitMs, resolve);
    const subscriptions = ['state', 'availability'].map(
      (leaf) => ({ topic: `${baseTopic}/${chair}/${leaf}`, qos: 1, retainHandling: 0, isOptional: true }) as const,
    );
    broker = connectBroker(
      { ...access, clientId: `chair2mqtt-status-${randomUUID().slice(0, 8)}`, subscriptions },
      {
        onOnline: () => {
          isOnline = true;
          clock.after(retainedMs, resolve);
        },
        onOffline: (reason) => {
          trouble = reason;
        },
        onMessage: ({ topic, payload }) => {
          const [id = '', leaf] = topic.slice(baseTopic.length + 1).split('/');
          const found = chairs.get(id) ?? { status: null, isOnline: false };
          if (leaf === 'state') found.status = readJsonAs(payload, statusSchema);
          else found.isOnline = Buffer.from(payload).toString() === 'online';
          chairs.set(id, found);
        },
      },
      clock,
      silentLog,
    );
  });
  await (broker as Broker | null)?.close(goodbyeMs);
  if (!isOnline) {
    const reason = `no broker at ${brokerWords(chosen)}: ${trouble}`;
    return { kind: 'silence', code: 'no_broker', reason };
  }
  // The bridge has a state too, which is one word.
  const known = [...chairs].filter(([, { status }]) => status !== null);
  if (known.length > 0) return { kind: 'chairs', chairs: new Map(known.sort()) };
  const who = chair === '+' ? 'of any chair' : `of ${chair}`;
  return {
    kind: 'silence',
    code: 'no_answer',
    reason: `the broker ${brokerWords(chosen)} knows nothing ${who}: is a daemon running, and may this user read?`,
  };
}

function tellChair(id: string, { status, isOnline }: Found, isJson: boolean, io: CliIo): void {
  if (status === null) return;
  if (isJson) io.stdout.write(`${JSON.stringify({ chair: id, online: isOnline, ...status })}\n`);
  else
    io.stdout.write(
      `${withoutControls(id)}: ${isOnline ? statusLine(status) : `offline, last known: ${statusLine(status)}`}\n`,
    );
}

async function tellStatus(chair: string | undefined, options: StatusOptions, io: CliIo): Promise<number> {
  const isJson = options.json === true;
  const fail = (code: string, message: string): number => {
    io.stderr.write(`${message}\n`);
    if (isJson) io.stdout.write(`${JSON.stringify({ ok: false, code, message })}\n`);
    return 2;
  };
  const broker = chooseBroker(options, chair ?? null, io);
  if (broker.kind === 'problem') return fail('usage', broker.message);
  const heard = await hear(broker, chair ?? '+', options.timeout * 1000, io.clock);
  if (heard.kind === 'silence') return fail(heard.code, heard.reason);
  for (const [id, found] of heard.chairs) tellChair(id, found, isJson, io);
  return 0;
}

export const statusCommand = (io: CliIo): Command =>
  withBrokerOptions(
    new Command('status')
      .description('tell what the chairs do now, as their daemons have told the broker')
      .argument('[chair]', 'id of one chair; default: all', readChairId),
  )
    .option('--timeout <seconds>', 'how long to wait for the broker', readTimeout, 5)
    .option('--json', 'one line of JSON for each chair')
    .addHelpText(
      'after',
      `${brokerHelp}

Exit code: 0 told, 2 wrong command line, no broker, or no such chair.

Examples:
  chair2mqtt status
  chair2mqtt status living-room --json`,
    )
    .action(async (chair: string | undefined, options: StatusOptions) => {
      io.exit(await tellStatus(chair, options, io));
    });
