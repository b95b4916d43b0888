import { z } from 'zod';
import {
  chairCardSchema,
  chairStates,
  eventSchema,
  programCardSchema,
  statusFaultCodes,
  statusSchema,
  stopStatusSchema,
  telemetrySchema,
} from '../status.js';
import { zones } from '../zones.js';

const time = z.iso.datetime();

const rights = ['stop', 'control', 'own', 'edit'] as const;
export type Right = (typeof rights)[number];

/** `GET session`: who asks, and what may be done. `until` is the end of a login, null for one that has none. */
export const accessSchema = z.object({
  rights: z.array(z.enum(rights)),
  kind: z.enum(['loopback', 'token', 'session', 'guest', 'pass', 'nobody']),
  until: time.nullable(),
});
export type Access = z.infer<typeof accessSchema>;

/** What is told of every chair, also of those that nobody watches. `program` and `ends_at` are null while none runs. */
const shortChairSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(chairStates),
  available: z.boolean(),
  fault: z.enum(statusFaultCodes).nullable(),
  program: z.string().nullable(),
  ends_at: time.nullable(),
  stop: stopStatusSchema.nullable(),
  /** Where its own switch is, as configured: said where a stop is not confirmed, when nothing more can be asked. */
  emergency_switch: z.string().nullable(),
});
export type ShortChair = z.infer<typeof shortChairSchema>;

/** What one who may only stop is told of a chair. */
const passChairSchema = shortChairSchema.pick({ id: true, name: true, state: true, stop: true });
export type PassChair = z.infer<typeof passChairSchema>;

/** Where the timeline of a session stands: after a skip or a stretch `elapsed_s` does not say it. Null without a session. */
const courseSchema = z.object({ position_s: z.number(), total_s: z.number() });
export type Course = z.infer<typeof courseSchema>;

/** The zones that somebody should look after; null for who has not the right `own`. */
const dueZonesSchema = z.array(z.enum(zones)).nullable();

/** All of a chair. `telemetry` null before the first line came. */
export const wholeChairSchema = z.object({
  ...chairCardSchema.shape,
  available: z.boolean(),
  emergency_switch: z.string().nullable(),
  status: statusSchema,
  course: courseSchema.nullable(),
  service: dueZonesSchema,
  telemetry: telemetrySchema.nullable(),
  programs: z.array(programCardSchema),
});
export type WholeChair = z.infer<typeof wholeChairSchema>;

/** A demo's chairs are simulated; `broker` is the address of the one that it brings along. Null for every other daemon. */
const demoSchema = z.object({ broker: z.string() }).nullable();
export type Demo = z.infer<typeof demoSchema>;

/** One run of the daemon on one data folder, and when it said so (the daemon's time of day). */
const sender = { epoch: z.string(), at: time };

/** `GET snapshot`; with `chairs` all of these, without it the short form of every chair. */
export const snapshotSchema = z.object({
  ...sender,
  seq: z.number(),
  bridge_id: z.string(),
  /** Names the data folder: another daemon behind the same address is another house. */
  house: z.string(),
  demo: demoSchema,
  access: accessSchema,
  chairs: z.array(z.union([wholeChairSchema, shortChairSchema])),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** What a stop lane answers, by POST and on the stream: `stop` is what was asked, `at` the time from which a `stop` of a status is an
 *  answer to it. */
export const takenSchema = z.object({
  n: z.union([z.string(), z.number()]).optional(),
  stop: z.enum(['stop', 'estop', 'pause']),
  at: time,
  /** Whom it was taken for, and why not where it was not. */
  chairs: z.array(z.object({ id: z.string(), ok: z.boolean(), code: z.string(), message: z.string() })),
});
export type Taken = z.infer<typeof takenSchema>;

const numbered = { ...sender, seq: z.number() };

/** One frame of the stream. `seq` counts the frames of one connection that were queued; telemetry carries none, since it may be
 *  dropped. `chairs` is the short form of chairs that have changed, at most once a second. */
export const frameSchema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('snapshot'),
    ...numbered,
    bridge_id: z.string(),
    house: z.string(),
    demo: demoSchema,
    access: accessSchema,
    chairs: z.array(z.union([wholeChairSchema, shortChairSchema, passChairSchema])),
  }),
  z.object({ t: z.literal('chairs'), ...numbered, chairs: z.array(z.union([shortChairSchema, passChairSchema])) }),
  z.object({
    t: z.literal('state'),
    ...numbered,
    chair: z.string(),
    available: z.boolean(),
    status: statusSchema,
    course: courseSchema.nullable(),
    service: dueZonesSchema,
  }),
  z.object({ t: z.literal('telemetry'), ...sender, chair: z.string(), telemetry: telemetrySchema }),
  z.object({ t: z.literal('event'), ...numbered, chair: z.string(), event: eventSchema }),
  z.object({ t: z.literal('programs'), ...numbered, chair: z.string(), programs: z.array(programCardSchema) }),
  z.object({ t: z.literal('taken'), ...numbered, ...takenSchema.shape }),
  z.object({ t: z.literal('beat'), ...numbered }),
]);
export type Frame = z.infer<typeof frameSchema>;

/** What the stream takes. Nothing else does anything; a frame that cannot be read but contains `stop` stops. [S7] */
export const streamRequestSchema = z.union([
  z.object({ stop: z.string(), n: z.union([z.string(), z.number()]).optional() }),
  z.object({ estop: z.string(), n: z.union([z.string(), z.number()]).optional() }),
  z.object({ watch: z.array(z.string()).max(50) }),
]);
export type StreamRequest = z.infer<typeof streamRequestSchema>;

/** What a start of one program would answer now, by the judge alone. Each of the rest is null where it does not apply. */
export const startableSchema = z.object({
  program: z.string(),
  ok: z.boolean(),
  code: z.string(),
  message: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
  retry_after_s: z.number().nullable(),
  minutes_left: z.number().nullable(),
  missing: z.string().nullable(),
});
export type Startable = z.infer<typeof startableSchema>;

/** Every error of the API. */
export const apiErrorSchema = z.object({
  code: z.string(),
  message: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  help: z.string().optional(),
});
export type ApiError = z.infer<typeof apiErrorSchema>;
