import { type Actor, createActor, type SnapshotFrom } from 'xstate';
import type { SessionMoment } from '../core/session.js';
import { type ChairState, chairStates } from '../core/status.js';
import type { Chair, Clock } from '../ports.js';
import { endingOf } from './actions.js';
import type { SessionContext, SessionEvent, SessionInput, SessionNotice, StampedEvent } from './events.js';
import {
  clearedNotices,
  driveOf,
  faultNotices,
  goneOn,
  nativeOf,
  newContext,
  phaseNotices,
  ranUntil,
  sessionIn,
} from './facts.js';
import { unconfirmed } from './sequences.js';
import { sessionMachine } from './session-machine.js';

/** What a session needs of its chair's memory. */
interface SessionMemory extends SessionInput {
  readonly restLeftMs: number;
  ran(fromMs: number, toMs: number): void;
}

/** The outside of a session: what its machine asks of the chair, and what it tells. */
export interface SessionPorts {
  readonly chair: Chair;
  readonly clock: Pick<Clock, 'nowMs' | 'wallMs' | 'after' | 'clear'>;
  readonly memory: SessionMemory;
  readonly tell: (notice: SessionNotice) => void;
}

export interface SessionOptions extends SessionPorts {
  readonly onChange: (state: ChairState, context: SessionContext) => void;
  /** The machine broke: our own bug. It will do nothing any more. */
  readonly onError: (error: unknown) => void;
}

type StateTree = string | { readonly [state: string]: StateTree | undefined };

const leafOf = (value: StateTree): string =>
  typeof value === 'string' ? value : leafOf(Object.values(value)[0] ?? '');

/** The state of a machine as it is published: leaves carry the names; `settled` is left before anybody can look. */
export function publishedState({ value }: Pick<SnapshotFrom<typeof sessionMachine>, 'value'>): ChairState {
  const leaf = leafOf(value);
  return chairStates.find((state) => state === leaf) ?? 'idle';
}

const places = {
  disconnected: 'disconnected',
  idle: 'idle',
  resting: 'resting',
  starting: { active: { moving: 'starting' } },
  running: { active: { moving: 'running' } },
  paused: { active: 'paused' },
  stopping: 'stopping',
  fault: { latched: 'fault' },
  emergency_stopped: { latched: 'emergency_stopped' },
} as const satisfies Record<ChairState, StateTree>;

/** The machine with the outside of whatever session it runs for: one for all of them, for it takes more memory and time to make
 *  than a session. */
export function wiredMachine(portsOf: (session: object) => SessionPorts): typeof sessionMachine {
  const tell = (self: object, notice: SessionNotice): void => portsOf(self).tell(notice);
  const tellAll = (self: object, notices: readonly SessionNotice[]): void => notices.forEach(portsOf(self).tell);
  return sessionMachine.provide({
    actions: {
      drive: ({ self }, session) => portsOf(self).chair.drive(driveOf(session), session.caps, nativeOf(session)),
      supervise: ({ self }) => portsOf(self).chair.supervise(),
      stopChair: ({ self }, { rampMs, purpose }) => portsOf(self).chair.stop(rampMs, purpose),
      stopEmergency: ({ self }) => portsOf(self).chair.emergencyStop(),
      resetChair: ({ self }, { codes }) => portsOf(self).chair.reset(codes),
      count: ({ self }, { fromMs, toMs }) => portsOf(self).memory.ran(fromMs, toMs),
      tell: ({ self, context }, notice) => tell(self, { ...notice, session: context.session }),
      tellPhase: ({ self, context }, { nowMs }) => tellAll(self, phaseNotices(context, nowMs)),
      tellStarted: ({ self, context }) =>
        tell(self, { type: context.isResuming ? 'resumed' : 'phase_started', session: sessionIn(context) }),
      tellEnd: ({ self, context }, { by }) => {
        const { session } = context;
        if (session !== null) tell(self, { type: 'session_ended', endedBy: endingOf(context, by), session });
      },
      tellFault: ({ self, context }, told) => tellAll(self, faultNotices(context, told)),
      tellLinkLost: ({ self, context }, fault) => tell(self, { type: 'link_lost', fault, session: context.session }),
      tellUnconfirmed: ({ self, context }) => {
        const fault = unconfirmed({ wallMs: portsOf(self).clock.wallMs() });
        tell(self, { type: 'fault', fault, session: context.session });
      },
      tellCleared: ({ self, context }, cleared) => tellAll(self, clearedNotices(context, cleared)),
      tellOccupied: ({ self, context }, { isOccupied }) =>
        tell(self, { type: isOccupied ? 'occupied' : 'unoccupied', session: context.session }),
    },
  });
}

const portsOfActors = new WeakMap<object, SessionPorts>();

const sharedMachine = wiredMachine((actor) => {
  const ports = portsOfActors.get(actor);
  if (ports === undefined) throw new Error('the session machine was started without a chair');
  return ports;
});

/** The session's machine at work, on the given clock and with its chair: from its beginning, or from a moment that was written
 *  down. */
export class SessionActor {
  private readonly actor: Actor<typeof sessionMachine>;
  private sends = 0;
  /** Where a running session has come to since its machine was told; null where the machine knows. */
  private ahead: SessionContext | null = null;
  private isGoingOn = false;
  /** What came while it went on. */
  private readonly waiting: SessionEvent[] = [];
  /** It broke while it went on. */
  private isBroken = false;

  constructor(
    private readonly options: SessionOptions,
    moment: SessionMoment | null = null,
  ) {
    const { clock, memory, onChange, onError } = options;
    const input: SessionInput = { faults: memory.faults, lastSession: memory.lastSession };
    const from = moment === null ? {} : { snapshot: snapshotOf(input, moment) };
    this.actor = createActor(sharedMachine, {
      clock: {
        setTimeout: (run: () => void, delayMs: number) => clock.after(delayMs, run),
        clearTimeout: (timer: ReturnType<Clock['after']>) => clock.clear(timer),
      },
      input,
      ...from,
    });
    portsOfActors.set(this.actor, options);
    // One subscriber with both: a second, function-only one would turn every error into an uncaught one.
    this.actor.subscribe({
      next: (snapshot) => {
        // Nothing is new where it only catches up.
        if (this.ahead === null) onChange(publishedState(snapshot), snapshot.context);
      },
      error: onError,
    });
    this.actor.start();
  }

  /** A machine that broke takes nothing any more; the chair was halted without it. */
  send(event: SessionEvent): void {
    if (this.isGoingOn) this.waiting.push(event);
    else this.take(event);
  }

  /** A tick of a running session with which nothing happens but that it goes on, as nearly all are: done as the machine does it, without
   *  the machine. False where the machine has to take it. [S9] [S14] */
  protected goOn(): boolean {
    if (!this.isSound || this.isBusy || this.state !== 'running') return false;
    this.isGoingOn = true;
    try {
      if (!this.wentOn()) return false;
    } catch (error) {
      this.isBroken = true;
      this.options.onError(error);
    } finally {
      this.isGoingOn = false;
    }
    for (const event of this.waiting.splice(0)) this.take(event);
    return true;
  }

  /** An event is being taken: one that comes meanwhile waits for it, and the state is still that of before. */
  get isBusy(): boolean {
    return this.sends > 0 || this.isGoingOn;
  }

  can(event: SessionEvent): boolean {
    if (!this.isGoingOn) this.catchUp();
    return this.isSound && this.actor.getSnapshot().can(this.stamped(event));
  }

  get state(): ChairState {
    return publishedState(this.actor.getSnapshot());
  }

  get context(): SessionContext {
    return this.ahead ?? this.actor.getSnapshot().context;
  }

  /** Something is under way on the line that no replay could take up in its middle. */
  get isPassing(): boolean {
    return this.actor.getSnapshot().hasTag('passing');
  }

  get moment(): SessionMoment {
    const { lastSession, ...context } = this.context;
    return { state: this.state, ...context };
  }

  private wentOn(): boolean {
    const { context } = this;
    const { chair, clock, memory, onChange } = this.options;
    // The moment of this, not of the tick's beginning: what came since may have its own.
    const nowMs = clock.nowMs();
    const gone = goneOn(context, nowMs);
    if (gone === null) return false;
    const session = sessionIn(gone);
    const { fromMs, toMs } = ranUntil(context, nowMs);
    memory.ran(fromMs, toMs);
    chair.drive(driveOf(session), session.caps, nativeOf(session));
    chair.supervise();
    this.ahead = gone;
    onChange('running', gone);
    return true;
  }

  private take(event: SessionEvent): void {
    if (!this.isSound) return;
    this.sends += 1;
    try {
      this.catchUp();
      this.actor.send(this.stamped(event));
    } finally {
      this.sends -= 1;
    }
  }

  /** The machine decides from where the session is. */
  private catchUp(): void {
    if (this.ahead === null || !this.isSound) return;
    const { tickedAtMs } = this.ahead;
    this.actor.send(this.stamped({ type: 'gone', session: sessionIn(this.ahead), tickedAtMs }));
    this.ahead = null;
  }

  private get isSound(): boolean {
    return !this.isBroken && this.actor.getSnapshot().status === 'active';
  }

  private stamped(event: SessionEvent): StampedEvent {
    const { clock, memory } = this.options;
    return { ...event, nowMs: clock.nowMs(), wallMs: clock.wallMs(), restLeftMs: memory.restLeftMs };
  }
}

function snapshotOf(input: SessionInput, { state, ...context }: SessionMoment) {
  return sharedMachine.resolveState({ value: places[state], context: { ...newContext(input), ...context } });
}
