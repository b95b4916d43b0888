import type { Status } from '../core/status.js';
import { zones } from '../core/zones.js';

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

const isSame = (one: Status['zones'], other: Status['zones']): boolean =>
  zones.every((zone) => {
    const [left, right] = [one[zone], other[zone]];
    return left?.level === right?.level && left?.technique === right?.technique && left?.rate === right?.rate;
  });

/** Decides when a chair's status and availability are worth publishing. */
export class PublicationPace {
  private gist = '';
  private levels: Status['zones'] = {};
  private publishedAtMs = Number.NEGATIVE_INFINITY;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private wasAvailable = false;

  /** True where the availability is another than the last; at first a chair is not available. */
  isAvailabilityNew(isAvailable: boolean): boolean {
    if (isAvailable === this.wasAvailable) return false;
    this.wasAvailable = isAvailable;
    return true;
  }

  /** True where a status is worth making although nothing is known to have changed: levels glide, progress goes on. */
  isLookDue(nowMs: number): boolean {
    return nowMs - this.lookedAtMs >= levelsEveryMs;
  }

  /** True where the status has to go out now; it is then taken as published. */
  isDue(status: Status, nowMs: number): boolean {
    const gist = gistOf(status);
    const ageMs = nowMs - this.publishedAtMs;
    const isProgress = status.session !== null && ageMs >= progressEveryMs;
    const isGlide = ageMs >= levelsEveryMs && !isSame(status.zones, this.levels);
    this.lookedAtMs = nowMs;
    if (gist === this.gist && !isGlide && !isProgress) return false;
    this.gist = gist;
    this.levels = status.zones;
    this.publishedAtMs = nowMs;
    return true;
  }
}
