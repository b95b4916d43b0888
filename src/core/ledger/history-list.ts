import type { ShownHistory, ShownSession } from '../web/history.js';
import { localTime } from './local-day.js';
import type { PastSession } from './past-sessions.js';

const byAge = (one: PastSession, other: PastSession): number =>
  compare(one.opened.at, other.opened.at) || compare(one.opened.id, other.opened.id);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const cursorOf = ({ opened }: PastSession): string => `${opened.at}~${opened.id}`;

/** True of a session that is older than the one that the cursor names. */
function isBefore({ opened }: PastSession, cursor: string | undefined): boolean {
  if (cursor === undefined) return true;
  const at = cursor.slice(0, cursor.indexOf('~'));
  return (compare(opened.at, at) || compare(opened.id, cursor.slice(at.length + 1))) < 0;
}

/** The newest sessions, as many as were asked for, of all that it is toldSession in any order. */
export class NewestSessions {
  private kept: PastSession[] = [];
  private isCut = false;

  /** `cursor`: only what is older than that one. */
  constructor(
    private readonly most: number,
    private readonly cursor: string | undefined,
  ) {}

  take(session: PastSession): void {
    if (!isBefore(session, this.cursor)) return;
    this.kept.push(session);
    if (this.kept.length >= 2 * this.most + 1) this.cut();
  }

  /** True where everything older cannot be among them: files are read from the newest to the oldest. */
  get isFull(): boolean {
    this.cut();
    return this.isCut;
  }

  get list(): Pick<ShownHistory, 'sessions' | 'cursor'> {
    this.cut();
    const last = this.kept.at(-1);
    return { sessions: this.kept.map(toldSession), cursor: this.isCut && last !== undefined ? cursorOf(last) : null };
  }

  private cut(): void {
    this.kept.sort((one, other) => byAge(other, one));
    if (this.kept.length > this.most) this.isCut = true;
    this.kept.length = Math.min(this.kept.length, this.most);
  }
}

function toldSession({ opened, closed, marks }: PastSession): ShownSession {
  const { id, chair, program, name, hash, source, person, schedule, trial, planned_s, intensity, at, tz } = opened;
  return {
    ...{ id, chair, program, name, version: hash, source, person, schedule, trial, planned_s, intensity, at },
    local: localTime(at, tz),
    clock_was_set: opened.wall_ok,
    end: closed === null ? null : toldEnd(closed, marks),
  };
}

function toldEnd(
  closed: NonNullable<PastSession['closed']>,
  marks: PastSession['marks'],
): NonNullable<ShownSession['end']> {
  const { at, ended_by, elapsed_s, paused_s, intensity_mean, skips, moments, moments_dropped, zones } = closed;
  return {
    at,
    by: ended_by,
    elapsed_s,
    paused_s,
    intensity_mean,
    skips,
    moments,
    moments_dropped,
    zones,
    marks: marks.map(({ at_s, zone, what }) => ({ at_s, zone, what })),
  };
}
