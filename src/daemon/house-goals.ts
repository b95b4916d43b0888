import { calendarWeeks } from '../core/ledger/calendar.js';
import {
  doneIn,
  doneLastWeek,
  type GoalFacts,
  type GoalStanding,
  goalNow,
  isPausedNow,
  standingOf,
  type WeekStanding,
  weekStandingOf,
  weeksBesideGoal,
} from '../core/people/goal.js';
import { goalProblem, type WeekGoal } from '../core/people/goal-budget.js';
import type { PersonHistory } from '../core/people/history.js';
import { type GoalOutcome, type GoalWish, ledgerUnread } from '../core/people/keeper.js';
import { slotWishOf, todayMsAt } from '../core/people/slot-wish.js';
import { type GoalView, goalView, type PublishedGoal, type ShownGoal, shownGoal } from '../core/people/view.js';
import { daysOfWeek } from '../core/people/week.js';
import { isoTime } from '../core/time-text.js';
import type { Clock, Ledger } from '../ports.js';
import { HouseSlots, type HouseSlotsParts } from './house-slots.js';

/** A goal as the file has it. */
export interface FileGoal extends WeekGoal {
  /** Hubs are told. */
  readonly publish: boolean;
}

export interface HouseGoalsParts extends HouseSlotsParts {
  readonly clock: Pick<Clock, 'wallMs' | 'nowMs'>;
  readonly ledger: Pick<Ledger, 'personOf' | 'write' | 'timeZone' | 'whenRead'>;
  readonly fileGoals: ReadonlyMap<string, FileGoal>;
  /** A clock that says less cannot be right. */
  readonly buildWallMs: number;
}

/** How a week stands, without what comes next. */
interface Week {
  readonly standing: GoalStanding | null;
  readonly facts: Omit<Parameters<typeof goalView>[1], 'next'>;
}

const refreshMs = 60_000;
/** By then the ledger has what has just happened. */
const soonMs = 2000;

/** The goals of the house: how weeks stand, what is suggested, and what hubs are told of it. Nothing is begun by it. */
export class HouseGoals {
  published: Readonly<Record<string, PublishedGoal>> | null = null;
  /** The ledger is. */
  isRead = false;
  private readonly listeners: (() => void)[] = [];
  private readonly weeks = new Map<string, Week>();
  private readonly slots: HouseSlots;
  /** Whose week has to be looked at: one person at a time, so that chairs wait for nobody's calendar. [S14] */
  private due: string[] = [];
  private dueAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: HouseGoalsParts) {
    this.slots = new HouseSlots(parts);
    parts.ledger.whenRead(() => {
      this.isRead = true;
    });
  }

  onPublished(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Something of what people have done has changed. */
  changed(): void {
    this.slots.changed();
    this.dueAtMs = Math.min(this.dueAtMs, this.parts.clock.nowMs() + soonMs);
  }

  /** To be called several times a second. */
  tick(nowMs: number): void {
    if (!this.isRead) return;
    const person = this.due.shift();
    if (person !== undefined) this.look(person);
    else if (nowMs >= this.dueAtMs) this.due = [...this.parts.people.keys()];
    else return;
    if (this.due.length > 0) return;
    this.dueAtMs = nowMs + refreshMs;
    this.tell();
  }

  /** Null for somebody whom the configuration does not name. */
  of(person: string): ShownGoal | null {
    return this.parts.people.has(person) ? this.shown(person) : null;
  }

  set(person: string, { minutes, days, paused }: GoalWish): GoalOutcome {
    const { people, ledger, clock, buildWallMs } = this.parts;
    if (!people.has(person)) return refused('not_found', `there is no person ${person}`);
    // What goes before the file is not known: a pause would put the goal of the file over it.
    if (!this.isRead) return refused('unavailable', ledgerUnread);
    const before = this.goalOf(person);
    if ((minutes === undefined) !== (days === undefined))
      return refused('invalid_command', 'minutes and days of a goal come together');
    const goal = minutes === undefined || days === undefined ? before : { minutes, days };
    if (goal === null) return refused('invalid_command', `${person} has no goal yet: say minutes and days`);
    const problem = goalProblem(goal, this.minutesOfOthers(person), this.daily);
    if (problem !== null) {
      const { reason, minutesMax: minutes_max } = problem;
      return refused('conflict', problem.message, { reason, minutes_max });
    }
    if (clock.wallMs() < buildWallMs) return refused('unavailable', 'the clock of this machine is not set');
    const isPaused = paused ?? isPausedNow(ledger.personOf(person));
    ledger.write({ kind: 'goal', person, ...goal, paused: isPaused, at: isoTime(clock.wallMs()) });
    this.changed();
    return { kind: 'set', view: this.shown(person) };
  }

  private get daily(): readonly number[] {
    return this.parts.chairs().map(({ rules }) => rules.dailyMs);
  }

  private goalOf(person: string): WeekGoal | null {
    return goalNow(this.parts.ledger.personOf(person), this.parts.fileGoals.get(person) ?? null);
  }

  private minutesOfOthers(person: string): number {
    const others = [...this.parts.people.keys()].filter((each) => each !== person);
    return others.reduce((sum, each) => sum + (this.goalOf(each)?.minutes ?? 0), 0);
  }

  /** For who looks: what hubs are told of anew every minute has no weeks of before. */
  private shown(person: string): ShownGoal {
    const { ledger, clock } = this.parts;
    const view = this.viewOf(person);
    const history = ledger.personOf(person);
    const weeks = () => weeksBesideGoal(history, this.factsOf(person), clock.wallMs(), calendarWeeks);
    return shownGoal(view, view.goal === null ? [] : weeks());
  }

  private viewOf(person: string): GoalView {
    return this.viewIn(person, this.weekOf(person));
  }

  private viewIn(person: string, { standing, facts }: Week): GoalView {
    return goalView(standing, { ...facts, next: standing === null ? null : this.slots.of(person) });
  }

  private weekOf(person: string): Week {
    const { ledger, clock } = this.parts;
    const history = ledger.personOf(person);
    const wallMs = clock.wallMs();
    const standing = standingOf(history, this.factsOf(person), wallMs);
    this.wishFor(person, standing, history);
    return {
      standing,
      facts: {
        id: person,
        publish: this.isPublishing(person),
        source: history.goals.length > 0 ? 'page' : 'file',
        done: doneIn(history, daysOfWeek(wallMs, ledger.timeZone).days),
        lastWeek: doneLastWeek(history, ledger.timeZone, wallMs),
      },
    };
  }

  private factsOf(person: string): GoalFacts {
    const { ledger, fileGoals } = this.parts;
    return { fileGoal: fileGoals.get(person) ?? null, daily: this.daily, timeZone: ledger.timeZone };
  }

  private isPublishing(person: string): boolean {
    return this.parts.fileGoals.get(person)?.publish === true;
  }

  private wishFor(person: string, standing: WeekStanding | null, history: PersonHistory): void {
    const wallMs = this.parts.clock.wallMs();
    const { timeZone } = this.parts.ledger;
    const now = { todayMs: todayMsAt(wallMs, timeZone), week: daysOfWeek(wallMs, timeZone) };
    this.slots.wish(person, standing === null ? null : slotWishOf(person, standing, history, now));
  }

  /** Of those of whom nobody is told it is enough what they wish: nobody else is to be told the same slot. */
  private look(person: string): void {
    if (this.isPublishing(person)) {
      this.weeks.set(person, this.weekOf(person));
      return;
    }
    const history = this.parts.ledger.personOf(person);
    this.wishFor(person, weekStandingOf(history, this.factsOf(person), this.parts.clock.wallMs()), history);
  }

  private tell(): void {
    const published = Object.fromEntries(
      [...this.weeks].map(([person, week]) => [person, publicView(this.viewIn(person, week))]),
    );
    if (JSON.stringify(published) === JSON.stringify(this.published)) return;
    this.published = published;
    for (const listener of this.listeners) listener();
  }
}

const publicView = ({ id: _, publish: _publish, source: _source, ...view }: GoalView): PublishedGoal => view;

const refused = (
  code: Extract<GoalOutcome, { kind: 'refused' }>['code'],
  message: string,
  values: Extract<GoalOutcome, { kind: 'refused' }>['values'] = {},
): GoalOutcome => ({ kind: 'refused', code, message, values });
