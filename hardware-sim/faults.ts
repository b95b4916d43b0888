import { type BootReason, type Button, bootReasons, buttons } from '../src/core/protocol/messages.js';
import { isZone, type Zone, zones } from '../src/core/zones.js';
import { readFaultDurationMs } from './duration.js';

/** Which way a damaged line goes, seen from the chair. */
type Direction = 'rx' | 'tx' | 'both';

export type DamageName = 'garbage' | 'corrupt' | 'drop-line' | 'drop-newline' | 'duplicate' | 'split';

type FaultBody =
  | { readonly name: 'mute' | 'deaf' | 'stall-write' | 'wrong-seq' | 'wrong-crc' | 'unplug' | 'half-open' }
  | { readonly name: DamageName; readonly probability: number; readonly direction: Direction }
  | { readonly name: 'slow' | 'late-ack'; readonly delayMs: number }
  | { readonly name: 'flood' | 'chatter'; readonly linesPerSecond: number }
  | { readonly name: 'reboot'; readonly reason: BootReason }
  | { readonly name: 'stall' | 'overcurrent' | 'sensor-open'; readonly zone: Zone }
  | { readonly name: 'hot'; readonly zone: Zone; readonly caseC: number }
  | { readonly name: 'sag'; readonly railMv: number }
  | { readonly name: 'contradiction' | 'no-lease' | 'no-telemetry' | 'frozen' | 'leave' | 'sit' }
  | { readonly name: 'over'; readonly zone: Zone; readonly level: number }
  | { readonly name: 'unasked'; readonly zone: Zone }
  | { readonly name: 'wear' | 'leak'; readonly zone: Zone; readonly sharePerHour: number }
  | { readonly name: 'runaway'; readonly zone: Zone; readonly isHard: boolean }
  | { readonly name: 'button'; readonly button: Button };

export type FaultName = FaultBody['name'];

/** A fault as it was named; `key` is its name with its arguments, without times. */
export type SimulatedFault = FaultBody & { readonly key: string };

/** A fault with its times: `atMs` from the moment in which it is injected, `forMs` null where it stays. */
export interface PlannedFault {
  readonly kind: 'fault';
  readonly fault: SimulatedFault;
  readonly atMs: number;
  readonly forMs: number | null;
}

/** A text that is no fault; the message says what would be one. */
export interface FaultProblem {
  readonly kind: 'problem';
  readonly message: string;
}

type Read = (args: readonly string[]) => FaultBody | string;

export const readFaultNumber = (word: string | undefined, min: number, max: number): number | null => {
  if (word === undefined || !/^\d+(\.\d+)?$/.test(word)) return null;
  const value = Number(word);
  return value >= min && value <= max ? value : null;
};

const plain =
  (body: FaultBody): Read =>
  (args) =>
    args.length === 0 ? body : `${body.name} takes no argument`;

const readDirection = (word: string | undefined): Direction | null =>
  word === undefined ? 'both' : word === 'rx' || word === 'tx' ? word : null;

const damage =
  (name: Exclude<DamageName, 'split'>): Read =>
  ([rate, way, ...rest]) => {
    const probability = readFaultNumber(rate, 0, 1);
    const direction = readDirection(way);
    if (probability === null || direction === null || rest.length > 0) {
      return `${name} takes a probability per line from 0 to 1, then rx or tx if only one way is meant: ${name}:0.1, ${name}:0.1:rx`;
    }
    return { name, probability, direction };
  };

const split: Read = ([way, ...rest]) => {
  const direction = readDirection(way);
  if (direction === null || rest.length > 0) return 'split takes rx or tx if only one way is meant: split, split:tx';
  return { name: 'split', probability: 1, direction };
};

const amount =
  (name: string, min: number, max: number, unit: string, make: (value: number) => FaultBody): Read =>
  (args) => {
    const value = args.length === 1 ? readFaultNumber(args[0], min, max) : null;
    return value === null ? `${name} takes ${unit} from ${min} to ${max}: ${name}:${Math.min(max, 250)}` : make(value);
  };

const zoneFault =
  (name: 'stall' | 'overcurrent' | 'sensor-open' | 'unasked'): Read =>
  ([zone, ...rest]) =>
    zone !== undefined && isZone(zone) && rest.length === 0
      ? { name, zone }
      : `${name} takes a zone (${zones.join(', ')}): ${name}:legs`;

const hot: Read = ([zone, degrees, ...rest]) => {
  const caseC = readFaultNumber(degrees, 0, 150);
  if (zone === undefined || !isZone(zone) || caseC === null || rest.length > 0) {
    return `hot takes a zone (${zones.join(', ')}) and a motor case of 0 to 150 degC: hot:legs:60`;
  }
  return { name: 'hot', zone, caseC };
};

const over: Read = ([zone, word, ...rest]) => {
  const level = readFaultNumber(word, 1, 100);
  if (zone === undefined || !isZone(zone) || level === null || rest.length > 0) {
    return `over takes a zone (${zones.join(', ')}) and a level of 1 to 100: over:back:100`;
  }
  return { name: 'over', zone, level };
};

/** The greatest part of it that is lost or added in an hour of work. */
const sharePerHourMax = 10;

const ageing =
  (name: 'wear' | 'leak'): Read =>
  ([zone, share, ...rest]) => {
    const sharePerHour = readFaultNumber(share, 0, sharePerHourMax);
    if (zone === undefined || !isZone(zone) || sharePerHour === null || rest.length > 0) {
      return `${name} takes a zone (${zones.join(', ')}) and a share of 0 to ${sharePerHourMax} for each hour in which it works: ${name}:legs:0.01`;
    }
    return { name, zone, sharePerHour };
  };

const runaway: Read = ([zone, hard, ...rest]) => {
  if (zone === undefined || !isZone(zone) || (hard !== undefined && hard !== 'hard') || rest.length > 0) {
    return `runaway takes a zone (${zones.join(', ')}), then hard if it ignores the emergency stop too: runaway:legs, runaway:legs:hard`;
  }
  return { name: 'runaway', zone, isHard: hard === 'hard' };
};

const reboot: Read = ([word, ...rest]) => {
  const reason = bootReasons.find((known) => known === (word ?? 'power'));
  if (reason === undefined || rest.length > 0) return `reboot takes one of ${bootReasons.join(', ')}: reboot:watchdog`;
  return { name: 'reboot', reason };
};

const button: Read = ([word, ...rest]) => {
  const known = buttons.find((each) => each === word);
  if (known === undefined || rest.length > 0) return `button takes one of ${buttons.join(', ')}: button:stop`;
  return { name: 'button', button: known };
};

const readers: Readonly<Record<FaultName, Read>> = {
  mute: plain({ name: 'mute' }),
  deaf: plain({ name: 'deaf' }),
  garbage: damage('garbage'),
  corrupt: damage('corrupt'),
  'drop-line': damage('drop-line'),
  'drop-newline': damage('drop-newline'),
  duplicate: damage('duplicate'),
  split,
  slow: amount('slow', 0, 60_000, 'milliseconds', (delayMs) => ({ name: 'slow', delayMs })),
  'stall-write': plain({ name: 'stall-write' }),
  'wrong-seq': plain({ name: 'wrong-seq' }),
  'wrong-crc': plain({ name: 'wrong-crc' }),
  'late-ack': amount('late-ack', 0, 60_000, 'milliseconds', (delayMs) => ({ name: 'late-ack', delayMs })),
  flood: amount('flood', 1, 10_000, 'lines per second', (linesPerSecond) => ({ name: 'flood', linesPerSecond })),
  chatter: amount('chatter', 1, 10_000, 'lines per second', (linesPerSecond) => ({ name: 'chatter', linesPerSecond })),
  reboot,
  unplug: plain({ name: 'unplug' }),
  'half-open': plain({ name: 'half-open' }),
  stall: zoneFault('stall'),
  overcurrent: zoneFault('overcurrent'),
  hot,
  'sensor-open': zoneFault('sensor-open'),
  sag: amount('sag', 0, 60_000, 'the rail in mV', (railMv) => ({ name: 'sag', railMv })),
  contradiction: plain({ name: 'contradiction' }),
  runaway,
  over,
  unasked: zoneFault('unasked'),
  wear: ageing('wear'),
  leak: ageing('leak'),
  'no-lease': plain({ name: 'no-lease' }),
  'no-telemetry': plain({ name: 'no-telemetry' }),
  frozen: plain({ name: 'frozen' }),
  leave: plain({ name: 'leave' }),
  sit: plain({ name: 'sit' }),
  button,
};

export const isFaultName = (word: string): word is FaultName => Object.hasOwn(readers, word);

/** Every name of the vocabulary. */
export const faultNames: readonly FaultName[] = Object.keys(readers).filter(isFaultName);

const textMax = 100;

const problem = (message: string): FaultProblem => ({ kind: 'problem', message });

/** The times after `@`: `30s`, `30s+5s`. */
export function readFaultTimes(
  text: string | undefined,
): { readonly atMs: number; readonly forMs: number | null } | null {
  if (text === undefined) return { atMs: 0, forMs: null };
  const [at, during, ...rest] = text.split('+');
  const atMs = readFaultDurationMs(at);
  const forMs = during === undefined ? null : readFaultDurationMs(during);
  if (atMs === null || rest.length > 0 || (during !== undefined && forMs === null)) return null;
  return { atMs, forMs };
}

/** Reads `name[:arg...][@AT[+FOR]]`, such as `stall:legs@30s+5s`. Never throws. */
export function parseFault(text: string): PlannedFault | FaultProblem {
  if (text.length > textMax) return problem(`a fault has at most ${textMax} characters`);
  const [key = '', time, ...more] = text.trim().split('@');
  const [name = '', ...args] = key.split(':');
  if (!isFaultName(name)) return problem(`"${name}" is not a fault: there are ${faultNames.join(', ')}`);
  const body = readers[name](args);
  if (typeof body === 'string') return problem(`"${key}": ${body}`);
  const times = more.length > 0 ? null : readFaultTimes(time);
  if (times === null) return problem(`"${text}": times are written as @30s or @30s+5s, in ms, s, m or h`);
  return { kind: 'fault', fault: { ...body, key }, ...times };
}

/** The key of what `clear` names: a fault with its arguments, or only its name for all of that name. */
export function matchesFault(fault: SimulatedFault, text: string): boolean {
  const wanted = text.trim().split('@')[0] ?? '';
  return fault.key === wanted || fault.name === wanted;
}
