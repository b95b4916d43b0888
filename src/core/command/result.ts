import { isoTime } from '../iso-time.js';
import type { ChairState, Result } from '../status.js';
import type { Refusal } from './admission.js';
import type { Command } from './schema.js';
import type { Verdict } from './verdict.js';

/** What is told of a command that was refused. `wallMs`: time of day. */
export function resultOfRefusal({ ageS, ...told }: Refusal, state: ChairState, wallMs: number): Result {
  const age = ageS === undefined ? {} : { age_s: ageS };
  const { id, command, code, message } = told;
  return { id, command, ok: code === 'ok', code, message, ...age, state, ts: isoTime(wallMs) };
}

/** What is told of a command that was run; `note` is said with it. */
export function resultOfVerdict(
  { id, command }: Pick<Command, 'id' | 'command'>,
  verdict: Verdict & { readonly note: string | null },
  state: ChairState,
  wallMs: number,
): Result {
  const { code, note } = verdict;
  const message = note === null ? verdict.message : `${verdict.message} ${note}`.trim();
  return resultOfRefusal({ id: id ?? null, command, code, message }, state, wallMs);
}
