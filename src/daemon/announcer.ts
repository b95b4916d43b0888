import type { Reading, Telemetry, ZoneFlag } from '../core/protocol/messages.js';
import type { LinkStatus, Status, StatusEvent, TelemetryStatus } from '../core/status.js';
import { isoTime } from '../core/time-text.js';
import { zones } from '../core/zones.js';
import type { Clock, Face } from '../ports.js';

/** A level that only glides is published this often; everything else at once. */
const levelsEveryMs = 500;
const progressEveryMs = 5000;
const telemetryEveryMs = 1000;

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
    status.stop?.asked,
    status.stop?.still,
    status.session?.id,
    status.last_session,
  ]);

const isSame = (one: Status['zones'], other: Status['zones']): boolean =>
  zones.every((zone) => {
    const [left, right] = [one[zone], other[zone]];
    return left?.level === right?.level && left?.technique === right?.technique && left?.rate === right?.rate;
  });

/** Decides when what there is to know of a chair is worth publishing. What it calls due is taken as published. */
export class PublicationPace {
  private gist = '';
  private levels: Status['zones'] = {};
  private publishedAtMs = Number.NEGATIVE_INFINITY;
  private lookedAtMs = Number.NEGATIVE_INFINITY;
  private wasAvailable = false;
  private measuredAtMs = Number.NEGATIVE_INFINITY;

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

  /** Bounds the published T lines to one a second. */
  isTelemetryDue(nowMs: number): boolean {
    if (nowMs - this.measuredAtMs < telemetryEveryMs) return false;
    this.measuredAtMs = nowMs;
    return true;
  }

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

/** Tells the faces what there is to know of one chair, when it is worth telling. */
export class ChairAnnouncer {
  /** How many statuses went out. */
  sequence = 0;
  private readonly publication = new PublicationPace();
  private isChanged = true;

  constructor(
    private readonly chairId: string,
    private readonly face: Face,
    private readonly clock: Clock,
  ) {}

  /** Something has changed: a status is worth making at the next tick. */
  changed(): void {
    this.isChanged = true;
  }

  /** True where a status is worth making now. */
  isDue(nowMs: number): boolean {
    return this.isChanged || this.publication.isLookDue(nowMs);
  }

  event(event: StatusEvent): void {
    this.isChanged = true;
    this.face.onEvent(this.chairId, event);
  }

  telemetry(telemetry: Telemetry, link: () => LinkStatus): void {
    if (!this.publication.isTelemetryDue(this.clock.nowMs())) return;
    this.face.onTelemetry(this.chairId, telemetryStatus(telemetry, link(), this.clock.wallMs()));
  }

  status(isAvailable: boolean, statusOf: () => Status): void {
    this.isChanged = false;
    if (this.publication.isAvailabilityNew(isAvailable)) {
      this.face.onAvailability(this.chairId, isAvailable);
      this.face.onCard(this.chairId);
    }
    const status = statusOf();
    if (!this.publication.isDue(status, this.clock.nowMs())) return;
    this.sequence += 1;
    this.face.onStatus(this.chairId, { ...status, seq: this.sequence });
  }
}

const flagNames = { D: 'derated', S: 'stalled', H: 'hot', L: 'at_limit' } as const satisfies Record<ZoneFlag, string>;

const numberOf = (reading: Reading, unit: number): number | null =>
  typeof reading === 'number' ? reading / unit : null;

export function telemetryStatus(telemetry: Telemetry, link: LinkStatus, wallMs: number): TelemetryStatus {
  const zones: TelemetryStatus['zones'] = {};
  for (const { zone, technique, level, rate, temperatureDc, currentMa, flags } of telemetry.zones) {
    zones[zone] = {
      technique,
      level,
      rate,
      temperature_c: numberOf(temperatureDc, 10),
      current_ma: numberOf(currentMa, 1),
      flags: flags.map((flag) => flagNames[flag]),
    };
  }
  return { zones, rail_v: numberOf(telemetry.railMv, 1000), lease_ms: telemetry.leaseMs, link, ts: isoTime(wallMs) };
}
