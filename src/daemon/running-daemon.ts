import { showsOutputs } from '../chair/driver.js';
import type { FreshnessSettings } from '../core/command/freshness.js';
import type { Schedule } from '../core/ledger/schedules/schedule.js';
import type { PeopleKeeper } from '../core/people/keeper.js';
import type { SlotChair } from '../core/people/slot-room.js';
import type { Result } from '../core/status.js';
import type { SupervisedChair } from '../core/systemd/watchdog.js';
import type { Face, Fleet, Intake, Timer } from '../ports.js';
import { latestEndMs } from '../session/facts.js';
import type { UnitOptions } from './chair-settings.js';
import { ChairUnit } from './chair-unit.js';
import { Drain } from './drain.js';
import { createFleet, EndingCounts, Faces } from './fleet.js';
import { type FileGoal, HouseGoals } from './house-goals.js';
import { HousePeople, type HousePeopleParts } from './house-people.js';
import { CommandIntake } from './intake.js';
import { withNatives } from './plan-session.js';
import { PortPace } from './port-pace.js';
import { RunningMinutes } from './running-minutes.js';
import { ScheduleDesk } from './schedule-desk.js';
import { TickTurns } from './tick-turns.js';
import { recordEveryMs } from './unit-memory.js';
import { supervisedChair } from './unit-view.js';

/** A face that was built over the fleet. */
export interface RunningFace extends Partial<Face> {
  start(): void;
  /** How the supervision of each chair stands, for who tells others. */
  watch?(chairs: () => readonly SupervisedChair[]): void;
  /** Every chair has been told to stop. */
  stopping?(): void;
  /** Says goodbye; takes at most `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

/** What is a chair's own of what its unit is built from; the rest all chairs share. */
type OwnParts = 'settings' | 'driver' | 'openWire';

/** Everything that a daemon is made of, so that tests can give it other parts. */
export interface DaemonParts extends Omit<UnitOptions, OwnParts | 'face' | 'recordEveryMs'> {
  readonly chairs: readonly Pick<UnitOptions, OwnParts>[];
  /** What is offered to whom, and when. */
  readonly schedules: readonly Schedule[];
  /** Each may tell the others what it knows. */
  readonly faces: readonly ((fleet: Fleet, intake: Intake, others: Face, keeper: PeopleKeeper) => RunningFace)[];
  /** How old a command may be. */
  readonly freshness: FreshnessSettings;
  /** It was asked to end with the last session, and that has ended. */
  readonly onDrained: () => void;
  readonly forgetInRecords: HousePeopleParts['forgetInRecords'];
  readonly fileGoals: ReadonlyMap<string, FileGoal>;
}

/** How a daemon ended: chairs that were connected, or lost while they were driven and without a dead-man of their own, and whether
 *  each stop was seen in telemetry. */
export interface StopReport {
  readonly connected: number;
  /** Of these, chairs that took the stop and do not show what they do. */
  readonly unseen: number;
  readonly isVerified: boolean;
}

/** Longer than a stop may take until its alarm (ramp 1 s and 2.5 s), so that every way to end has its chance. */
const shutdownMs = 4000;
const retireEveryMs = 500;
const farewellMs = 1000;
/** How long the end of the daemon waits for what only tells of it. */
const remembranceMs = 1000;

/** Chairs and faces at work. [S15] */
export class RunningDaemon {
  readonly fleet: Fleet;
  private readonly faces = new Faces();
  private readonly units: ReadonlyMap<string, ChairUnit>;
  private readonly running: readonly RunningFace[];
  private readonly timer: Timer;
  private readonly turns: TickTurns<ChairUnit>;
  private readonly ports = new PortPace();
  private readonly draining: Drain;
  private readonly intake: CommandIntake;
  private readonly minutes: RunningMinutes;
  private readonly goals: HouseGoals;
  private readonly desk: ScheduleDesk;

  constructor(private readonly parts: DaemonParts) {
    const { clock, log, store } = parts;
    const unitOf = (own: DaemonParts['chairs'][number]): ChairUnit =>
      new ChairUnit({
        ...parts,
        ...own,
        recordEveryMs: recordEveryMs(parts.chairs.length),
        log: log.child({ chair: own.settings.id }),
        openWire: this.ports.paced(
          own.settings.id,
          own.openWire,
          () => this.units.get(own.settings.id)?.memory.isOwed === true,
        ),
        programs: () => withNatives(parts.programs(), own.driver.natives),
        face: this.faces,
        onBroken: (error) => this.broke(error),
      });
    this.units = new Map(parts.chairs.map((chair) => [chair.settings.id, unitOf(chair)]));
    this.minutes = new RunningMinutes(parts.ledger, () =>
      [...this.units.values()].flatMap(({ ledger }) => ledger.running ?? []),
    );
    const endings = new EndingCounts();
    const ends = () =>
      [...this.units.values()].flatMap(({ state, parts: { session } }) => latestEndMs(state, session.context) ?? []);
    this.draining = new Drain({ ...parts, ends, onChange: () => this.drainChanged() });
    const { buildWallMs } = parts.freshness;
    this.desk = new ScheduleDesk({ ...parts, units: this.units, face: this.faces, buildWallMs });
    this.fleet = createFleet(this.units, store, endings.counts, this.draining, this.desk);
    const onResult = (chairId: string, result: Result): void => {
      if (!result.ok) this.units.get(chairId)?.ledger.refused(result.code, result.command);
    };
    this.intake = new CommandIntake({ fleet: this.fleet, clock, store, log, settings: parts.freshness, onResult });
    const { intake } = this;
    this.goals = new HouseGoals({ ...parts, ...parts.freshness, chairs: () => slotsOf(this.units) });
    const keeper = new HousePeople({ ...parts, units: this.units, intake }, this.goals);
    this.running = parts.faces.map((create) => create(this.fleet, intake, this.faces, keeper));
    this.faces.join({ onAvailability: (chairId, isAvailable) => isAvailable && this.ports.greeted(chairId) });
    this.faces.join({ onEvent: (_chairId, { ended_by }) => ended_by !== null && this.goals.changed() });
    for (const face of [endings, intake, this.desk, ...this.running]) this.faces.join(face);
    for (const face of this.running)
      face.watch?.(() => [...this.units.values()].map(({ parts: own }) => supervisedChair(own)));
    for (const face of this.running) face.start();
    store.onUnsaved(() => this.faces.onUnsaved());
    for (const unit of this.units.values()) unit.memory.tellLost();
    this.turns = new TickTurns([...this.units.values()]);
    // The one timer of the daemon: deadlines of the line are multiples of a tick.
    this.timer = clock.every(this.turns.everyMs, () => this.takeTurn());
    this.takeTurn();
    this.desk.start();
  }

  /** The program folder has changed. */
  programsChanged(): void {
    for (const chairId of this.units.keys()) this.faces.onPrograms(chairId);
  }

  /** Lets nothing begin any more; when nobody is in a session, `onDrained` comes. */
  drain(): void {
    this.draining.ask(true, 'signal');
  }

  /** Takes no start any more, and resolves when the last session has ended by itself. */
  async retire(): Promise<void> {
    const units = [...this.units.values()];
    for (const unit of units) unit.isGoingDown = true;
    while (units.some((unit) => unit.claim.isInSession)) {
      await new Promise<void>((resolve) => void this.parts.clock.after(retireEveryMs, resolve));
    }
  }

  /** Stops every chair, sees that it is still, says goodbye. Resolves within about 5.5 s. [S15] */
  async stop(): Promise<StopReport> {
    const units = [...this.units.values()];
    this.desk.close();
    const stops = units.map((unit) => unit.shutdown(shutdownMs));
    for (const face of this.running) face.stopping?.();
    const verdicts = await Promise.all(stops);
    const connected = verdicts.filter((verdict) => verdict !== null);
    await Promise.all(units.map((unit) => unit.close()));
    await Promise.all(this.running.map((face) => face.close(farewellMs)));
    this.parts.clock.clear(this.timer);
    const { flights, ledger } = this.parts;
    await Promise.all([this.settled(flights), this.settled(ledger)]);
    // The units are in the order of the chairs.
    const unseen = this.parts.chairs.filter(({ driver }, at) => verdicts[at] === true && !showsOutputs(driver)).length;
    return { connected: connected.length, unseen, isVerified: connected.every((verdict) => verdict) };
  }

  /** [S15] The halt of last resort: needs no machine and no broker, and throws nothing. Every chair before any word. */
  halt(): void {
    const failures: unknown[] = [];
    for (const unit of this.units.values()) {
      try {
        unit.halt();
      } catch (error) {
        failures.push(error);
      }
    }
    for (const error of failures) this.parts.log.error('halt_failed', { error });
  }

  private takeTurn(): void {
    const nowMs = this.parts.clock.nowMs();
    if (!this.turns.take(nowMs, (unit) => unit.tick(nowMs))) return;
    this.draining.tick();
    this.desk.tick(nowMs);
    this.ports.tick();
    this.minutes.tick(nowMs);
    this.goals.tick(nowMs);
  }

  private drainChanged(): void {
    const { hindrance } = this.draining;
    for (const unit of this.units.values()) unit.draining = hindrance;
    if (hindrance !== null) this.intake.dropWaiting(hindrance.message);
  }

  /** A disk that hangs must not keep a process alive whose chairs are still. */
  private async settled(kept: { settled(): Promise<void> }): Promise<void> {
    const { clock } = this.parts;
    await new Promise<void>((resolve) => {
      const deadline = clock.after(remembranceMs, resolve);
      void kept.settled().then(() => {
        clock.clear(deadline);
        resolve();
      });
    });
  }

  private broke(error: unknown): void {
    this.halt();
    this.parts.log.error('session_broken', { error });
    this.parts.onBroken(error);
  }
}

/** What each chair leaves for sessions that are only thought of. */
const slotsOf = (units: ReadonlyMap<string, ChairUnit>): readonly SlotChair[] =>
  [...units.values()].map(({ memory, parts: { options } }) => {
    const { id, restMs, dailyMs, sessionMsMax } = options.settings;
    return { id, budget: memory.budget, rules: { restMs, dailyMs }, sessionMsMax };
  });
