import type { Status } from '../core/status.js';
import { zones } from '../core/zones.js';
import { withoutControls } from './process-edge.js';

const minutes = (seconds: number | null): string =>
  seconds === null ? '-:--' : `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;

/** What a chair does, without its zones: `running  relaxation - warm-up  0:12 of 10:00`. */
export function headline(status: Status): string {
  if (status.session === null) return status.fault === null ? status.state : `${status.state}: ${status.fault.message}`;
  const time = `${minutes(status.elapsed_s)} of ${minutes(status.duration_s)}`;
  return `${status.state}  ${status.program} - ${status.phase}  ${time}`;
}

/** The chair in one line, for logs and pipes. What a broker keeps may hold anything. */
export function statusLine(status: Status): string {
  const words = zones.flatMap((zone) => {
    const shown = status.zones[zone];
    return shown === undefined || shown.level === null ? [] : [`${zone} ${shown.technique} ${shown.level}`];
  });
  return withoutControls([headline(status), ...(words.length === 0 ? [] : [words.join(', ')])].join('  '));
}
