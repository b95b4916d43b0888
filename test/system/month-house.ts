import type { Schedule } from '../../src/core/ledger/schedules/schedule.js';
import type { PeopleKeeper } from '../../src/core/people/keeper.js';
import type { StatusEvent } from '../../src/core/status.js';
import { zones } from '../../src/core/zones.js';
import { DaemonBench } from '../support/daemon-bench.js';
import { MemoryLedger } from '../support/memory-ledger.js';
import { type Stretch, slotProblems } from '../support/slot-oracle.js';

export const minuteMs = 60_000;
export const dayMs = 86_400_000;
const timeZone = 'Europe/Berlin';
/** Midnight of Monday, 5 October 2026, in Berlin; in the night of the third Sunday clocks are set back. */
export const mondayMs = Date.parse('2026-10-04T22:00:00Z');
const winterMs = Date.parse('2026-10-25T01:00:00Z');

const restMinutes = 30;
const dailyMinutes = 40;
export const goals = {
  anna: { minutes: 20, days: 2, publish: true },
  ben: { minutes: 8, days: 1, publish: true },
};
export const people = { anna: { avoid: [], levelMax: 80 }, ben: { avoid: ['pacemaker'], levelMax: 30 } } as const;

const schedule = (id: string, program: string, weekday: number): Schedule => ({
  id,
  program,
  when: `0 20 * * ${weekday}`,
  chairs: ['chair'],
  person: 'anna',
  timeZone,
  skip: [],
  withinMs: 15 * minuteMs,
});
const schedules = [schedule('tuesdays', 'quick-break', 2), schedule('thursdays', 'pulse', 4)];

/** A session as the test saw it. */
export interface Sat {
  readonly id: string;
  readonly person: string | null;
  readonly source: string;
  readonly beganMs: number;
  readonly ranS: number;
}

/** When the clock on the wall of Berlin shows this on a day of the month, counted from 0. */
export function wallMsOf(day: number, time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const summerMs = mondayMs + day * dayMs + (hours * 60 + minutes) * minuteMs;
  return summerMs < winterMs ? summerMs : summerMs + 60 * minuteMs;
}

/** A start comes that soon after its press. */
const pressMs = 6000;
const stepMs = 5000;
/** A house without anybody sleeps, and its machine is off. */
const napMs = 5 * minuteMs;

/** A house with one chair through a month, with everything that can be seen of it from outside. */
export class MonthHouse {
  readonly bench: DaemonBench;
  readonly sat: Sat[] = [];
  /** What must never be. */
  readonly problems: string[] = [];
  /** When anna was reminded, and how her week stood then. */
  readonly reminded: { readonly atMs: number; readonly state: string | null }[] = [];
  /** What schedules told. */
  readonly outcomes: (Pick<StatusEvent, 'event_type' | 'code' | 'schedule'> & { readonly atMs: number })[] = [];
  childLevelMax = 0;
  private keeper: PeopleKeeper | null = null;
  private readonly ledger = new MemoryLedger(timeZone);
  private pressedMs = Number.NEGATIVE_INFINITY;
  private began: { readonly id: string; readonly atMs: number } | null = null;
  private wasDue = false;
  /** The clock of the machine is so far ahead of that of the world. */
  private aheadMs = 0;

  constructor() {
    this.bench = new DaemonBench({
      wallMs: wallMsOf(0, '07:00'),
      people,
      goals,
      schedules,
      isOccupied: false,
      settings: { restMs: restMinutes * minuteMs, dailyMs: dailyMinutes * minuteMs },
      ledger: () => {
        this.ledger.reopen();
        return this.ledger;
      },
      face: (_fleet, _intake, _clock, keeper) => {
        this.keeper = keeper;
        keeper.onPublished(() => this.lookAtSuggestions());
        return { start: () => {}, close: async () => {} };
      },
    });
    this.bench.onEvent = (event) => this.happened(event);
  }

  get nowMs(): number {
    return this.bench.clock.wallMs() - this.aheadMs;
  }

  view(person: string) {
    const view = this.keeper?.goalOf(person) ?? null;
    if (view === null) throw new Error(`nobody is called ${person}`);
    return view;
  }

  pause(person: string, paused: boolean): void {
    this.keeper?.setGoal(person, { paused });
  }

  /** The machine sleeps where there is time to. */
  until(day: number, time: string): void {
    const leftMs = wallMsOf(day, time) - this.nowMs;
    if (leftMs > napMs) this.nap(leftMs - 2 * minuteMs);
    this.stay(day, time);
  }

  stay(day: number, time: string): void {
    const endMs = wallMsOf(day, time);
    while (this.nowMs < endMs) this.step(Math.min(stepMs, endMs - this.nowMs));
  }

  pass(durationMs: number): void {
    const endMs = this.nowMs + durationMs;
    while (this.nowMs < endMs) this.step(Math.min(stepMs, endMs - this.nowMs));
  }

  /** Somebody presses something, now. */
  press(deed: (bench: DaemonBench) => void): void {
    this.pressedMs = this.nowMs;
    deed(this.bench);
  }

  restart(): void {
    this.lose();
    this.bench.restart();
    this.pass(10_000);
  }

  setClock(byMs: number): void {
    this.aheadMs += byMs;
    this.bench.clock.jumpWall(byMs);
  }

  private nap(durationMs: number): void {
    this.lose();
    this.bench.kill();
    this.bench.clock.stall(durationMs);
    this.bench.restart();
  }

  /** A session that runs ends with the daemon; what it has done by then counts as far as it was written down. */
  private lose(): void {
    if (this.began !== null) this.keep(this.began);
    this.began = null;
  }

  private step(durationMs: number): void {
    const { bench } = this;
    bench.advance(durationMs);
    const { session, state } = bench.status;
    const isStill = session === null && state !== 'stopping';
    if (isStill && bench.outputNow > 0) this.problems.push(`something moves without a session, ${this.time}`);
    const levels = zones.map((zone) => bench.device.state[zone].driven);
    if (session !== null && session.person === null) this.childLevelMax = Math.max(this.childLevelMax, ...levels);
    this.remind();
  }

  private get time(): string {
    return new Date(this.nowMs).toISOString();
  }

  private happened(event: StatusEvent): void {
    const { event_type, session_id: id } = event;
    if (event_type.startsWith('schedule_')) this.outcomes.push({ ...event, atMs: this.nowMs });
    if (event_type === 'session_started' && id !== null) this.begin(id);
    if (event_type === 'session_ended' && this.began !== null) {
      this.keep(this.began);
      this.began = null;
    }
  }

  private begin(id: string): void {
    const sinceMs = this.nowMs - this.pressedMs;
    if (sinceMs > pressMs) this.problems.push(`a session began ${sinceMs} ms after the last press, ${this.time}`);
    // One press begins one session.
    this.pressedMs = Number.NEGATIVE_INFINITY;
    this.began = { id, atMs: this.nowMs };
  }

  private keep({ id, atMs }: { readonly id: string; readonly atMs: number }): void {
    const own = this.bench.statuses.filter(({ session }) => session?.id === id);
    const { session, elapsed_s } = own.at(-1) ?? {};
    const ranS = Math.max(elapsed_s ?? 0, ...own.map((status) => status.elapsed_s ?? 0));
    this.sat.push({ id, person: session?.person ?? null, source: session?.source ?? '', beganMs: atMs, ranS });
    this.bench.statuses.length = 0;
  }

  /** As the blueprint of the reminder has it: a while before what fits, once a day, unless somebody sits there. */
  private remind(): void {
    const anna = this.keeper?.published?.['anna'];
    const nextMs = Date.parse(anna?.next?.at ?? '');
    const isDue = this.nowMs >= nextMs - 30 * minuteMs && this.nowMs < nextMs;
    const isWanted = anna?.state === 'open' && !this.bench.device.state.isOccupied;
    const isFirst = this.nowMs - (this.reminded.at(-1)?.atMs ?? 0) > dayMs / 2;
    if (isDue && !this.wasDue && isWanted && isFirst)
      this.reminded.push({ atMs: this.nowMs, state: this.view('anna').state });
    this.wasDue = isDue;
  }

  /** What is suggested must be what the chair leaves, as far as it is known what it has done. */
  private lookAtSuggestions(): void {
    if (this.began !== null || this.aheadMs !== 0) return;
    const minutes = (ms: number): number => (ms - mondayMs) / minuteMs;
    const slots = Object.values(this.keeper?.published ?? {}).flatMap(({ next }): Stretch[] => {
      if (next === null) return [];
      const from = minutes(Date.parse(next.at));
      return [{ from, to: from + next.minutes }];
    });
    const ran = this.sat.map(({ beganMs, ranS }) => ({ from: minutes(beganMs), to: minutes(beganMs) + ranS / 60 }));
    const rules = { rest: restMinutes, daily: dailyMinutes, leeway: 0.5 };
    for (const problem of slotProblems(ran, slots, rules)) this.problems.push(`${problem}, ${this.time}`);
  }
}
