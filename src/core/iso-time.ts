const dayMs = 86_400_000;
const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0');

/** Year, month and day of a day counted from 1970-01-01, in the Gregorian calendar; years counted from March, so that the
 *  leap day comes last. */
function civilDate(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month)}-${pad(dayOfMonth)}`;
}

/** A time of day (ms since 1970, UTC) as ISO 8601 in whole seconds: `2026-11-22T21:04:00Z`. */
export function isoTime(wallMs: number): string {
  const day = Math.floor(wallMs / dayMs);
  const second = Math.floor((wallMs - day * dayMs) / 1000);
  const clock = `${pad(Math.floor(second / 3600))}:${pad(Math.floor(second / 60) % 60)}:${pad(second % 60)}`;
  return `${civilDate(day)}T${clock}Z`;
}
