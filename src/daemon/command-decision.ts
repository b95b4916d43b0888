import type { Command, TrialCommand } from '../core/command/schema.js';
import { isHalt } from '../core/command/verbs.js';
import { nobody } from '../core/ids.js';
import type { Holding } from '../core/ownership.js';
import { programNamed } from '../core/program/naming.js';
import type { Program } from '../core/program/schema.js';
import type { Button } from '../core/protocol/messages.js';
import {
  type MotionFacts,
  refuseByState,
  refuseComingHome,
  refuseFor,
  refuseMotion,
  refuseStartByState,
  refuseStretch,
  refuseUnavailable,
  refuseUnsaved,
} from '../core/safety/rules.js';
import type { Selection, Session } from '../core/session.js';
import type { ChairState, Hindrance, Verdict } from '../core/status.js';
import type { Origin } from '../ports.js';
import { plainEvent } from '../session/chair-session.js';
import type { SessionEvent } from '../session/events.js';
import { remainingMs } from '../session/facts.js';
import { type Plan, type PlanFacts, planSession, planTrial, stretch, unfitFor } from './plan-session.js';

/** What a schedule offers on a chair. */
export interface StandingOffer {
  readonly schedule: string;
  readonly program: string;
  readonly person: string;
  /** Somebody has sat there for long enough, and nothing else is under way. */
  readonly isReady: boolean;
  /** Its end, on the monotonic clock: a press may come before that has been looked at. */
  readonly endsNowMs: number;
}

/** A chair as commands see it. Times in ms. */
export interface UnitView extends Omit<PlanFacts, 'motion' | 'sessionId'> {
  readonly state: ChairState;
  readonly session: Session | null;
  readonly faultCode: string | null;
  readonly holding: Holding;
  /** Where the physical stop is, in the owner's words. */
  readonly emergencySwitch: string | null;
  readonly isResetPending: boolean;
  readonly isGoingDown: boolean;
  /** Why no session begins any more although those under way go on, or null. */
  readonly draining: Hindrance | null;
  /** A stop came less than 1 s ago by a face. */
  readonly isBehindStop: boolean;
  /** What is said of records that cannot be saved, or null. */
  readonly unsaved: string | null;
  /** Why the configuration or the chair allows no remote starts, or null. */
  readonly remoteStartBar: Hindrance | null;
  /** Somebody switched remote starts off. */
  readonly isRemoteStartOff: boolean;
  /** What held it drives the person home, and it is not there yet. */
  readonly isComingHome: boolean;
  readonly mustBeOccupied: boolean;
  readonly isOccupied: boolean | null;
  readonly restLeftMs: number;
  /** What a schedule offers, or null. */
  readonly offer: StandingOffer | null;
  /** Hubs offer it for this chair. */
  isOffered(program: Program): boolean;
  newSessionId(): string;
}

export type CommandDecision =
  | { readonly kind: 'refused'; readonly verdict: Verdict }
  /** Another daemon owns the chair; `pass`: the stop that it has to hear of. */
  | { readonly kind: 'foreign'; readonly verdict: Verdict; readonly pass: 'stop' | 'estop' | null }
  | { readonly kind: 'event'; readonly event: SessionEvent }
  | { readonly kind: 'select'; readonly selection: Selection }
  | { readonly kind: 'remote-start'; readonly isOn: boolean };

const refused = (verdict: Verdict): CommandDecision => ({ kind: 'refused', verdict });
const refuse = (code: Verdict['code'], message: string): CommandDecision => refused({ code, message });
const event = (event: SessionEvent): CommandDecision => ({ kind: 'event', event });

const remoteStartOff: Hindrance = {
  reason: 'switched_off',
  message: 'remote start is switched off: publish ON to remote_start/set',
};
const goingDown: Hindrance = {
  reason: 'going_down',
  message: 'the service is going down: try again when it is back',
};

const motionOf = ({ source, unavailable }: Origin, view: UnitView): MotionFacts => ({
  source,
  unavailable,
  remoteStartOff: view.remoteStartBar ?? (view.isRemoteStartOff ? remoteStartOff : null),
  mustBeOccupied: view.mustBeOccupied,
  isOccupied: view.isOccupied,
});

/** [S15] Also the chair's own button starts nothing that nobody would end. */
const refuseGoingDown = ({ isGoingDown }: UnitView): Verdict | null =>
  isGoingDown ? refuseFor('unavailable', goingDown) : null;

/** Who sits there already may go on after a pause; nobody begins, not by the chair's own button either. [S15] */
const refuseDraining = ({ draining }: UnitView): Verdict | null =>
  draining === null ? null : refuseFor('unavailable', draining);

/** [S16] Whose chair it is goes before everything: who has given way takes nothing but the reset that takes it back. */
export function refuseForeign(
  command: Pick<Command, 'command'>,
  { holding, emergencySwitch }: Pick<UnitView, 'holding' | 'emergencySwitch'>,
): Verdict | null {
  if (holding.kind !== 'yielded' || (command.command === 'reset' && holding.mayReset)) return null;
  if (!isHalt(command)) return { code: 'foreign_owner', message: holding.why };
  const place = emergencySwitch ?? 'the switch at the chair';
  return {
    code: 'foreign_owner',
    message: `${holding.why}; the stop is passed on to it where the broker can be reached; if the chair moves on, use ${place}`,
  };
}

/** [S5] A press may have been on its way when a stop came: whoever pressed sees that nothing happens, and presses again. */
const refuseOvertaken = ({ source }: Origin, { isBehindStop }: UnitView): Verdict | null =>
  source === 'button' && isBehindStop
    ? refuseFor('stale', { reason: 'stop', message: 'a stop came at about the same time; press the button again' })
    : null;

/** [S16] Two daemons must not begin something at once, by whichever face. */
const refuseUnsettled = ({ holding }: UnitView): Verdict | null =>
  holding.kind === 'unsettled' ? refuseFor('unavailable', { reason: 'unsettled', message: holding.why }) : null;

const judgeStart = (command: Extract<Command, { command: 'start' }>, origin: Origin, view: UnitView): CommandDecision =>
  judgeBeginning(origin, view, (facts) => planSession(command, origin, facts));

/** [S12] Whatever the configuration says of seats: a trial is felt by somebody, and the chair has to say so. */
function judgeTrial(command: TrialCommand, origin: Origin, view: UnitView): CommandDecision {
  const unseen = 'this chair cannot say whether somebody sits in it: a trial needs that';
  return judgeBeginning(origin, { ...view, mustBeOccupied: true }, (facts) =>
    view.isOccupied === null
      ? { kind: 'refused', verdict: { code: 'unoccupied', message: unseen } }
      : planTrial(command, origin, facts),
  );
}

function judgeBeginning(origin: Origin, view: UnitView, planOf: (facts: PlanFacts) => Plan): CommandDecision {
  const motion = motionOf(origin, view);
  const sessionLeftMs = view.session === null ? 0 : remainingMs(view.session);
  const verdict =
    refuseStartByState(view.state, view.faultCode, view.restLeftMs, sessionLeftMs) ??
    refuseUnsettled(view) ??
    refuseOvertaken(origin, view) ??
    refuseGoingDown(view) ??
    refuseDraining(view) ??
    refuseUnavailable(motion) ??
    refuseUnsaved(origin.source, view.unsaved);
  if (verdict !== null) return refused(verdict);
  const plan = planOf({ ...view, motion, sessionId: view.newSessionId() });
  return plan.kind === 'refused' ? plan : event({ type: 'start', session: plan.session });
}

/** What a schedule offers at this moment, or null. */
const offerNow = ({ offer, nowMs }: Pick<UnitView, 'offer' | 'nowMs'>): StandingOffer | null =>
  offer !== null && nowMs < offer.endsNowMs ? offer : null;

/** What a button of the chair asks: the start button takes an offer that is ready. */
export function meantByButton(
  button: Button,
  view: Pick<UnitView, 'state' | 'offer' | 'nowMs'>,
): Button | 'resume' | 'offer' {
  if (button !== 'start') return button;
  if (view.state === 'paused') return 'resume';
  return offerNow(view)?.isReady === true ? 'offer' : 'start';
}

/** [S5] [S18] An offer begins by a press alone, and is judged as any start is by the way on which that comes. Who presses the button of the chair
 *  has not said who sits there. */
function judgeOffer(origin: Origin, view: UnitView): CommandDecision {
  const offer = offerNow(view);
  if (offer === null) return refuse('not_in_state', 'no schedule offers anything now: send start');
  const { schedule, program, person, isReady } = offer;
  const isStrict = origin.isStrict === true || origin.source === 'button';
  const decision = judgeStart({ command: 'start', program, person }, { ...origin, isStrict, schedule }, view);
  if (decision.kind === 'refused' || isReady) return decision;
  return refuse('unoccupied', 'the offer begins when somebody has sat there for 3 s: press again then');
}

function judgeResume(origin: Origin, view: UnitView): CommandDecision {
  const motion = motionOf(origin, view);
  const verdict =
    refuseComingHome(view.state, view.isComingHome) ??
    refuseOvertaken(origin, view) ??
    refuseGoingDown(view) ??
    refuseUnavailable(motion) ??
    refuseUnsaved(origin.source, view.unsaved) ??
    refuseMotion(motion) ??
    refuseUnfelt(view);
  return verdict === null ? event(plainEvent('resume', origin.source)) : refused(verdict);
}

/** [S12] As at its beginning: nobody else may go on with a trial, by whatever button, while nobody is seen to sit there. */
const refuseUnfelt = ({ session, isOccupied }: UnitView): Verdict | null =>
  session?.source === 'trial' && isOccupied !== true
    ? { code: 'unoccupied', message: 'nobody sits in the chair: a trial goes on once somebody does' }
    : null;

function judgeAdjust(
  command: Extract<Command, { command: 'adjust' }>,
  origin: Origin,
  view: UnitView,
): CommandDecision {
  const unavailable = refuseUnavailable(motionOf(origin, view));
  if (unavailable !== null) return refused(unavailable);
  const { session } = view;
  if (session === null) return refuse('not_in_state', 'nothing is running');
  // What it plays was cut out of a program: made anew it would be the whole program, uncut. [S10]
  if (session.source === 'trial') return refuse('not_in_state', 'a trial is played as it is: start another one');
  const verdict = refuseStretch(command, { ...view, elapsedMs: session.elapsedMs });
  if (verdict !== null) return refused(verdict);
  const stretched = stretch(session, command);
  if (stretched === null) return refuse('invalid_command', 'the program is all but over: start it again instead');
  const unfit = unfitFor(session.program, stretched, view);
  if (unfit !== null) return refused(unfit);
  return event({ type: 'adjust', ...stretched });
}

function judgeSelect(command: Extract<Command, { command: 'select' }>, view: UnitView): CommandDecision {
  const { intensity, duration, person } = command;
  const programs = [...view.programs.values()].map((each) => each.program);
  const program = command.program === undefined ? undefined : programNamed(command.program, programs);
  if (program === null) {
    const known = [...view.programs.keys()].join(', ');
    return refuse('unknown_program', `there is no program ${command.program}; there are ${known}`);
  }
  if (program !== undefined && !view.isOffered(program))
    return refuse(
      'program_rejected',
      `the chair has no zone or technique for ${program.id}: it is not offered for this chair`,
    );
  if (person !== undefined && person !== null && !view.people.has(person)) {
    const known = [...view.people.keys(), nobody].join(', ');
    return refuse('invalid_command', `there is no person ${person} in the configuration; there are ${known}`);
  }
  const { selection } = view;
  return {
    kind: 'select',
    selection: {
      program: program?.id ?? selection.program,
      intensity: intensity ?? selection.intensity,
      durationMs: duration === undefined ? selection.durationMs : duration,
      person: person === undefined ? selection.person : person,
    },
  };
}

function judgeReset(view: UnitView): CommandDecision {
  if (view.isResetPending) return refuse('not_in_state', 'a reset is under way: wait for its result');
  return event({ type: 'reset' });
}

function judgeRemoteStart(isOn: boolean, view: UnitView): CommandDecision {
  const bar = isOn ? view.remoteStartBar : null;
  return bar === null ? { kind: 'remote-start', isOn } : refused(refuseFor('remote_start_off', bar));
}

/** A pause has no lane: the owner is told to stop. */
const passedOn = (command: Command): 'stop' | 'estop' | null =>
  command.command === 'estop' ? 'estop' : isHalt(command) ? 'stop' : null;

/** Says what becomes of a command that was let in: the state first, then everything after it. Pure but for a new session's id. */
export function decideCommand(command: Command, origin: Origin, view: UnitView): CommandDecision {
  const foreign = refuseForeign(command, view);
  if (foreign !== null) return { kind: 'foreign', verdict: foreign, pass: passedOn(command) };
  const verdict = refuseByState(command.command, view.state);
  if (verdict !== null) return refused(verdict);
  switch (command.command) {
    case 'start':
      return judgeStart(command, origin, view);
    case 'trial':
      return judgeTrial(command, origin, view);
    case 'offer':
      return judgeOffer(origin, view);
    case 'stop':
    case 'estop':
    case 'pause':
    case 'skip':
      return event(plainEvent(command.command, origin.source));
    case 'resume':
      return judgeResume(origin, view);
    case 'adjust':
      return judgeAdjust(command, origin, view);
    case 'select':
      return judgeSelect(command, view);
    case 'reset':
      return judgeReset(view);
    case 'remote_start':
      return judgeRemoteStart(command.enabled, view);
  }
}
