import type { Command, CommandName, HaltName } from '../command/schema.js';
import { verbs } from '../command/verbs.js';
import type { Timeline } from '../program/timeline.js';
import type { ChairState, CommandSource, Hindrance, MessageValues, Verdict } from '../status.js';
import { limits } from './limits.js';
import { contraindications, type Person } from './people.js';

const refuse = (code: Verdict['code'], message: string, values?: MessageValues): Verdict =>
  values === undefined ? { code, message } : { code, message, values };

/** A refusal whose code alone does not say why. */
export const refuseFor = (code: Verdict['code'], { reason, message }: Hindrance): Verdict =>
  refuse(code, message, { reason });

export const accepted: Verdict = { code: 'ok', message: 'accepted' };

/** What is told of a halt, by whatever face it came: taken is not done. [S4] */
export const haltAccepted = (command: HaltName): Verdict => ({
  code: 'ok',
  message: `${command} accepted; it is done when the state shows it`,
});

const inWords = (states: readonly ChairState[]): string => states.join(' or ');

/** Refuses a command in a state in which it does not apply, or null. */
export function refuseByState(command: CommandName, state: ChairState): Verdict | null {
  const states = verbs[command].appliesIn;
  if (states === null || states.includes(state)) return null;
  return refuse('not_in_state', `${command} applies while ${inWords(states)}; the chair is ${state}`, {
    command,
    state,
  });
}

/** The machine itself takes nothing of the kind now: it broke, or is between two states. */
export const refuseUntaken = (state: ChairState): Verdict =>
  refuse('not_in_state', `the chair cannot take it now; it is ${state}`, { state });

/** What became of a reset: `missing` is what stands in its way, or null. A fault that has cleared by itself meanwhile is reset
 *  as well as any. [S3] */
export function verdictOfReset(missing: string | null, hasFault: boolean, isLinkUp: boolean): Verdict {
  if (!hasFault) return accepted;
  const why = missing ?? 'another fault has come meanwhile';
  return refuse(isLinkUp ? 'fault' : 'link_down', `reset is not possible yet: ${why}`, { missing: why });
}

/** A chair on its way home comes there by itself, and no key turns it round: a session that was let go on meanwhile would wait in
 *  vain. */
export const refuseComingHome = (state: ChairState, isComingHome: boolean): Verdict | null =>
  isComingHome
    ? refuse('not_in_state', 'the chair is still driving home: resume when it has come to rest there', { state })
    : null;

/** Why a start cannot be taken in this state, or null. `sessionLeftMs` is what the present session has left, 0 without one. [S5] */
export function refuseStartByState(
  state: ChairState,
  fault: string | null,
  restLeftMs: number,
  sessionLeftMs: number,
): Verdict | null {
  switch (state) {
    case 'disconnected':
      return refuse('link_down', 'the chair is not connected: check its cable and power');
    case 'fault':
    case 'emergency_stopped':
      return refuse('fault', `the chair has a fault (${fault ?? 'unknown'}): see to it, then send reset`, {
        fault: fault ?? 'unknown',
      });
    case 'resting':
      return refuse('resting', `the chair rests for another ${minutesText(restLeftMs)}; start again after that`, {
        rest_s: Math.ceil(restLeftMs / 1000),
      });
    case 'running':
      return refuse(
        'not_in_state',
        `the chair is running for another ${minutesText(sessionLeftMs)}: start again after that, or stop it first`,
        { state },
      );
    case 'stopping':
      return refuse('not_in_state', 'the chair is still stopping: start again when it is at rest', { state });
    case 'starting':
    case 'paused':
      return refuse('not_in_state', `the chair is ${state}: stop it first`, { state });
    case 'idle':
      return null;
  }
}

const minutesText = (ms: number): string =>
  ms < 90_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`;

/** What decides over setting motors into motion, beside the state. */
export interface MotionFacts {
  readonly source: CommandSource;
  readonly unavailable: Hindrance | null;
  /** Why remote starts are off, or null. */
  readonly remoteStartOff: Hindrance | null;
  readonly mustBeOccupied: boolean;
  readonly isOccupied: boolean | null;
}

const remoteSources: readonly CommandSource[] = ['mqtt', 'http', 'schedule', 'trial'];
const isRemote = (source: CommandSource): boolean => remoteSources.includes(source);

/** Why a remote start cannot be taken whatever it asks for, or null. [S18] */
export const refuseUnavailable = ({ source, unavailable }: MotionFacts): Verdict | null =>
  isRemote(source) && unavailable !== null ? refuseFor('unavailable', unavailable) : null;

/** What is said of records that are not on the disk, and what to do; null where all are. */
export function unsavedText(unsaved: readonly { readonly name: string; readonly reason: string }[]): string | null {
  const [first] = unsaved;
  if (first === undefined) return null;
  const what = `the disk does not take the record ${first.name} (${first.reason})`;
  return `${what}: free space on the disk of data_dir, or replace it; "chair2mqtt doctor" checks it`;
}

/** [S3] [S9] What cannot be written down must not begin from afar: a latch or minutes would be forgotten. */
export const refuseUnsaved = (source: CommandSource, unsaved: string | null): Verdict | null =>
  isRemote(source) && unsaved !== null ? refuseFor('unavailable', { reason: 'unsaved', message: unsaved }) : null;

/** Why nobody may be moved now, or null. [S12] [S18] */
export function refuseMotion(facts: MotionFacts): Verdict | null {
  const { source, remoteStartOff } = facts;
  if (isRemote(source) && remoteStartOff !== null) return refuseFor('remote_start_off', remoteStartOff);
  if (facts.mustBeOccupied && facts.isOccupied !== true) {
    return refuse('unoccupied', 'nobody sits in the chair: sit down and start again');
  }
  return null;
}

/** What decides over one program for one person. Times in ms. */
export interface ProgramFacts {
  readonly timeline: Timeline;
  readonly avoid: readonly string[];
  readonly person: Person;
  /** False where nobody has said who sits there, and everybody is spared what anybody has to be spared. */
  readonly isSomebody: boolean;
  readonly sessionMsMax: number;
  readonly dailyLeftMs: number;
  readonly unfit: Verdict | null;
}

/** Why this program cannot run on this chair, or null. */
export function refuseProgram({ unfit, timeline, sessionMsMax }: ProgramFacts): Verdict | null {
  if (unfit !== null) return unfit;
  const allowedMs = Math.min(sessionMsMax, limits.sessionMsMax);
  if (timeline.totalMs <= allowedMs) return null;
  const words = `runs ${minutesText(timeline.totalMs)}, this chair allows ${minutesText(allowedMs)}`;
  return refuse('program_rejected', `${timeline.programId} ${words}: send a shorter duration`, {
    program: timeline.programId,
    duration_s: Math.ceil(timeline.totalMs / 1000),
    allowed_s: Math.floor(allowedMs / 1000),
  });
}

/** What helps where the cares of all people together refuse something. */
export const sayWho = 'say who sits here ("person")';

/** Why this person cannot have it now, or null. [S9] */
export function refusePerson(facts: ProgramFacts): Verdict | null {
  const { timeline, avoid, person, isSomebody, dailyLeftMs } = facts;
  const words = contraindications(person, avoid).join(', ');
  if (words !== '') {
    const remedy = isSomebody
      ? 'choose another program'
      : `nobody is chosen, so the cares of all people count: ${sayWho}, or choose another program`;
    const message = `${timeline.programId} is to be avoided with ${words}${isSomebody ? ':' : ';'} ${remedy}`;
    return refuse('contraindicated', message, { program: timeline.programId, avoid: words });
  }
  if (timeline.totalMs <= dailyLeftMs) return null;
  return refuse('daily_limit', `${minutesText(dailyLeftMs)} of the day's minutes are left: send a shorter duration`, {
    left_s: Math.floor(dailyLeftMs / 1000),
  });
}

/** Why a session cannot be stretched to this total, or null. */
export function refuseStretch(
  { duration }: Extract<Command, { command: 'adjust' }>,
  session: { readonly elapsedMs: number; readonly sessionMsMax: number; readonly dailyLeftMs: number },
): Verdict | null {
  if (duration === undefined) return null;
  if (duration <= session.elapsedMs) {
    return refuse(
      'invalid_command',
      `${minutesText(session.elapsedMs)} have passed: the new duration has to be longer, or send stop`,
      { elapsed_s: Math.floor(session.elapsedMs / 1000) },
    );
  }
  if (duration > session.sessionMsMax) {
    return refuse('invalid_command', `this chair allows ${minutesText(session.sessionMsMax)} a session`, {
      allowed_s: Math.floor(session.sessionMsMax / 1000),
    });
  }
  if (duration - session.elapsedMs <= session.dailyLeftMs) return null;
  return refuse('daily_limit', `${minutesText(session.dailyLeftMs)} of the day's minutes are left`, {
    left_s: Math.floor(session.dailyLeftMs / 1000),
  });
}
