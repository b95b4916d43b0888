import { type Signal, signal } from '@preact/signals';
import type { ScheduleStatus } from '../../core/ledger/schedules/schedule-status.js';
import type { ShownGoal } from '../../core/people/view.js';
import type { ZoneService } from '../../core/wear/service-notes.js';
import type { Startable } from '../../core/web/frames.js';
import type { FlightBrief, ShownHistory, ShownSession, WatchedFlight } from '../../core/web/history.js';
import type { Zone } from '../../core/zones.js';
import { type PageClock, type PageNetwork, type PageReply, replyWithin } from '../logic/network.js';

/** What is shown of the history; left out: all. */
export interface HistoryFilters {
  readonly chair?: string | undefined;
  readonly person?: string | undefined;
  readonly since?: string | undefined;
}

/** A chair on which something may be started again: who is chosen there, and how it stands. */
interface AskedChair {
  readonly id: string;
  readonly person: string | null;
  readonly standing: string;
}

/** Why there is nothing to see. `message`: the daemon's own words. */
export type HistoryTrouble = { readonly kind: 'unanswered' } | { readonly kind: 'refused'; readonly message: string };

/** How the zones of a chair stand. */
export interface ChairServiceShown {
  readonly chair: string;
  readonly zones: readonly ZoneService[];
}

export const isServiceDue = ({ zones }: ChairServiceShown): boolean => zones.some(({ notes }) => notes.length > 0);

/** A year of a fleet takes a while to read. */
const waitMs = 20_000;

const queryOf = (asked: Readonly<Record<string, string | undefined>>): string => {
  const words = Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return words.length === 0 ? '' : `?${words.join('&')}`;
};

/** The table of what is shown, for a spreadsheet. */
export const tableAddress = (filters: HistoryFilters): string => `api/history.csv${queryOf({ ...filters })}`;
/** A record as it was written. */
export const recordAddress = (name: string): string => `api/flights/${encodeURIComponent(name)}/text`;

/** One visit to the history: what was asked for, and what came. Of two answers the one that was asked for last counts. */
export class HistoryVisit {
  readonly filters: Signal<HistoryFilters> = signal({});
  readonly history: Signal<ShownHistory | null> = signal(null);
  /** Those of all answers together. */
  readonly sessions: Signal<readonly ShownSession[]> = signal([]);
  readonly flights: Signal<readonly FlightBrief[] | null> = signal(null);
  /** What schedules plan and offer, by chair. */
  readonly plans: Signal<Readonly<Record<string, ScheduleStatus>>> = signal({});
  readonly goals: Signal<readonly ShownGoal[]> = signal([]);
  /** Those first that needed it when they were asked for. */
  readonly services: Signal<readonly ChairServiceShown[] | null> = signal(null);
  readonly trouble: Signal<HistoryTrouble | null> = signal(null);
  readonly isBusy = signal(false);
  /** What a start would be told now, by chair and program: as far as it is known. */
  readonly startable: Signal<ReadonlyMap<string, ReadonlyMap<string, Startable>>> = signal(new Map());
  private readonly askedChairs = new Set<string>();
  private asked = 0;

  constructor(
    private readonly clock: PageClock,
    private readonly network: PageNetwork,
  ) {}

  open(): void {
    void this.load();
    void this.loadFlights();
    void this.loadGoals();
    void this.loadSchedules();
    void this.loadServices();
  }

  show(filters: HistoryFilters): void {
    this.filters.value = filters;
    void this.load();
    void this.loadGoals();
  }

  /** The sessions before those that are shown. */
  async more(): Promise<void> {
    const cursor = this.history.value?.cursor ?? null;
    if (cursor === null || this.isBusy.value) return;
    const older = await this.ask(cursor);
    if (older === null || this.history.value === null) return;
    this.sessions.value = [...this.sessions.value, ...older.sessions];
    this.history.value = { ...this.history.value, cursor: older.cursor };
  }

  /** Asks what a start would be told on a chair, for whoever sits there: not while an answer for the same standing is awaited. */
  async askStartable({ id, person, standing }: AskedChair): Promise<void> {
    const key = `${id} ${standing}`;
    if (this.askedChairs.has(key)) return;
    this.askedChairs.add(key);
    const path = `chairs/${encodeURIComponent(id)}/startable${queryOf({ person: person ?? undefined })}`;
    const reply = await replyWithin(this.clock, this.network.ask('GET', path), waitMs);
    this.askedChairs.delete(key);
    const answers = reply?.status === 200 ? (reply.body as readonly Startable[]) : [];
    this.startable.value = new Map(this.startable.value).set(id, new Map(answers.map((each) => [each.program, each])));
  }

  flight(name: string): Promise<WatchedFlight | null> {
    return this.watched(this.network.ask('GET', `flights/${encodeURIComponent(name)}`));
  }

  /** A record of elsewhere. */
  read(text: string): Promise<WatchedFlight | null> {
    return this.watched(this.network.ask('POST', 'flights/read', { body: text }));
  }

  private async load(): Promise<void> {
    const history = await this.ask(undefined);
    if (history === null) return;
    this.history.value = history;
    this.sessions.value = history.sessions;
  }

  private async loadFlights(): Promise<void> {
    const reply = await replyWithin(this.clock, this.network.ask('GET', 'flights'), waitMs);
    if (reply?.status === 200) this.flights.value = reply.body as readonly FlightBrief[];
  }

  async loadSchedules(): Promise<void> {
    const reply = await replyWithin(this.clock, this.network.ask('GET', 'schedules'), waitMs);
    if (reply?.status !== 200) return;
    this.plans.value = (reply.body as { readonly chairs: Readonly<Record<string, ScheduleStatus>> }).chairs;
  }

  /** No to what is offered now on this chair. */
  async decline(schedule: string, chair: string): Promise<void> {
    const request = this.network.ask('POST', `schedules/${encodeURIComponent(schedule)}/skip`, { body: { chair } });
    const reply = await replyWithin(this.clock, request, waitMs);
    this.trouble.value = troubleIn(reply);
    await this.loadSchedules();
  }

  private async loadGoals(): Promise<void> {
    const reply = await replyWithin(this.clock, this.network.ask('GET', 'goals'), waitMs);
    if (reply?.status === 200) this.goals.value = reply.body as readonly ShownGoal[];
  }

  /** A pause asks for nothing, and ends no row of weeks. */
  async pauseGoal(person: string, paused: boolean): Promise<void> {
    const request = this.network.ask('PUT', `goals/${encodeURIComponent(person)}`, { body: { paused } });
    const reply = await replyWithin(this.clock, request, waitMs);
    this.trouble.value = troubleIn(reply);
    if (this.trouble.value !== null) return;
    const view = reply?.body as ShownGoal;
    this.goals.value = this.goals.value.map((each) => (each.id === person ? view : each));
  }

  private async loadServices(): Promise<void> {
    const reply = await replyWithin(this.clock, this.network.ask('GET', 'service'), waitMs);
    if (reply?.status !== 200) return;
    const all = reply.body as readonly ChairServiceShown[];
    this.services.value = [...all.filter(isServiceDue), ...all.filter((each) => !isServiceDue(each))];
  }

  /** Somebody has looked after a zone. Null: that is noted. */
  async served(chair: string, zone: Zone, note: string): Promise<HistoryTrouble | null> {
    const path = `service/${encodeURIComponent(chair)}/${zone}/done`;
    const reply = await replyWithin(this.clock, this.network.ask('POST', path, { body: { note } }), waitMs);
    const trouble = troubleIn(reply);
    // Without an answer it may be noted or not: the list says it.
    if (trouble?.kind === 'unanswered') void this.loadServices();
    if (trouble !== null) return trouble;
    const news = reply?.body as ChairServiceShown;
    this.services.value = this.services.value?.map((each) => (each.chair === chair ? news : each)) ?? null;
    return null;
  }

  private async ask(cursor: string | undefined): Promise<ShownHistory | null> {
    this.asked += 1;
    const mine = this.asked;
    this.isBusy.value = true;
    const path = `history${queryOf({ ...this.filters.value, cursor })}`;
    const reply = await replyWithin(this.clock, this.network.ask('GET', path), waitMs);
    if (mine !== this.asked) return null;
    this.isBusy.value = false;
    this.trouble.value = troubleIn(reply);
    return this.trouble.value === null ? (reply?.body as ShownHistory) : null;
  }

  private async watched(request: ReturnType<PageNetwork['ask']>): Promise<WatchedFlight | null> {
    const reply = await replyWithin(this.clock, request, waitMs);
    this.trouble.value = troubleIn(reply);
    return this.trouble.value === null ? (reply?.body as WatchedFlight) : null;
  }
}

function troubleIn(reply: PageReply | null): HistoryTrouble | null {
  if (reply === null) return { kind: 'unanswered' };
  if (reply.status === 200) return null;
  const { message } = (reply.body ?? {}) as { readonly message?: string };
  return { kind: 'refused', message: message ?? `HTTP ${reply.status}` };
}
