import type { TelemetryStatus } from '../status.js';
import { type Zone, zones } from '../zones.js';
import { positionS, type WatchedChair, type WatchedMoment } from './watched-chair.js';

/** Places in a session at which is kept what was measured. */
const cells = 240;

/** What was measured of a session while it was watched: the highest level at each place, null where nobody has looked. */
export interface MeasuredTrace {
  readonly sessionId: string;
  readonly levels: Readonly<Partial<Record<Zone, readonly (number | null)[]>>>;
}

const unseen: readonly null[] = Array.from({ length: cells }, () => null);

/** What was measured last stands at its place of the session. */
export function traceAfter(
  trace: MeasuredTrace | null,
  chair: WatchedChair,
  { zones: measured }: TelemetryStatus,
  moment: WatchedMoment,
): MeasuredTrace | null {
  const { status } = chair;
  const atS = positionS(chair, moment);
  if (status?.session == null || status.duration_s === null || atS === null) return trace;
  const at = Math.min(cells - 1, Math.floor((atS / status.duration_s) * cells));
  const before = trace?.sessionId === status.session.id ? trace.levels : {};
  const levels = zones.flatMap((zone) => {
    const level = measured[zone]?.level;
    if (level === undefined) return [];
    const line = before[zone] ?? unseen;
    return [[zone, line.with(at, Math.max(level, line[at] ?? 0))] as const];
  });
  return { sessionId: status.session.id, levels: Object.fromEntries(levels) };
}

/** The highest level in each of so many columns; null where nobody has looked. */
export function traceIn(line: readonly (number | null)[], columns: number): readonly (number | null)[] {
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column / columns) * line.length);
    const to = Math.max(from + 1, Math.floor(((column + 1) / columns) * line.length));
    const seen = line.slice(from, to).filter((level) => level !== null);
    return seen.length === 0 ? null : Math.max(...seen);
  });
}
