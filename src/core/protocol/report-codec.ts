import { isTechnique, type RateRange, type Technique, techniques, type Zone, zones } from '../zones.js';
import { frameLine, unframe } from './crc.js';
import { Fields, readInteger, readOneOf } from './fields.js';
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

const uint32Max = 0xffff_ffff;

const malformed = (why: Malformed['why'], seq = 0): Malformed => ({ kind: 'malformed', why, seq });

function readReading(word: string | undefined): Reading | null {
  const value = readInteger(word, 0, 999_999);
  if (value !== null || word === undefined) return value;
  if (word === '?') return 'invalid';
  if (word === '-') return 'none';
  const size = word.startsWith('-') ? readInteger(word.slice(1), 0, 999_999) : null;
  return size === null || size === 0 ? size : -size;
}

const showReading = (reading: Reading): string =>
  typeof reading === 'number' ? String(reading) : reading === 'invalid' ? '?' : '-';

const noFlags: ZoneReport['flags'] = [];

function readFlags(word: string | undefined): ZoneReport['flags'] | null {
  if (word === '-') return noFlags;
  if (word === undefined || word === '') return null;
  const flags = [...word].map((letter) => readOneOf(zoneFlags, letter));
  return flags.every((flag) => flag !== null) ? flags : null;
}

/** What a group may begin with, such as `back:knead`. */
const doings: ReadonlyMap<string, Pick<ZoneReport, 'zone' | 'technique'>> = new Map(
  zones.flatMap((zone) =>
    (['off', ...techniques] as const).map((technique) => [`${zone}:${technique}`, { zone, technique }] as const),
  ),
);

function readZone(fields: Fields): ZoneReport | null {
  const doing = doings.get(fields.word(',') ?? '');
  const level = fields.integer(',', 0, 100);
  const rate = fields.integer(',', 0, seqMax);
  const temperatureDc = readReading(fields.word(','));
  const currentMa = readReading(fields.word(','));
  const flags = readFlags(fields.word(' '));
  if (doing === undefined || level === null || rate === null) return null;
  if (temperatureDc === null || currentMa === null || flags === null) return null;
  return { zone: doing.zone, technique: doing.technique, level, rate, temperatureDc, currentMa, flags };
}

const occupancy = { '1': true, '0': false, '?': 'invalid', '-': 'none' } as const;
const readOccupied = (word: string | undefined): Telemetry['occupied'] | null =>
  word === '1' || word === '0' || word === '?' || word === '-' ? occupancy[word] : null;
const showOccupied = (occupied: Telemetry['occupied']): string =>
  occupied === 'invalid' ? '?' : occupied === 'none' ? '-' : occupied ? '1' : '0';

/** What follows the `T`. */
function readTelemetry(fields: Fields): Report | Malformed {
  const uptimeMs = fields.integer(' ', 0, uint32Max);
  const mode = readOneOf(modes, fields.word(' '));
  const leaseMs = fields.integer(' ', 0, seqMax);
  const occupied = readOccupied(fields.word(' '));
  const railMv = readReading(fields.word(' '));
  const read = readZones(fields);
  if (uptimeMs === null || mode === null || leaseMs === null || occupied === null || railMv === null || read === null)
    return malformed('arg');
  return { kind: 'telemetry', telemetry: { uptimeMs, mode, leaseMs, occupied, railMv, zones: read } };
}

/** At least one zone, each once and in the order of the line. */
function readZones(fields: Fields): readonly ZoneReport[] | null {
  const read: ZoneReport[] = [];
  while (!fields.isAtEnd) {
    const zone = readZone(fields);
    if (zone === null) return null;
    read.push(zone);
  }
  return read.length > 0 && inOrder(read.map(({ zone }) => zone)) ? read : null;
}

function inOrder(named: readonly Zone[]): boolean {
  let last = -1;
  for (const zone of named) {
    const at = zones.indexOf(zone);
    if (at <= last) return false;
    last = at;
  }
  return true;
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
  const fields = new Fields(payload);
  if (fields.word(' ') === 'T') return readTelemetry(fields);
  const words = payload.split(' ');
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
  const { uptimeMs, mode, leaseMs, occupied, railMv } = telemetry;
  let payload = `T ${uptimeMs} ${mode} ${leaseMs} ${showOccupied(occupied)} ${showReading(railMv)}`;
  for (const { zone, technique, level, rate, temperatureDc, currentMa, flags } of telemetry.zones) {
    const readings = `${showReading(temperatureDc)},${showReading(currentMa)}`;
    payload += ` ${zone}:${technique},${level},${rate ?? 0},${readings},${flags.length === 0 ? '-' : flags.join('')}`;
  }
  return payload;
}

/** The framed line of a report, with its LF. */
export function encodeReport(report: Report): string {
  switch (report.kind) {
    case 'ok':
      return frameLine([report.seq, 'OK', ...report.args].join(' '));
    case 'error':
      return frameLine(`${report.seq} ERR ${report.code}${report.detail === '' ? '' : ` ${report.detail}`}`);
    case 'telemetry':
      return frameLine(telemetryPayload(report.telemetry));
    case 'event':
      return frameLine(`E ${eventPayload(report.event)}`);
  }
}

/** The words of HELLO's answer after `OK`. */
export const identityArgs = (identity: Identity): string[] => [
  String(identity.version),
  `fw=${identity.fw}`,
  `model=${identity.model}`,
  ...(identity.maker === undefined ? [] : [`maker=${identity.maker}`]),
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
  const maker = keys.get('maker');
  const leaseMs = readInteger(keys.get('lease'), 0, seqMax);
  const ttlMs = readInteger(keys.get('ttl'), 0, seqMax);
  const zoneWords = (keys.get('zones') ?? '').split(',').map((word) => readOneOf(zones, word));
  const has = zoneWords.filter((zone) => zone !== null);
  if (version === null || leaseMs === null || ttlMs === null || has.length !== zoneWords.length || !inOrder(has))
    return null;
  if (!isName(fw, 24) || !isName(model, 16) || !isName(id, 16) || !/^[0-9A-F]{4}$/.test(boot ?? '')) return null;
  const named = isName(maker, 16) ? { maker } : {};
  return { version, fw, model, ...named, id, boot: boot ?? '', leaseMs, ttlMs, zones: has };
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
