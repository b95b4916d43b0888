import type { Command, TrialCommand } from '../core/command/schema.js';
import { programCard } from '../core/program/card.js';
import { compile, compileAgain } from '../core/program/compile.js';
import type { Program } from '../core/program/schema.js';
import type { Timeline } from '../core/program/timeline.js';
import { trialLevelMax, trialMsMax } from '../core/program/trial.js';
import { capsFor, type Person, strictest } from '../core/safety/people.js';
import {
  type MotionFacts,
  refuseFor,
  refuseMotion,
  refusePerson,
  refuseProgram,
  sayWho,
} from '../core/safety/rules.js';
import type { Selection, Session } from '../core/session.js';
import type { CommandSource, Verdict } from '../core/status.js';
import type { Clock, Origin } from '../ports.js';

/** What a start is planned from. Times in ms. */
export interface PlanFacts {
  readonly motion: MotionFacts;
  readonly selection: Selection;
  readonly programs: ReadonlyMap<string, { readonly program: Program }>;
  readonly people: ReadonlyMap<string, Person>;
  readonly defaultPerson: string | null;
  /** Why the chair cannot play this, as a sentence, or null. */
  unfit(timeline: Timeline): string | null;
  readonly levelMax: number;
  readonly sessionMsMax: number;
  readonly dailyLeftMs: number;
  readonly sessionId: string;
  readonly nowMs: number;
  readonly wallMs: number;
}

export type Plan =
  | { readonly kind: 'session'; readonly session: Session }
  | { readonly kind: 'refused'; readonly verdict: Verdict };

const refused = (verdict: Verdict): Plan => ({ kind: 'refused', verdict });
const refuse = (code: Verdict['code'], message: string): Plan => refused({ code, message });

const namesOf = (known: Iterable<string>): string => [...known].join(', ') || 'none';

/** Who sits there: the one named, else the selected, else the chair's own; where people are configured and none of these
 *  is known, everybody at once. Null: that name is nobody's. */
function personFor(name: string | null, people: PlanFacts['people']): Person | null {
  if (name === null) return strictest([...people.values()]);
  return people.get(name) ?? null;
}

type Programs = PlanFacts['programs'];

function firstOf(programs: Programs): string | null {
  let first: string | null = null;
  for (const id of programs.keys()) if (first === null || id < first) first = id;
  return first;
}

/** What is selected, as far as it is still there: else the first program by id, and nobody. */
export function selectionAmong(
  selection: Selection,
  { programs, people }: Pick<PlanFacts, 'programs' | 'people'>,
): Selection {
  const { program, person } = selection;
  return {
    ...selection,
    program: program !== null && programs.has(program) ? program : firstOf(programs),
    person: person !== null && people.has(person) ? person : null,
  };
}

/** The length that a start of what is selected would have, ms; null where there is no program. */
export function selectedLengthMs({ program, durationMs }: Selection, programs: Programs): number | null {
  const loaded = program === null ? undefined : programs.get(program);
  if (loaded === undefined) return null;
  return durationMs ?? programCard(loaded.program).duration_s * 1000;
}

/** The programs of the folder, and with them the chair's own; of two with one id the chair's. */
export function withNatives(programs: Programs, natives: readonly Program[]): Programs {
  if (natives.length === 0) return programs;
  return new Map([...programs, ...natives.map((program) => [program.id, { program }] as const)]);
}

/** [S10] Nothing can make a program weaker that only the chair knows. */
const nativeRefusal = ({ id }: Program, isSomebody = true): Verdict =>
  refuseFor('program_rejected', {
    reason: 'native',
    message: `${id} is the chair's own program: nothing can make it weaker than it is; ${isSomebody ? '' : `${sayWho}, or `}choose another`,
  });

/** Why the chair cannot play this at this intensity, or null. */
export function unfitFor(
  program: Program,
  { timeline, intensity }: { readonly timeline: Timeline; readonly intensity: number },
  { levelMax, unfit }: Pick<PlanFacts, 'levelMax' | 'unfit'>,
): Verdict | null {
  const isCapped = intensity < 100 || levelMax < 100;
  if (program.native !== undefined && isCapped) return nativeRefusal(program);
  const message = unfit(timeline);
  return message === null ? null : { code: 'program_rejected', message };
}

const unfitPerson = (program: Program, { levelMax, avoid }: Person, isSomebody: boolean): Verdict | null =>
  program.native !== undefined && (levelMax < 100 || avoid.includes('osteoporosis'))
    ? nativeRefusal(program, isSomebody)
    : null;

/** What an offer is taken by from afar is told by the way on which the press came; the chair's own button is what it is. */
const sessionSource = (source: CommandSource, schedule: string | undefined): CommandSource =>
  schedule === undefined || source === 'button' ? source : 'schedule';

/** Makes a session of a start, or says why not, in the order of the documented checks; its length is fixed here, before
 *  anything moves. Pure. [S18] */
export function planSession(
  command: Extract<Command, { command: 'start' }>,
  origin: PlanOrigin,
  facts: PlanFacts,
): Plan {
  const { selection, programs } = facts;
  const programId = command.program ?? selection.program;
  const loaded = programId === null ? undefined : programs.get(programId);
  if (loaded === undefined) {
    return refuse(
      'unknown_program',
      `there is no program ${programId ?? 'selected'}; there are ${namesOf(programs.keys())}`,
    );
  }
  const { source, schedule } = origin;
  const intensity = command.intensity ?? selection.intensity;
  const durationMs = command.duration ?? selection.durationMs ?? undefined;
  const timeline: Timeline = compileAgain(loaded.program, { intensity, durationMs });
  const wish = { program: loaded.program, timeline, intensity, person: command.person };
  return planWish({ ...wish, source: sessionSource(source, schedule) }, origin, facts);
}

/** The same for a trial, whose bounds hold once more for whatever plays it: length and levels. [S10] */
export function planTrial({ program, timeline }: TrialCommand, origin: PlanOrigin, facts: PlanFacts): Plan {
  const bounds = {
    levelMax: Math.min(facts.levelMax, trialLevelMax),
    sessionMsMax: Math.min(facts.sessionMsMax, trialMsMax),
  };
  const wish = { program, timeline, intensity: 100, person: undefined, source: 'trial' } as const;
  return planWish(wish, origin, { ...facts, ...bounds });
}

type PlanOrigin = Pick<Origin, 'source' | 'isStrict' | 'schedule'>;

/** What is to be played, and for whom where that was said. */
interface PlayWish {
  readonly program: Program;
  readonly timeline: Timeline;
  readonly intensity: number;
  readonly person: string | null | undefined;
  readonly source: CommandSource;
}

function planWish(wish: PlayWish, { isStrict = false, schedule }: PlanOrigin, facts: PlanFacts): Plan {
  const { program: played, timeline, intensity, source } = wish;
  const named = wish.person === undefined ? facts.selection.person : wish.person;
  const person = isStrict ? null : (named ?? facts.defaultPerson);
  const profile = personFor(person, facts.people);
  if (profile === null) {
    return refuse('invalid_command', `there is no person ${person}; there are ${namesOf(facts.people.keys())}`);
  }
  const program = {
    ...facts,
    timeline,
    avoid: played.avoid,
    person: profile,
    isSomebody: person !== null,
    unfit: unfitFor(played, { timeline, intensity }, facts) ?? unfitPerson(played, profile, person !== null),
  };
  const verdict = refuseProgram(program) ?? refuseMotion(facts.motion) ?? refusePerson(program);
  if (verdict !== null) return refused(verdict);
  return {
    kind: 'session',
    session: {
      id: facts.sessionId,
      programId: played.id,
      program: played,
      timeline,
      intensity,
      caps: capsFor(profile, facts.levelMax),
      source,
      person,
      schedule: schedule ?? null,
      startedWallMs: facts.wallMs,
      startedMs: facts.nowMs,
      elapsedMs: 0,
      positionMs: 0,
      runningMsMax: facts.sessionMsMax,
      mustBeOccupied: facts.motion.mustBeOccupied,
    },
  };
}

/** A program that is all but over cannot be stretched: its last moment would be drawn out over hours. */
const stretchedMsMax = 10 * 3_600_000;
/** Compiling more takes longer than a chair may go without its supervision tick. [S14] */
const stretchedSetpointsMax = 40_000;

const isTooLong = ({ timeline }: Session, totalMs: number): boolean =>
  totalMs > stretchedMsMax || (timeline.setpoints.length * totalMs) / timeline.totalMs > stretchedSetpointsMax;

/** The session's timeline at another intensity or total: what remains stretches in proportion. Null: too little remains. Pure. */
export function stretch(
  session: Session,
  { intensity = session.intensity, duration }: Extract<Command, { command: 'adjust' }>,
): { readonly timeline: Timeline; readonly positionMs: number; readonly intensity: number } | null {
  const share = session.timeline.totalMs === 0 ? 0 : session.positionMs / session.timeline.totalMs;
  const remainingMs = duration === undefined ? null : duration - session.elapsedMs;
  const totalMs = remainingMs === null || share >= 1 ? session.timeline.totalMs : Math.round(remainingMs / (1 - share));
  if (remainingMs !== null && isTooLong(session, totalMs)) return null;
  const timeline = compile(session.program, { intensity, durationMs: totalMs });
  const positionMs = remainingMs === null ? session.positionMs : timeline.totalMs - remainingMs;
  return { timeline, positionMs, intensity };
}

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const timeLetters = 10;
const chanceLetters = 16;

/** A ULID: sorts by time, 26 letters of Crockford's base 32. */
export function newUlid(clock: Clock): string {
  let time = Math.floor(clock.wallMs());
  let text = '';
  for (let letter = 0; letter < timeLetters; letter++) {
    text = alphabet.charAt(time % 32) + text;
    time = Math.floor(time / 32);
  }
  for (let letter = 0; letter < chanceLetters; letter++) text += alphabet.charAt(Math.floor(clock.random() * 32));
  return text;
}
