/** Where a command came from: `mqtt`, `http`, `button` (on the chair), `local` (the demo's own keys). */
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
