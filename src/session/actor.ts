import { type Actor, createActor } from 'xstate';
import type { ChairState } from '../core/status.js';
import type { Chair, Clock } from '../ports.js';
import type { SessionContext, SessionInput, SessionNotice } from './events.js';
import { newContext } from './facts.js';
import { sessionMachine } from './session-machine.js';

export type SessionActor = Actor<typeof sessionMachine>;

/** What a session needs of its chair's memory. */
interface SessionMemory extends Pick<SessionInput, 'faults' | 'lastSession'> {
  readonly restLeftMs: number;
  ran(fromMs: number, toMs: number): void;
}

/** A moment in which a session is taken up; timers that were running then do not. */
export interface SessionMoment {
  readonly state: ChairState;
  readonly context: Omit<SessionContext, 'ports' | 'lastSession'>;
}

export interface SessionActorOptions {
  readonly chair: Chair;
  readonly clock: Clock;
  readonly memory: SessionMemory;
  readonly tell: (notice: SessionNotice) => void;
  readonly onChange: (state: ChairState, context: SessionContext) => void;
  /** The machine broke: our own bug. It will do nothing any more. */
  readonly onError: (error: unknown) => void;
}

/** The machine's states carry the published names; `settled` is left before anybody can look. */
export const stateOf = (actor: SessionActor): ChairState => named(actor.getSnapshot().value);

const named = (value: ChairState | 'settled'): ChairState => (value === 'settled' ? 'idle' : value);

/** The session's machine, running on the given clock and with the ports of its chair: from its beginning, or from a moment
 *  that was written down. */
export function startSession(options: SessionActorOptions, moment: SessionMoment | null = null): SessionActor {
  const { chair, clock, memory, tell, onChange, onError } = options;
  const input: SessionInput = {
    ports: {
      chair,
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
      tell,
      ran: (fromMs, toMs) => memory.ran(fromMs, toMs),
      isRestOwed: () => memory.restLeftMs > 0,
    },
    faults: memory.faults,
    lastSession: memory.lastSession,
  };
  const snapshot =
    moment === null
      ? {}
      : {
          snapshot: sessionMachine.resolveState({
            value: moment.state,
            context: { ...newContext(input), ...moment.context },
          }),
        };
  const actor = createActor(sessionMachine, {
    clock: {
      setTimeout: (run: () => void, delayMs: number) => clock.after(delayMs, run),
      clearTimeout: (timer: ReturnType<Clock['after']>) => clock.clear(timer),
    },
    input,
    ...snapshot,
  });
  // One subscriber with both: a second, function-only one would turn every error into an uncaught one.
  actor.subscribe({ next: ({ value, context }) => onChange(named(value), context), error: onError });
  return actor.start();
}
