import type { StopDoubt } from '../core/safety/attention.js';
import { limits } from '../core/safety/limits.js';
import type { ActiveFault } from '../core/session.js';
import type { Ending, EventType } from '../core/status.js';
import type { EndedBy } from './actions.js';
import type { FaultTelling, SessionContext, SessionEvent, Stamp } from './events.js';
import { dueEnding, duePauseEnding, ranUntil, sessionIn } from './facts.js';

type EventOf<Type extends SessionEvent['type']> = Extract<SessionEvent, { readonly type: Type }> & Stamp;

interface Ticked {
  readonly context: SessionContext;
  readonly event: Stamp;
}

/** The event itself as parameters: its values and its stamp. */
const ofEvent = <Event>({ event }: { readonly event: Event }): Event => event;

/** A guard, or an action, that looks at the event. */
export const by = <Type extends string>(type: Type) => ({ type, params: ofEvent }) as const;

export const driveSession = {
  type: 'drive',
  params: ({ context }: { readonly context: SessionContext }) => sessionIn(context),
} as const;

export const countRunning = {
  type: 'count',
  params: ({ context, event }: Ticked) => ranUntil(context, event.nowMs),
} as const;

/** Actions that the machine takes together, by their names in `calls` and `changes`. */
const stopWithin = (rampMs: number, purpose: 'end' | 'pause' = 'end') =>
  ({ type: 'stopChair', params: { rampMs, purpose } }) as const;

export const stop = stopWithin(limits.stopRampMs);
export const stopAtOnce = stopWithin(0);
export const stopForPause = stopWithin(limits.pauseRampMs, 'pause');

export const telling = (type: EventType) => ({ type: 'tell', params: { type } }) as const;
/** Somebody asked for the pause. */
export const tellingWhoPaused = {
  type: 'tell',
  params: ({ event }: { readonly event: EventOf<'pause'> }) => ({ type: 'paused', source: event.source }) as const,
} as const;

/** The session is over for this reason once the chair is still. */
export const willEnd = (ending: Ending) => ({ type: 'willEnd', params: { by: ending } }) as const;
export const willEndAsAsked = {
  type: 'willEnd',
  params: ({ event }: { readonly event: EventOf<'stop'> }) => ({ by: event.ending }),
} as const;
export const willEndAsDue = {
  type: 'willEnd',
  params: ({ context, event }: Ticked) => ({ by: dueEnding(context, event.nowMs) }),
} as const;
export const willEndAsPauseDue = {
  type: 'willEnd',
  params: ({ context, event }: Ticked) => ({ by: duePauseEnding(context, event.nowMs) }),
} as const;

/** The session is over now. [S13] */
export const end = (ending: EndedBy) =>
  [
    { type: 'tellEnd', params: { by: ending } },
    { type: 'forget', params: ({ event }: { readonly event: Stamp }) => ({ by: ending, wallMs: event.wallMs }) },
  ] as const;

/** The faults that events are. */
const newFault = (code: ActiveFault['code'], message: string, { wallMs }: Pick<Stamp, 'wallMs'>): ActiveFault => {
  return { code, zone: null, message, sinceMs: wallMs };
};
export const reported = ({ code, zone, message, ...stamp }: EventOf<'chair.fault'>): ActiveFault => {
  return { ...newFault(code, message, stamp), zone };
};
/** What is measured is not what was asked. [S10] */
export const contradicted = ({ zone, message, ...stamp }: EventOf<'chair.contradicted'>): ActiveFault => {
  return { ...newFault('contradiction', message, stamp), zone };
};
export const emergency = ({ message, ...stamp }: { readonly message: string } & Pick<Stamp, 'wallMs'>): ActiveFault =>
  newFault('estop', message, stamp);
/** What each doubt says of the chair. */
const doubtWords: Readonly<Record<StopDoubt, string>> = {
  chair_moves: 'the chair still moved',
  chair_silent: 'the chair did not say what it does',
  own_delay: 'this machine was too busy to see what it does',
};
const doubtAdvice: Readonly<Record<StopDoubt, string>> = {
  chair_moves: 'switch it off',
  chair_silent: 'switch it off',
  own_delay: 'look at it, and switch it off where it moves',
};
type Doubted = Pick<Stamp, 'wallMs'> & { readonly doubt: StopDoubt };
export const escalated = ({ doubt, ...stamp }: Doubted): ActiveFault => {
  const message = `a stop did not show in time and became an emergency stop: ${doubtWords[doubt]}`;
  return newFault('estop', message, stamp);
};
export const unverified = ({ doubt, ...stamp }: Doubted): ActiveFault => {
  const message = `the chair was told to stop and nothing shows that it is still, ${doubtWords[doubt]}: ${doubtAdvice[doubt]}`;
  return newFault('stop_unverified', message, stamp);
};
/** What is told beside such a fault. */
export const doubted = ({ doubt }: Doubted): Pick<FaultTelling, 'doubt'> => ({ doubt });
const lost = ({ reason, ...stamp }: EventOf<'chair.down'>): ActiveFault => newFault('link_lost', reason, stamp);
/** Nothing is latched: the chair may be fine, and the next start finds out. */
export const unconfirmed = (stamp: Pick<Stamp, 'wallMs'>): ActiveFault => {
  const within = `within ${limits.startingMsMax / 1000} s`;
  return newFault(
    'internal',
    `the chair did not confirm the start ${within}: it may be busy, or lines get lost`,
    stamp,
  );
};

/** Parameters that are the fault of an event. */
const withFault =
  <Event>(faultOf: (event: Event) => ActiveFault) =>
  ({ event }: { readonly event: Event }): ActiveFault =>
    faultOf(event);

export const isKnownUnverified = { type: 'isKnown', params: withFault(unverified) } as const;

/** A fault is told where it is new, and is there until it is cleared. */
export const latch = <Event>(
  faultOf: (event: Event) => ActiveFault,
  doubtOf: (event: Event) => Pick<FaultTelling, 'doubt'> = () => ({}),
) =>
  [
    {
      type: 'tellFault',
      params: ({ event }: { readonly event: Event }) => ({ fault: faultOf(event), ...doubtOf(event) }),
    },
    { type: 'addFault', params: withFault(faultOf) },
  ] as const;

export const linkLost = [
  { type: 'tellLinkLost', params: withFault(lost) },
  { type: 'loseLink', params: withFault(lost) },
] as const;

export const seat = [by('seat'), by('tellOccupied')] as const;

export const removeCleared = [by('tellCleared'), by('removeFault')] as const;

export const resetLatches = [
  'expectReset',
  {
    type: 'resetChair',
    params: ({ context }: { readonly context: SessionContext }) => ({ codes: context.faults.map(({ code }) => code) }),
  },
] as const;

export const clear = [telling('reset'), { type: 'tellCleared', params: null }, 'clearFaults', 'endReset'] as const;
