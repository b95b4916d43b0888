import type { Telemetry } from '../core/protocol/messages.js';
import type { LinkStatus, Status, StatusEvent } from '../core/status.js';
import type { Clock, Face } from '../ports.js';
import { PublicationPace } from './publication.js';
import { TelemetryPace, telemetryStatus } from './telemetry-status.js';

/** Tells the faces what there is to know of one chair, when it is worth telling. */
export class ChairAnnouncer {
  /** How many statuses went out. */
  sequence = 0;
  private readonly publication = new PublicationPace();
  private readonly telemetryPace = new TelemetryPace();
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
    if (!this.telemetryPace.isDue(this.clock.nowMs())) return;
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
