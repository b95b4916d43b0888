import { z } from 'zod';
import type { Program } from './program/schema.js';
import type { Timeline } from './program/timeline.js';
import { chairStates, endings, sources, statusFaultCodes } from './status.js';
import { zones } from './zones.js';

/** Time of day, ms since 1970: what a date can hold. */
const wall = z.number().min(-8.64e15).max(8.64e15);
const amount = z.number().min(0).max(1e9);
const level = z.number().min(0).max(100);

/** A fault that is not cleared yet. `sinceMs` is wall time. */
export const activeFaultSchema = z.object({
  code: z.enum(statusFaultCodes),
  zone: z.enum(zones).nullable(),
  message: z.string(),
  sinceMs: wall,
});
export type ActiveFault = Readonly<z.infer<typeof activeFaultSchema>>;

/** How the newest session ended. `endedWallMs` is wall time. */
export const lastSessionSchema = z.object({
  program: z.string(),
  endedBy: z.enum(endings),
  endedWallMs: wall,
  elapsedMs: amount,
});
export type LastSession = Readonly<z.infer<typeof lastSessionSchema>>;

/** What a later start uses when it names nothing else. `durationMs` null: the program's own. */
export const selectionSchema = z.object({
  program: z.string().nullable(),
  intensity: z.number().min(1).max(100),
  durationMs: z.number().nullable(),
  person: z.string().nullable(),
});
export type Selection = Readonly<z.infer<typeof selectionSchema>>;

/** What a session is, beside the program that it plays and the person who has it: a flight record keeps all of this. */
export const sessionFactsSchema = z.object({
  id: z.string(),
  intensity: level,
  caps: z.object({ back: level, seat: level, legs: level }),
  source: z.enum(sources),
  startedWallMs: wall,
  elapsedMs: amount,
  /** Where the timeline is played; after a skip or a stretch it is not `elapsedMs`. */
  positionMs: amount,
  /** Running time that no session may exceed, ms: the configuration's, at most 30 min. */
  runningMsMax: amount,
  mustBeOccupied: z.boolean(),
});

/** One run of a program. */
export interface Session extends Readonly<z.infer<typeof sessionFactsSchema>> {
  readonly programId: string;
  /** As it was when the session began: a file that changes meanwhile does not reach it. */
  readonly program: Program;
  readonly timeline: Timeline;
  readonly person: string | null;
  /** The schedule that it was offered by. */
  readonly schedule: string | null;
  /** On the monotonic clock. */
  readonly startedMs: number;
}

/** `asked`: somebody waits for a reset. `spoiled`: a fault has come since, of which that reset does not speak. [S3] */
export const resetStates = ['none', 'asked', 'spoiled'] as const;

/** Where a chair's session machine stands, beside the session that it has. Times in ms of the monotonic clock. */
export const sessionMomentSchema = z.object({
  state: z.enum(chairStates),
  isLinkUp: z.boolean(),
  /** Seen still since anything may have moved, and since the handshake. [S4] */
  isStill: z.boolean(),
  faults: z.array(activeFaultSchema),
  /** Why the link was lost, where it was and has not come back. */
  linkLost: activeFaultSchema.nullable(),
  hasSeatSensor: z.boolean(),
  isOccupied: z.boolean().nullable(),
  /** Why the session is ending; set from `stopping` on. */
  endedBy: z.enum(endings).nullable(),
  isResuming: z.boolean(),
  reset: z.enum(resetStates),
  tickedAtMs: z.number(),
  enteredAtMs: z.number(),
  leftAtMs: z.number().nullable(),
});

/** A moment in which a session machine can be taken up; timers that were running then do not. */
export interface SessionMoment extends Readonly<Omit<z.infer<typeof sessionMomentSchema>, 'faults'>> {
  readonly faults: readonly ActiveFault[];
  readonly session: Session | null;
}
