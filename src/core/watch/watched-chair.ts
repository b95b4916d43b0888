import type { Status, StatusEvent, TelemetryStatus } from '../status.js';
import { type Silence, silenceOf } from '../web/patience.js';

const eventsMax = 50;
const clockSetMs = 5000;
/** Younger than this, a status was told when it came. */
const justToldMs = 1500;

/** A chair as the broker has told of it; what has not come is null. Times in ms, monotonic. */
export interface WatchedChair {
  readonly id: string;
  readonly name: string | null;
  /** The daemon that has it. */
  readonly bridge: string | null;
  readonly isOnline: boolean | null;
  readonly status: Status | null;
  readonly statusAtMs: number;
  readonly telemetry: TelemetryStatus | null;
  /** The last word that was no memory of the broker. */
  readonly heardAtMs: number | null;
  /** How far the daemon's clock (ms since 1970) is ahead of ours (monotonic), at least; null before it has told its time. */
  readonly aheadMs: number | null;
  /** The newest first. */
  readonly events: readonly StatusEvent[];
}

export const newWatchedChair = (id: string): WatchedChair => ({
  id,
  name: null,
  bridge: null,
  isOnline: null,
  status: null,
  statusAtMs: 0,
  telemetry: null,
  heardAtMs: null,
  aheadMs: null,
  events: [],
});

/** Times are told in whole seconds: the greatest that was seen is the nearest. One that is far from it tells of a clock that was set. */
function aheadAfter(before: number | null, ts: string, nowMs: number): number {
  const aheadMs = Date.parse(ts) - nowMs;
  return before === null || Math.abs(aheadMs - before) > clockSetMs ? aheadMs : Math.max(before, aheadMs);
}

export function withStatus(chair: WatchedChair, status: Status, nowMs: number, isMemory: boolean): WatchedChair {
  const { status: before } = chair;
  if (before !== null && before.epoch === status.epoch && status.seq < before.seq) return chair;
  const aheadMs = isMemory ? chair.aheadMs : aheadAfter(chair.aheadMs, status.ts, nowMs);
  return { ...chair, status, statusAtMs: nowMs, aheadMs };
}

export const withTelemetry = (chair: WatchedChair, telemetry: TelemetryStatus, nowMs: number): WatchedChair => ({
  ...chair,
  telemetry,
  aheadMs: aheadAfter(chair.aheadMs, telemetry.ts, nowMs),
});

export const withEvent = (chair: WatchedChair, event: StatusEvent): WatchedChair => ({
  ...chair,
  events: [event, ...chair.events].slice(0, eventsMax),
});

/** How the chair stands at a moment. */
export interface WatchedMoment extends Silence {
  readonly nowMs: number;
  /** The last word of its daemon, or the beginning of the watch. */
  readonly heardMs: number;
}

export const watchedMoment = (heardMs: number, nowMs: number): WatchedMoment => ({
  ...silenceOf(nowMs - heardMs),
  nowMs,
  heardMs,
});

/** What the clock of the daemon showed when it was heard last, ms since 1970; null before it was. */
export function seenWallMs({ aheadMs, status }: WatchedChair, { heardMs }: WatchedMoment): number | null {
  if (aheadMs !== null) return heardMs + aheadMs;
  return status === null ? null : Date.parse(status.ts);
}

/** Where the session stands now, s; null without one. It moves only while the chair does, and is heard. */
export function positionS({ status, aheadMs, statusAtMs }: WatchedChair, moment: WatchedMoment): number | null {
  if (status === null || status.elapsed_s === null || status.duration_s === null) return null;
  if (status.state !== 'running') return status.elapsed_s;
  const untilMs = moment.isStale ? moment.heardMs : moment.nowMs;
  // What the broker remembers is older than it came; by how much, the clock of the daemon says.
  const oldMs = aheadMs === null ? 0 : statusAtMs + aheadMs - Date.parse(status.ts);
  const ageMs = Math.max(0, untilMs - statusAtMs) + (oldMs < justToldMs ? 0 : oldMs);
  return Math.min(status.duration_s, status.elapsed_s + ageMs / 1000);
}
