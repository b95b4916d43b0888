import type { Status } from '../core/status.js';
import { zones } from '../core/zones.js';

/** The colours of a terminal; plain text where there is none. */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  bar(text: string): string;
}

const wrap =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;

export const plainPaint: Paint = { strong: (text) => text, faint: (text) => text, bar: (text) => text };
export const colouredPaint: Paint = { strong: wrap(1), faint: wrap(2), bar: wrap(36) };

const barWidth = 30;

const clock = (seconds: number | null): string =>
  seconds === null ? '-:--' : `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;

function headline(status: Status): string {
  if (status.session === null) return status.fault === null ? status.state : `${status.state}: ${status.fault.message}`;
  const time = `${clock(status.elapsed_s)} of ${clock(status.duration_s)}`;
  return `${status.state}  ${status.program} - ${status.phase}  ${time}`;
}

/** The chair as a few lines: what it does, and a bar for each zone. */
export function drawStatus(status: Status, paint: Paint): readonly string[] {
  const rows = zones.flatMap((zone) => {
    const shown = status.zones[zone];
    if (shown === undefined) return [];
    const level = shown.level ?? 0;
    const filled = Math.round((level / 100) * barWidth);
    const bar = paint.bar('█'.repeat(filled)) + paint.faint('·'.repeat(barWidth - filled));
    return [`  ${zone.padEnd(5)} ${bar} ${String(level).padStart(3)}  ${shown.technique ?? 'unknown'}`];
  });
  return [paint.strong(headline(status)), ...rows];
}

/** The chair in one line, for logs and pipes. */
export function tellStatus(status: Status): string {
  const words = zones.flatMap((zone) => {
    const shown = status.zones[zone];
    return shown === undefined || shown.level === null ? [] : [`${zone} ${shown.technique} ${shown.level}`];
  });
  return `${headline(status)}  ${words.join(', ')}`;
}
