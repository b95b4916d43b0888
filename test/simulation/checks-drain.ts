import type { Check } from './check.js';
import type { Facts } from './facts.js';

const drivenStates = ['starting', 'running', 'paused'];
/** A stop has to be seen, which is not claimed here. */
const busyStates = [...drivenStates, 'stopping'];
/** A tick, and the way to the status. */
const endsMs = 500;

const stateOf = ({ status }: Facts): string => status?.state ?? 'unknown';

/** [S15] Who drains begins nothing, ends no session, and ends with the last. */
const draining = (): Check => {
  let busyAtMs = Number.NEGATIVE_INFINITY;
  return {
    invariant: 'S15',
    told: ({ drain }, { event_type }) =>
      event_type === 'session_started' && drain.surelyFromMs !== null
        ? 'a session began although the daemon was asked to end with the last one'
        : null,
    drained: (facts) => {
      if (!facts.drain.mayDrain) return 'the daemon ends with the last session, and nobody had asked for that';
      return drivenStates.includes(stateOf(facts))
        ? `the daemon ends with the last session while one is ${stateOf(facts)}`
        : null;
    },
    step: (facts) => {
      const { drain, nowMs, process, hang } = facts;
      const isGoing = !facts.isProcessUp || process?.leavingAtMs !== null;
      if (drain.surelyFromMs === null || isGoing || facts.status === null || busyStates.includes(stateOf(facts)))
        busyAtMs = nowMs;
      return nowMs - Math.max(busyAtMs, hang.toMs, drain.surelyFromMs ?? nowMs) > endsMs
        ? 'the daemon was asked to end with the last session, and goes on without one'
        : null;
    },
  };
};

/** What must be true of a daemon that ends with the last session. */
export const drainChecks = (): readonly Check[] => [draining()];
