import { describe, expect, it } from 'vitest';
import { noPersonHistory, type PersonHistory } from '../../src/core/people/history.js';
import { addRun, type Budget, dailyLeftMs, noRuns, restLeftMs } from '../../src/core/safety/budget.js';
import { isoTime } from '../../src/core/time-text.js';
import { localMsAt } from '../../src/core/time-zone.js';
import { type FileGoal, HouseGoals } from '../../src/daemon/house-goals.js';
import { closedLine, openedLine } from '../support/ledger-lines.js';
import { MemoryLedger } from '../support/memory-ledger.js';
import { VirtualTime } from '../support/virtual-time.js';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const timeZone = 'Europe/Berlin';
const rules = { restMs: 30 * minuteMs, dailyMs: 60 * minuteMs };
const monday = Date.parse('2026-11-02T00:00:00+01:00');

/** A house with one chair, of which nothing but its budget is real. */
class House {
  readonly clock = new VirtualTime({ wallMs: monday });
  readonly ledger = new MemoryLedger(timeZone);
  readonly goals: HouseGoals;
  readonly told: string[] = [];
  budget: Budget = noRuns;
  sessions = 0;

  constructor(
    fileGoals: Record<string, FileGoal>,
    people: readonly string[] = Object.keys(fileGoals),
    whenRead?: (run: () => void) => void,
  ) {
    if (whenRead !== undefined) this.ledger.whenRead = whenRead;
    this.goals = new HouseGoals({
      clock: this.clock,
      ledger: this.ledger,
      people: new Map(people.map((id) => [id, null])),
      fileGoals: new Map(Object.entries(fileGoals)),
      buildWallMs: 0,
      chairs: () => [{ id: 'hall', budget: this.budget, rules, sessionMsMax: 30 * minuteMs }],
    });
    this.goals.onPublished(() => void this.told.push(JSON.stringify(this.goals.published)));
  }

  /** What the chair would say to a start. */
  mayStart(minutes: number): boolean {
    const nowMs = this.clock.nowMs();
    return restLeftMs(this.budget, rules, nowMs) === 0 && dailyLeftMs(this.budget, rules, nowMs) >= minutes * minuteMs;
  }

  sit(person: string | null, minutes: number): void {
    this.sessions += 1;
    const id = `session-${this.sessions}`;
    const at = isoTime(this.clock.wallMs());
    this.ledger.write(openedLine({ id, person, at, tz: timeZone, chair: 'hall' }));
    const startMs = this.clock.nowMs();
    this.pass(minutes);
    this.budget = addRun(this.budget, startMs, this.clock.nowMs());
    this.ledger.write(closedLine({ id, elapsed_s: minutes * 60, at: isoTime(this.clock.wallMs()) }));
    this.goals.changed();
  }

  pass(minutes: number): void {
    this.clock.advance(minutes * minuteMs);
    for (let turn = 0; turn < 5; turn++) this.goals.tick(this.clock.nowMs());
  }

  view(person: string) {
    const view = this.goals.of(person);
    if (view === null) throw new Error(`nobody is called ${person}`);
    return view;
  }

  /** Counted anew from all lines: the weeks in a row, until last Sunday, in which the goal was met. */
  weeksInRow(person: string, goal: FileGoal): number {
    const own = this.ledger.all('opened').filter((line) => line.person === person);
    const minutesOf = ({ id }: { readonly id: string }) =>
      (this.ledger.all('closed').find((line) => line.id === id)?.elapsed_s ?? 0) / 60;
    const met = [0, 1, 2, 3, 4].map((week) => {
      const lines = own.filter(({ at }) => Math.floor((Date.parse(at) - monday) / (7 * dayMs)) === week);
      const days = new Set(lines.map(({ at }) => Math.floor((Date.parse(at) - monday) / dayMs)));
      return lines.reduce((sum, line) => sum + minutesOf(line), 0) >= goal.minutes && days.size >= goal.days;
    });
    return met.length - 1 - met.lastIndexOf(false);
  }

  get localTime(): string {
    return isoTime(localMsAt(this.clock.wallMs(), timeZone)).slice(11, 16);
  }
}

const anna: FileGoal = { minutes: 60, days: 3, publish: true };
const ben: FileGoal = { minutes: 40, days: 2, publish: false };

/** Who comes to the chair by habit. The child likes the afternoon, and now and then the very evening. */
function visitorsAt(
  day: number,
  time: string,
): readonly { readonly person: string | null; readonly minutes: number }[] {
  const afternoon = time === '16:00' ? [{ person: null, minutes: 10 }] : [];
  const evening = day % 4 === 0 && time === '19:35' ? [{ person: null, minutes: 20 }] : [];
  const benComes = day % 3 === 0 && time === '07:00' ? [{ person: 'ben', minutes: 20 }] : [];
  // The first week anna sits down by herself; afterwards when it is suggested.
  const annaComes = [0, 2, 4].includes(day) && time === '20:00' ? [{ person: 'anna', minutes: 20 }] : [];
  return [...afternoon, ...evening, ...benComes, ...annaComes];
}

/** Moments of a day at which something may happen, minutes. */
const moments = [6 * 60 + 55, 7 * 60, 16 * 60, ...Array.from({ length: 36 }, (_, step) => 19 * 60 + 5 * step)];

/** Five weeks with anna, ben and a child. */
class FiveWeeks {
  readonly house = new House({ anna, ben });
  starts = 0;
  /** Suggestions of which the chair would have kept the word in that minute, and others. */
  readonly kept: string[] = [];
  readonly broken: string[] = [];
  private agreed: string | null = null;

  live(): void {
    for (let day = 0; day < 35; day++) for (const minute of moments) this.moment(day, minute);
    this.until(35, 60);
  }

  private moment(day: number, minute: number): void {
    const { house } = this;
    this.until(day, minute);
    for (const { person, minutes } of visitorsAt(day, house.localTime)) this.sit(person, minutes);
    this.keepWord(day);
    // She is ill from the third Tuesday to the fourth.
    if (day % 7 === 1 && house.localTime === '21:00') house.goals.set('anna', { paused: day === 15 });
    this.agreed = house.view('anna').next?.at ?? null;
    if (day > 15 && day < 22) expect(this.agreed).toBeNull();
  }

  private keepWord(day: number): void {
    if (this.agreed === null || isoTime(this.house.clock.wallMs()) !== this.agreed) return;
    (this.house.mayStart(20) ? this.kept : this.broken).push(this.agreed);
    if (day >= 7) this.sit('anna', 20);
  }

  private sit(person: string | null, minutes: number): void {
    if (!this.house.mayStart(minutes)) return;
    this.starts += 1;
    this.house.sit(person, minutes);
  }

  private until(day: number, minute: number): void {
    const leftMs = monday + day * dayMs + minute * minuteMs - this.house.clock.wallMs();
    if (leftMs > 0) this.house.pass(leftMs / minuteMs);
  }
}

describe('the goals of a house', () => {
  it('go through five weeks of two people, a pause and a child on the chair: a suggestion keeps its word, and nothing begins by itself', () => {
    const weeks = new FiveWeeks();
    weeks.live();
    const { house, starts, kept, broken } = weeks;
    expect(kept.length).toBeGreaterThan(8);
    expect(broken).toEqual([]);
    expect(house.ledger.all('opened')).toHaveLength(starts);
    expect(house.ledger.all('opened').filter(({ person }) => person === null).length).toBeGreaterThan(35);
    // In the first week the child sat there on two of her evenings; in the third she was ill. The fourth was met, though it began so.
    expect(house.view('anna')).toMatchObject({ state: 'open', minutes: 0, streak_weeks: 3 });
    expect(house.view('ben').streak_weeks).toBe(house.weeksInRow('ben', ben));
    expect(house.told.length).toBeGreaterThan(20);
    expect(house.told.every((text) => !text.includes('ben'))).toBe(true);
  });

  it('tell hubs of those alone who let them, when something has changed', () => {
    const house = new House({ anna, ben });
    house.pass(1);
    expect(Object.keys(house.goals.published ?? {})).toEqual(['anna']);
    expect(house.told).toHaveLength(1);
    house.pass(10);
    expect(house.told).toHaveLength(1);
    house.sit('anna', 20);
    house.pass(2);
    expect(house.goals.published?.['anna']).toMatchObject({ minutes: 20, days: 1, state: 'open' });
    expect(house.told).toHaveLength(2);
    expect(JSON.stringify(house.goals.published)).not.toMatch(/avoid|publish|recent|"weeks"/);
  });

  it('suggest no slot to two people, whether or not hubs are told of them', () => {
    const house = new House({ anna: { ...anna, minutes: 20, days: 2 }, ben: { ...ben, minutes: 20, days: 1 } });
    house.pass(20 * 60);
    house.sit('ben', 5);
    house.pass(30);
    house.sit('anna', 10);
    house.pass(24 * 60 - 65);
    // Ben goes first, who is usually there at 20:00; the chair rests from him when anna would be.
    expect(house.view('ben').next).toMatchObject({ at: '2026-11-03T19:00:00Z', minutes: 15 });
    expect(house.view('anna').next).toMatchObject({ at: '2026-11-03T19:45:00Z', minutes: 10 });
    expect(house.goals.published?.['anna']?.next).toEqual(house.view('anna').next);
    house.goals.set('ben', { paused: true });
    expect(house.view('anna').next).toMatchObject({ at: '2026-11-03T19:35:00Z', minutes: 10 });
  });

  it('say so where nobody lets them', () => {
    const house = new House({ ben });
    expect(house.goals.published).toBeNull();
    house.pass(1);
    expect(house.goals.published).toEqual({});
  });

  it('are set, paused and taken up by page, and go before the file’s', () => {
    const house = new House({ anna }, ['anna', 'carla']);
    expect(house.view('carla')).toMatchObject({ goal: null, state: null, next: null, source: null });
    expect(house.goals.set('carla', { minutes: 30, days: 2 })).toMatchObject({
      kind: 'set',
      view: { goal: { minutes: 30, days: 2 }, source: 'page', state: 'open', publish: false },
    });
    expect(house.goals.set('carla', { paused: true })).toMatchObject({
      view: { state: 'paused', goal: { minutes: 30 } },
    });
    expect(house.goals.set('carla', { paused: false })).toMatchObject({ view: { state: 'open' } });
    expect(house.goals.set('anna', { minutes: 0, days: 0 })).toMatchObject({ view: { goal: null, state: null } });
    expect(house.ledger.all('goal')).toHaveLength(4);
  });

  it('are shown with twelve weeks to who looks, and with none where there is no goal', () => {
    const house = new House({ anna }, ['anna', 'carla']);
    house.sit('anna', 20);
    const { weeks } = house.view('anna');
    expect(weeks).toHaveLength(12);
    expect(weeks.at(-1)).toMatchObject({ since: '2026-11-02', minutes: 20, goal_minutes: 60, paused: false });
    expect(house.view('carla').weeks).toEqual([]);
    expect(house.goals.set('anna', { paused: true })).toMatchObject({ view: { weeks: { length: 12 } } });
    expect(house.view('anna').weeks.at(-1)).toMatchObject({ minutes: 20, paused: true });
  });

  it('are refused where the chairs leave less, where half of one is said, and for strangers', () => {
    const house = new House({ anna }, ['anna', 'carla']);
    expect(house.goals.set('carla', { minutes: 200, days: 3 })).toMatchObject({
      code: 'conflict',
      values: { reason: 'over_days', minutes_max: 180 },
    });
    expect(house.goals.set('carla', { minutes: 400, days: 7 })).toMatchObject({
      code: 'conflict',
      values: { reason: 'over_week', minutes_max: 360 },
    });
    expect(house.goals.set('carla', { minutes: 30 })).toMatchObject({ code: 'invalid_command' });
    expect(house.goals.set('carla', { paused: true })).toMatchObject({ code: 'invalid_command' });
    expect(house.goals.set('eve', { minutes: 30, days: 2 })).toMatchObject({ code: 'not_found' });
    expect(house.ledger.all('goal')).toEqual([]);
  });

  it('look at one person at a time', () => {
    const looked: string[] = [];
    class CountingLedger extends MemoryLedger {
      override personOf(person: string): PersonHistory {
        looked.push(person);
        return noPersonHistory;
      }
    }
    const ledger = new CountingLedger();
    const ids = ['a', 'b', 'c'];
    const goals = new HouseGoals({
      clock: new VirtualTime(),
      ledger,
      people: new Map(ids.map((id) => [id, null])),
      fileGoals: new Map(ids.map((id) => [id, anna])),
      buildWallMs: 0,
      chairs: () => [],
    });
    for (let turn = 1; turn <= 4; turn++) {
      goals.tick(1000);
      expect(new Set(looked).size).toBe(turn - 1);
    }
    expect(Object.keys(goals.published ?? {})).toEqual(ids);
  });

  it('are not set or paused before the ledger tells what was set by page', () => {
    let read = (): void => undefined;
    const house = new House({ anna: { minutes: 60, days: 3, publish: false } }, ['anna'], (run) => {
      read = run;
    });
    expect(house.goals.set('anna', { paused: true })).toMatchObject({ kind: 'refused', code: 'unavailable' });
    expect([house.ledger.all('goal'), house.goals.isRead]).toEqual([[], false]);
    read();
    expect(house.goals.isRead).toBe(true);
    expect(house.goals.set('anna', { paused: true })).toMatchObject({ kind: 'set', view: { state: 'paused' } });
  });
});
