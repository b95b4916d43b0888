import { z } from 'zod';
import { markKinds } from '../ledger/lines.js';
import { endings, sources } from '../status.js';
import { zones } from '../zones.js';

const day = z.string().describe('a day of the person, such as 2026-11-22');
const byZone = <Value extends z.ZodType>(value: Value) => z.partialRecord(z.enum(zones), value);

const placeMarkSchema = z.object({ at_s: z.number(), zone: z.enum(zones), what: z.enum(markKinds) });

/** A session that was there; what only its end says is null where that is missing. */
const pastSessionSchema = z.object({
  id: z.string(),
  chair: z.string(),
  program: z.string(),
  name: z.string(),
  /** Of the program as it was played. */
  version: z.string(),
  source: z.enum(sources),
  person: z.string().nullable(),
  schedule: z.string().nullable(),
  trial: z.boolean(),
  planned_s: z.number(),
  intensity: z.number(),
  at: z.iso.datetime(),
  /** By the clock on the wall where it was, `2026-11-22 21:04:00`; not to be relied on where that clock was not set. */
  local: z.string(),
  clock_was_set: z.boolean(),
  end: z
    .object({
      at: z.iso.datetime(),
      by: z.enum(endings),
      elapsed_s: z.number(),
      paused_s: z.number(),
      intensity_mean: z.number(),
      skips: z.number(),
      moments: z.array(z.object({ at_s: z.number(), what: z.string() })),
      moments_dropped: z.number(),
      /** Where somebody wanted it softer, or liked it. */
      marks: z.array(placeMarkSchema),
      zones: byZone(
        z.object({
          on_s: z.number(),
          starts: z.number(),
          level_mean: z.number(),
          peak_c: z.number().nullable(),
          ma_mean: z.number().nullable(),
        }),
      ),
    })
    .nullable(),
});
export type ShownSession = Readonly<z.infer<typeof pastSessionSchema>>;

/** `POST chairs/{id}/marks`. */
export const markRequestSchema = placeMarkSchema.omit({ at_s: true });

/** What one person marked and changed in the sessions of a program, the newest first. */
export const programMarksSchema = z.array(
  z.object({
    /** Where in the session, 0 to 1 of what was planned. */
    share: z.number(),
    what: z.enum([...markKinds, 'turned_down', 'skipped']),
    zone: z.enum(zones).nullable(),
    /** When the session began. */
    at: z.iso.datetime(),
  }),
);
export type ProgramMarks = Readonly<z.infer<typeof programMarksSchema>>;

const sumSchema = z.object({ sessions: z.number(), minutes: z.number() });

const costSchema = z.object({
  /** Those of five minutes or more, trials left out. */
  sessions: z.number(),
  /** What each of them has cost so far; null where there was none. */
  per_session: z.number().nullable(),
  /** What an appointment with somebody who massages costs. */
  appointment: z.number(),
  currency: z.string(),
  /** When it had paid for itself. */
  paid_for_on: day.nullable(),
  /** When it will have, at the pace of the last twelve weeks; null where it has, and where it never will. */
  paid_for_by: day.nullable(),
});
export type ShownCost = Readonly<z.infer<typeof costSchema>>;

export const historySchema = z.object({
  today: day,
  /** The last twelve weeks up to this one, of the chosen chair, person and program, whatever days were asked for; days without a session
   *  are left out. Null beside a cursor. */
  calendar: z.object({ since: day, days: z.array(sumSchema.extend({ day })) }).nullable(),
  /** What was played most in those weeks. */
  favourites: z.array(sumSchema.extend({ program: z.string(), name: z.string(), chair: z.string() })).nullable(),
  /** What the chairs have cost beside appointments, for all sessions, whichever were chosen. Null beside a cursor, before the ledger was read, and where
   *  the configuration does not say what they cost. */
  cost: costSchema.nullable(),
  /** The newest first, at most 200. */
  sessions: z.array(pastSessionSchema),
  /** To be asked with for what follows; null where nothing does. */
  cursor: z.string().nullable(),
  /** Of the programs that are there now. */
  versions: z.record(z.string(), z.string()),
});
export type ShownHistory = Readonly<z.infer<typeof historySchema>>;

const dayQuery = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'must be a day, such as 2026-11-01')
  .optional();

export const historyChoiceSchema = z.object({
  since: dayQuery,
  until: dayQuery,
  chair: z.string().max(64).optional(),
  person: z.string().max(64).optional(),
  program: z.string().max(64).optional(),
});
export const historyQuerySchema = historyChoiceSchema.extend({
  cursor: z
    .string()
    .max(200)
    .regex(/^\S+~\S+$/, 'is not one of ours')
    .optional(),
});

export const flightBriefSchema = z.object({
  name: z.string(),
  chair: z.string(),
  at: z.iso.datetime(),
  /** Why it was kept: a fault, or what ended. */
  code: z.string(),
});
export type FlightBrief = Readonly<z.infer<typeof flightBriefSchema>>;

/** A flight record to be watched: times in ms from its beginning. */
export const watchedFlightSchema = z.object({
  chair: z.string(),
  model: z.string().nullable(),
  /** Of the fault; `fault_ms` is that moment in the record. */
  at: z.iso.datetime(),
  fault_ms: z.number(),
  total_ms: z.number(),
  reasons: z.array(z.object({ code: z.string(), zone: z.string().nullable(), message: z.string() })),
  /** What could not be read of it, in one sentence. */
  damage: z.string().nullable(),
  states: z.array(z.object({ ms: z.number(), state: z.string() })),
  marks: z.array(z.object({ ms: z.number(), kind: z.enum(['command', 'event', 'late', 'wire']), what: z.string() })),
  /** What the chair said of itself; none of a chair whose lines only its profile can read. */
  frames: z.array(
    z.object({
      ms: z.number(),
      occupied: z.boolean().nullable(),
      zones: byZone(
        z.object({
          technique: z.string(),
          level: z.number(),
          rate: z.number(),
          temperature_c: z.number().nullable(),
          flags: z.string(),
        }),
      ),
    }),
  ),
});
export type WatchedFlight = Readonly<z.infer<typeof watchedFlightSchema>>;

export const programMarksQuerySchema = historyChoiceSchema.pick({ person: true });
