import { z } from 'zod';
import { commandSchema } from '../command/schema.js';
import { chairIdForm } from '../ids.js';
import { chairMomentSchema } from '../profile/chair-moment.js';
import { activeFaultSchema, resetStates, sessionFactsSchema, sessionMomentSchema } from '../session.js';
import { chairStates, endings, eventTypes, resultCodes, sources, statusFaultCodes } from '../status.js';
import { isoTimeMs } from '../time-text.js';
import { techniques, zones } from '../zones.js';
import { ownDeeds, wireChanges } from './entries.js';

/** Of the file format; a reader takes no other. */
export const flightVersion = 1;

/** A record spans a minute and a half; larger times are damage. */
const timeMsMax = 600_000;
export const flightTextMax = 1000;

/** ms from the fault, negative before it. */
const time = z.number().min(-timeMsMax).max(timeMsMax);
/** ms from the fault; what has never been lies far back. */
const moment = z.number();
const wall = z.number().min(-8.64e15).max(8.64e15);
const text = z.string().max(flightTextMax);
const zone = z.enum(zones);
const amount = z.number().min(0).max(1e9);
const level = z.number().min(0).max(100);
const list = <Item extends z.ZodType>(item: Item, most: number) => z.array(item).max(most);

const identity = z.object({
  version: z.number(),
  fw: text,
  model: text,
  id: text,
  boot: text,
  leaseMs: amount,
  ttlMs: amount,
  zones: list(zone, zones.length),
});

/** A chair by profile takes any rate. */
const range = z.object({ min: amount, max: z.number().min(0) });
const capabilities = z.partialRecord(zone, z.partialRecord(z.enum(techniques), range));

const fault = activeFaultSchema.extend({ message: text });

/** A setpoint as a row: at ms, zone, technique, level, rate, ramp ms. */
const setpoint = z.tuple([amount, zone, z.enum(['off', ...techniques]), level, amount, amount]);

const timeline = z.object({
  programId: text,
  totalMs: amount,
  phases: list(z.object({ index: amount, name: text, startMs: amount, endMs: amount }), 200),
  setpoints: list(setpoint, 10_000),
});

/** `timeline` is its place in the header; `started` is ms from the fault. */
const session = sessionFactsSchema.extend({ id: text, timeline: z.int().min(0).max(1000), started: moment });

/** Later than the first records of this version: a record without them had nothing of the kind. */
const younger = {
  linkLost: fault.nullable().default(null),
  hasSeatSensor: z.boolean().default(false),
  reset: z.enum(resetStates).default('none'),
  /** One that another version wrote otherwise is none to begin from. */
  chair: chairMomentSchema.nullable().catch(null),
};

/** What the first readers of this version look for: a checkpoint is made while no reset is under way. */
const elder = { isResetting: z.boolean().default(false) };

const checkpoint = sessionMomentSchema.omit({ tickedAtMs: true, enteredAtMs: true, leftAtMs: true }).extend({
  ...younger,
  ...elder,
  isWireOpen: z.boolean(),
  faults: list(fault, 100),
  session: session.nullable(),
  ticked: moment,
  paced: moment,
  entered: moment,
  left: moment.nullable(),
  /** Running time that counts towards rest, ms from the fault. */
  runs: list(z.object({ start: moment, end: moment }), 300),
  restMs: amount,
  identity: identity.nullable(),
  capabilities,
});

const command = z.object({
  name: z.enum([...commandSchema.options.map((option) => option.shape.command.value), 'trial']),
  program: text.optional(),
  intensity: level.optional(),
  duration: amount.optional(),
  enabled: z.boolean().optional(),
});

/** Ticks of the daemon since the entry before. */
const ticks = { ticked: list(time, 2000).optional() };

const entry = <Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, shape: Shape) =>
  z.object({ t: time, kind: z.literal(kind), ...shape, ...ticks });

/** One line of the file after the first. */
export const flightEntrySchema = z.discriminatedUnion('kind', [
  entry('rx', { line: text }),
  entry('tx', { line: text }),
  entry('noise', { overflow: amount, alphabet: amount }),
  entry('left-out', { lines: amount, commands: amount }),
  entry('wire', { change: z.enum(wireChanges), why: text.nullable() }),
  entry('late', { gapMs: amount }),
  entry('command', {
    command,
    source: z.enum(sources),
    code: z.enum(resultCodes).nullable(),
    session: session.nullable(),
  }),
  entry('daemon', { deed: z.enum(ownDeeds), why: text.nullable() }),
  entry('state', { state: z.enum(chairStates), before: z.enum(chairStates).nullable() }),
  entry('event', {
    event: z.enum(eventTypes),
    fault: fault.nullable(),
    endedBy: z.enum(endings).nullable(),
    source: z.enum(sources).nullable(),
  }),
  entry('checkpoint', { point: checkpoint }),
]);
export type FileEntry = z.infer<typeof flightEntrySchema>;
export type FileSession = z.infer<typeof session>;
export type FileCheckpoint = z.infer<typeof checkpoint>;
export type FileTimeline = z.infer<typeof timeline>;

const reason = z.object({
  t: time,
  event: z.enum([...eventTypes, 'bug']),
  code: z.enum([...statusFaultCodes, 'bug', 'chair_restarted']),
  zone: zone.nullable(),
  message: text,
});
export type FlightReason = z.infer<typeof reason>;

/** The first line of the file. */
export const flightHeaderSchema = z.object({
  flightRecord: z.literal(flightVersion),
  chair: text,
  /** Of the fault, UTC; `monotonicMs` is the same moment on the clock of the daemon's machine. */
  at: z.iso.datetime(),
  wallMs: wall,
  monotonicMs: z.number(),
  reasons: list(reason, 100).min(1),
  program: text,
  identity: identity.nullable(),
  link: z.object({ crc_errors: amount, retries: amount, reconnects: amount, rtt_ms: amount.nullable() }),
  temperatureMaxC: amount,
  state: z.enum(chairStates),
  timelines: list(timeline, 1000),
  /** The profile of the chair as its file said it, and null where it has none; records of before lack it. */
  profile: z.unknown().default(null),
});
export type FlightHeader = z.infer<typeof flightHeaderSchema>;

export interface FlightRecord {
  readonly header: FlightHeader;
  readonly entries: readonly FileEntry[];
}

/** The file of a record: `living-room-20261122T210400.123Z-stall.jsonl`. Names of one chair sort by time. */
export const flightName = (chairId: string, wallMs: number, code: string): string =>
  `${chairId}-${isoTimeMs(wallMs).replaceAll(/[-:]/g, '')}-${code}.jsonl`;

const namePattern = new RegExp(`^(${chairIdForm})-([0-9+-]+T[0-9]{6}\\.[0-9]{3}Z)-[a-z_]+\\.jsonl$`);

/** The chair of a record's file, or null for any other file. */
export const chairOfFlight = (name: string): string | null => namePattern.exec(name)?.[1] ?? null;
