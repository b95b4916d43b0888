import { type NotifyProgram, openNotifyProgram } from '../adapters/systemd/notify-program.js';
import { managerStatus } from '../core/systemd/manager-status.js';
import {
  isLookedAfter,
  neglectedChairs,
  type SupervisedChair,
  WatchdogMeals,
  watchdogEveryMs,
} from '../core/systemd/watchdog.js';
import type { Clock, Fleet, Log, Timer } from '../ports.js';
import type { RunningFace } from './running-daemon.js';

const lookEveryMsMax = 1000;
/** A meal that did not arrive is repeated before the watchdog bites. */
const looksBetweenMeals = 4;
/** A page that is not there by then holds nothing up: chairs are looked after without it. */
const patienceMs = 10_000;
/** Words are not worth a process each time that they change. */
const statusEveryMs = 10_000;

export interface ManagerTellerParts {
  readonly fleet: Pick<Fleet, 'chairIds' | 'isAvailable' | 'drainUntil'>;
  readonly program: NotifyProgram;
  /** A page is to be served. */
  readonly hasWeb: boolean;
  /** How often the watchdog wants to be fed, ms; null: nobody watches. */
  readonly watchdogEveryMs: number | null;
  readonly clock: Clock;
  readonly log: Log;
}

interface ManagedDaemon {
  readonly config: { readonly http: unknown };
  /** Where the service manager listens, if there is one, and how often its watchdog bites. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Null where no service manager listens. */
export function managerTellerOf(daemon: ManagedDaemon, fleet: ManagerTellerParts['fleet']): ManagerTeller | null {
  const { environment: env, config, pid, clock, log } = daemon;
  if ((env['NOTIFY_SOCKET'] ?? '') === '') return null;
  const program = openNotifyProgram({ env, clock, log });
  const everyMs = watchdogEveryMs(env, pid);
  return new ManagerTeller({ fleet, program, hasWeb: config.http !== null, watchdogEveryMs: everyMs, clock, log });
}

/** Tells a service manager when the daemon is up, how it stands and when it goes, and feeds its watchdog while every chair that may
 *  move is looked after. Up is: the records were read, the loop has come to every chair, and the page answers or cannot. Neither a
 *  chair nor a broker is waited for. */
export class ManagerTeller implements RunningFace {
  private timer: Timer | null = null;
  private chairs: () => readonly SupervisedChair[] = () => [];
  private readonly meals: WatchdogMeals;
  private startedMs = 0;
  private isWebSettled: boolean;
  private hasBroker = false;
  private isReady = false;
  private isStopping = false;
  private neglected: readonly string[] = [];
  private told = { status: '', atMs: Number.NEGATIVE_INFINITY };

  constructor(private readonly parts: ManagerTellerParts) {
    this.meals = new WatchdogMeals(parts.watchdogEveryMs);
    this.isWebSettled = !parts.hasWeb;
  }

  start(): void {
    const { clock, watchdogEveryMs: mealMs } = this.parts;
    const everyMs = mealMs === null ? lookEveryMsMax : Math.min(lookEveryMsMax, mealMs / looksBetweenMeals);
    this.startedMs = clock.nowMs();
    this.timer = clock.every(everyMs, () => this.look());
  }

  /** The chairs are there once everything is built. */
  watch(chairs: () => readonly SupervisedChair[]): void {
    this.chairs = chairs;
  }

  onWeb(): void {
    this.isWebSettled = true;
  }

  brokerIs(isProven: boolean): void {
    this.hasBroker = isProven;
  }

  /** The chairs have been told to stop. */
  stopping(): void {
    if (this.isStopping) return;
    this.isStopping = true;
    this.parts.program.tell({ STOPPING: '1', STATUS: 'stopping every chair' });
  }

  async close(): Promise<void> {
    if (this.timer !== null) this.parts.clock.clear(this.timer);
  }

  private look(): void {
    const nowMs = this.parts.clock.nowMs();
    const chairs = this.chairs();
    this.judge(neglectedChairs(chairs, nowMs));
    if (this.isReady) this.tellDue(nowMs);
    else if (this.isUp(chairs, nowMs)) this.tellReady(nowMs);
  }

  private isUp(chairs: readonly SupervisedChair[], nowMs: number): boolean {
    const isSettled = this.isWebSettled || nowMs - this.startedMs >= patienceMs;
    return isSettled && chairs.every((chair) => isLookedAfter(chair, nowMs));
  }

  /** Again until it has arrived: a start that nobody hears of is taken for one that failed. */
  private tellReady(nowMs: number): void {
    const { program } = this.parts;
    if (this.isStopping || !program.isFree) return;
    program.tell({ READY: '1', ...this.statusWords(nowMs) }, () => {
      this.isReady = true;
    });
  }

  /** Only what goes out now is still true when it arrives: nothing is fed behind something else. */
  private tellDue(nowMs: number): void {
    const { program } = this.parts;
    if (!program.isFree) return;
    const isFed = this.neglected.length === 0 && this.meals.isDue(nowMs);
    const isTold = !this.isStopping && this.status !== this.told.status && nowMs - this.told.atMs >= statusEveryMs;
    const words = { ...(isFed && { WATCHDOG: '1' }), ...(isTold && this.statusWords(nowMs)) };
    if (isFed) program.tell(words, () => this.meals.fed(nowMs));
    else if (isTold) program.tell(words);
  }

  /** [S14] On its edges alone. */
  private judge(neglected: readonly string[]): void {
    const { log } = this.parts;
    if (neglected.length > 0 && this.neglected.length === 0) log.error('watchdog_withheld', { chairs: neglected });
    if (neglected.length === 0 && this.neglected.length > 0) log.warn('watchdog_fed_again');
    this.neglected = neglected;
  }

  private statusWords(nowMs: number): { readonly STATUS: string } {
    const { status } = this;
    this.told = { status, atMs: nowMs };
    return { STATUS: status };
  }

  private get status(): string {
    const { fleet } = this.parts;
    return managerStatus({
      chairs: fleet.chairIds.length,
      answering: fleet.chairIds.filter((id) => fleet.isAvailable(id)).length,
      armed: this.chairs().filter(({ isArmed }) => isArmed).length,
      hasBroker: this.hasBroker,
      drainUntil: fleet.drainUntil,
      neglected: this.neglected,
    });
  }
}
