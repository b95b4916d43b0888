const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const form = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?(?:(\d{1,8})ms)?$/;

/** The same form for editors, which a JSON Schema tells. */
export const durationPattern = '^(?=\\d)(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$';

/** Reads `500ms`, `12s`, `2m`, `1m30s`, `1h`; null for anything else. */
export function readDurationMs(text: string): number | null {
  const match = text === '' ? null : form.exec(text);
  if (match === null) return null;
  const [, hours, minutes, seconds, milliseconds] = match.map((part) => Number(part ?? 0));
  return (hours ?? 0) * hourMs + (minutes ?? 0) * minuteMs + (seconds ?? 0) * 1000 + (milliseconds ?? 0);
}

/** What people write for units, by the words' beginnings. */
const looseUnits: readonly (readonly [RegExp, number])[] = [
  [/^(ms|milli\w*)$/i, 1],
  [/^(s|secs?|seconds?|sek\w*)$/i, 1000],
  [/^(m|mins?|minutes?|minuten)$/i, minuteMs],
  [/^(h|hrs?|hours?|stunden?)$/i, hourMs],
  [/^(d|days?)$/i, 24 * hourMs],
];

/** What something was probably meant as that is no duration: a bare number in `unit`, `20 minutes`, `1.5m`. Null where nobody can
 *  tell, as with `00:20`. */
export function looseDurationMs(input: unknown, unit: 'h' | 'm' | 's'): number | null {
  const text = typeof input === 'number' ? String(input) : input;
  if (typeof text !== 'string' || text.length > 40) return null;
  const plain = text.trim().replace(',', '.');
  const bare = /^\d+(\.\d+)?$/.test(plain) ? `${plain}${unit}` : plain;
  const parts = [...bare.matchAll(/(\d+(?:\.\d+)?)\s*(\p{L}+)\s*/gu)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== bare) return null;
  let totalMs = 0;
  for (const [, count, name = ''] of parts) {
    const size = looseUnits.find(([words]) => words.test(name))?.[1];
    if (size === undefined) return null;
    totalMs += Number(count) * size;
  }
  return Math.round(totalMs);
}

/** `1h30m` for 5,400,000 ms. */
export function showDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  const parts: readonly [string, number][] = [
    ['h', Math.floor(durationMs / hourMs)],
    ['m', Math.floor(durationMs / minuteMs) % 60],
    ['s', Math.floor(durationMs / 1000) % 60],
    ['ms', durationMs % 1000],
  ];
  return parts.flatMap(([unit, count]) => (count === 0 ? [] : [`${count}${unit}`])).join('');
}

/** The newest answers, by second: the same few times are asked for at every look at a running session. */
const known = new Map<number, string>();
const knownMax = 100;

/** 9999-12-31T23:59:59Z: what lies behind it has no place in the format, and a clock that says so is not set. */
const lastSecond = 253_402_300_799;

/** A time of day (ms since 1970, UTC) as ISO 8601 in whole seconds: `2026-11-22T21:04:00Z`. A conversion only: the time
 *  itself always comes from the clock. */
export function isoTime(wallMs: number): string {
  const second = Math.min(Math.floor(wallMs / 1000), lastSecond);
  const before = known.get(second);
  if (before !== undefined) return before;
  const text = `${new Date(1000 * second).toISOString().slice(0, 19)}Z`;
  if (known.size >= knownMax) known.clear();
  known.set(second, text);
  return text;
}

/** As `isoTime`, in whole milliseconds: `2026-11-22T21:04:00.123Z`. */
export const isoTimeMs = (wallMs: number): string => new Date(Math.min(wallMs, 1000 * lastSecond)).toISOString();
