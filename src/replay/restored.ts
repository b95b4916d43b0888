import type { FileCheckpoint, FileSession, FileTimeline, FlightHeader } from '../core/flight/format.js';
import type { Timeline } from '../core/program/timeline.js';
import type { Session, SessionMoment } from '../core/session.js';
import type { ReplayClock } from './replay-clock.js';

const timelineOf = ({ programId, totalMs, phases, setpoints }: FileTimeline): Timeline => ({
  programId,
  totalMs,
  phases,
  setpoints: setpoints.map(([atMs, zone, technique, level, rate, rampMs]) => ({
    atMs,
    zone,
    technique,
    level,
    rate,
    rampMs,
  })),
});

/** Sessions of a record as the machine knows them: who sat there and the text of the program are not in it. */
export class Restored {
  private readonly timelines: readonly Timeline[];

  constructor(
    { timelines }: FlightHeader,
    private readonly clock: ReplayClock,
  ) {
    this.timelines = timelines.map(timelineOf);
  }

  /** Null where the record lacks what the session plays. */
  session(saved: FileSession): Session | null {
    const timeline = this.timelines[saved.timeline];
    if (timeline === undefined) return null;
    const { timeline: _place, started, ...facts } = saved;
    const { programId } = timeline;
    return {
      ...facts,
      programId,
      timeline,
      program: { id: programId, name: programId, summary: '', goal: 'break', avoid: [], phases: [] },
      person: null,
      startedMs: this.clock.msOf(started),
    };
  }

  /** The machine in the moment of the checkpoint. */
  moment(point: FileCheckpoint): SessionMoment {
    const { ticked, paced, entered, left, runs, restMs, identity, capabilities, isWireOpen, isResetting, ...facts } =
      point;
    return {
      ...facts,
      session: point.session === null ? null : this.session(point.session),
      tickedAtMs: this.clock.msOf(ticked),
      enteredAtMs: this.clock.msOf(entered),
      leftAtMs: left === null ? null : this.clock.msOf(left),
    };
  }
}
