import type { PlannedTimes } from './planned-times.js';

/** A program that is offered to somebody at planned times. It begins nothing: that takes a press. */
export interface Schedule extends PlannedTimes {
  readonly id: string;
  readonly chairs: readonly string[];
  readonly program: string;
  /** Whom it is offered to. */
  readonly person: string;
  /** How long an offer stands, ms. */
  readonly withinMs: number;
}
