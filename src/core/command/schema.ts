import { z } from 'zod';
import { nobody, personIdPattern, programIdPattern, programNameMax } from '../ids.js';
import type { Program } from '../program/schema.js';
import type { Timeline } from '../program/timeline.js';
import { limits } from '../safety/limits.js';
import { readDurationMs } from '../time-text.js';

const minuteMs = 60_000;
const { sessionMsMax } = limits;
const programId = z.string().regex(programIdPattern, 'must be a program id such as leg-circulation');
/** Takes the choice of a duration back, as 0 does. */
export const ownLength = 'program';

const percent = 'must be a whole number from 1 to 100';
const intensity = z.int({ error: percent }).min(1, percent).max(100, percent);

/** `"90s"`, `"15m"` or a number of minutes, over 0 and at most 30 min; gives ms. */
const duration = z
  .union([z.string().transform(readDurationMs), z.number().transform((minutes) => Math.round(minutes * minuteMs))], {
    error: 'must be a duration such as "90s" or "15m", or a number of minutes',
  })
  .refine((ms): ms is number => ms !== null && ms > 0 && ms <= sessionMsMax, {
    error: `must be a duration such as "90s" or "15m", or a number of minutes, over 0 and at most ${sessionMsMax / minuteMs} minutes`,
  })
  .transform((ms) => ms ?? 0);

/** Null: the program's own length. */
const chosenDuration = z.union([z.literal([0, ownLength]).transform(() => null), duration], {
  error: `must be a duration such as "90s" or "15m", a number of minutes, at most ${sessionMsMax / minuteMs}, or 0 for the program's own length`,
});

/** Null: nobody in particular. */
const person = z
  .string()
  .regex(personIdPattern, `must be the id of a person in the configuration, or ${nobody}`)
  .transform((id) => (id === nobody ? null : id));
const envelope = { id: z.string().min(1).max(64).optional(), ts: z.number().positive().optional() };

const settings = { intensity: intensity.optional(), person: person.optional() };

/** A command as hubs send it (JSON on `<chair>/set`). Unknown keys and values out of range are refused, never clamped. */
export const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('start'),
    program: programId.optional(),
    duration: duration.optional(),
    ...settings,
    ...envelope,
  }),
  z.strictObject({ command: z.literal('stop'), ...envelope }),
  z.strictObject({ command: z.literal('estop'), ...envelope }),
  z.strictObject({ command: z.literal('pause'), ...envelope }),
  z.strictObject({ command: z.literal('resume'), ...envelope }),
  z
    .strictObject({
      command: z.literal('adjust'),
      intensity: intensity.optional(),
      duration: duration.optional(),
      ...envelope,
    })
    .refine((adjust) => adjust.intensity !== undefined || adjust.duration !== undefined, {
      error: 'adjust needs intensity or duration',
    }),
  z.strictObject({ command: z.literal('skip'), ...envelope }),
  z.strictObject({
    command: z.literal('select'),
    /** An id, or a name that only one program has. */
    program: z.string().trim().min(1).max(programNameMax).optional(),
    duration: chosenDuration.optional(),
    ...settings,
    ...envelope,
  }),
  z.strictObject({ command: z.literal('reset'), ...envelope }),
  z.strictObject({ command: z.literal('remote_start'), enabled: z.boolean(), ...envelope }),
  /** Starts what a schedule offers now. */
  z.strictObject({ command: z.literal('offer'), ...envelope }),
]);

/** What a trial is sent with, beside its program. */
export const trialEnvelopeSchema = z.strictObject(envelope);

/** Ten seconds of a program that was sent along. No message reads as one: a face that has checked the program makes it. [S18] */
export interface TrialCommand extends z.infer<typeof trialEnvelopeSchema> {
  readonly command: 'trial';
  readonly program: Program;
  readonly timeline: Timeline;
}

/** A command that was read; `duration` is in ms, `ts` in seconds since 1970. Null takes a choice back. */
export type Command = z.infer<typeof commandSchema> | TrialCommand;
export type CommandName = Command['command'];
/** [S7] Commands that are taken whatever else is wrong with their message. */
export type HaltName = 'stop' | 'estop' | 'pause';
