import type { HaltName } from '../core/command/schema.js';
import { beginOffer, type Offer, offerLater, whyOver } from '../core/ledger/schedules/offer.js';
import { noticedMsMax, passedTimes } from '../core/ledger/schedules/passed-times.js';
import { JudgedTimes, type LastPlanned, type ScheduleRecord } from '../core/ledger/schedules/record.js';
import type { Schedule } from '../core/ledger/schedules/schedule.js';
import type { ScheduleStatus } from '../core/ledger/schedules/schedule-status.js';
import type { SkipCode } from '../core/ledger/schedules/skip-codes.js';
import type { Clock, Face, Store, Timer } from '../ports.js';
import type { ChairUnit } from './chair-unit.js';
import { ScheduleTelling, type TellingParts } from './schedule-telling.js';
import {
  type Planned,
  plannedAfter,
  readScheduleRecord,
  scheduleRecordName,
  scheduleStatusOf,
  seatOf,
} from './schedule-view.js';

/** The time of day may be set: it is looked at so often, whatever is planned. */
const lookEveryMs = 60_000;
/** A time of day that moved this much against the monotonic clock was set by somebody. */
const clockSetMs = 1000;
/** What a press would be told changes by itself, as rest goes by. */
const tellEveryMs = 1000;

export interface ScheduleParts extends TellingParts {
  readonly schedules: readonly Schedule[];
  readonly units: ReadonlyMap<string, ChairUnit>;
  readonly clock: Clock;
  readonly store: Store;
  /** A clock that says less cannot be right. */
  readonly buildWallMs: number;
}

/** Offers what schedules have planned. It begins nothing: an offer is put where a press finds it, and that is all. [S5] [S18] */
export class ScheduleDesk implements Pick<Face, 'onStatus' | 'onStop' | 'onTelemetry' | 'onAvailability'> {
  private readonly offers = new Map<string, Offer>();
  private readonly last = new Map<string, LastPlanned | null>();
  private readonly telling: ScheduleTelling;
  private readonly judged: JudgedTimes;
  /** Offers of before, until the clock is right. */
  private kept: ScheduleRecord['offers'];
  /** The last look at the time of day, on the clock that is set; null before the first. */
  private seenMs: number | null = null;
  /** Between the two clocks at the last look. */
  private offsetMs = 0;
  private timer: Timer | null = null;
  /** As of the last look. */
  private planned: readonly Planned[] = [];
  private toldAtMs = Number.NEGATIVE_INFINITY;
  /** Something is to be kept: once a turn of the loop, however many chairs a stop goes to in it. */
  private isUnsaved = false;
  /** Chairs whose seat was looked at since their handshake. */
  private readonly seen = new Set<string>();

  constructor(private readonly parts: ScheduleParts) {
    const { schedules, units, store, log } = parts;
    this.telling = new ScheduleTelling(parts, (chairId) => this.workOut(chairId));
    const record = readScheduleRecord(store.load(scheduleRecordName), log);
    this.judged = new JudgedTimes(schedules, record);
    this.kept = record?.offers ?? [];
    for (const chairId of units.keys()) {
      const isNamed = schedules.some(({ chairs }) => chairs.includes(chairId));
      const last = record?.last[chairId];
      if (isNamed || last !== undefined) this.last.set(chairId, last ?? null);
    }
  }

  get schedules(): readonly Schedule[] {
    return this.parts.schedules;
  }

  start(): void {
    if (this.parts.schedules.length > 0) this.look();
  }

  close(): void {
    this.disarm();
    this.keep();
  }

  /** Looks at the chairs on which something is offered; to be called often. */
  tick(nowMs: number): void {
    if (this.timer !== null && Math.abs(this.parts.clock.wallMs() - nowMs - this.offsetMs) > clockSetMs) this.look();
    const isDue = nowMs - this.toldAtMs >= tellEveryMs;
    if (isDue) this.toldAtMs = nowMs;
    for (const chairId of [...this.offers.keys()]) {
      this.follow(chairId, nowMs);
      if (isDue) this.telling.changed(chairId);
    }
    this.telling.tick();
  }

  /** A stop ends the offer of its chair; a pause does not. */
  onStop(chairId: string, kind: HaltName): void {
    if (kind === 'pause') return;
    this.kept = this.kept.filter(({ chair }) => chair !== chairId);
    this.skip(chairId, 'stopped');
  }

  /** Somebody says no; false where nothing is offered. */
  decline(chairId: string): boolean {
    const isThere = this.offers.has(chairId);
    this.skip(chairId, 'declined');
    return isThere;
  }

  /** What a press would be told hangs on how the chair stands. */
  onStatus(chairId: string): void {
    if (this.offers.has(chairId)) this.telling.changed(chairId);
  }

  onAvailability(chairId: string, isAvailable: boolean): void {
    if (!isAvailable) this.seen.delete(chairId);
  }

  /** The first reading after a handshake shows what the chair has. */
  onTelemetry(chairId: string): void {
    if (this.seen.has(chairId)) return;
    this.seen.add(chairId);
    const isPlanned = this.parts.schedules.some(({ chairs }) => chairs.includes(chairId));
    if (!isPlanned || this.seat(chairId)?.hasSeatSensor !== false) return;
    const hint = 'a schedule offers only where it is seen that somebody sits: take this chair out of schedules';
    this.parts.log.warn('schedule_without_sensor', { chair: chairId, hint });
  }

  /** Null for a chair that no schedule has ever named. */
  status(chairId: string): ScheduleStatus | null {
    return this.telling.statusOf(chairId);
  }

  private workOut(chairId: string): ScheduleStatus | null {
    const last = this.last.get(chairId);
    if (last === undefined) return null;
    const { clock, units } = this.parts;
    const { planned } = this;
    const offer = this.offers.get(chairId) ?? null;
    return scheduleStatusOf(units.get(chairId), { planned, offer, last, wallMs: clock.wallMs(), chairId });
  }

  private look(): void {
    const { clock, schedules, buildWallMs } = this.parts;
    const wallMs = clock.wallMs();
    const { seenMs } = this;
    this.offsetMs = wallMs - clock.nowMs();
    const isClockSet = wallMs >= buildWallMs;
    this.seenMs = isClockSet ? wallMs : null;
    this.planned = isClockSet ? plannedAfter(schedules, wallMs) : [];
    if (isClockSet && seenMs === null) this.takeUp(wallMs);
    if (isClockSet && seenMs !== null) for (const schedule of schedules) this.judgePassed(schedule, seenMs, wallMs);
    for (const chairId of this.last.keys()) this.telling.changed(chairId);
    const inMs = (this.planned[0]?.atMs ?? Number.POSITIVE_INFINITY) - wallMs;
    this.disarm();
    this.timer = clock.after(Math.min(lookEveryMs, Math.max(1, inMs)), () => this.look());
  }

  private disarm(): void {
    if (this.timer !== null) this.parts.clock.clear(this.timer);
    this.timer = null;
  }

  /** What an earlier daemon has offered goes on until its end. What it has missed is told once, and never caught up. */
  private takeUp(wallMs: number): void {
    const { schedules, clock } = this.parts;
    for (const { schedule: id, chair, plannedMs, isTold } of this.kept) {
      const schedule = schedules.find((each) => each.id === id && each.chairs.includes(chair));
      // Of one that is planned for other times now nothing is known of this one.
      if (schedule === undefined || !this.last.has(chair) || !this.judged.has(schedule, plannedMs)) continue;
      const offer = beginOffer(schedule, plannedMs, { nowMs: clock.nowMs(), wallMs });
      const isTooEarly = wallMs < plannedMs - noticedMsMax;
      if (isTooEarly || wallMs >= offer.endsMs)
        this.tellEnd(chair, schedule, plannedMs, isTooEarly ? 'clock' : 'missed');
      else this.offers.set(chair, { ...offer, isTold });
    }
    this.kept = [];
    for (const schedule of schedules) {
      const missed = this.judged.takeMissed(schedule, wallMs);
      if (missed !== null) this.judge(schedule, missed, 'missed');
    }
    this.keepSoon();
  }

  private judgePassed(schedule: Schedule, seenMs: number, wallMs: number): void {
    const { due, jumped } = passedTimes(schedule, seenMs, wallMs);
    if (jumped !== null) this.judge(schedule, jumped, 'clock');
    for (const plannedMs of due) this.judge(schedule, plannedMs, null);
  }

  /** Each planned time is judged once. `code`: why nothing can come of it. */
  private judge(schedule: Schedule, plannedMs: number, code: SkipCode | null): void {
    if (this.judged.has(schedule, plannedMs)) return;
    this.judged.add(schedule, plannedMs);
    for (const chairId of schedule.chairs) {
      const why = code ?? this.whyNoOffer(schedule, chairId);
      if (why === null) this.offer(schedule, chairId, plannedMs);
      else this.tellEnd(chairId, schedule, plannedMs, why);
    }
    this.keepSoon();
  }

  private whyNoOffer({ program }: Schedule, chairId: string): SkipCode | null {
    const unit = this.parts.units.get(chairId);
    if (unit === undefined || !unit.view().programs.has(program)) return 'unknown_program';
    if (this.seat(chairId)?.hasSeatSensor === false) return 'no_sensor';
    // One that ends at this moment may not have been looked at yet.
    this.follow(chairId, this.parts.clock.nowMs());
    return this.offers.has(chairId) ? 'other_offer' : null;
  }

  private offer(schedule: Schedule, chairId: string, plannedMs: number): void {
    const { clock } = this.parts;
    const nowMs = clock.nowMs();
    this.offers.set(chairId, beginOffer(schedule, plannedMs, { nowMs, wallMs: clock.wallMs() }));
    this.follow(chairId, nowMs);
    this.telling.changed(chairId);
  }

  private seat(chairId: string) {
    const unit = this.parts.units.get(chairId);
    return unit === undefined ? null : seatOf(unit);
  }

  private follow(chairId: string, nowMs: number): void {
    const before = this.offers.get(chairId);
    const seat = this.seat(chairId);
    if (before === undefined || seat === null) return;
    const why = whyOver(before, seat, { nowMs, wallMs: this.parts.clock.wallMs() });
    if (why !== null) {
      this.skip(chairId, why);
      return;
    }
    const offer = offerLater(before, seat, { nowMs });
    this.offers.set(chairId, offer);
    this.place(chairId, offer);
    if (offer.isTold && !before.isTold) {
      this.telling.happened(chairId, 'schedule_offered', offer.schedule, null);
      this.keepSoon();
    }
    if (offer.isReady !== before.isReady) this.telling.changed(chairId);
  }

  /** Where a press finds it. */
  private place(chairId: string, offer: Offer | null): void {
    const unit = this.parts.units.get(chairId);
    if (unit === undefined) return;
    if (offer === null) {
      unit.offer = null;
      return;
    }
    const { isReady, endsNowMs } = offer;
    const { id, program, person } = offer.schedule;
    unit.offer = { schedule: id, program, person, isReady, endsNowMs, taken: () => this.taken(chairId) };
  }

  private taken(chairId: string): void {
    const offer = this.withdraw(chairId);
    if (offer !== null) this.tellEnd(chairId, offer.schedule, offer.plannedMs, null);
  }

  private skip(chairId: string, code: SkipCode): void {
    const offer = this.withdraw(chairId);
    if (offer !== null) this.tellEnd(chairId, offer.schedule, offer.plannedMs, code);
  }

  private withdraw(chairId: string): Offer | null {
    const offer = this.offers.get(chairId) ?? null;
    this.offers.delete(chairId);
    this.place(chairId, null);
    return offer;
  }

  /** What became of a planned time: it began, or nothing came of it. */
  private tellEnd(chairId: string, schedule: Schedule, plannedMs: number, code: SkipCode | null): void {
    this.last.set(chairId, { schedule: schedule.id, plannedMs, code });
    this.keepSoon();
    this.telling.happened(chairId, code === null ? 'schedule_started' : 'schedule_skipped', schedule, code);
    this.telling.changed(chairId);
  }

  private keepSoon(): void {
    if (this.isUnsaved) return;
    this.isUnsaved = true;
    this.parts.clock.after(0, () => this.keep());
  }

  private keep(): void {
    if (!this.isUnsaved) return;
    this.isUnsaved = false;
    const { store, clock } = this.parts;
    const offers = [...this.offers].map(([chair, { schedule, plannedMs, isTold }]) => ({
      schedule: schedule.id,
      chair,
      plannedMs,
      isTold,
    }));
    void store.save(scheduleRecordName, {
      version: 1,
      seenMs: clock.wallMs(),
      judged: this.judged.record,
      last: Object.fromEntries(this.last),
      offers,
    } satisfies ScheduleRecord);
  }
}
