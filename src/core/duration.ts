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
