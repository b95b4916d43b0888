import type { Program } from '../program/schema.js';

/** A program with the way that it took: what came before it, the first at the head, and what was undone, the next at the head. */
export interface EditHistory {
  readonly past: readonly Program[];
  readonly now: Program;
  readonly undone: readonly Program[];
}

/** Steps back that are kept; the first program stays however many there were. */
export const pastMax = 500;

export const beginEdits = (program: Program): EditHistory => ({ past: [], now: program, undone: [] });

/** After an edit there is nothing left to redo. */
export function withEdit({ past, now }: EditHistory, program: Program): EditHistory {
  const all = [...past, now];
  return { past: all.length > pastMax ? [...all.slice(0, 1), ...all.slice(2)] : all, now: program, undone: [] };
}

/** One step back; the same where there is none. */
export function undoEdit(history: EditHistory): EditHistory {
  const { past, now, undone } = history;
  const before = past.at(-1);
  return before === undefined ? history : { past: past.slice(0, -1), now: before, undone: [now, ...undone] };
}

/** One step forward again; the same where there is none. */
export function redoEdit(history: EditHistory): EditHistory {
  const { past, now, undone } = history;
  const [next, ...later] = undone;
  return next === undefined ? history : { past: [...past, now], now: next, undone: later };
}
