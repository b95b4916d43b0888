import { calendarWeeks } from '../core/ledger/calendar.js';
import {
  doneIn,
  type GoalFacts,
  type GoalStanding,
  goalNow,
  isPausedNow,
  standingOf,
  weekStandings,
} from '../core/people/goal.js';
import { goalProblem, type WeekGoal } from '../core/people/goal-budget.js';
import type { PersonHistory } from '../core/people/history.js';
import type { GoalOutcome, GoalWish } from '../core/people/keeper.js';
import { type SlotChair, suggestionFor } from '../core/people/suggestion.js';
import { type GoalView, goalView, type PublishedGoal, type ShownGoal, shownGoal } from '../core/people/view.js';
import { daysOfWeek } from '../core/people/week.js';
import { isoTime } from '../core/time-text.js';
import type { Clock, Ledger } from '../ports.js';

/** A goal as the file has it. */
export interface FileGoal extends WeekGoal {
  /** Hubs are told. */
  readonly publish: boolean;
}

export interface HouseGoalsParts {
  readonly clock: Pick<Clock, 'wallMs' | 'nowMs'>;
  readonly ledger: Pick<Ledger, 'personOf' | 'write' | 'timeZone' | 'whenRead'>;
  /** Ids of the people of the configuration. */
  readonly people: ReadonlyMap<string, unknown>;
  readonly fileGoals: ReadonlyMap<string, FileGoal>;
  /** A clock that says less cannot be right. */
  readonly buildWallMs: number;
  readonly chairs: () => readonly SlotChair[];
}

const refreshMs = 60_000;
/** By then the ledger has what has just happened. */
const soonMs = 2000;

/** The goals of the house: how weeks stand, what is suggested, and what hubs are told of it. Nothing is begun by it. */
export class HouseGoals {
  published: Readonly<Record<string, PublishedGoal>> | null = null;
  private readonly listeners: (() => void)[] = [];
  private readonly told = new Map<string, GoalView>();
  /** Whose week has to be looked at: one person at a time, so that chairs wait for nobody's calendar. [S14] */
  private due: string[] = [];
  private dueAtMs = Number.NEGATIVE_INFINITY;
  private isRead = false;

  constructor(private readonly parts: HouseGoalsParts) {
    parts.ledger.whenRead(() => {
      this.isRead = true;
    });
  }

  onPublished(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** Something of what people have done has changed. */
  changed(): void {
    this.dueAtMs = Math.min(this.dueAtMs, this.parts.clock.nowMs() + soonMs);
  }

  /** To be called several times a second. */
  tick(nowMs: number): void {
    if (!this.isRead) return;
    const person = this.due.shift();
    if (person !== undefined) this.look(person);
    else if (nowMs >= this.dueAtMs) this.due = this.publishing;
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

  private get publishing(): string[] {
    return [...this.parts.fileGoals].flatMap(([person, { publish }]) => (publish ? [person] : []));
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

  private factsOf(person: string): GoalFacts {
    const { ledger, fileGoals } = this.parts;
    return { fileGoal: fileGoals.get(person) ?? null, daily: this.daily, timeZone: ledger.timeZone };
  }

  /** For who looks: what hubs are told of anew every minute has no weeks of before. */
  private shown(person: string): ShownGoal {
    const { ledger, clock } = this.parts;
    const view = this.viewOf(person);
    const history = ledger.personOf(person);
    const weeks = () => weekStandings(history, this.factsOf(person), clock.wallMs(), calendarWeeks);
    return shownGoal(view, view.goal === null ? [] : weeks());
  }

  private viewOf(person: string): GoalView {
    const { ledger, fileGoals, clock } = this.parts;
    const history = ledger.personOf(person);
    const facts = this.factsOf(person);
    const wallMs = clock.wallMs();
    const standing = standingOf(history, facts, wallMs);
    return goalView(standing, {
      id: person,
      publish: fileGoals.get(person)?.publish === true,
      source: history.goals.length > 0 ? 'page' : 'file',
      done: doneIn(history, daysOfWeek(wallMs, facts.timeZone).days),
      next: standing === null ? null : this.nextFor(standing, history, wallMs),
    });
  }

  private nextFor(standing: GoalStanding, history: PersonHistory, wallMs: number) {
    const { ledger, clock, chairs } = this.parts;
    return suggestionFor(standing, history, chairs(), { wallMs, nowMs: clock.nowMs() }, ledger.timeZone);
  }

  private look(person: string): void {
    this.told.set(person, this.viewOf(person));
  }

  private tell(): void {
    const published = Object.fromEntries([...this.told].map(([person, view]) => [person, publicView(view)]));
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
