import { createActor } from 'xstate';
import { newContext } from '../session/session-actions.js';
import { sessionMachine } from '../session/session-machine.js';
/** The machine's states carry the published names; `settled` is left before anybody can look. */
export const stateOf = (actor) => named(actor.getSnapshot().value);
const named = (value) => (value === 'settled' ? 'idle' : value);
/** The session's machine, running on the given clock and with the ports of its chair: from its beginning, or from a moment
 *  that was written down. */
export function startSession(options, moment = null) {
    const { chair, clock, memory, tell, onChange, onError } = options;
    const input = {
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
    const snapshot = moment === null
        ? {}
        : {
            snapshot: sessionMachine.resolveState({
                value: moment.state,
                context: { ...newContext(input), ...moment.context },
            }),
        };
    const actor = createActor(sessionMachine, {
        clock: {
            setTimeout: (run, delayMs) => clock.after(delayMs, run),
            clearTimeout: (timer) => clock.clear(timer),
        },
        input,
        ...snapshot,
    });
    // One subscriber with both: a second, function-only one would turn every error into an uncaught one.
    actor.subscribe({ next: ({ value, context }) => onChange(named(value), context), error: onError });
    return actor.start();
}
