import { assign } from 'xstate';
import { limits } from '../core/safety/limits.js';
import type { Ending, EventType } from '../core/status.js';
import type { SessionContext, SessionEvent } from './events.js';
import {
  advanceOf,
  driveOf,
  dueEnding,
  duePauseEnding,
  entersPhase,
  faultOf,
  isKnown,
  nativeOf,
  skipped,
  withFault,
  withoutCleared,
} from './facts.js';

interface Scope {
  readonly context: SessionContext;
  readonly event: SessionEvent;
}

const change = <Params>(patch: (scope: Scope, params: Params) => Partial<SessionContext>) =>
  assign<SessionContext, SessionEvent, Params, SessionEvent, never>(({ context, event }, params) =>
    patch({ context, event }, params),
  );

const tickMs = ({ context, event }: Scope): number => (event.type === 'tick' ? event.nowMs : context.ports.nowMs());

const endingOf = (context: SessionContext, by: Ending | 'asked'): Ending =>
  by === 'asked' ? (context.endedBy ?? 'emergency_stop') : by;

/** What the machine does to its context: pure. */
export const changes = {
  begin: change(({ context, event }) =>
    event.type === 'start'
      ? { session: event.session, tickedAtMs: context.ports.nowMs(), leftAtMs: null, isResuming: false }
      : {},
  ),
  resumes: change(() => ({ isResuming: true, leftAtMs: null })),
  enter: change(({ context }) => ({
    enteredAtMs: context.ports.nowMs(),
    tickedAtMs: context.ports.nowMs(),
    isStill: false,
  })),
  advance: change((scope) => {
    const { session, tickedAtMs } = scope.context;
    const nowMs = tickMs(scope);
    if (session === null) return { tickedAtMs: nowMs };
    const { elapsedMs, positionMs } = advanceOf(session, tickedAtMs, nowMs);
    return { session: { ...session, elapsedMs, positionMs }, tickedAtMs: nowMs };
  }),
  skip: change(({ context }) => (context.session === null ? {} : { session: skipped(context.session) })),
  adjust: change(({ context, event }) => {
    if (event.type !== 'adjust' || context.session === null) return {};
    const { timeline, positionMs, intensity } = event;
    return { session: { ...context.session, timeline, positionMs, intensity } };
  }),
  willEnd: change((_scope, params: { by: Ending }) => ({ endedBy: params.by })),
  willEndAsDue: change((scope) => ({ endedBy: dueEnding(scope.context, tickMs(scope)) })),
  willEndAsPauseDue: change((scope) => ({ endedBy: duePauseEnding(scope.context, tickMs(scope)) })),
  willEndAsAsked: change(({ event }) => ({ endedBy: event.type === 'stop' ? event.ending : 'stopped' })),
  forget: change(({ context }, params: { by: Ending | 'asked' }) => {
    const { session } = context;
    if (session === null) return { endedBy: null };
    const endedBy = endingOf(context, params.by);
    const lastSession = {
      program: session.programId,
      endedBy,
      endedWallMs: context.ports.wallMs(),
      elapsedMs: session.elapsedMs,
    };
    return { lastSession, session: null, endedBy: null };
  }),
  addFault: change(({ context, event }) => withFault(context, event)),
  removeFault: change(({ context, event }) => withoutCleared(context, event)),
  expectReset: change(() => ({ isResetting: true })),
  clearFaults: change(() => ({ faults: [], isResetting: false })),
  linkUp: change(() => ({ isLinkUp: true, isStill: false })),
  linkDown: change(() => ({ isLinkUp: false, isStill: false })),
  still: change(() => ({ isStill: true })),
  seat: change(({ context, event }) => {
    if (event.type !== 'chair.occupied') return {};
    return { isOccupied: event.isOccupied, leftAtMs: event.isOccupied ? null : context.ports.nowMs() };
  }),
};

/** What the machine asks of the outside: plain calls of ports that never throw. */
export const calls = {
  drive: ({ context }: Scope) => {
    const { session, ports } = context;
    if (session !== null) ports.chair.drive(driveOf(session), session.caps, nativeOf(session));
  },
  supervise: ({ context }: Scope) => context.ports.chair.supervise(),
  stopChair: ({ context }: Scope, { rampMs, purpose }: { rampMs: number; purpose: 'end' | 'pause' }) =>
    context.ports.chair.stop(rampMs, purpose),
  stopEmergency: ({ context }: Scope) => context.ports.chair.emergencyStop(),
  resetChair: ({ context }: Scope) => context.ports.chair.reset(context.faults.map((fault) => fault.code)),
  count: (scope: Scope) => {
    const { session, ports, tickedAtMs } = scope.context;
    if (session === null) return;
    const { elapsedMs } = advanceOf(session, tickedAtMs, tickMs(scope));
    ports.ran(tickedAtMs, tickedAtMs + elapsedMs - session.elapsedMs);
  },
  tell: ({ context, event }: Scope, params: { type: EventType }) => {
    const source = 'source' in event ? { source: event.source } : {};
    context.ports.tell({ type: params.type, session: context.session, ...source });
  },
  tellPhase: (scope: Scope) => {
    const { session, ports, tickedAtMs } = scope.context;
    if (session === null) return;
    const advance = advanceOf(session, tickedAtMs, tickMs(scope));
    if (entersPhase(session, advance.positionMs))
      ports.tell({ type: 'phase_started', session: { ...session, ...advance } });
  },
  tellStarted: ({ context }: Scope) => {
    const { session, ports, isResuming } = context;
    if (session === null) return;
    ports.tell({ type: isResuming ? 'resumed' : 'phase_started', session });
  },
  tellEnd: ({ context }: Scope, params: { by: Ending | 'asked' }) => {
    const { session, ports } = context;
    if (session !== null) ports.tell({ type: 'session_ended', endedBy: endingOf(context, params.by), session });
  },
  tellFault: ({ context, event }: Scope) => {
    const fault = faultOf(context, event);
    if (fault === null || isKnown(context, event)) return;
    const type = fault.code === 'estop' ? 'emergency_stopped' : fault.code === 'stop_unverified' ? fault.code : 'fault';
    context.ports.tell({ type, fault, session: context.session });
  },
  /** Nothing is latched: the chair may be fine, and the next start finds out. */
  tellUnconfirmed: ({ context }: Scope) => {
    const message = `the chair did not confirm the start within ${limits.startingMsMax / 1000} s: it may be busy, or lines get lost`;
    const fault = { code: 'internal', zone: null, message, sinceMs: context.ports.wallMs() } as const;
    context.ports.tell({ type: 'fault', fault, session: context.session });
  },
  tellCleared: ({ context, event }: Scope) => {
    const kept = event.type === 'chair.cleared' ? (withoutCleared(context, event).faults ?? context.faults) : [];
    const cleared = context.faults.filter((fault) => !kept.includes(fault));
    for (const fault of cleared) context.ports.tell({ type: 'fault_cleared', fault, session: null });
  },
  tellOccupied: ({ context, event }: Scope) => {
    if (event.type !== 'chair.occupied') return;
    context.ports.tell({ type: event.isOccupied ? 'occupied' : 'unoccupied', session: context.session });
  },
};

/** What the machine decides by. */
export const conditions = {
  isKnown: ({ context, event }: Scope) => isKnown(context, event),
  isEmergency: ({ context, event }: Scope) => faultOf(context, event)?.code === 'estop',
  hasEmergency: ({ context }: Scope) => context.faults.some((fault) => fault.code === 'estop'),
  hasFault: ({ context }: Scope) => context.faults.length > 0,
  clearsLast: ({ context, event }: Scope) => (withoutCleared(context, event).faults ?? context.faults).length === 0,
  isResetDone: ({ context, event }: Scope) =>
    event.type === 'chair.resetDone' && event.missing === null && context.isResetting,
  isLinkUp: ({ context }: Scope) => context.isLinkUp,
  isLinkDown: ({ context }: Scope) => !context.isLinkUp,
  mayMove: ({ context }: Scope) => !context.isStill,
  isRestOwed: ({ context }: Scope) => context.ports.isRestOwed(),
  isRestOver: ({ context }: Scope) => !context.ports.isRestOwed(),
  isDue: (scope: Scope) => dueEnding(scope.context, tickMs(scope)) !== null,
  isPauseDue: (scope: Scope) => duePauseEnding(scope.context, tickMs(scope)) !== null,
  isSkippedOut: ({ context }: Scope) =>
    context.session !== null && skipped(context.session).positionMs >= context.session.timeline.totalMs,
  leaves: ({ context, event }: Scope) =>
    event.type === 'chair.occupied' && !event.isOccupied && context.session?.mustBeOccupied === true,
};
