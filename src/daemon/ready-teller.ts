import type { Clock, Fleet, Log, Timer } from '../ports.js';
import type { RunningFace } from './running-daemon.js';

/** A chair that is on and a broker that runs have answered by then; who has not is named. */
const patienceMs = 10_000;

/** Where things are, in words for people. */
export interface ReadyPlaces {
  /** Where the port of a chair is. */
  readonly portOf: (chairId: string) => string;
  /** Only such a chair can be commissioned. */
  readonly hasDeadMan: (chairId: string) => boolean;
  readonly broker: string;
  readonly hub: string;
  /** A page is to be served, at an address that is known later. */
  readonly hasWeb: boolean;
  /** What leads into the page: its address, on a terminal with a code that logs in. */
  readonly linkTo: (address: string) => string;
}

/** Says once, at the end of a start, who is there, where everything is and what is left to do. Where somebody is missing it says
 *  that first. */
export class ReadyTeller implements RunningFace {
  private timer: Timer | null = null;
  /** Commands and stops by the broker are known to come. */
  private isProven = false;
  private hasTold = false;
  /** Where the page is; undefined while that is not known yet. */
  private web: string | null | undefined;

  constructor(
    private readonly fleet: Fleet,
    private readonly places: ReadyPlaces,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.web = places.hasWeb ? undefined : null;
  }

  start(): void {
    this.timer = this.clock.after(patienceMs, () => this.tellMissing());
  }

  async close(): Promise<void> {
    this.hasTold = true;
    if (this.timer !== null) this.clock.clear(this.timer);
  }

  onAvailability(): void {
    this.check();
  }

  onWeb(address: string | null): void {
    this.web = address;
    this.check();
  }

  brokerIs(isProven: boolean): void {
    this.isProven = isProven;
    this.check();
  }

  private get silent(): readonly string[] {
    return this.fleet.chairIds.filter((id) => !this.fleet.isAvailable(id));
  }

  private check(): void {
    const { web } = this;
    if (this.hasTold || !this.isProven || this.silent.length > 0 || web === undefined) return;
    this.hasTold = true;
    if (this.timer !== null) this.clock.clear(this.timer);
    const { broker, hub, linkTo } = this.places;
    const chairs = this.fleet.chairIds.map((id) => this.chairWords(id));
    this.log.info('ready', { chairs, broker, hub, ...(web === null ? {} : { http: linkTo(web) }), next: this.next() });
  }

  private tellMissing(): void {
    if (this.hasTold) return;
    const silent = this.silent.map((id) => `the chair ${id} on ${this.places.portOf(id)}`);
    const waiting = [...silent, ...(this.isProven ? [] : [`the broker ${this.places.broker}`])];
    this.log.warn('not_ready_yet', { waiting, hint: 'chair2mqtt doctor says more' });
  }

  private isUnproven(id: string): boolean {
    return this.places.hasDeadMan(id) && !this.fleet.card(id).commissioned;
  }

  private chairWords(id: string): string {
    const { model, serial } = this.fleet.card(id);
    const who = [model ?? [], serial ?? []].flat().join(' ');
    const known = who === '' ? '' : ` (${who})`;
    return `${id} answers on ${this.places.portOf(id)}${known}${this.isUnproven(id) ? ', not commissioned' : ''}`;
  }

  private next(): readonly string[] {
    const unproven = this.fleet.chairIds.filter((id) => this.isUnproven(id));
    return unproven.map((id) => `stop the daemon, then: chair2mqtt commission ${id}`);
  }
}
