import { createActor, type ExecutableActionsFrom, type transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { compile } from '../../src/core/program/compile.js';
import { phaseAt } from '../../src/core/program/timeline.js';
import type { ChairState } from '../../src/core/status.js';
import { publishedState, wiredMachine } from '../../src/session/actor.js';
import type {
  SessionContext,
  SessionEvent,
  SessionInput,
  SessionNotice,
  StampedEvent,
} from '../../src/session/events.js';
import type { sessionMachine } from '../../src/session/session-machine.js';
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
import { VirtualTime } from '../support/virtual-time.js';

type Snapshot = ReturnType<typeof transition<typeof sessionMachine>>[0];
type Action = ExecutableActionsFrom<typeof sessionMachine>;
type Scope = Parameters<typeof sessionMachine.transition>[2];

/** Everything begins at this moment; ticks come a given time after it. */
const nowMs = 1000;

type Timed = SessionEvent & { readonly nowMs?: number };
const minuteMs = 60_000;
const session = sampleSession({ startedMs: nowMs, timeline: compile(sampleProgram, { durationMs: 3 * minuteMs }) });
const tick = (afterMs: number): Timed => ({ type: 'tick', nowMs: nowMs + afterMs });

/** The end of `starting`, which no other event brings. */
const startingIsOver: SessionEvent = { type: 'xstate.after.unconfirmed.session.active.moving.starting' } as never;

/** One of each event and of each case that a guard tells apart. */
const events: readonly Timed[] = [
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
  { type: 'chair.escalated', doubt: 'chair_moves' },
  { type: 'chair.stopUnverified', doubt: 'chair_silent' },
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
  { type: 'seat.sensor', hasSeatSensor: true },
];

const stampedEvents = (isRestOwed: boolean): readonly StampedEvent[] =>
  events.map((event) => ({ nowMs, wallMs: session.startedWallMs, restLeftMs: isRestOwed ? 1000 : 0, ...event }));

/** A machine, and what it asks and tells while `edgesFrom` runs one transition. */
class Recorder {
  chair = new FakeChair();
  told: SessionNotice[] = [];
  readonly input: SessionInput = { faults: [], lastSession: null };
  readonly machine = wiredMachine(() => ({
    chair: {
      drive: (drive, caps) => this.chair.drive(drive, caps),
      supervise: () => this.chair.supervise(),
      stop: (rampMs) => this.chair.stop(rampMs),
      emergencyStop: () => this.chair.emergencyStop(),
      reset: (codes) => this.chair.reset(codes),
    },
    clock: new VirtualTime(),
    memory: { ...this.input, restLeftMs: 0, ran: () => {} },
    tell: (notice) => void this.told.push(notice),
  }));
  readonly #self = createActor(this.machine, { input: this.input });

  /** What `transition` of the library does, without an actor of its own for each of the tens of thousands. */
  transition(before: Snapshot, event: StampedEvent): [Snapshot, readonly Action[]] {
    const actions: Action[] = [];
    const scope = {
      self: this.#self,
      system: this.#self.system,
      id: '',
      sessionId: '',
      logger: () => {},
      defer: () => {},
      stopChild: () => {},
      emit: () => {},
      actionExecutor: (action: Action) => void actions.push(action),
    };
    return [this.machine.transition(before, event, scope as Scope), actions];
  }
}

const sayOf = (event: StampedEvent): string => {
  const { type, wallMs, restLeftMs, ...more } = event;
  const words =
    'session' in more ? String(more.session.mustBeOccupied) : 'timeline' in more ? '' : JSON.stringify(more);
  return `${type} ${words}`;
};

/** What the machine's decisions depend on; times only as far as an event of ours tells them apart. */
function keyOf(snapshot: Snapshot): string {
  const { context } = snapshot;
  const { isLinkUp, isStill, reset, faults, session, isOccupied, leftAtMs, isResuming, endedBy } = context;
  const known = [
    publishedState(snapshot),
    isLinkUp,
    isStill,
    reset,
    faults.map(({ code, zone }) => `${code}${zone}`).sort(),
  ];
  if (session === null) return JSON.stringify(known);
  const phase = phaseAt(session.timeline, session.positionMs).index;
  const { mustBeOccupied } = session;
  return JSON.stringify([...known, phase, mustBeOccupied, isOccupied, leftAtMs === null, isResuming, endedBy]);
}

/** A snapshot by its published name; `value` is as published. */
interface State {
  readonly value: ChairState;
  readonly context: SessionContext;
  readonly can: (event: StampedEvent) => boolean;
}

function stateOf(snapshot: Snapshot): State {
  if (snapshot.matches('settled')) throw new Error('the machine was seen while settling');
  return { value: publishedState(snapshot), context: snapshot.context, can: (event) => snapshot.can(event) };
}

/** One transition that a machine can come to, and what it brought. */
export interface Edge {
  /** The events that lead to it, and its own. */
  readonly path: string;
  readonly event: StampedEvent;
  readonly before: State;
  readonly after: State;
  readonly chair: FakeChair;
  readonly told: readonly SessionNotice[];
}

function edgesFrom(recorder: Recorder, before: Snapshot, path: string, events: readonly StampedEvent[]): Edge[] {
  return events.map((event) => {
    recorder.chair = new FakeChair();
    recorder.told = [];
    const [after, actions] = recorder.transition(before, event);
    // Timers and the like belong to a running actor; everything else is a plain call of a port.
    for (const action of actions) if (!action.type.startsWith('xstate.')) action.exec?.(action.info, action.params);
    const { chair, told } = recorder;
    return { path: `${path} > ${sayOf(event)}`, event, before: stateOf(before), after: stateOf(after), chair, told };
  });
}

let found: readonly Edge[] | null = null;

/** Every transition out of every state that can be reached: with and without a rest that is owed. They are found once and read only. */
export function reachableEdges(): readonly Edge[] {
  found ??= findEdges();
  return found;
}

function findEdges(): readonly Edge[] {
  return [false, true].flatMap((isRestOwed) => {
    const recorder = new Recorder();
    const events = stampedEvents(isRestOwed);
    const paths = getShortestPaths(recorder.machine, {
      input: recorder.input,
      events,
      serializeState: (state) => keyOf(state),
      serializeEvent: sayOf,
    });
    return paths.flatMap(({ state, steps }) => {
      const path = [`rest owed: ${isRestOwed}`, ...steps.slice(1).map((step) => sayOf(step.event))].join(' > ');
      return edgesFrom(recorder, state, path, events);
    });
  });
}
