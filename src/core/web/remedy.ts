import type { Verdict } from '../status.js';
import type { Startable } from './frames.js';

/** What helps with a refusal: when to ask again, how many of the day's minutes are left, and what has to be there first. */
export type Remedy = Pick<Startable, 'retry_after_s' | 'minutes_left' | 'missing'>;

/** A start that is only thought of: for whom, and whether a halt came so recently that it would be stale. */
export interface AskedStart {
  readonly person: string | undefined;
  readonly isFenced: boolean;
}

/** What is known beside the verdict. Times in ms. */
export interface RemedyFacts {
  /** What the session that runs has left, 0 without one. */
  readonly sessionLeftMs: number;
  readonly dailyLeftMs: number;
  /** Somebody has said who sits there, or nobody has to. */
  readonly isSomebody: boolean;
}

/** What `missing` names, by the code of the refusal. */
const missingBy: Partial<Record<Verdict['code'], string>> = {
  link_down: 'link',
  unoccupied: 'occupant',
  remote_start_off: 'remote_start',
};

/** What a sender can do about a verdict that is its own only: without anything known of the chair. */
export function remedyOf({
  code,
  values = {},
}: Pick<Verdict, 'code' | 'values'>): Pick<Remedy, 'retry_after_s' | 'missing'> {
  const { rest_s: restS, missing } = values;
  const soonS = code === 'rate_limited' || (code === 'stale' && values['reason'] === 'stop') ? 1 : null;
  const retryAfterS = code === 'resting' && typeof restS === 'number' ? restS : soonS;
  return { retry_after_s: retryAfterS, missing: typeof missing === 'string' ? missing : (missingBy[code] ?? null) };
}

/** What a start would be told, as a page shows it before anybody presses. */
export function startableOf(program: string, verdict: Verdict, facts: RemedyFacts): Startable {
  const { code, message, values = {} } = verdict;
  const remedy = remedyOf(verdict);
  const isBusy = code === 'not_in_state' && facts.sessionLeftMs > 0;
  return {
    program,
    ok: code === 'ok',
    code,
    message,
    values: { ...values },
    retry_after_s: isBusy ? Math.ceil(facts.sessionLeftMs / 1000) : remedy.retry_after_s,
    minutes_left: Math.floor(facts.dailyLeftMs / 60_000),
    missing: code === 'contraindicated' && !facts.isSomebody ? 'person' : remedy.missing,
  };
}
