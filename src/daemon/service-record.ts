import { newZoneTimes } from '../core/metrics/tallies.js';
import type { Identity, Telemetry } from '../core/protocol/messages.js';
import {
  greetedBook,
  isSameChair,
  readServiceBook,
  type ServiceBook,
  sensedBook,
  serviceBookName,
} from '../core/service-book.js';
import type { UnitOptions } from './chair-settings.js';

const saveEveryMs = 60_000;
/** Between two lines that are further apart nobody has seen the motors run. */
const lineGapMsMax = 1000;

/** Keeps the service book of one chair: who it is, what it has, how long its motors ran. */
export class ServiceRecord {
  /** Its hours are those of the last time that it was made; `motorMs` goes on with each T line. */
  private written: ServiceBook | null;
  private motorMs: number;
  /** How long each zone was seen to move since the start of the process, ms. */
  readonly zoneMs = newZoneTimes();
  private movedAtMs: number | null = null;
  private savedAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: Pick<UnitOptions, 'settings' | 'driver' | 'store' | 'clock' | 'face'>) {
    this.written = readServiceBook(parts.store.load(this.name));
    this.motorMs = this.written?.motorMs ?? 0;
  }

  get book(): ServiceBook | null {
    return this.written && { ...this.written, motorMs: this.motorMs };
  }

  /** A handshake. */
  greeted(identity: Identity | null): void {
    if (identity !== null) this.take(greetedBook(this.book, identity, this.parts.driver.profile));
  }

  /** A T line of the chair that answers now. */
  measured(telemetry: Telemetry): void {
    if (this.written === null) return;
    const sensed = sensedBook(this.written, telemetry);
    if (sensed !== this.written) this.take({ ...sensed, motorMs: this.motorMs });
    this.count(telemetry);
  }

  private take(book: ServiceBook): void {
    const isKnown = isSameChair(this.written, book);
    this.written = book;
    this.motorMs = book.motorMs;
    if (isKnown) return;
    this.save();
    this.parts.face.onCard(this.parts.settings.id);
  }

  private count({ zones }: Telemetry): void {
    const isMoving = zones.some(({ level }) => level > 0);
    if (!isMoving && this.movedAtMs === null) return;
    const nowMs = this.parts.clock.nowMs();
    const sinceMs = this.movedAtMs === null ? 0 : Math.min(nowMs - this.movedAtMs, lineGapMsMax);
    this.motorMs += sinceMs;
    for (const { zone, level } of zones) if (level > 0) this.zoneMs[zone] += sinceMs;
    const hasEnded = this.movedAtMs !== null && !isMoving;
    this.movedAtMs = isMoving ? nowMs : null;
    if (!hasEnded && !(isMoving && nowMs - this.savedAtMs >= saveEveryMs)) return;
    this.save();
    this.parts.face.onUsage(this.parts.settings.id);
  }

  private get name(): string {
    return serviceBookName(this.parts.settings.id);
  }

  private save(): void {
    this.savedAtMs = this.parts.clock.nowMs();
    const { book } = this;
    if (book !== null) void this.parts.store.save(this.name, book);
  }
}
