import { addedTimes, hoursOfMs, seedFor, timesOf } from '../core/ledger/motor-hours.js';
import { keptSerial } from '../core/ledger/open-line.js';
import { type MotorHours, noHours } from '../core/ledger/roll-up.js';
import { newZoneTimes } from '../core/metrics/tallies.js';
import type { Identity, Telemetry } from '../core/protocol/messages.js';
import { seenTimeMs } from '../core/seen-time.js';
import {
  greetedBook,
  isSameChair,
  readServiceBook,
  type ServiceBook,
  sensedBook,
  serviceBookName,
} from '../core/service-book.js';
import { isoTime } from '../core/time-text.js';
import type { Zone } from '../core/zones.js';
import type { UnitOptions } from './chair-settings.js';

const saveEveryMs = 60_000;

/** Keeps the service book of one chair: who it is, what it has, how long its motors ran. */
export class ServiceRecord {
  /** Its hours are those of the last time that it was made; `motorMs` and `ranMs` go on with each T line. */
  private written: ServiceBook | null;
  private motorMs: number;
  /** As `motorMs`, of each zone. */
  private ranMs: Partial<Record<Zone, number>>;
  /** How long each zone was seen to move since the start of the process, ms. */
  readonly zoneMs = newZoneTimes();
  /** Zones that the last T line showed moving, and when it came. */
  private moving: readonly Zone[] = [];
  private movedAtMs: number | null = null;
  private savedAtMs = Number.NEGATIVE_INFINITY;

  /** The hours of the book as it was before this process moved anything. */
  private hours: MotorHours;
  private isLedgerRead = false;

  constructor(
    private readonly parts: Pick<UnitOptions, 'settings' | 'driver' | 'store' | 'ledger' | 'clock' | 'log' | 'face'>,
  ) {
    this.written = readServiceBook(parts.store.load(this.name));
    this.motorMs = this.written?.motorMs ?? 0;
    this.ranMs = { ...this.written?.zoneMs };
    this.hours = bookHours(this.written);
    parts.ledger.whenRead(() => {
      this.isLedgerRead = true;
      this.settleHours();
    });
  }

  get book(): ServiceBook | null {
    return this.written && { ...this.written, motorMs: this.motorMs, zoneMs: { ...this.ranMs } };
  }

  /** A handshake. */
  greeted(identity: Identity | null): void {
    if (identity === null) return;
    const serial = this.book?.serial;
    this.take(greetedBook(this.book, identity, this.parts.driver.profile));
    if (serial === this.book?.serial) return;
    this.hours = noHours;
    if (this.isLedgerRead) this.settleHours();
  }

  /** Of the hours in the book and those in the ledger the greater count, and what is missing in one is brought there: hours that were
   *  told never fall. */
  private settleHours(): void {
    const { book, hours } = this;
    const { ledger, settings, clock, log } = this.parts;
    if (book === null) return;
    const serial = keptSerial(book.serial);
    const ledgerHours = ledger.hoursOf(serial);
    const seed = seedFor(settings.id, serial, hours, ledgerHours, isoTime(clock.wallMs()));
    if (seed !== null) {
      ledger.write(seed);
      log.info('motor_hours_kept', { serial, told_h: hours.motor_h, ledger_h: ledgerHours.motor_h });
    }
    const more = timesOf(ledgerHours, hours);
    if (more === null) return;
    this.motorMs += more.motorMs;
    this.ranMs = { ...addedTimes(this.ranMs, more.zoneMs) };
    this.save();
    this.parts.face.onUsage(settings.id);
  }

  /** A T line of the chair that answers now. */
  measured(telemetry: Telemetry): void {
    if (this.written === null) return;
    const sensed = sensedBook(this.written, telemetry);
    if (sensed !== this.written) this.take({ ...sensed, motorMs: this.motorMs, zoneMs: this.ranMs });
    this.count(telemetry);
  }

  private take(book: ServiceBook): void {
    const isKnown = isSameChair(this.written, book);
    this.written = book;
    this.motorMs = book.motorMs;
    this.ranMs = { ...book.zoneMs };
    if (isKnown) return;
    this.save();
    this.parts.face.onCard(this.parts.settings.id);
  }

  private count({ zones }: Telemetry): void {
    const isMoving = zones.some(({ level }) => level > 0);
    if (!isMoving && this.movedAtMs === null) return;
    const nowMs = this.parts.clock.nowMs();
    const sinceMs = seenTimeMs(this.movedAtMs, nowMs);
    this.motorMs += sinceMs;
    for (const zone of this.moving) {
      this.zoneMs[zone] += sinceMs;
      this.ranMs[zone] = (this.ranMs[zone] ?? 0) + sinceMs;
    }
    this.moving = zones.flatMap(({ zone, level }) => (level > 0 ? [zone] : []));
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

const bookHours = (book: ServiceBook | null): MotorHours =>
  book === null ? noHours : hoursOfMs(book.motorMs, book.zoneMs);
