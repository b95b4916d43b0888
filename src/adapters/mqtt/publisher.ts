import type { Health, MeasuredHealth } from '../../core/metrics/health.js';
import { type Claim, foreignOwnerOf } from '../../core/ownership.js';
import type { Status, StatusEvent, TelemetryStatus } from '../../core/status.js';
import { isoTime } from '../../core/time-text.js';
import type { Publication } from '../../ports.js';
import type { FaceParts } from './face-parts.js';
import type { ChairLeaf } from './topics.js';

export interface PublisherParts extends Pick<FaceParts, 'topics' | 'fleet' | 'clock' | 'send' | 'sendKept' | 'owns'> {
  /** Whether a start would be looked at now. */
  readonly takesStarts: (chairId: string) => boolean;
}

type Manner = Omit<Publication, 'topic' | 'payload'>;

const retained: Manner = { qos: 1, isRetained: true, offline: 'newest' };
const queued: Manner = { qos: 1, isRetained: false, offline: 'queue' };
const fleeting: Manner = { qos: 0, isRetained: false, offline: 'drop' };

/** In hours, to a tenth of a second and less. */
const hoursOf = (ms: number): number => Math.round(ms / 36) / 100_000;

/** Everything that is written but results: topics, flags and form. */
export class Publisher {
  private readonly toldStarts = new Map<string, boolean>();

  constructor(private readonly parts: PublisherParts) {}

  bridgeState(state: 'online' | 'offline'): void {
    this.keep(null, this.parts.topics.bridge('state'), state);
  }

  info(info: object): void {
    const chairs = this.parts.fleet.chairIds.map((chairId) => this.parts.fleet.card(chairId));
    this.keep(null, this.parts.topics.bridge('info'), JSON.stringify({ ...info, chairs }));
  }

  health({ chairs: measured, ...health }: Omit<Health, 'chairs'> & Pick<MeasuredHealth, 'chairs'>): void {
    const { topics, fleet } = this.parts;
    const chairs: Health['chairs'] = {};
    for (const [chairId, chair] of Object.entries(measured)) {
      chairs[chairId] = { ...chair, foreign_owner: foreignOwnerOf(fleet.holding(chairId)) };
    }
    this.send(topics.bridge('health'), JSON.stringify({ ...health, chairs } satisfies Health), fleeting);
  }

  availability(chairId: string, isAvailable: boolean): void {
    this.keepOwn(chairId, 'availability', isAvailable ? 'online' : 'offline');
  }

  status(chairId: string, status: Status): void {
    if (!this.parts.owns(chairId)) return;
    const takesStarts = this.parts.takesStarts(chairId);
    this.toldStarts.set(chairId, takesStarts);
    this.keepOwn(chairId, 'state', JSON.stringify({ ...status, takes_starts: takesStarts }));
  }

  /** Publishes the state of the chairs whose starts are looked at again, or no longer; to be called often. */
  startsMayHaveChanged(): void {
    const { fleet, takesStarts } = this.parts;
    for (const [chairId, told] of this.toldStarts) {
      if (takesStarts(chairId) !== told) this.status(chairId, fleet.status(chairId));
    }
  }

  telemetry(chairId: string, telemetry: TelemetryStatus): void {
    this.sendOwn(chairId, 'telemetry', JSON.stringify(telemetry), fleeting);
  }

  programs(chairId: string): void {
    this.sendOwn(chairId, 'programs', JSON.stringify(this.parts.fleet.programs(chairId)), retained);
  }

  usage(chairId: string): void {
    const { fleet, clock } = this.parts;
    const book = fleet.book(chairId);
    if (book === null) return;
    const zones = Object.fromEntries(book.zones.map((zone) => [zone, hoursOf(book.zoneMs[zone] ?? 0)]));
    const { serial, motorMs } = book;
    const service = fleet.service(chairId).flatMap(({ notes }) => notes);
    const usage = { serial, motor_hours: hoursOf(motorMs), zones, service, ts: isoTime(clock.wallMs()) };
    this.sendOwn(chairId, 'usage', JSON.stringify(usage), retained);
  }

  schedule(chairId: string): void {
    const { fleet, clock } = this.parts;
    const status = fleet.schedule(chairId);
    if (status === null) return;
    this.sendOwn(chairId, 'schedule', JSON.stringify({ ...status, ts: isoTime(clock.wallMs()) }), retained);
  }

  event(chairId: string, event: StatusEvent): void {
    this.sendOwn(chairId, 'event', JSON.stringify(event), queued);
  }

  /** Also the last word of who gives the chair up. */
  owner(chairId: string, claim: Claim): void {
    this.send(this.parts.topics.chair(chairId, 'owner'), JSON.stringify(claim), fleeting);
  }

  /** Everything that is retained of a chair, in the order in which hubs want it. */
  chair(chairId: string): void {
    const { fleet } = this.parts;
    this.availability(chairId, fleet.isAvailable(chairId));
    this.programs(chairId);
    this.usage(chairId);
    this.schedule(chairId);
    this.status(chairId, fleet.status(chairId));
  }

  private keepOwn(chairId: string, leaf: ChairLeaf, payload: string): void {
    if (this.parts.owns(chairId)) this.keep(chairId, this.parts.topics.chair(chairId, leaf), payload);
  }

  private keep(chairId: string | null, topic: string, payload: string): void {
    this.parts.sendKept({ topic, payload, ...retained }, chairId);
  }

  private sendOwn(chairId: string, leaf: ChairLeaf, payload: string, manner: Manner): void {
    if (this.parts.owns(chairId)) this.send(this.parts.topics.chair(chairId, leaf), payload, manner);
  }

  private send(topic: string, payload: string, manner: Manner): void {
    this.parts.send({ topic, payload, ...manner });
  }
}
