import { styleText } from 'node:util';
import { type Logger, pino, stdTimeFunctions } from 'pino';
import type { Log, LogFields } from '../../ports.js';
import { sentenceOf } from './sentences.js';

/** Where log lines go. It takes them at once, and what it has to drop it tells as this log says. */
interface LogStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  onLoss?(tellLoss: (lines: number) => string): void;
}

export interface LogSetting {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** `auto` is pretty on a terminal, else JSON. */
  readonly format: 'auto' | 'json' | 'pretty';
  readonly stream: LogStream;
  /** Whoever reads wants no colours: https://no-color.org. */
  readonly isPlain?: boolean;
}

const colourOf: Readonly<Record<string, 'red' | 'yellow'>> = { error: 'red', warn: 'yellow' };

/** Sentences for people. Formats in the same turn: a stream in between would lose the last lines at an exit. */
function prettyStream(stream: LogStream, isColoured: boolean): LogStream {
  const timeOfDay = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
  return {
    write: (line) => {
      const fields: Readonly<Record<string, unknown>> = JSON.parse(line);
      const colour = isColoured ? colourOf[String(fields['level'])] : undefined;
      const sentence = sentenceOf(fields);
      const shown = colour === undefined ? sentence : styleText(colour, sentence, { validateStream: false });
      return stream.write(`${timeOfDay.format(Number(fields['time']))}  ${shown}\n`);
    },
  };
}

function adapt(logger: Logger): Log {
  return {
    debug: (event, fields = {}) => logger.debug(plainFields(fields), event),
    info: (event, fields = {}) => logger.info(plainFields(fields), event),
    warn: (event, fields = {}) => logger.warn(plainFields(fields), event),
    error: (event, fields = {}) => logger.error(plainFields(fields), event),
    child: (fields: LogFields) => adapt(logger.child(plainFields(fields))),
  };
}

/** A log of one line an event: `level`, `time` (ISO 8601), `event` and the fields. Secrets are hidden and fields bounded. */
export function createLog({ level, format, stream, isPlain = false }: LogSetting): Log {
  const isPretty = format === 'pretty' || (format === 'auto' && stream.isTTY === true);
  const isColoured = stream.isTTY === true && !isPlain;
  const options = {
    base: null,
    messageKey: 'event',
    timestamp: isPretty ? stdTimeFunctions.epochTime : stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const loggerTo = (write: LogStream['write'], least: LogSetting['level']): Logger => {
    const plain = { write, isTTY: stream.isTTY };
    return pino({ ...options, level: least }, isPretty ? prettyStream(plain, isColoured) : plain);
  };
  stream.onLoss?.((lines) => {
    let told = '';
    const keep = (line: string): void => {
      told = line;
    };
    loggerTo(keep, 'warn').warn({ lines }, 'log_lines_dropped');
    return told;
  });
  return adapt(loggerTo((line) => stream.write(line), level));
}

const textLengthMax = 500;
const entriesMax = 50;
const depthMax = 4;

const hidden = '[hidden]';

/** `password`, `mqttPassword`, `token`, `secrets`; not `password_file`, which is a path. */
const isSecret = (key: string): boolean => /(password|passphrase|token|secret|credential|authorization)s?$/i.test(key);

/** The line's own keys: a field of that name would make two of them. */
const ownKeys: ReadonlySet<string> = new Set(['level', 'time', 'event']);

/** What comes before the `@` of an address is a name and a password. */
const withoutLogin = (text: string): string => text.replaceAll(/:\/\/[^\s/]+@/g, `://${hidden}@`);

/** Hides before it cuts: half a login would not be known as one. */
function bounded(text: string): string {
  const clean = withoutLogin(text.slice(0, 4 * textLengthMax));
  return text.length > textLengthMax ? `${clean.slice(0, textLengthMax)}… (${text.length})` : clean;
}

function plainError(error: Error, depth: number): unknown {
  const { message, name, stack, cause } = error;
  const code: unknown = 'code' in error ? error.code : undefined;
  return plainEntries({ name, message, ...(code === undefined ? {} : { code }), stack, cause }, depth + 1);
}

function plainEntries(fields: object, depth: number): Readonly<Record<string, unknown>> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  const kept = entries
    .slice(0, entriesMax)
    .map(([key, value]): [string, unknown] => [key, isSecret(key) ? hidden : plain(value, depth)]);
  const left = entries.length - kept.length;
  return Object.fromEntries(left > 0 ? [...kept, ['left_out', left]] : kept);
}

function plainObject(value: object, depth: number): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (depth >= depthMax) return '[deep]';
  if (value instanceof Error) return plainError(value, depth);
  if (!Array.isArray(value)) return plainEntries(value, depth + 1);
  const kept = value.slice(0, entriesMax).map((item) => plain(item, depth + 1));
  return value.length > kept.length ? [...kept, `and ${value.length - kept.length} more`] : kept;
}

function plain(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return bounded(value);
  if (typeof value === 'object' && value !== null) return plainObject(value, depth);
  if (typeof value === 'bigint' || typeof value === 'symbol') return bounded(String(value));
  return typeof value === 'function' ? '[function]' : value;
}

/** Fields that any formatter can take: no secrets, texts of at most 500 characters, 50 entries and 4 levels. */
function plainFields(fields: LogFields): LogFields {
  const entries = Object.entries(plainEntries(fields, 0));
  return Object.fromEntries(entries.map(([key, value]) => [ownKeys.has(key) ? `${key}_` : key, value]));
}
