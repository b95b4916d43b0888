import { z } from 'zod';
import { scheduleStatusSchema } from '../ledger/schedules/schedule-status.js';
import { chairCardSchema, chairStates, linkSchema, programCardSchema, resultSchema, statusSchema } from '../status.js';
import { zones } from '../zones.js';

/** Answers of the API that are no frames. The result of a command, with what helps where that is known. */
export const commandAnswerSchema = resultSchema.extend({
  retry_after_s: z.number().nullable(),
  missing: z.string().nullable(),
});

export const listedChairSchema = chairCardSchema.extend({ available: z.boolean(), state: z.enum(chairStates) });

export const shownChairSchema = chairCardSchema.extend({
  available: z.boolean(),
  status: statusSchema,
  link: linkSchema,
  programs: z.array(programCardSchema),
});

/** A program as its file was read; times in ms. */
export const wholeProgramSchema = z.looseObject({ id: z.string(), name: z.string(), phases: z.array(z.unknown()) });

/** A compiled program; times in ms. */
export const shownTimelineSchema = z.object({
  programId: z.string(),
  setpoints: z.array(
    z.object({
      atMs: z.number(),
      zone: z.enum(zones),
      technique: z.string(),
      level: z.number(),
      rate: z.number(),
      rampMs: z.number(),
    }),
  ),
  phases: z.array(z.object({ index: z.number(), name: z.string(), startMs: z.number(), endMs: z.number() })),
  totalMs: z.number(),
});

export const checkAnswerSchema = z.object({
  /** No error among the findings: the file would be loaded. */
  ok: z.boolean(),
  findings: z.array(
    z.object({
      rule: z.string(),
      severity: z.enum(['error', 'warning']),
      file: z.string(),
      line: z.number(),
      column: z.number(),
      message: z.string(),
      at: z.number(),
    }),
  ),
});

export const personIdSchema = z.object({ id: z.string() });

/** What was done to forget a person: lines and files of the ledger, chairs where this person was chosen, files that are gone. */
export const forgottenSchema = z.object({
  lines: z.number(),
  files: z.number(),
  chairs: z.array(z.string()),
  removed: z.array(z.string()),
  out_of_reach: z.array(z.string()),
});

export const aboutSchema = z.object({
  version: z.string(),
  started_at: z.iso.datetime(),
  bridge_id: z.string(),
  house: z.string(),
  unsaved: z.array(z.string()),
  mqtt: z.enum(['online', 'offline']),
});

/** Which chair of a schedule is meant; left out where only one can be. */
export const offeredChairSchema = z.object({ chair: z.string().optional() });

const forWhom = z.string().nullable().describe('null for who may not know');

/** What is planned, and how it stands on each chair. */
export const schedulesAnswerSchema = z.object({
  schedules: z.array(
    z.object({
      id: z.string(),
      chairs: z.array(z.string()),
      program: z.string(),
      person: forWhom,
      when: z.string(),
      time_zone: z.string(),
    }),
  ),
  chairs: z.record(z.string(), scheduleStatusSchema),
});
