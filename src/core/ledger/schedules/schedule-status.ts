import { z } from 'zod';
import { resultCodes } from '../../status.js';
import { skipCodes } from './skip-codes.js';

const at = z.iso.datetime();
/** Null only for who may not know. */
const person = z.string().nullable();

/** `<chair>/schedule`: what is planned for a chair, what is offered now, and what became of the last. */
export const scheduleStatusSchema = z.object({
  /** The nearest planned time, of whichever schedule. */
  next: z.object({ schedule: z.string(), program: z.string(), person, at }).nullable(),
  offer: z
    .object({
      schedule: z.string(),
      program: z.string(),
      person,
      planned_at: at,
      until: at,
      /** Somebody has sat there for long enough. */
      ready: z.boolean(),
      /** What a press from afar would be told now. */
      code: z.enum(resultCodes),
      message: z.string(),
      /** When the rest that is owed is over; null where none is. */
      from: at.nullable(),
    })
    .nullable(),
  last: z
    .object({
      schedule: z.string(),
      planned_at: at,
      outcome: z.enum(['started', 'skipped']),
      code: z.enum(skipCodes).nullable(),
    })
    .nullable(),
});
export type ScheduleStatus = z.infer<typeof scheduleStatusSchema>;
