import { transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { compile } from '../../src/core/program/compile.js';
import { phaseAt } from '../../src/core/program/timeline.js';
import type { SessionEvent, SessionInput, SessionNotice } from '../../src/session/events.js';
import { sessionMachine } from '../../src/session/session-machine.js';
import { sampleProgram, sampleSession } from '../support/sample-session.js';
import {
  cleared,
  down,
  estop,
  FakeChair,
  fault,
  pause,
  reset,
  resetDone,
  resetRefused,
  resume,
  seated,
  stop,
} from '../support/session-bench.js';

type Snapshot = ReturnType<typeof transition<typeof sessionMachine>>[0];

/** Everything begins at this moment; ticks come a given time after it. */
const nowMs = 1000;
const minuteMs = 60_000;
const session = sampleSession({ startedMs: nowMs, timeline: compile(sampleProgram, { durationMs: 3 * minuteMs }) });
const tick = (afterMs: number): SessionEvent => ({ type: 'tick', nowMs: nowMs + afterMs });

/** The end of `starting`, which no other event brings. */
const startingIsOver: SessionEvent = { type: 'xstate.after.5000.session.starting' } as never;

/** One of each event and of each case that a guard tells apart. */
const events: readonly SessionEvent[] = [
  tick(200),
  tick(57_000),
  tick(5 * minuteMs),
  tick(45 * minuteMs),
  startingIsOver,
  { type: 'start', session },
  { type: 'start', session: { ...session, mustBeOccupied: false } },
  stop,
  estop,
  pause,
  resume,
  { type: 'adjust', timeline: compile(sampleProgram, { durationMs: 6 * minuteMs }), positionMs: 0, intensity: 50 },
  { type: 'skip' },
  reset,
  { type: 'chair.up' },
  down,
  { type: 'chair.restarted' },
  { type: 'chair.driving' },
  { type: 'chair.still' },
  { type: 'chair.escalated' },
  { type: 'chair.stopUnverified' },
  fault('estop'),
  fault('overtemp', 'back'),
  fault('stall', 'legs'),
  cleared('estop'),
  cleared('overtemp', 'back'),
  cleared('stall', 'legs'),
  resetDone,
  resetRefused,
  seated(true),
  seated(false),
  { type: 'chair.button', button: 'start' },
];

/** What a machine asks and tells while `step` runs one transition. */
class Recorder {
  chair = new FakeChair();
  told: SessionNotice[] = [];

  constructor(readonly isRestOwed: boolean) {}

  readonly input: SessionInput = {
    ports: {
      chair: {
        drive: (drive, caps) => this.chair.drive(drive, caps),
        supervise: () => this.chair.supervise(),
        stop: (rampMs) => this.chair.stop(rampMs),
        emergencyStop: () => this.chair.emergencyStop(),
        reset: (codes) => this.chair.reset(codes),
      },
      nowMs: () => nowMs,
      wallMs: () => session.startedWallMs,
      tell: (notice) => void this.told.push(notice),
      ran: () => {},
      isRestOwed: () => this.isRestOwed,
    },
    faults: [],
    lastSession: null,
  };
}

const sayOf = (event: SessionEvent): string => {
  const { type, ...more } = event;
  const words =
    'session' in more ? String(more.session.mustBeOccupied) : 'timeline' in more ? '' : JSON.stringify(more);
  return `${type} ${words}`;
};

/** What the machine's decisions depend on; times only as far as an event of ours tells them apart. */
function keyOf({ value, context }: Snapshot): string {
  const { isLinkUp, isStill, isResetting, faults, session, isOccupied, leftAtMs, isResuming, endedBy } = context;
  const known = [value, isLinkUp, isStill, isResetting, faults.map(({ code, zone }) => `${code}${zone}`).sort()];
  if (session === null) return JSON.stringify(known);
  const phase = phaseAt(session.timeline, session.positionMs).index;
  const { mustBeOccupied } = session;
  return JSON.stringify([...known, phase, mustBeOccupied, isOccupied, leftAtMs === null, isResuming, endedBy]);
}

/** One transition that a machine can come to, and what it brought. */
export interface Edge {
  /** The events that lead to it, and its own. */
  readonly path: string;
  readonly event: SessionEvent;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly chair: FakeChair;
  readonly told: readonly SessionNotice[];
}

function edgesFrom(recorder: Recorder, before: Snapshot, path: string): Edge[] {
  return events.map((event) => {
    recorder.chair = new FakeChair();
    recorder.told = [];
    const [after, actions] = transition(sessionMachine, before, event);
    // Timers and the like belong to a running actor; everything else is a plain call of a port.
    for (const action of actions) if (!action.type.startsWith('xstate.')) action.exec?.(action.info, action.params);
    const { chair, told } = recorder;
    return { path: `${path} > ${sayOf(event)}`, event, before, after, chair, told };
  });
}

/** Every transition out of every state that can be reached: with and without a rest that is owed. */
export function reachableEdges(): readonly Edge[] {
  return [false, true].flatMap((isRestOwed) => {
    const recorder = new Recorder(isRestOwed);
    const paths = getShortestPaths(sessionMachine, {
      input: recorder.input,
      events,
      serializeState: (state) => keyOf(state),
      serializeEvent: sayOf,
    });
    return paths.flatMap(({ state, steps }) => {
      const path = [`rest owed: ${isRestOwed}`, ...steps.slice(1).map((step) => sayOf(step.event))].join(' > ');
      return edgesFrom(recorder, state, path);
    });
  });
}
