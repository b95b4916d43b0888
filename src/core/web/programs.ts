import { z } from 'zod';
import { trialEnvelopeSchema } from '../command/schema.js';
import { checkAnswerSchema, commandAnswerSchema } from './answers.js';

const { findings } = checkAnswerSchema.shape;

/** `GET programs/{id}/file`. `own`: it lies in the folder of the configuration; `may_save`: whoever asks may save it under this id. */
export const programFileSchema = z.object({
  id: z.string(),
  text: z.string(),
  etag: z.string(),
  own: z.boolean(),
  may_save: z.boolean(),
});

/** A program as plain data, as its file would give it, to be written into the text of `base`; null: into a new one. */
export const writeRequestSchema = z.object({ base: z.string().nullable(), program: z.looseObject({}) });

export const programWritingSchema = z.object({ text: z.string(), findings });

export const savedProgramSchema = z.object({ id: z.string(), etag: z.string(), findings });

/** Of the query: from where on, and what every command may say of itself. */
export const trialQuerySchema = z.object({
  at_s: z.coerce.number().min(0).max(3600).default(0),
  id: trialEnvelopeSchema.shape.id,
  ts: z.coerce.number().positive().optional(),
});

/** The result of a command, with what the linter has to say where it is against it. */
export const trialAnswerSchema = commandAnswerSchema.extend({ findings: findings.optional() });
