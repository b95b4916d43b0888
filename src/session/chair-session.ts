import type { CommandSource } from '../core/command/schema.js';
import type { Chair } from '../ports.js';
import { type SessionActor, type SessionActorOptions, type SessionMoment, startSession, stateOf } from './actor.js';
import type { SessionContext, SessionEvent } from './events.js';
import { SessionPace } from './pace.js';

/** A chair whose line is moved by ticks. */
interface TickedChair extends Chair {
  readonly supervisionPeriodMs: number;
  poll(nowMs: number): void;
}

export interface ChairSessionOptions extends SessionActorOptions {
  readonly chair: TickedChair;
}

/** How often `tick` is called, ms. */
export const tickPeriodMs = 50;

/** A chair with its session at work: what the daemon's unit and a replay both do with them stands here, so that a replay cannot
 *  do it otherwise. */
export class ChairSession {
  readonly pace = new SessionPace();
  private readonly actor: SessionActor;

  /** From its beginning, or from a moment that was written down. */
  constructor(
    private readonly options: ChairSessionOptions,
    moment: SessionMoment | null = null,
  ) {
    this.actor = startSession(options, moment);
  }

  get state(): ReturnType<typeof stateOf> {
    return stateOf(this.actor);
  }

  get context(): SessionContext {
    return this.actor.getSnapshot().context;
  }

  /** A machine that broke takes nothing any more; the chair was halted without it. */
  send(event: SessionEvent): void {
    if (this.actor.getSnapshot().status === 'active') this.actor.send(event);
  }

  /** Moves the line, and where its supervision is due the session; true where it was. [S14] */
  tick(): boolean {
    const { chair, clock } = this.options;
    const nowMs = clock.nowMs();
    chair.poll(nowMs);
    const isDue = this.pace.isDue(nowMs, chair.supervisionPeriodMs);
    if (isDue) this.send({ type: 'tick', nowMs });
    return isDue;
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
    this.options.chair.stop(0, 'end');
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
      return { type: 'estop', message: `emergency stop asked over ${source}` };
    case 'pause':
    case 'resume':
      return { type: name, source };
    case 'skip':
    case 'reset':
      return { type: name };
  }
}
