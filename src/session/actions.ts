import { assign } from 'xstate';
import type { ActiveFault, Session, SessionMoment } from '../core/session.js';
import type { Ending, StatusFaultCode } from '../core/status.js';
import type { FaultTelling, SessionContext, SessionNotice, Stamp, StampedEvent } from './events.js';
import {
  advanceOf,
  dueEnding,
  duePauseEnding,
  type FaultIdentity,
  isKnown,
  sessionIn,
  skipped,
  withoutCleared,
} from './facts.js';

/** A change of the context by what it is and by the parameters alone. */
const change = <Params>(patch: (context: SessionContext, params: Params) => Partial<SessionContext>) =>
  assign<SessionContext, StampedEvent, Params, StampedEvent, never>(({ context }, params) => patch(context, params));

/** How a session ends: `asked`, for the reason that it was to end for. [S13] */
export type EndedBy = Ending | 'asked';

export const endingOf = ({ endedBy }: SessionContext, by: EndedBy): Ending =>
  by === 'asked' ? (endedBy ?? 'emergency_stop') : by;

/** What the machine does to its context: pure. */
export const changes = {
  begin: change((_context, { session, nowMs }: Stamp & { readonly session: Session }) => ({
    session,
    tickedAtMs: nowMs,
    leftAtMs: null,
    isResuming: false,
  })),
  resume: change(() => ({ isResuming: true, leftAtMs: null })),
  enter: change((_context, { nowMs }: Stamp) => ({ enteredAtMs: nowMs, tickedAtMs: nowMs, isStill: false })),
  advance: change((context, { nowMs }: Stamp) => {
    const session = sessionIn(context);
    return { session: { ...session, ...advanceOf(session, context.tickedAtMs, nowMs) }, tickedAtMs: nowMs };
  }),
  goneOn: change((_context, { session, tickedAtMs }: Pick<SessionMoment, 'session' | 'tickedAtMs'>) => ({
    session,
    tickedAtMs,
  })),
  skip: change((context) => ({ session: skipped(sessionIn(context)) })),
  adjust: change(
    (context, { timeline, positionMs, intensity }: Pick<Session, 'timeline' | 'positionMs' | 'intensity'>) => ({
      session: { ...sessionIn(context), timeline, positionMs, intensity },
    }),
  ),
  willEnd: change((_context, { by }: { readonly by: Ending | null }) => ({ endedBy: by })),
  forget: change((context, { by, wallMs }: Pick<Stamp, 'wallMs'> & { readonly by: EndedBy }) => {
    const { session } = context;
    if (session === null) return { endedBy: null };
    const { programId: program, elapsedMs } = session;
    const lastSession = { program, endedBy: endingOf(context, by), endedWallMs: wallMs, elapsedMs };
    return { lastSession, session: null, endedBy: null };
  }),
  /** One that is known keeps its first time. A reset that is under way speaks of the faults before it. [S3] */
  addFault: change((context, fault: ActiveFault) => ({
    reset: context.reset === 'none' ? ('none' as const) : ('spoiled' as const),
    faults: isKnown(context, fault) ? context.faults : [...context.faults, fault],
  })),
  removeFault: change((context, cleared: FaultIdentity) => ({ faults: withoutCleared(context, cleared) })),
  expectReset: change(() => ({ reset: 'asked' as const })),
  endReset: change(() => ({ reset: 'none' as const })),
  clearFaults: change(() => ({ faults: [] })),
  linkUp: change(() => ({ isLinkUp: true, isStill: false })),
  linkDown: change(() => ({ isLinkUp: false, isStill: false })),
  loseLink: change((_context, linkLost: ActiveFault) => ({ linkLost })),
  still: change(() => ({ isStill: true, linkLost: null })),
  seat: change((_context, { isOccupied, nowMs }: Stamp & { readonly isOccupied: boolean }) => ({
    isOccupied,
    leftAtMs: isOccupied ? null : nowMs,
  })),
  knowSensor: change((_context, { hasSeatSensor }: { readonly hasSeatSensor: boolean }) => ({ hasSeatSensor })),
};

/** A call that a running machine is given. Without one it is an actor that moves nothing and says so. */
const outside =
  <Params = void>() =>
  (_scope: unknown, _params: Params): void => {
    throw new Error('the session machine was started without a chair');
  };

/** What the machine asks of the chair and tells the daemon: plain calls that never throw, provided by `startSession`. */
export const calls = {
  drive: outside<Session>(),
  supervise: outside(),
  stopChair: outside<{ readonly rampMs: number; readonly purpose: 'end' | 'pause' }>(),
  stopEmergency: outside(),
  resetChair: outside<{ readonly codes: readonly StatusFaultCode[] }>(),
  /** Running time that has just been; it counts towards rest and the day's minutes. [S9] */
  count: outside<{ readonly fromMs: number; readonly toMs: number }>(),
  tell: outside<Pick<SessionNotice, 'type' | 'source'>>(),
  tellPhase: outside<Stamp>(),
  tellStarted: outside(),
  tellEnd: outside<{ readonly by: EndedBy }>(),
  tellFault: outside<FaultTelling>(),
  tellLinkLost: outside<ActiveFault>(),
  tellUnconfirmed: outside(),
  tellCleared: outside<FaultIdentity | null>(),
  tellOccupied: outside<{ readonly isOccupied: boolean }>(),
};

/** What the machine decides by: functions of its state and of the event. */
export const guards = {
  isKnown: ({ context }: Scope, fault: FaultIdentity) => isKnown(context, fault),
  isEmergency: (_scope: Scope, { code }: FaultIdentity) => code === 'estop',
  hasEmergency: ({ context }: Scope) => context.faults.some(({ code }) => code === 'estop'),
  hasFault: ({ context }: Scope) => context.faults.length > 0,
  clearsLast: ({ context }: Scope, cleared: FaultIdentity) => withoutCleared(context, cleared).length === 0,
  isResetFree: ({ context }: Scope) => context.reset === 'none',
  isResetDone: ({ context }: Scope, { missing }: { readonly missing: string | null }) =>
    missing === null && context.reset === 'asked',
  isLinkUp: ({ context }: Scope) => context.isLinkUp,
  isLinkDown: ({ context }: Scope) => !context.isLinkUp,
  mayMove: ({ context }: Scope) => !context.isStill,
  isRestOwed: (_scope: Scope, { restLeftMs }: Stamp) => restLeftMs > 0,
  isRestOver: (_scope: Scope, { restLeftMs }: Stamp) => restLeftMs <= 0,
  isDue: ({ context }: Scope, { nowMs }: Stamp) => dueEnding(context, nowMs) !== null,
  isPauseDue: ({ context }: Scope, { nowMs }: Stamp) => duePauseEnding(context, nowMs) !== null,
  isSkippedOut: ({ context }: Scope) => {
    const session = sessionIn(context);
    return skipped(session).positionMs >= session.timeline.totalMs;
  },
  leaves: ({ context }: Scope, { isOccupied }: { readonly isOccupied: boolean }) =>
    !isOccupied && context.session?.mustBeOccupied === true,
};

interface Scope {
  readonly context: SessionContext;
}
