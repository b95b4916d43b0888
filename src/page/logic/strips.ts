import type { TelemetryStatus } from '../../core/status.js';
import type { Zone } from '../../core/zones.js';

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
