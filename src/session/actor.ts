import { type Actor, createActor, type SnapshotFrom } from 'xstate';
import type { SessionMoment } from '../core/session.js';
import { type ChairState, chairStates } from '../core/status.js';
import type { Chair, Clock } from '../ports.js';
import { endingOf } from './actions.js';
import type { SessionContext, SessionEvent, SessionInput, SessionNotice, StampedEvent } from './events.js';
import { clearedNotices, driveOf, faultNotices, nativeOf, newContext, phaseNotices, sessionIn } from './facts.js';
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

/** The machine with a chair, a clock and somebody who listens. */
export function wiredMachine({ chair, clock, memory, tell }: SessionPorts): typeof sessionMachine {
  const tellAll = (notices: readonly SessionNotice[]): void => notices.forEach(tell);
  return sessionMachine.provide({
    actions: {
      drive: (_scope, session) => chair.drive(driveOf(session), session.caps, nativeOf(session)),
      supervise: () => chair.supervise(),
      stopChair: (_scope, { rampMs, purpose }) => chair.stop(rampMs, purpose),
      stopEmergency: () => chair.emergencyStop(),
      resetChair: (_scope, { codes }) => chair.reset(codes),
      count: (_scope, { fromMs, toMs }) => memory.ran(fromMs, toMs),
      tell: ({ context }, notice) => tell({ ...notice, session: context.session }),
      tellPhase: ({ context }, { nowMs }) => tellAll(phaseNotices(context, nowMs)),
      tellStarted: ({ context }) =>
        tell({ type: context.isResuming ? 'resumed' : 'phase_started', session: sessionIn(context) }),
      tellEnd: ({ context }, { by }) => {
        const { session } = context;
        if (session !== null) tell({ type: 'session_ended', endedBy: endingOf(context, by), session });
      },
      tellFault: ({ context }, told) => tellAll(faultNotices(context, told)),
      tellLinkLost: ({ context }, fault) => tell({ type: 'link_lost', fault, session: context.session }),
      tellUnconfirmed: ({ context }) =>
        tell({ type: 'fault', fault: unconfirmed({ wallMs: clock.wallMs() }), session: context.session }),
      tellCleared: ({ context }, cleared) => tellAll(clearedNotices(context, cleared)),
      tellOccupied: ({ context }, { isOccupied }) =>
        tell({ type: isOccupied ? 'occupied' : 'unoccupied', session: context.session }),
    },
  });
}

/** The session's machine at work, on the given clock and with its chair: from its beginning, or from a moment that was written
 *  down. */
export class SessionActor {
  private readonly actor: Actor<typeof sessionMachine>;
  private sends = 0;

  constructor(
    private readonly options: SessionOptions,
    moment: SessionMoment | null = null,
  ) {
    const { clock, memory, onChange, onError } = options;
    const machine = wiredMachine(options);
    const input: SessionInput = { faults: memory.faults, lastSession: memory.lastSession };
    const from = moment === null ? {} : { snapshot: snapshotOf(machine, input, moment) };
    this.actor = createActor(machine, {
      clock: {
        setTimeout: (run: () => void, delayMs: number) => clock.after(delayMs, run),
        clearTimeout: (timer: ReturnType<Clock['after']>) => clock.clear(timer),
      },
      input,
      ...from,
    });
    // One subscriber with both: a second, function-only one would turn every error into an uncaught one.
    this.actor.subscribe({
      next: (snapshot) => onChange(publishedState(snapshot), snapshot.context),
      error: onError,
    });
    this.actor.start();
  }

  /** A machine that broke takes nothing any more; the chair was halted without it. */
  send(event: SessionEvent): void {
    if (!this.isSound) return;
    this.sends += 1;
    try {
      this.actor.send(this.stamped(event));
    } finally {
      this.sends -= 1;
    }
  }

  /** An event is being taken: one that comes meanwhile waits for it, and the state is still that of before. */
  get isBusy(): boolean {
    return this.sends > 0;
  }

  can(event: SessionEvent): boolean {
    return this.isSound && this.actor.getSnapshot().can(this.stamped(event));
  }

  get state(): ChairState {
    return publishedState(this.actor.getSnapshot());
  }

  get context(): SessionContext {
    return this.actor.getSnapshot().context;
  }

  /** Something is under way on the line that no replay could take up in its middle. */
  get isPassing(): boolean {
    return this.actor.getSnapshot().hasTag('passing');
  }

  get moment(): SessionMoment {
    const { lastSession, ...context } = this.context;
    return { state: this.state, ...context };
  }

  private get isSound(): boolean {
    return this.actor.getSnapshot().status === 'active';
  }

  private stamped(event: SessionEvent): StampedEvent {
    const { clock, memory } = this.options;
    return { ...event, nowMs: clock.nowMs(), wallMs: clock.wallMs(), restLeftMs: memory.restLeftMs };
  }
}

function snapshotOf(machine: typeof sessionMachine, input: SessionInput, { state, ...context }: SessionMoment) {
  return machine.resolveState({ value: places[state], context: { ...newContext(input), ...context } });
}
