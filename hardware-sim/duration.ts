const number = '(\\d{1,9}(?:\\.\\d{1,3})?)';
const form = new RegExp(`^(?:${number}h)?(?:${number}m)?(?:${number}s)?(?:${number}ms)?$`);
const unitsMs = [3_600_000, 60_000, 1000, 1];
const durationMsMax = 24 * 3_600_000;

/** Reads `500ms`, `1.5s`, `2m`, `1m30s` or `1h`, at most 24 h; gives ms, or null for anything else. The simulator knows nothing
 *  of the daemon's settings, but whoever writes durations for both writes them in one way; it takes fractions beside. */
export function readFaultDurationMs(text: string | undefined): number | null {
  const match = text === undefined || text === '' ? null : form.exec(text);
  if (match === null) return null;
  const durationMs = unitsMs.reduce((sum, unitMs, index) => sum + Number(match[index + 1] ?? 0) * unitMs, 0);
  return durationMs <= durationMsMax ? durationMs : null;
}
