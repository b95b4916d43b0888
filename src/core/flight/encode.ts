import type { Timeline } from '../program/timeline.js';
import type { Identity } from '../protocol/messages.js';
import { type ActiveFault, type Session, sessionFactsSchema } from '../session.js';
import type { LinkStatus } from '../status.js';
import { isoTimeMs } from '../time-text.js';
import type { EntryOf, FlightCheckpoint, FlightEntry } from './entries.js';
import {
  type FileCheckpoint,
  type FileEntry,
  type FileSession,
  type FileTimeline,
  type FlightHeader,
  type FlightReason,
  flightTextMax,
  flightVersion,
} from './format.js';

/** What a record is made of. `atMs` is the fault's moment on the monotonic clock, `wallMs` the same on the other. */
export interface FlightToEncode
  extends Readonly<Pick<FlightHeader, 'chair' | 'wallMs' | 'program' | 'temperatureMaxC' | 'state' | 'profile'>> {
  readonly atMs: number;
  /** At least one; their times are already counted from the fault. */
  readonly reasons: readonly FlightReason[];
  readonly identity: Identity | null;
  readonly link: LinkStatus;
  readonly entries: readonly FlightEntry[];
}

/** How far a record may run on after a session was written down: more than the ring keeps. */
const playedMsMax = 100_000;
/** Over all timelines: a flood of adjustments makes one timeline each. */
const setpointsMax = 4000;
const timelinesMax = 200;

/** To the microsecond. */
const round = (ms: number): number => Math.round(ms * 1000) / 1000;

const short = (text: string): string => text.slice(0, flightTextMax);

const shortFault = (fault: ActiveFault): ActiveFault => ({
  ...fault,
  message: short(fault.message),
  sinceMs: round(fault.sinceMs),
});

/** Far more than any profile; what it has beyond its shape is not written either. */
const profileLettersMax = 200_000;

const boundedProfile = (profile: unknown): unknown =>
  JSON.stringify(profile ?? null).length <= profileLettersMax ? (profile ?? null) : null;

interface Played {
  readonly place: number;
  fromMs: number;
  toMs: number;
}

/** The timelines that the sessions of a record play, and where in them. */
function timelinesOf(sessions: readonly Session[]): ReadonlyMap<Timeline, Played> {
  const played = new Map<Timeline, Played>();
  for (const { timeline, positionMs } of sessions) {
    const known = played.get(timeline);
    if (known === undefined && played.size >= timelinesMax) continue;
    if (known === undefined) {
      played.set(timeline, { place: played.size, fromMs: positionMs, toMs: positionMs + playedMsMax });
      continue;
    }
    known.fromMs = Math.min(known.fromMs, positionMs);
    known.toMs = Math.max(known.toMs, positionMs + playedMsMax);
  }
  return played;
}

/** The setpoints in force at `fromMs` and those that follow until `toMs`. */
function cutTimeline(timeline: Timeline, { fromMs, toMs }: Played, most: number): FileTimeline {
  const inForce = new Map<string, Timeline['setpoints'][number]>();
  for (const each of timeline.setpoints) if (each.atMs <= fromMs) inForce.set(each.zone, each);
  const following = timeline.setpoints.filter(({ atMs }) => atMs > fromMs && atMs <= toMs);
  return {
    programId: timeline.programId,
    totalMs: timeline.totalMs,
    phases: timeline.phases.map(({ index, name, startMs, endMs }) => ({ index, name, startMs, endMs })),
    setpoints: [...inForce.values(), ...following]
      .slice(0, most)
      .map(({ atMs, zone, technique, level, rate, rampMs }) => [atMs, zone, technique, level, rate, rampMs]),
  };
}

/** Turns entries of the ring into lines of the file; times are counted from the fault. */
class Encoder {
  private readonly timelines: ReadonlyMap<Timeline, Played>;
  private unwritten: readonly number[] = [];

  constructor(
    private readonly flight: FlightToEncode,
    private readonly join: EntryOf<'checkpoint'> | null,
  ) {
    const sessions = flight.entries.flatMap((entry) => {
      if (entry.kind === 'command') return entry.session ?? [];
      return entry === join ? (join.point.session ?? []) : [];
    });
    this.timelines = timelinesOf(sessions);
  }

  header(): FlightHeader {
    const { chair, atMs, wallMs, reasons, program, identity, temperatureMaxC, state, profile } = this.flight;
    const { crc_errors, retries, reconnects, rtt_ms } = this.flight.link;
    let left = setpointsMax;
    const timelines = [...this.timelines].map(([timeline, played]) => {
      const cut = cutTimeline(timeline, played, left);
      left -= cut.setpoints.length;
      return cut;
    });
    return {
      flightRecord: flightVersion,
      chair,
      at: isoTimeMs(wallMs),
      wallMs: round(wallMs),
      monotonicMs: round(atMs),
      reasons: reasons.map((reason) => ({ ...reason, t: round(reason.t), message: short(reason.message) })),
      program,
      identity: identity === null ? null : { ...identity, zones: [...identity.zones] },
      link: { crc_errors, retries, reconnects, rtt_ms },
      temperatureMaxC,
      state,
      timelines,
      profile: boundedProfile(profile),
    };
  }

  /** Null for a checkpoint that no replay begins from. */
  entry(entry: FlightEntry): FileEntry | null {
    const { atMs, tickedAtMs: _ticks, ...rest } = entry;
    const t = this.from(atMs);
    const tickedAtMs = this.ticksOf(entry);
    const told = tickedAtMs.length === 0 ? rest : { ...rest, ticked: tickedAtMs.map((each) => this.from(each)) };
    switch (told.kind) {
      case 'checkpoint':
        return entry === this.join ? { t, ...told, point: this.checkpoint(told.point) } : null;
      case 'command':
        return { t, ...told, session: this.session(told.session) };
      case 'rx':
      case 'tx':
        return { t, ...told, line: told.line.endsWith('\n') ? told.line.slice(0, -1) : told.line };
      case 'noise':
      case 'left-out':
      case 'state':
        return { t, ...told };
      case 'wire':
      case 'daemon':
        return { t, ...told, why: told.why && short(told.why) };
      case 'late':
        return { t, ...told, gapMs: round(told.gapMs) };
      case 'event':
        return { t, ...told, fault: told.fault && shortFault(told.fault) };
    }
  }

  /** With those of what is not written. */
  private ticksOf(entry: FlightEntry): readonly number[] {
    const ticks = [...this.unwritten, ...(entry.tickedAtMs ?? [])];
    const isWritten = entry.kind !== 'checkpoint' || entry === this.join;
    this.unwritten = isWritten ? [] : ticks;
    return ticks;
  }

  private from(atMs: number): number {
    return round(atMs - this.flight.atMs);
  }

  private session(session: Session | null): FileSession | null {
    const played = session === null ? undefined : this.timelines.get(session.timeline);
    if (session === null || played === undefined) return null;
    // Only what the schema names: nothing of who sits there.
    const { data: facts } = sessionFactsSchema.safeParse(session);
    if (facts === undefined) return null;
    return {
      ...facts,
      timeline: played.place,
      started: this.from(session.startedMs),
      elapsedMs: round(session.elapsedMs),
      positionMs: round(session.positionMs),
    };
  }

  private checkpoint(point: FlightCheckpoint): FileCheckpoint {
    const { tickedAtMs, pacedAtMs, enteredAtMs, leftAtMs, ...facts } = point;
    return {
      ...facts,
      isResetting: false,
      faults: point.faults.map(shortFault),
      linkLost: point.linkLost && shortFault(point.linkLost),
      session: this.session(point.session),
      ticked: this.from(tickedAtMs),
      paced: this.from(pacedAtMs),
      entered: this.from(enteredAtMs),
      left: leftAtMs === null ? null : this.from(leftAtMs),
      runs: point.runs.map(({ startMs, endMs }) => ({ start: this.from(startMs), end: this.from(endMs) })),
      identity: point.identity === null ? null : { ...point.identity, zones: [...point.identity.zones] },
    };
  }
}

/** The lines of a flight record, each with its end; encoded one by one as they are asked for. */
export function* encodeFlight(flight: FlightToEncode): Generator<string> {
  const encoder = new Encoder(flight, joinPoint(flight.entries));
  yield `${JSON.stringify(encoder.header())}\n`;
  for (const entry of flight.entries) {
    const encoded = encoder.entry(entry);
    if (encoded !== null) yield `${JSON.stringify(encoded)}\n`;
  }
}

/** A SET in force was sent at most half a TTL ago, and a TTL is at most 10 s; the renewal may have been resent. */
const renewedWithinMs = 5500;

/** The checkpoint from which a replay can begin: the earliest that holds what the driver remembers, or where nothing moves, or before which the record holds every SET
 *  that is in force. Null where there is none. */
function joinPoint(entries: readonly FlightEntry[]): EntryOf<'checkpoint'> | null {
  const startMs = entries[0]?.atMs ?? 0;
  for (const entry of entries) {
    if (entry.kind !== 'checkpoint') continue;
    if (entry.point.chair !== null || entry.point.state !== 'running' || entry.atMs - startMs >= renewedWithinMs)
      return entry;
  }
  return null;
}
