import { techniques, zones } from '../zones.js';
import { frameLine, unframe } from './crc.js';
import { isInteger, readInteger, readOneOf } from './fields.js';
import { type Malformed, type Order, type Request, rampMsMax, seqMax } from './messages.js';

type Fault = Malformed['why'];
type Read = (args: readonly string[]) => Request | Fault;

const nameMax = 32;
const settable = ['off', ...techniques] as const;
const stopRampMsMax = 2000;
const ttlMsBounds = { min: 100, max: 10_000 };

function readSet(args: readonly string[]): Request | Fault {
  const [zoneName, techniqueName, ...numbers] = args;
  if (args.length !== 6 || !numbers.every(isInteger)) return 'arg';
  const zone = readOneOf(zones, zoneName);
  const technique = readOneOf(settable, techniqueName);
  if (zone === null || technique === null) return 'unsupported';
  const level = readInteger(numbers[0], 0, 100);
  const rate = readInteger(numbers[1], 0, 65_535);
  const rampMs = readInteger(numbers[2], 0, rampMsMax);
  const ttlMs = readInteger(numbers[3], 0, ttlMsBounds.max);
  if (level === null || rate === null || rampMs === null || ttlMs === null) return 'range';
  if (technique === 'off' && level !== 0) return 'range';
  if (ttlMs < ttlMsBounds.min && !(level === 0 && ttlMs === 0)) return 'range';
  return { verb: 'SET', zone, technique, level, rate, rampMs, ttlMs };
}

function readOneNumber(
  args: readonly string[],
  min: number,
  max: number,
  make: (value: number) => Request,
): Request | Fault {
  if (args.length !== 1 || !isInteger(args[0])) return 'arg';
  const value = readInteger(args[0], min, max);
  return value === null ? 'range' : make(value);
}

const bare =
  (request: Request): Read =>
  (args) =>
    args.length === 0 ? request : 'arg';

const readers: Readonly<Record<Request['verb'], Read>> = {
  HELLO: (args) => {
    const version = readInteger(args[0], 0, seqMax);
    const host = args[1];
    if (args.length !== 2 || version === null || host === undefined || host.length > nameMax) return 'arg';
    return { verb: 'HELLO', version, host };
  },
  CAPS: (args) => {
    const zone = readOneOf(zones, args[0]);
    if (args.length !== 1) return 'arg';
    return zone === null ? 'unsupported' : { verb: 'CAPS', zone };
  },
  SET: readSet,
  KEEP: bare({ verb: 'KEEP' }),
  STOP: (args) =>
    args.length === 0
      ? { verb: 'STOP' }
      : readOneNumber(args, 0, stopRampMsMax, (rampMs) => ({ verb: 'STOP', rampMs })),
  ESTOP: bare({ verb: 'ESTOP' }),
  RESET: (args) => {
    const cause = args[0];
    return args.length === 1 && cause !== undefined ? { verb: 'RESET', cause } : 'arg';
  },
  RATE: (args) => readOneNumber(args, 50, 5000, (periodMs) => ({ verb: 'RATE', periodMs })),
  STATUS: bare({ verb: 'STATUS' }),
};

const readerOf: ReadonlyMap<string, Read> = new Map(Object.entries(readers));

/** Reads a host's line (without LF). Total: never throws. Argument bounds are the protocol's own; what a zone can do is the chair's affair. */
export function decodeOrder(line: string): Order | Malformed {
  const payload = unframe(line);
  if (payload === null) return { kind: 'malformed', why: 'crc', seq: 0 };
  const [first, verb, ...args] = payload.split(' ');
  const seq = readInteger(first, 0, seqMax);
  if (seq === null || verb === undefined || verb === '') return { kind: 'malformed', why: 'syntax', seq: seq ?? 0 };
  const read = readerOf.get(verb);
  if (read === undefined) return { kind: 'malformed', why: 'verb', seq };
  const request = args.includes('') ? 'arg' : read(args);
  return typeof request === 'string' ? { kind: 'malformed', why: request, seq } : { seq, request };
}

function payloadOf(request: Request): string {
  switch (request.verb) {
    case 'HELLO':
      return `HELLO ${request.version} ${request.host}`;
    case 'CAPS':
      return `CAPS ${request.zone}`;
    case 'SET':
      return `SET ${request.zone} ${request.technique} ${request.level} ${request.rate} ${request.rampMs} ${request.ttlMs}`;
    case 'STOP':
      return request.rampMs === undefined ? 'STOP' : `STOP ${request.rampMs}`;
    case 'RESET':
      return `RESET ${request.cause}`;
    case 'RATE':
      return `RATE ${request.periodMs}`;
    case 'KEEP':
    case 'ESTOP':
    case 'STATUS':
      return request.verb;
  }
}

/** The framed line of an order, with its LF. */
export const encodeOrder = (order: Order): string => frameLine(`${order.seq} ${payloadOf(order.request)}`);

/** The bare STOP that works without framing; the leading LF ends whatever half line the chair holds. */
export const bareStop = '\nSTOP\n';
/** The emergency byte, as the host sends it. */
export const emergencyStop = '\u0018\n';
