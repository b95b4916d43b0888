import { type Actor, createActor } from 'xstate';
import type { Chair, Clock } from '../ports.js';
import type { SessionContext, SessionNotice } from '../session/session-events.js';
import { sessionMachine } from '../session/session-machine.js';
import type { UnitMemory } from './unit-memory.js';

export type SessionActor = Actor<typeof sessionMachine>;

export interface SessionActorOptions {
  readonly chair: Chair;
  readonly clock: Clock;
  readonly memory: UnitMemory;
  readonly tell: (notice: SessionNotice) => void;
  readonly onChange: (context: SessionContext) => void;
  /** The machine broke: our own bug. It will do nothing any more. */
  readonly onError: (error: unknown) => void;
}

/** The session's machine, running on the given clock and with the ports of its chair. */
export function startSession({ chair, clock, memory, tell, onChange, onError }: SessionActorOptions): SessionActor {
  const actor = createActor(sessionMachine, {
    clock: {
      setTimeout: (run: () => void, delayMs: number) => clock.after(delayMs, run),
      clearTimeout: (timer: ReturnType<Clock['after']>) => clock.clear(timer),
    },
    input: {
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
    },
  });
  // One subscriber with both: a second, function-only one would turn every error into an uncaught one.
  actor.subscribe({ next: ({ context }) => onChange(context), error: onError });
  return actor.start();
}
