import { createActor } from 'xstate';
import { sessionMachine } from '../session/session-machine.js';
/** The session's machine, running on the given clock and with the ports of its chair. */
export function startSession({ chair, clock, memory, tell, onChange, onError }) {
    const actor = createActor(sessionMachine, {
        clock: {
            setTimeout: (run, delayMs) => clock.after(delayMs, run),
            clearTimeout: (timer) => clock.clear(timer),
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
