import { z } from 'zod';
import { type EventType, eventTypes } from './event-types.js';
import { skipCodes } from './ledger/schedules/skip-codes.js';
import { faultCodes } from './protocol/messages.js';
import { stopDoubts } from './safety/attention.js';
import { techniques, zones } from './zones.js';

/** States as published; precedence emergency_stopped, fault, disconnected, the rest. */
export const chairStates = [
  'disconnected',
  'idle',
  'starting',
  'running',
  'paused',
  'stopping',
  'resting',
  'fault',
  'emergency_stopped',
] as const;
export type ChairState = (typeof chairStates)[number];

/** Motors may move for a session. */
export const movingStates = ['starting', 'running'] as const satisfies readonly ChairState[];
/** A session is there that is not ending. */
export const activeStates: readonly ChairState[] = [...movingStates, 'paused'];
/** Somebody has to see to the chair, and to reset it. [S3] */
export const latchedStates = ['fault', 'emergency_stopped'] as const satisfies readonly ChairState[];

/** How a session ended; never confused with one another [S13]. */
export const endings = [
  'completed',
  'stopped',
  'emergency_stop',
  'occupant_left',
  'link_lost',
  'chair_restarted',
  'fault',
  'limit',
  'pause_timeout',
  'shutdown',
  'contradiction',
  /** Found at the start of the daemon: the one before died during the session. */
  'daemon_lost',
] as const;
export type Ending = (typeof endings)[number];

/** Fault codes of the line, and the daemon's own. */
export const statusFaultCodes = [
  ...faultCodes,
  'link_lost',
  'stop_unverified',
  'foreign_owner',
  'flood',
  'internal',
] as const;
export type StatusFaultCode = (typeof statusFaultCodes)[number];

/** Where a command came from: `mqtt`, `http`, `button` (on the chair), `local` (the demo's own keys); of a session also `schedule`, where
 *  somebody has taken an offer from afar, and `trial`, of a program that is being written. */
export const sources = ['mqtt', 'http', 'button', 'local', 'schedule', 'trial'] as const;
export type CommandSource = (typeof sources)[number];

/** Why a command was refused, or `ok`; in the order in which they are checked. */
export const resultCodes = [
  'too_large',
  'rate_limited',
  'invalid_json',
  'invalid_command',
  'retained',
  'stale',
  'duplicate',
  'foreign_owner',
  'link_down',
  'fault',
  'resting',
  'not_in_state',
  'unavailable',
  'unknown_program',
  'program_rejected',
  'remote_start_off',
  'unoccupied',
  'contraindicated',
  'daily_limit',
  'ok',
] as const;
export type ResultCode = (typeof resultCodes)[number];

/** The numbers and words of a message, by name, so that a page can say it in another language. */
export type MessageValues = Readonly<Record<string, string | number>>;

/** What several refusals of one code are told apart by, as `reason` among their values. */
export const refusalReasons = [
  'broker',
  'unsettled',
  'going_down',
  'draining',
  'unsaved',
  'disk_silent',
  'not_commissioned',
  'configuration',
  'no_seat_sensor',
  'unwatched',
  'switched_off',
  'native',
  'stop',
  'connecting',
  'silent',
  'redelivered',
  'ts_missing',
  'ts_old',
  'ts_ahead',
  'ts_unit',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** What stands in the way for now: `message` says what to do about it. */
export interface Hindrance {
  readonly reason: RefusalReason;
  readonly message: string;
}

/** What became of a command. `message` says what the sender can do about a refusal. */
export interface Verdict {
  readonly code: ResultCode;
  readonly message: string;
  /** Those that stand in `message`; left out where there are none. */
  readonly values?: MessageValues;
}

const time = z.iso.datetime();
const zoneName = z.enum(zones);
const technique = z.enum(['off', ...techniques]);

const zoneStatus = z.object({
  technique: technique.nullable(),
  level: z.number().nullable(),
  rate: z.number().nullable(),
});

/** A fault as published; `since` is the time at which it was first seen. */
const faultSchema = z.object({
  code: z.enum(statusFaultCodes),
  zone: zoneName.nullable(),
  message: z.string(),
  since: time,
});
export type FaultStatus = z.infer<typeof faultSchema>;

/** The last stop that was asked for. `still`: true only from telemetry that shows still after it, false while it moves, null while
 *  not known, or where the chair cannot tell. `after_ms` is how long after it the chair was first seen still, null before. */
export const stopStatusSchema = z.object({
  asked: z.enum(['stop', 'estop']),
  at: time,
  still: z.boolean().nullable(),
  after_ms: z.number().nullable(),
});
export type StopStatus = z.infer<typeof stopStatusSchema>;

/** `<chair>/state`. Session keys are null outside starting to stopping; `zones` are measured. */
export const statusSchema = z.object({
  state: z.enum(chairStates),
  program: z.string().nullable(),
  phase: z.string().nullable(),
  phase_index: z.number().nullable(),
  phases: z.number().nullable(),
  elapsed_s: z.number().nullable(),
  remaining_s: z.number().nullable(),
  duration_s: z.number().nullable(),
  ends_at: time.nullable(),
  progress: z.number().nullable(),
  intensity: z.number().nullable(),
  zones: z.partialRecord(zoneName, zoneStatus),
  selected: z.object({
    program: z.string().nullable(),
    intensity: z.number(),
    duration_s: z.number().nullable(),
    person: z.string().nullable(),
  }),
  occupied: z.boolean().nullable(),
  remote_start: z.boolean(),
  fault: faultSchema.nullable(),
  rest_s: z.number(),
  stop: stopStatusSchema.nullable(),
  session: z
    .object({ id: z.string(), started_at: time, source: z.enum(sources), person: z.string().nullable() })
    .nullable(),
  last_session: z
    .object({ program: z.string(), ended_by: z.enum(endings), ended_at: time, elapsed_s: z.number() })
    .nullable(),
  epoch: z.string(),
  seq: z.number(),
  ts: time,
});
export type Status = z.infer<typeof statusSchema>;

export { type EventType, eventTypes };

/** `<chair>/event`; what does not apply is null. */
export const eventSchema = z.object({
  event_type: z.enum(eventTypes),
  session_id: z.string().nullable(),
  program: z.string().nullable(),
  phase: z.string().nullable(),
  ended_by: z.enum(endings).nullable(),
  fault: faultSchema.nullable(),
  /** Why a stop was not seen in time. */
  reason: z.enum(stopDoubts).nullable(),
  /** The stop that it comes from had waited on its way. */
  late: z.boolean().nullable(),
  source: z.enum(sources).nullable(),
  /** The schedule that a session, an offer or its end comes from. */
  schedule: z.string().nullable(),
  /** Why nothing came of what a schedule had planned. */
  code: z.enum(skipCodes).nullable(),
  ts: time,
});
export type StatusEvent = z.infer<typeof eventSchema>;

/** `<chair>/result`. Results of an earlier version, which are kept with their ids, lack what has a default. */
export const resultSchema = z.object({
  id: z.string().nullable(),
  command: z.string().nullable(),
  ok: z.boolean(),
  code: z.enum(resultCodes),
  message: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  state: z.enum(chairStates),
  age_s: z.number().nullable().default(null),
  late: z.boolean().default(false),
  ts: time,
});
export type Result = z.infer<typeof resultSchema>;

/** How the link does; part of telemetry and health. `null` where nothing was measured yet. */
export const linkSchema = z.object({
  crc_errors: z.number(),
  retries: z.number(),
  reconnects: z.number(),
  rtt_ms: z.number().nullable(),
  age_ms: z.number().nullable(),
});
export type LinkStatus = z.infer<typeof linkSchema>;

/** `<chair>/telemetry`; readings are null where the chair has no sensor or the sensor fails. */
export const telemetrySchema = z.object({
  zones: z.partialRecord(
    zoneName,
    z.object({
      technique,
      level: z.number(),
      rate: z.number().nullable(),
      temperature_c: z.number().nullable(),
      current_ma: z.number().nullable(),
      flags: z.array(z.enum(['derated', 'stalled', 'hot', 'at_limit'])),
    }),
  ),
  rail_v: z.number().nullable(),
  lease_ms: z.number(),
  link: linkSchema,
  ts: time,
});
export type TelemetryStatus = z.infer<typeof telemetrySchema>;

/** One entry of `<chair>/programs`. */
export const programCardSchema = z.object({
  id: z.string(),
  name: z.string(),
  summary: z.string(),
  goal: z.string(),
  duration_s: z.number(),
  zones: z.array(zoneName),
  avoid: z.array(z.string()),
  /** True for the chair's own programs. */
  native: z.boolean().optional(),
});
export type ProgramCard = z.infer<typeof programCardSchema>;

/** One chair in `<bridge>/info`; serial, model and fw are null before the first handshake. */
export const chairCardSchema = z.object({
  id: z.string(),
  name: z.string(),
  serial: z.string().nullable(),
  model: z.string().nullable(),
  fw: z.string().nullable(),
  driver: z.string(),
  guarantees: z.record(z.string(), z.string()),
  commissioned: z.boolean(),
  groups: z.array(z.string()),
  /** Why another daemon owns it, or null. */
  foreign_owner: z.string().nullable(),
});
export type ChairCard = z.infer<typeof chairCardSchema>;
