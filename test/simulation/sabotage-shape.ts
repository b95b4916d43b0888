import type { Invariant } from './check.js';
import type { ChairName } from './setup.js';

/** One place of the build: `file` is from its root, `find` occurs in it once. */
interface Change {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A small wrong change to the built project, which the simulation has to notice. Where two protections stand behind one another,
 *  both are changed. */
export interface Sabotage {
  readonly invariant: Invariant;
  readonly name: string;
  /** What the storms go over; left out: a chair that speaks CLP/1. */
  readonly chair?: ChairName;
  /** Words of the storm's vocabulary that make it show soon. */
  readonly faults: readonly string[];
  /** Of each storm. */
  readonly minutes: number;
  /** The seed that is known to notice it and is tried first; left out: 1. Where it does not any more, all the others are. */
  readonly seed?: number;
  readonly changes: readonly Change[];
}

export const shortStormMinutes = 6;
/** Long enough for rests and for the day's minutes. */
export const longStormMinutes = 40;
