const formats = new Map<string, Intl.DateTimeFormat | null>();
const formatsMax = 50;

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
  } catch {
    return null;
  }
}

/** An ISO time as the clock on the wall showed it: `2026-11-22 22:04:00`. In UTC where the machine does not know the zone. */
export function localTime(at: string, timeZone: string): string {
  let format = formats.get(timeZone);
  if (format === undefined) {
    if (formats.size >= formatsMax) formats.clear();
    format = formatOf(timeZone);
    formats.set(timeZone, format);
  }
  return format === null ? at.slice(0, -1).replace('T', ' ') : format.format(Date.parse(at));
}

/** The day on which it was for the person: `2026-11-22`. */
export const localDay = (at: string, timeZone: string): string => localTime(at, timeZone).slice(0, 10);
