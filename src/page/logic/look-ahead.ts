import { driveAt, type Setpoint, setpointsByZone, type Timeline } from '../../core/program/timeline.js';
import type { Drive, Technique, Zone } from '../../core/zones.js';
import type { KnownChair } from './house.js';

/** The next thing that a person will feel. */
export interface Upcoming {
  readonly zone: Zone;
  readonly technique: Technique | 'off';
  readonly inMs: number;
}

const chairZones: readonly Zone[] = ['back', 'seat', 'legs'];

/** Where the session stands now, ms; null without one. It moves only while the chair does. */
export function positionMs({ state, course, atMs }: KnownChair, nowMs: number): number | null {
  if (course === null) return null;
  const since = state === 'running' ? Math.max(0, nowMs - atMs) : 0;
  return Math.min(course.total_s * 1000, course.position_s * 1000 + since);
}

/** What is left of the session, ms; null without one. */
export function leftMs({ state, status, atMs }: KnownChair, nowMs: number): number | null {
  const left = status?.remaining_s ?? null;
  if (left === null) return null;
  return Math.max(0, left * 1000 - (state === 'running' ? Math.max(0, nowMs - atMs) : 0));
}

/** What is asked of the zones now, or null without a session. */
export const askedNow = (timeline: Timeline | null, atMs: number | null): Drive | null =>
  timeline === null || atMs === null ? null : driveAt(timeline, atMs);

function changeIn(setpoints: readonly Setpoint[], atMs: number): Setpoint | null {
  let technique: Setpoint['technique'] = 'off';
  for (const setpoint of setpoints) {
    if (setpoint.atMs <= atMs) technique = setpoint.technique;
    else if (setpoint.technique !== technique) return setpoint;
  }
  return null;
}

/** The next change of what a zone does; where several come at once, one that begins before one that ends. */
export function upcoming(timeline: Timeline, atMs: number): Upcoming | null {
  const byZone = setpointsByZone(timeline);
  const changes = chairZones.flatMap((zone) => changeIn(byZone[zone], atMs) ?? []);
  const weight = ({ atMs: at, technique }: Setpoint) => at + (technique === 'off' ? 0.5 : 0);
  const [next] = changes.sort((left, right) => weight(left) - weight(right));
  return next === undefined ? null : { zone: next.zone, technique: next.technique, inMs: next.atMs - atMs };
}
