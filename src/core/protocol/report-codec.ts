import { isTechnique, type RateRange, type Technique, type Zone, zones } from '../zones.js';
import { frame, unframe } from './crc.js';
import {
  bootReasons,
  buttons,
  type ChairEvent,
  errorCodes,
  faultCodes,
  type Identity,
  type Malformed,
  modes,
  type Reading,
  type Report,
  seqMax,
  type Telemetry,
  type ZoneReport,
  zoneFlags,
} from './messages.js';
import { readInteger, readOneOf } from './words.js';

const uint32Max = 0xffff_ffff;

const malformed = (why: Malformed['why'], seq = 0): Malformed => ({ kind: 'malformed', why, seq });

function readReading(word: string | undefined): Reading | null {
  if (word === '?') return 'invalid';
  if (word === '-') return 'none';
  const isNegative = word?.startsWith('-') ?? false;
  const value = readInteger(isNegative ? word?.slice(1) : word, 0, 999_999);
  return value === null || value === 0 || !isNegative ? value : -value;
}

const showReading = (reading: Reading): string =>
  reading === 'invalid' ? '?' : reading === 'none' ? '-' : String(reading);

function readFlags(word: string | undefined): ZoneReport['flags'] | null {
  if (word === '-') return [];
  if (word === undefined || word === '') return null;
  const flags = [...word].map((letter) => readOneOf(zoneFlags, letter));
  return flags.every((flag) => flag !== null) ? flags : null;
}

function readZone(group: string): ZoneReport | null {
  const colon = group.indexOf(':');
  const zone = readOneOf(zones, group.slice(0, Math.max(0, colon)));
  const words = group.slice(colon + 1).split(',');
  const technique = words[0] === 'off' ? 'off' : words[0] !== undefined && isTechnique(words[0]) ? words[0] : null;
  const level = readInteger(words[1], 0, 100);
  const rate = readInteger(words[2], 0, seqMax);
  const temperatureDc = readReading(words[3]);
  const currentMa = readReading(words[4]);
  const flags = readFlags(words[5]);
  if (zone === null || technique === null || level === null || rate === null || words.length !== 6) return null;
  if (temperatureDc === null || currentMa === null || flags === null) return null;
  return { zone, technique, level, rate, temperatureDc, currentMa, flags };
}

const occupancy = { '1': true, '0': false, '?': 'invalid', '-': 'none' } as const;
const readOccupied = (word: string | undefined): Telemetry['occupied'] | null =>
  word === '1' || word === '0' || word === '?' || word === '-' ? occupancy[word] : null;
const showOccupied = (occupied: Telemetry['occupied']): string =>
  occupied === 'invalid' ? '?' : occupied === 'none' ? '-' : occupied ? '1' : '0';

function readTelemetry(words: readonly string[]): Report | Malformed {
  const uptimeMs = readInteger(words[0], 0, uint32Max);
  const mode = readOneOf(modes, words[1]);
  const leaseMs = readInteger(words[2], 0, seqMax);
  const occupied = readOccupied(words[3]);
  const railMv = readReading(words[4]);
  const groups = words.slice(5).map(readZone);
  if (uptimeMs === null || mode === null || leaseMs === null || occupied === null || railMv === null)
    return malformed('arg');
  const read = groups.filter((group) => group !== null);
  if (read.length === 0 || read.length !== groups.length || !inOrder(read.map((group) => group.zone)))
    return malformed('arg');
  return { kind: 'telemetry', telemetry: { uptimeMs, mode, leaseMs, occupied, railMv, zones: read } };
}

/** Zones come once each and in the order of the line. */
function inOrder(named: readonly Zone[]): boolean {
  const indices = named.map((zone) => zones.indexOf(zone));
  return indices.every((index, at) => index > (indices[at - 1] ?? -1));
}

const readZoneOrDash = (word: string | undefined): Zone | null | undefined =>
  word === '-' ? null : (readOneOf(zones, word) ?? undefined);

function readFaultEvent(args: readonly string[]): ChairEvent | null {
  const code = readOneOf(faultCodes, args[0]);
  const zone = readZoneOrDash(args[1]);
  const value = readReading(args[2]);
  if (code === null || zone === undefined || value === null || args.length !== 3) return null;
  return { event: 'fault', code, zone, value: typeof value === 'number' ? value : 0 };
}

function readOneWordEvent(name: string | undefined, word: string | undefined): ChairEvent | null {
  const reason = readOneOf(bootReasons, word);
  if (name === 'boot') return reason && { event: 'boot', reason };
  const button = readOneOf(buttons, word);
  if (name === 'button') return button && { event: 'button', button };
  const zone = readOneOf(zones, word);
  if (name === 'ttl') return zone && { event: 'ttl', zone };
  if (name === 'occupied' && (word === '1' || word === '0')) return { event: 'occupied', occupied: word === '1' };
  return null;
}

function readEvent([name, ...args]: readonly string[]): ChairEvent | null {
  if (name === 'lease') return args.length === 0 ? { event: 'lease' } : null;
  if (name === 'fault') return readFaultEvent(args);
  if (name === 'clear') {
    const code = readOneOf(faultCodes, args[0]);
    const zone = readZoneOrDash(args[1]);
    return code !== null && zone !== undefined && args.length === 2 ? { event: 'clear', code, zone } : null;
  }
  return args.length === 1 ? readOneWordEvent(name, args[0]) : null;
}

function readAnswer(words: readonly string[]): Report | Malformed {
  const [first, verdict, ...args] = words;
  const seq = readInteger(first, 0, seqMax);
  if (seq === null) return malformed('syntax');
  if (verdict === 'OK') return { kind: 'ok', seq, args };
  const code = readOneOf(errorCodes, args[0]);
  if (verdict !== 'ERR' || code === null) return malformed('syntax', seq);
  return { kind: 'error', seq, code, detail: args.slice(1).join(' ') };
}

/** Reads a chair's line (without LF). Total: never throws. */
export function decodeReport(line: string): Report | Malformed {
  const payload = unframe(line);
  if (payload === null) return malformed('crc');
  const words = payload.split(' ');
  if (words[0] === 'T') return readTelemetry(words.slice(1));
  if (words[0] !== 'E') return readAnswer(words);
  const event = readEvent(words.slice(1));
  return event === null ? malformed('arg') : { kind: 'event', event };
}

function eventPayload(event: ChairEvent): string {
  switch (event.event) {
    case 'boot':
      return `boot ${event.reason}`;
    case 'fault':
      return `fault ${event.code} ${event.zone ?? '-'} ${event.value}`;
    case 'clear':
      return `clear ${event.code} ${event.zone ?? '-'}`;
    case 'button':
      return `button ${event.button}`;
    case 'occupied':
      return `occupied ${event.occupied ? 1 : 0}`;
    case 'lease':
      return 'lease';
    case 'ttl':
      return `ttl ${event.zone}`;
  }
}

function telemetryPayload(telemetry: Telemetry): string {
  const groups = telemetry.zones.map((zone) => {
    const readings = `${showReading(zone.temperatureDc)},${showReading(zone.currentMa)}`;
    return `${zone.zone}:${zone.technique},${zone.level},${zone.rate},${readings},${zone.flags.join('') || '-'}`;
  });
  const head = `T ${telemetry.uptimeMs} ${telemetry.mode} ${telemetry.leaseMs} ${showOccupied(telemetry.occupied)}`;
  return [head, showReading(telemetry.railMv), ...groups].join(' ');
}

/** The framed line of a report, with its LF. */
export function encodeReport(report: Report): string {
  switch (report.kind) {
    case 'ok':
      return frame([report.seq, 'OK', ...report.args].join(' '));
    case 'error':
      return frame(`${report.seq} ERR ${report.code}${report.detail === '' ? '' : ` ${report.detail}`}`);
    case 'telemetry':
      return frame(telemetryPayload(report.telemetry));
    case 'event':
      return frame(`E ${eventPayload(report.event)}`);
  }
}

/** The words of HELLO's answer after `OK`. */
export const identityArgs = (identity: Identity): string[] => [
  String(identity.version),
  `fw=${identity.fw}`,
  `model=${identity.model}`,
  `id=${identity.id}`,
  `boot=${identity.boot}`,
  `lease=${identity.leaseMs}`,
  `ttl=${identity.ttlMs}`,
  `zones=${identity.zones.join(',')}`,
];

const isName = (text: string | undefined, max: number): text is string =>
  text !== undefined && text.length <= max && /^[A-Za-z0-9._/-]+$/.test(text);

/** The words `key=value`; null where one is of another form or a key comes twice. */
function readKeys(words: readonly string[]): ReadonlyMap<string, string> | null {
  const keys = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    const key = word.slice(0, Math.max(0, equals));
    if (key === '' || keys.has(key)) return null;
    keys.set(key, word.slice(equals + 1));
  }
  return keys;
}

/** Reads HELLO's answer; null where a key is missing or out of form. Keys may come in any order, unknown ones are let pass. */
export function readIdentity(args: readonly string[]): Identity | null {
  const keys = readKeys(args.slice(1));
  if (keys === null) return null;
  const version = readInteger(args[0], 0, seqMax);
  const [fw, model, id, boot] = [keys.get('fw'), keys.get('model'), keys.get('id'), keys.get('boot')];
  const leaseMs = readInteger(keys.get('lease'), 0, seqMax);
  const ttlMs = readInteger(keys.get('ttl'), 0, seqMax);
  const named = (keys.get('zones') ?? '').split(',').map((word) => readOneOf(zones, word));
  const has = named.filter((zone) => zone !== null);
  if (version === null || leaseMs === null || ttlMs === null || has.length !== named.length || !inOrder(has))
    return null;
  if (!isName(fw, 24) || !isName(model, 16) || !isName(id, 16) || !/^[0-9A-F]{4}$/.test(boot ?? '')) return null;
  return { version, fw, model, id, boot: boot ?? '', leaseMs, ttlMs, zones: has };
}

/** The words of CAPS's answer after `OK`: `<technique>:<min>-<max>`. */
export const capabilityArgs = (ranges: Partial<Record<Technique, RateRange>>): string[] =>
  Object.entries(ranges).map(([technique, range]) => `${technique}:${range.min}-${range.max}`);

/** Reads CAPS's answer; null where a word is out of form or a range is empty. */
export function readCapabilities(args: readonly string[]): Partial<Record<Technique, RateRange>> | null {
  const ranges: Partial<Record<Technique, RateRange>> = {};
  for (const arg of args) {
    const match = /^([a-z]+):(\d{1,5})-(\d{1,5})$/.exec(arg);
    const technique = match?.[1];
    const [min, max] = [readInteger(match?.[2], 0, seqMax), readInteger(match?.[3], 0, seqMax)];
    if (technique === undefined || !isTechnique(technique) || min === null || max === null || min > max) return null;
    ranges[technique] = { min, max };
  }
  return ranges;
}
