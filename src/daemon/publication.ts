import type { Status } from '../core/status.js';

/** A level that only glides is published this often; everything else at once. */
const levelsEveryMs = 500;
const progressEveryMs = 5000;

/** What a person would call a change: everything but times, progress and levels. */
const gistOf = (status: Status): string =>
  JSON.stringify([
    status.state,
    status.program,
    status.phase_index,
    status.duration_s,
    status.intensity,
    status.selected,
    status.occupied,
    status.remote_start,
    status.fault,
    status.rest_s > 0,
    status.session?.id,
    status.last_session,
  ]);

const levelsOf = (status: Status): string => JSON.stringify(status.zones);

/** Decides when a status is worth publishing. */
export class Publication {
  private gist = '';
  private levels = '';
  private publishedAtMs = Number.NEGATIVE_INFINITY;

  /** True where the status has to go out now; it is then taken as published. */
  isDue(status: Status, nowMs: number): boolean {
    const gist = gistOf(status);
    const levels = levelsOf(status);
    const ageMs = nowMs - this.publishedAtMs;
    const isProgress = status.session !== null && ageMs >= progressEveryMs;
    const isGlide = levels !== this.levels && ageMs >= levelsEveryMs;
    if (gist === this.gist && !isGlide && !isProgress) return false;
    this.gist = gist;
    this.levels = levels;
    this.publishedAtMs = nowMs;
    return true;
  }
}
