import { z } from 'zod';
import { endings, resultCodes, sources, statusFaultCodes } from '../status.js';
import { zones } from '../zones.js';

/** Characters of what people have written. */
export const ledgerNameMax = 100;
export const ledgerTextMax = 200;
const wordMax = 64;

/** What is kept of what happened in a session: the first of it and the last. */
export const momentsMax = { first: 40, last: 10 } as const;

/** Seconds and counts: no session and no chair comes near. */
const amount = z.number().min(0).max(1e9);
const level = z.number().min(0).max(100);
const at = z.iso.datetime();
const label = z.string().max(wordMax);
const zone = z.enum(zones);
const message = z.string().max(ledgerTextMax);

/** Hours or seconds of each zone that has a motor. */
const byZone = z.partialRecord(zone, amount);

/** What happened in a session, in a word or two of ours, such as `intensity 60`. */
const moment = z.object({ at_s: amount, what: z.string().regex(/^[a-z0-9_ .]{1,24}$/) });

/** What a zone did in a session: seconds it was seen to move, how often it began, the mean level while it did, the warmest that it was
 *  and the mean of its current while it moved; null where the chair has no such sensor. */
const zoneDeeds = z.object({
  on_s: amount,
  starts: amount,
  level_mean: level,
  peak_c: z.number().min(-1000).max(1000).nullable(),
  ma_mean: amount.nullable(),
});
export type ZoneDeeds = Readonly<z.infer<typeof zoneDeeds>>;

const opened = z.object({
  kind: z.literal('opened'),
  v: z.literal(1),
  id: label,
  chair: label,
  /** Of the unit that has the motors; null where the chair tells none. */
  serial: label.nullable(),
  program: label,
  name: z.string().max(ledgerNameMax),
  /** Of the program as it was played. */
  hash: label,
  source: z.enum(sources),
  person: label.nullable(),
  planned_s: amount,
  intensity: level,
  /** The schedule that offered it, and whether it was a trial of a program that is being written. */
  schedule: label.nullable(),
  trial: z.boolean(),
  at,
  /** IANA name of the time zone in which its day is counted. */
  tz: label,
  /** One boot of the machine. */
  boot: label,
  /** False while the clock was before the date of the program: the day is then not known. */
  wall_ok: z.boolean(),
});

const closed = z.object({
  kind: z.literal('closed'),
  id: label,
  ended_by: z.enum(endings),
  elapsed_s: amount,
  paused_s: amount,
  intensity_mean: level,
  phases_done: amount,
  skips: amount,
  derated_s: amount,
  /** How long any of its motors was seen to move. */
  motor_s: amount,
  moments: z.array(moment).max(momentsMax.first + momentsMax.last),
  moments_dropped: amount,
  zones: z.partialRecord(zone, zoneDeeds),
  at,
});

const fault = z.object({
  kind: z.literal('fault'),
  chair: label,
  code: z.enum(statusFaultCodes),
  zone: zone.nullable(),
  message,
  session: label.nullable(),
  at,
});

/** What somebody thought of a place in a session. */
export const markKinds = ['softer', 'nice'] as const;
/** Marks of one session: more are no marks any more. */
export const sessionMarksMax = 50;

/** One line of the ledger. */
export const ledgerLineSchema = z.discriminatedUnion('kind', [
  opened,
  closed,
  z.object({ kind: z.literal('mark'), id: label, at_s: amount, zone, what: z.enum(markKinds), at }),
  fault,
  fault.extend({ kind: z.literal('cleared') }),
  z.object({
    kind: z.literal('service'),
    chair: label,
    serial: label.nullable(),
    zone,
    done_at_h: amount,
    note: message,
    at,
  }),
  /** Hours that no session tells: of before there was a ledger, of lost lines, of a chair that was moved by its own remote. */
  z.object({ kind: z.literal('seed'), chair: label, serial: label, motor_h: amount, hours: byZone, at }),
  z.object({ kind: z.literal('goal'), person: label, minutes: amount, days: amount, paused: z.boolean(), at }),
  /** `more`: refusals of this code since the line before that were not written. */
  z.object({
    kind: z.literal('refused'),
    chair: label,
    code: z.enum(resultCodes),
    command: label.nullable(),
    more: amount,
    at,
  }),
  z.object({ kind: z.literal('schedule'), schedule: label, chair: label, outcome: label, code: label.nullable(), at }),
]);
export type LedgerLine = Readonly<z.infer<typeof ledgerLineSchema>>;
export type LineOf<Kind extends LedgerLine['kind']> = Extract<LedgerLine, { readonly kind: Kind }>;

/** A session that runs, as it stood when it was last written down: the end of it that a daemon would write that finds it. */
export type RunningSession = Omit<LineOf<'closed'>, 'ended_by'>;

/** All that run, in one record. */
export const runningSessionsSchema = z.object({
  version: z.literal(1),
  sessions: z.array(closed.omit({ ended_by: true })).max(10_000),
});

/** Kept apart, and not for ever. */
export const isNote = ({ kind }: LedgerLine): boolean => kind === 'refused' || kind === 'schedule';

/** A place in a session that somebody marks: the zone, and what was thought of it. */
export type PlaceMark = Pick<LineOf<'mark'>, 'zone' | 'what'>;

/** Chairs whose sessions can be marked. */
export interface MarkedFleet {
  /** Marks the place where a session is. False where there is none, or where it has marks enough. */
  mark(chairId: string, mark: PlaceMark): boolean;
}
