import { keptSerial } from '../core/ledger/open-line.js';
import type { Telemetry } from '../core/protocol/messages.js';
import type { ServiceBook } from '../core/service-book.js';
import type { Session } from '../core/session.js';
import { isoTime } from '../core/time-text.js';
import { type ServiceNote, serviceNotes, type ZoneService, zoneServices } from '../core/wear/service-notes.js';
import { SessionMeter } from '../core/wear/session-meter.js';
import {
  bookAfter,
  bookServed,
  bookWithServices,
  isChairCold,
  newWearBook,
  ownWearBook,
  readWearBook,
  type WearBook,
  wearBookName,
  zoneHours,
} from '../core/wear/wear-book.js';
import type { Zone } from '../core/zones.js';
import type { UnitOptions } from './chair-settings.js';

interface Metered {
  readonly sessionId: string;
  readonly startedWallMs: number;
  /** Null where it does not count any more. */
  readonly meter: SessionMeter | null;
}

const meteredOf = ({ id, startedWallMs }: Session): Metered => ({
  sessionId: id,
  startedWallMs,
  meter: new SessionMeter(),
});

/** What one chair feels of its own wear: measured in its sessions, compared when they have ended. The stop path passes it by. */
export class ChairWear {
  private book: WearBook | null;
  private metered: Metered | null = null;
  /** What stands in the log, by zone and code. */
  private logged: ReadonlySet<string> = new Set();
  private isLedgerRead = false;

  /** `serviceBook`: who the chair is, and how long its zones ran. */
  constructor(
    private readonly options: Pick<
      UnitOptions,
      'settings' | 'clock' | 'store' | 'ledger' | 'freshness' | 'log' | 'face'
    >,
    private readonly serviceBook: () => ServiceBook | null,
  ) {
    const record = options.store.load(this.name);
    this.book = readWearBook(record);
    const hint = 'nothing to do: what is usual of this chair is learned anew, and its services are in the ledger';
    if (this.book === null && record !== undefined) options.log.warn('wear_book_unreadable', { hint });
    options.ledger.whenRead(() => {
      this.isLedgerRead = true;
      this.recall();
    });
  }

  /** A handshake: it is known which unit answers. */
  greeted(): void {
    if (this.isLedgerRead) this.recall();
  }

  /** A T line of the chair that answers now, and the session that it has. The one before has ended with the first that has another. */
  measured(telemetry: Telemetry, session: Session | null): void {
    if (session?.id !== this.metered?.sessionId) {
      this.ended();
      this.metered = session === null ? null : meteredOf(session);
    }
    this.metered?.meter?.measured(telemetry, this.options.clock.nowMs());
  }

  /** What there is to look after. */
  get notes(): readonly ServiceNote[] {
    const { settings } = this.options;
    return serviceNotes(this.ownBook, this.hours, settings.serviceHours, this.at);
  }

  /** Each zone that the chair has. */
  get zones(): readonly ZoneService[] {
    const own = this.serviceBook()?.zones ?? [];
    return zoneServices(own, this.ownBook, this.hours, this.options.settings.serviceHours, this.at);
  }

  /** Somebody has looked after a zone. False where the chair is not known yet, or does not have it. */
  served(zone: Zone, note: string): boolean {
    const { serial } = this;
    if (serial === null || this.serviceBook()?.zones.includes(zone) !== true) return false;
    const { settings, ledger, log } = this.options;
    const hours = this.hours[zone] ?? 0;
    ledger.write({ kind: 'service', chair: settings.id, serial, zone, done_at_h: hours, note, at: this.at });
    // What the session under way has shown so far was before that.
    if (this.metered !== null) this.metered = { ...this.metered, meter: null };
    this.keep(bookServed(this.ownBook ?? newWearBook(serial), zone, { hours, at: this.at, note }));
    log.info('zone_served', { zone, hours });
    this.tell();
    this.options.face.onUsage(settings.id);
    return true;
  }

  /** What the ledger knows of services and the book does not: it was lost, or is older. */
  private recall(): void {
    const { serial } = this;
    if (serial === null) return;
    const { ledger, log, face, settings } = this.options;
    const before = this.ownBook ?? newWearBook(serial);
    const book = bookWithServices(before, ledger.servicesOf(serial));
    if (book === before) return;
    log.info('services_recalled', { serial });
    this.keep(book);
    this.tell();
    face.onUsage(settings.id);
  }

  private ended(): void {
    const { metered, serial } = this;
    const { clock, freshness, settings, face } = this.options;
    const wallMs = clock.wallMs();
    // While the clock is not set, nobody knows on which day this was.
    if (metered === null || metered.meter === null || serial === null || wallMs < freshness.buildWallMs) return;
    const book = this.ownBook ?? newWearBook(serial);
    this.keep(bookAfter(book, metered.meter.samples(isChairCold(book, metered.startedWallMs)), wallMs));
    if (this.tell()) face.onUsage(settings.id);
  }

  /** Logs what is new of the notes and what is gone; true where that is something. */
  private tell(): boolean {
    const { log } = this.options;
    const { notes, logged } = this;
    const now = new Set(notes.map(({ zone, code }) => `${zone} ${code}`));
    for (const { zone, code, message, advice } of notes)
      if (!logged.has(`${zone} ${code}`)) log.info('service_due', { zone, code, message, hint: advice });
    this.logged = now;
    return now.size !== logged.size || [...now].some((each) => !logged.has(each));
  }

  private keep(book: WearBook): void {
    this.book = book;
    this.options.store.saveLater(this.name, () => this.book ?? book);
  }

  private get ownBook(): WearBook | null {
    return ownWearBook(this.book, this.serviceBook());
  }

  private get serial(): string | null {
    const book = this.serviceBook();
    return book === null ? null : keptSerial(book.serial);
  }

  private get hours(): Readonly<Partial<Record<Zone, number>>> {
    return zoneHours(this.serviceBook());
  }

  private get at(): string {
    return isoTime(this.options.clock.wallMs());
  }

  private get name(): string {
    return wearBookName(this.options.settings.id);
  }
}
