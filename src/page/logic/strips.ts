import { atRest, followSetpoint, levelAt } from '../../core/program/motion.js';
import { setpointsByZone, type Timeline } from '../../core/program/timeline.js';
import type { TelemetryStatus } from '../../core/status.js';
import type { Zone } from '../../core/zones.js';

/** The greatest level (0-100) of a zone in each of `columns` equal parts of a timeline. */
export function stripOf(timeline: Timeline, zone: Zone, columns: number): readonly number[] {
  const setpoints = setpointsByZone(timeline)[zone];
  const strip: number[] = [];
  let motion = atRest;
  let next = 0;
  for (let column = 0; column < columns; column += 1) {
    const endMs = ((column + 1) * timeline.totalMs) / columns;
    let level = levelAt(motion, (column * timeline.totalMs) / columns);
    for (let setpoint = setpoints[next]; setpoint !== undefined && setpoint.atMs < endMs; setpoint = setpoints[next]) {
      level = Math.max(level, levelAt(motion, setpoint.atMs));
      motion = followSetpoint(motion, setpoint);
      next += 1;
    }
    strip.push(Math.round(Math.max(level, levelAt(motion, endMs))));
  }
  return strip;
}

/** A filled path of a strip, one unit a column, 100 units high, from the bottom up. */
export function areaPath(strip: readonly number[]): string {
  let path = 'M0 100';
  let before = 0;
  for (const [column, level] of strip.entries()) {
    if (level !== before) path += `H${column}V${100 - level}`;
    before = level;
  }
  return `${path}H${strip.length}V100Z`;
}

/** A line through the columns that were measured; gaps stay gaps. */
export function tracePath(trace: readonly (number | null)[]): string {
  let path = '';
  let isDrawing = false;
  for (const [column, level] of trace.entries()) {
    if (level !== null) path += `${isDrawing ? 'L' : 'M'}${column + 0.5} ${100 - level}`;
    isDrawing = level !== null;
  }
  return path;
}

export type Traces = Readonly<Record<Zone, readonly (number | null)[]>>;

/** What was measured over a session, by columns of its timeline: it never grows. */
export class TraceBook {
  private sessionId: string | null = null;
  private traces: Record<Zone, (number | null)[]>;

  constructor(private readonly columns: number) {
    this.traces = this.empty();
  }

  /** Takes a line of telemetry at `share` (0-1) of the timeline. */
  take(sessionId: string, share: number, zones: TelemetryStatus['zones']): void {
    if (sessionId !== this.sessionId) this.traces = this.empty();
    this.sessionId = sessionId;
    const column = Math.min(this.columns - 1, Math.floor(share * this.columns));
    for (const zone of ['back', 'seat', 'legs'] as const) {
      const level = zones[zone]?.level;
      if (level === undefined) continue;
      const trace = this.traces[zone];
      trace[column] = Math.max(level, trace[column] ?? 0);
    }
  }

  of(sessionId: string | undefined): Traces | null {
    return sessionId !== undefined && sessionId === this.sessionId ? this.traces : null;
  }

  private empty(): Record<Zone, (number | null)[]> {
    const none = () => new Array<number | null>(this.columns).fill(null);
    return { back: none(), seat: none(), legs: none() };
  }
}
