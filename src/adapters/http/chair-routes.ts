import type { Buffer } from 'node:buffer';
import { findSafetyCommand } from '../../core/command/reading.js';
import { parseJson } from '../../core/shape/read-json.js';
import type { Result } from '../../core/status.js';
import type { Startable } from '../../core/web/frames.js';
import { remedyOf } from '../../core/web/remedy.js';
import { discreet, resultFor } from '../../core/web/viewer.js';
import type { CommandPath } from '../../ports.js';
import { readBody } from './bodies.js';
import { type Call, type Handler, mayOwn, type ServingParts } from './calls.js';
import { failure, httpStatusOf, okReply, type Reply } from './replies.js';
import { tagOf } from './snapshots.js';
import { noSuchChair } from './stop-lane.js';

const commandBytesMax = 16_384;
const wholeChairsMax = 50;

/** What comes by HTTP was sent now, and by no other way than the stops that come by it. */
export const httpPath: CommandPath = {
  source: 'http',
  isSettling: () => false,
  lateness: () => null,
  isFenced: () => false,
  unavailable: () => null,
  prove: (take) => take(null),
};

export const isGuest = ({ admitted }: Pick<Call, 'admitted'>): boolean => admitted.access.kind === 'guest';

/** A guest is whoever the house has to be most careful with: who that is, is not for a guest to say. */
function namesPerson(body: Buffer): boolean {
  // As the intake reads it, which overlooks a mark before the first byte.
  const text = new TextDecoder().decode(body);
  const data = parseJson(text);
  const isNamed = typeof data === 'object' && data !== null && 'person' in data;
  return isNamed && findSafetyCommand({ kind: 'json' }, text) === null;
}

const guestNamesPerson = failure(403, 'forbidden', 'a guest does not say who sits there: leave person out');

/** Gives a command to the intake, and its result to `answer`. */
async function take(parts: ServingParts, call: Call, answer: (result: Result) => Reply): Promise<Reply | null> {
  const { connections, intake, fleet } = parts;
  if (!fleet.chairIds.includes(call.id)) return { status: 404, body: noSuchChair(fleet) };
  connections.serving(call.incoming);
  const begunAtMs = connections.begunAtMs(call.incoming);
  const body = await readBody(call.incoming, commandBytesMax);
  if (body === null) return null;
  if (isGuest(call) && namesPerson(body)) return guestNamesPerson;
  const asked = { form: { kind: 'json' }, payload: body, begunAtMs, isRetained: false, isDuplicate: false } as const;
  const way = { ...httpPath, isStrict: isGuest(call) };
  const result = await new Promise<Result>((resolve) => intake.take(call.id, asked, way, resolve));
  const reply = answer(resultFor(result, mayOwn(call)));
  return body.length > commandBytesMax ? { ...reply, headers: { Connection: 'close' } } : reply;
}

export const statusOfResult = ({ code }: Result): number => httpStatusOf[code] ?? 409;

function listed({ fleet }: ServingParts) {
  return fleet.chairIds.map((id) => ({
    ...fleet.card(id),
    available: fleet.isAvailable(id),
    state: fleet.state(id),
  }));
}

function showChair({ fleet, snapshots }: ServingParts, call: Call): Reply {
  if (!fleet.chairIds.includes(call.id)) return { status: 404, body: noSuchChair(fleet) };
  const { status, available, programs } = snapshots.whole(call.id, mayOwn(call));
  return okReply({ ...fleet.card(call.id), available, status, link: fleet.link(call.id), programs });
}

function snapshot({ fleet, snapshots }: ServingParts, { query, facts, admitted }: Call): Reply {
  const ids = query('chairs')?.split(',') ?? null;
  const unknown = ids?.find((id) => !fleet.chairIds.includes(id));
  if (unknown !== undefined) return { status: 404, body: noSuchChair(fleet) };
  if (ids !== null && ids.length > wholeChairsMax) {
    return failure(400, 'invalid_command', `ask for at most ${wholeChairsMax} chairs at once`);
  }
  const made = snapshots.snapshot(ids, admitted.access);
  const tag = tagOf(made);
  const headers = { ETag: tag };
  return facts.headers['if-none-match']?.includes(tag) === true
    ? { status: 304, body: null, headers }
    : okReply(made, headers);
}

/** Program by program: to compile all of them at once would hold supervision up. [S14] */
async function askStartable({ fleet, intake, clock }: ServingParts, call: Call): Promise<Reply> {
  if (!fleet.chairIds.includes(call.id)) return { status: 404, body: noSuchChair(fleet) };
  const origin = { source: 'http', unavailable: null, isStrict: isGuest(call) } as const;
  const person = isGuest(call) ? undefined : call.query('person');
  const told: Startable[] = [];
  for (const { id } of fleet.programs(call.id)) {
    const isFenced = intake.isFenced(call.id);
    const one = fleet.startable(call.id, id, origin, { person, isFenced });
    if (one !== null) told.push(mayOwn(call) ? one : discreet(one));
    await new Promise<void>((resolve) => void clock.after(0, resolve));
  }
  return okReply(told);
}

/** What is asked of the chairs. */
export function chairRoutes(parts: ServingParts) {
  const { fleet } = parts;
  const chairs: Handler = () => okReply(listed(parts));
  const chair: Handler = (call) => showChair(parts, call);
  return {
    chairs,
    chair,
    plainChairs: chairs,
    plainChair: chair,
    chairPrograms: ({ id }: Call) =>
      fleet.chairIds.includes(id) ? okReply(fleet.wholePrograms(id)) : { status: 404, body: noSuchChair(fleet) },
    snapshot: (call: Call) => snapshot(parts, call),
    startable: (call: Call) => askStartable(parts, call),
    commands: (call: Call) =>
      take(parts, call, (result) => ({ status: statusOfResult(result), body: { ...result, ...remedyOf(result) } })),
    plainSet: (call: Call) =>
      take(parts, call, (result) => {
        const { ok: isOk, code, message } = result;
        return { status: statusOfResult(result), body: { ok: isOk, code, message } };
      }),
  } satisfies Readonly<Record<string, Handler>>;
}
