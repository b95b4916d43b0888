import type { LogFields } from '../../ports.js';

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
export function plainFields(fields: LogFields): LogFields {
  const entries = Object.entries(plainEntries(fields, 0));
  return Object.fromEntries(entries.map(([key, value]) => [ownKeys.has(key) ? `${key}_` : key, value]));
}
