import type { ProgramCard } from '../status.js';
import { compile } from './compile.js';
import type { Program } from './schema.js';
import { zonesOf } from './timeline.js';

/** A program never changes; a fleet asks for the same few cards at each connect, and to compile them takes longer than a lease
 *  where there are many chairs. [S8] */
const known = new WeakMap<Program, ProgramCard>();

/** A program as the hubs list it. */
export function programCard(program: Program): ProgramCard {
  const card = known.get(program) ?? newCard(program);
  known.set(program, card);
  return card;
}

function newCard(program: Program): ProgramCard {
  const timeline = compile(program);
  const { id, name, summary, goal, avoid, native } = program;
  const duration_s = Math.round(timeline.totalMs / 1000);
  const card = { id, name, summary, goal, duration_s, avoid: [...avoid] };
  return native === undefined
    ? { ...card, zones: [...zonesOf(timeline)] }
    : { ...card, zones: [...native.zones], native: true };
}

/** How far a slider of lengths has to reach, in minutes: a program that is longer than any session may be has its length all the same. */
export const minutesShown = (programs: readonly Pick<ProgramCard, 'duration_s'>[], sessionMinutesMax: number): number =>
  Math.max(sessionMinutesMax, ...programs.map(({ duration_s }) => duration_s / 60));
