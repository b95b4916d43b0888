const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const durationMsMax = 24 * 3_600_000;

/** Reads `500ms`, `1.5s`, `2m` or `1h`, at most 24 h; gives ms, or null for anything else. */
export function readFaultDurationMs(text: string | undefined): number | null {
  const match = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text ?? '');
  const unit = unitMs[match?.[2] ?? ''];
  if (match === null || unit === undefined) return null;
  const durationMs = Number(match[1]) * unit;
  return durationMs <= durationMsMax ? durationMs : null;
}
