import { addRun, type Budget, type BudgetRules, dailyLeftMs, restLeftMs } from '../core/safety/budget.js';
import { limits } from '../core/safety/limits.js';
import type { SessionMoment } from '../core/session.js';
import type { CommandSource } from '../core/status.js';
import type { Chair, Clock } from '../ports.js';
import { SessionActor, type SessionOptions } from './actor.js';
import type { SessionEvent } from './events.js';

/** Half a tick of the daemon: a period that is due between two ticks is taken at the earlier one. */
const tickSlackMs = 25;

/** Decides which ticks of the daemon are supervision ticks of a session. [S14] */
class SessionPace {
  /** The last supervision tick, ms; 0 before the first. */
  tickedAtMs = 0;

  /** True where the period is over; the tick is then taken as done. */
  isDue(nowMs: number, periodMs: number): boolean {
    if (this.tickedAtMs > 0 && nowMs - this.tickedAtMs < periodMs - tickSlackMs) return false;
    this.tickedAtMs = nowMs;
    return true;
  }
}

/** A chair whose line is moved by ticks. */
interface TickedChair extends Chair {
  readonly supervisionPeriodMs: number;
  poll(nowMs: number): void;
}

export interface ChairSessionOptions extends SessionOptions {
  readonly chair: TickedChair;
}

/** How often `tick` is called, ms. */
export const tickPeriodMs = 50;

/** A chair with its session at work: what the daemon's unit and a replay both do with them stands here, so that a replay cannot
 *  do it otherwise. */
export class ChairSession extends SessionActor {
  readonly pace = new SessionPace();
  /** When the line was moved last, ms: other chairs may have taken their time since the tick began. */
  polledAtMs = 0;
  private readonly chair: TickedChair;
  private readonly clock: Pick<Clock, 'nowMs'>;

  /** From its beginning, or from a moment that was written down. */
  constructor(options: ChairSessionOptions, moment: SessionMoment | null = null) {
    super(options, moment);
    this.chair = options.chair;
    this.clock = options.clock;
  }

  /** Moves the line, and where its supervision is due the session; true where it was. [S14] */
  tick(): boolean {
    const nowMs = this.clock.nowMs();
    this.polledAtMs = nowMs;
    this.chair.poll(nowMs);
    const isDue = this.pace.isDue(nowMs, this.chair.supervisionPeriodMs);
    if (isDue && !this.goOn()) this.send({ type: 'tick' });
    return isDue;
  }

  /** [S7] A stop goes to the chair first: what the machine makes of it takes longer than the order, and its own joins this one. A
   *  machine that broke stops its chair all the same. */
  override send(event: SessionEvent): void {
    if (event.type === 'estop') this.chair.emergencyStop();
    else if (event.type === 'stop') this.chair.stop(limits.stopRampMs, 'end');
    super.send(event);
  }

  /** Stops are taken in every state. [S7] */
  override can(event: SessionEvent): boolean {
    return event.type === 'stop' || event.type === 'estop' || super.can(event);
  }

  /** The daemon goes down. [S15] */
  shutdown(): void {
    this.send({ type: 'stop', ending: 'shutdown' });
  }

  /** [S16] Another daemon claims the chair. */
  claimed(message: string): void {
    this.send({ type: 'chair.fault', code: 'foreign_owner', zone: null, message });
  }

  /** [S15] The halt that needs no machine. */
  halt(): void {
    this.chair.stop(0, 'end');
  }
}

/** What a command that says everything by its name is to the session. */
export function plainEvent(
  name: 'stop' | 'estop' | 'pause' | 'resume' | 'skip' | 'reset',
  source: CommandSource,
): SessionEvent {
  switch (name) {
    case 'stop':
      return { type: 'stop', ending: 'stopped' };
    case 'estop':
      return { type: 'estop', message: `emergency stop requested by ${source}` };
    case 'pause':
    case 'resume':
      return { type: name, source };
    case 'skip':
    case 'reset':
      return { type: name };
  }
}

/** The running time of one chair, and what it leaves. [S9] */
export class RunningTime {
  constructor(
    public budget: Budget,
    private readonly rules: BudgetRules,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {}

  ran(fromMs: number, toMs: number): void {
    this.budget = addRun(this.budget, fromMs, toMs);
  }

  get restLeftMs(): number {
    return restLeftMs(this.budget, this.rules, this.clock.nowMs());
  }

  get dailyLeftMs(): number {
    return dailyLeftMs(this.budget, this.rules, this.clock.nowMs());
  }
}
