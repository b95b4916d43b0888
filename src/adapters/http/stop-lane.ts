import { type AnswerHeaders, headerOf, type RequestFacts } from '../../core/access/request-facts.js';
import type { HaltName } from '../../core/command/schema.js';
import type { Verdict } from '../../core/status.js';
import { isoTimeMs } from '../../core/time-text.js';
import type { ApiError, Taken } from '../../core/web/frames.js';
import { type StopRequest, stopNumber, stopRequestOf } from '../../core/web/stop-request.js';
import type { Clock, Fleet } from '../../ports.js';
import { type Gate, targetPath } from './gate.js';

export interface HttpLaneParts {
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly gate: Gate;
}

/** What is answered at once. */
export interface LaneReply {
  readonly status: number;
  readonly body: object;
  readonly headers?: AnswerHeaders;
}

function haltChair(fleet: Fleet, chairId: string, verb: HaltName): Verdict {
  if (verb !== 'pause') return fleet.stop(chairId, verb, 'http');
  let verdict: Verdict = { code: 'unavailable', message: 'the chair did not answer' };
  fleet.run(chairId, { command: 'pause' }, { source: 'http', unavailable: null }, (told) => {
    verdict = told;
  });
  return verdict;
}

/** Stops these chairs, and says of each whether that was taken. [S7] */
export function takeHalt(
  { fleet, clock }: Pick<HttpLaneParts, 'fleet' | 'clock'>,
  verb: HaltName,
  chairIds: readonly string[],
  n: Taken['n'],
): Taken {
  // Before the first stop: what a chair then says of this one is not older.
  const at = isoTimeMs(clock.wallMs());
  const chairs = chairIds.map((id) => {
    const { code, message } = haltChair(fleet, id, verb);
    return { id, ok: code === 'ok', code, message };
  });
  return { ...(n === undefined ? {} : { n }), stop: verb, at, chairs };
}

export const noSuchChair = ({ chairIds }: Pick<Fleet, 'chairIds'>): ApiError => ({
  code: 'not_found',
  message: `there is no such chair; there are ${chairIds.join(', ')}`,
  values: {},
});

function replyOf({ isApi }: StopRequest, taken: Taken): LaneReply {
  const isTaken = taken.chairs.every(({ ok }) => ok);
  const [only] = taken.chairs;
  const body = isApi || only === undefined ? taken : { ok: only.ok, code: only.code, message: only.message };
  return { status: isTaken ? 200 : 409, body };
}

/** The stop lane: method, path and headers decide, before anything else looks at the request. Null: it is no stop. Never throws. [S7] */
export function takeStop(parts: HttpLaneParts, facts: RequestFacts, target: string | undefined): LaneReply | null {
  const request = stopRequestOf(facts.method, targetPath(target));
  if (request === null) return null;
  const denial = parts.gate.refuseStop(facts);
  if (denial !== null) return { ...denial, body: denial.error };
  const { chairIds } = parts.fleet;
  const { chair, verb } = request;
  if (chair !== null && !chairIds.includes(chair)) return { status: 404, body: noSuchChair(parts.fleet) };
  return replyOf(request, takeHalt(parts, verb, chair === null ? chairIds : [chair], numberOf(facts, target)));
}

function numberOf(facts: RequestFacts, target = ''): Taken['n'] {
  const query = new URLSearchParams(target.includes('?') ? target.slice(target.indexOf('?')) : '');
  return stopNumber(query.get('n') ?? headerOf(facts, 'x-n'));
}
