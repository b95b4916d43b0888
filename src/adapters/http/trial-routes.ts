import type { z } from 'zod';
import { resultOfRefusal } from '../../core/command/admission.js';
import type { TrialCommand } from '../../core/command/schema.js';
import type { Finding } from '../../core/program/lint.js';
import type { Result } from '../../core/status.js';
import { trialQuerySchema } from '../../core/web/programs.js';
import { remedyOf } from '../../core/web/remedy.js';
import { resultFor } from '../../core/web/viewer.js';
import type { CommandPath } from '../../ports.js';
import { type Call, type Handler, mayOwn, type ServingParts } from './calls.js';
import { httpPath, isGuest, statusOfResult } from './chair-routes.js';
import { askerOf, tooBusy } from './house-routes.js';
import { bodyIn, isBytes, sentBytesMax } from './program-routes.js';
import { failure, type Reply } from './replies.js';
import { noSuchChair } from './stop-lane.js';

const names = ['at_s', 'id', 'ts'] as const;

function queryOf({ query }: Call): z.infer<typeof trialQuerySchema> | null {
  const asked = names.flatMap((name) => (query(name) === undefined ? [] : [[name, query(name)] as const]));
  return asked.some(([, value]) => value === '')
    ? null
    : (trialQuerySchema.safeParse(Object.fromEntries(asked)).data ?? null);
}

const answerOf = (result: Result, findings: readonly Finding[] = []): Reply => ({
  status: statusOfResult(result),
  body: { ...result, ...remedyOf(result), ...(findings.length > 0 ? { findings } : {}) },
});

const wrongQuery = failure(400, 'invalid_command', 'at_s must be 0 to 3600; id and ts are as of every command');

/** Ten seconds of a program that is sent along. Beside its program it is a command like any other: whatever refuses a start from afar
 *  refuses it, and a stop that comes while its body arrives or is worked on goes before it. [S6] [S18] */
async function tryProgram(parts: ServingParts, call: Call): Promise<Reply | null> {
  const { fleet, connections, desk, intake, clock } = parts;
  if (!fleet.chairIds.includes(call.id)) return { status: 404, body: noSuchChair(fleet) };
  const begunAtMs = connections.begunAtMs(call.incoming);
  const text = await bodyIn(parts, call, sentBytesMax);
  if (text === null || !isBytes(text)) return text;
  const asked = queryOf(call);
  if (asked === null) return wrongQuery;
  const { at_s, id, ts } = asked;
  const made = await desk.trial(`${askerOf(call)} tries on ${call.id}`, {
    text,
    atMs: at_s * 1000,
    limits: fleet.lintLimits(call.id),
  });
  if (made === null) return tooBusy;
  // Who has gone meanwhile does not see what would move.
  if (call.incoming.socket.destroyed) return null;
  const refuse = (code: 'program_rejected' | 'invalid_command', message: string): Result =>
    resultOfRefusal({ id: id ?? null, command: 'trial', code, message }, fleet.state(call.id), clock.wallMs());
  if (made.kind === 'nothing') return answerOf(refuse('invalid_command', made.message));
  if (made.kind === 'refused')
    return answerOf(refuse('program_rejected', 'this chair does not play it: mend what is wrong first'), made.findings);
  const { program, timeline } = made;
  const trial: TrialCommand = { command: 'trial', program, timeline, ...(id && { id }), ...(ts && { ts }) };
  const message = { form: { kind: 'trial', trial }, payload: new Uint8Array(), begunAtMs } as const;
  const way: CommandPath = { ...httpPath, isStrict: isGuest(call) };
  const result = await new Promise<Result>((resolve) =>
    intake.take(call.id, { ...message, isRetained: false, isDuplicate: false }, way, resolve),
  );
  return answerOf(resultFor(result, mayOwn(call)));
}

/** What is tried of programs that are being written. */
export function trialRoutes(parts: ServingParts) {
  return {
    trial: (call: Call) => tryProgram(parts, call),
  } satisfies Readonly<Record<string, Handler>>;
}
