import { z } from 'zod';

/** Minutes as a number, or a duration text; the result is in ms. */
const minuteMs = 60_000;
const durationPattern = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,5})s)?(?:(\d{1,8})ms)?$/;

/** Reads `500ms`, `12s`, `2m`, `1m30s`, `1h`; null for anything else. */
export function readDurationMs(text: string): number | null {
  const match = text === '' ? null : durationPattern.exec(text);
  if (match === null) return null;
  const [, hours, minutes, seconds, milliseconds] = match.map((part) => Number(part ?? 0));
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * minuteMs + (seconds ?? 0) * 1000 + (milliseconds ?? 0);
}

const sessionMsMax = 30 * minuteMs;
const programId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be a program id such as leg-circulation');
const intensity = z.number().int().min(1).max(100);

/** `"90s"`, `"15m"` or a number of minutes, over 0 and at most 30 min; gives ms. */
const duration = z
  .union(
    [
      z.string().transform((text) => readDurationMs(text)),
      z.number().transform((minutes) => Math.round(minutes * minuteMs)),
    ],
    {
      error: 'must be a duration such as "90s" or "15m", or a number of minutes',
    },
  )
  .refine((ms): ms is number => ms !== null && ms > 0 && ms <= sessionMsMax, {
    error: 'must be a duration such as "90s" or "15m", or a number of minutes, over 0 and at most 30 minutes',
  })
  .transform((ms) => ms ?? 0);

const person = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, 'must be the id of a person in the configuration');
const envelope = { id: z.string().min(1).max(64).optional(), ts: z.number().positive().optional() };

const settings = {
  program: programId.optional(),
  intensity: intensity.optional(),
  duration: duration.optional(),
  person: person.optional(),
};

/** A command as hubs send it (JSON on `<chair>/set`). Unknown keys and values out of range are refused, never clamped. */
export const commandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('start'), ...settings, ...envelope }),
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
  z.strictObject({ command: z.literal('select'), ...settings, ...envelope }),
  z.strictObject({ command: z.literal('reset'), ...envelope }),
  z.strictObject({ command: z.literal('remote_start'), enabled: z.boolean(), ...envelope }),
]);

/** A command that was read; `duration` is in ms, `ts` in seconds since 1970. */
export type Command = z.infer<typeof commandSchema>;
export type CommandName = Command['command'];

/** [S7] What ends or holds a movement; always taken. */
export const isHalt = ({ command }: Command): boolean =>
  command === 'stop' || command === 'estop' || command === 'pause';

/** Where a command came from: `mqtt`, `button` (on the chair), `local` (the demo's own keys). */
export const sources = ['mqtt', 'http', 'button', 'local'] as const;
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

/** What became of a command. `message` says what the sender can do about a refusal. */
export interface Verdict {
  readonly code: ResultCode;
  readonly message: string;
}
