import { headerOf } from '../../core/access/request-facts.js';
import { parseJson } from '../../core/shape/read-json.js';
import { readBody } from './bodies.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { failure, okReply, type Reply } from './replies.js';

const bodyBytesMax = 16_384;
const programBytesMax = 65_536;

export const tooLarge = (bytesMax: number): Reply =>
  failure(413, 'too_large', `the body is over ${bytesMax} bytes`, {
    values: { bytes_max: bytesMax },
    headers: { Connection: 'close' },
  });

const noSuchProgram = ({ programs }: ServingParts): Reply =>
  failure(404, 'not_found', `there is no such program; there are ${[...programs().keys()].join(', ')}`);

export const tooBusy = failure(503, 'unavailable', 'this took too long, or a newer request of yours came: ask again', {
  headers: { 'Retry-After': '2' },
});

/** What a client is told apart by, where work is done for it. */
export const askerOf = ({ facts }: Call): string => `${facts.peerAddress} ${headerOf(facts, 'user-agent') ?? ''}`;

async function session({ gate }: ServingParts, { facts, incoming }: Call): Promise<Reply | null> {
  const body = facts.method === 'GET' ? undefined : await readBody(incoming, bodyBytesMax);
  if (body === null) return null;
  if (body !== undefined && body.length > bodyBytesMax) return tooLarge(bodyBytesMax);
  return await gate.session(facts, body === undefined ? undefined : parseJson(body.toString()));
}

async function check({ desk, connections }: ServingParts, call: Call): Promise<Reply | null> {
  connections.serving(call.incoming);
  const text = await readBody(call.incoming, programBytesMax);
  if (text === null) return null;
  if (text.length > programBytesMax) return tooLarge(programBytesMax);
  const findings = await desk.check(askerOf(call), text);
  return findings === null
    ? tooBusy
    : okReply({ ok: findings.every(({ severity }) => severity !== 'error'), findings });
}

/** A number of the query within these bounds; undefined where there is none, null where it is not right. */
function numberIn(text: string | undefined, min: number, max: number): number | undefined | null {
  if (text === undefined) return undefined;
  const value = Number(text);
  return text !== '' && value >= min && value <= max ? value : null;
}

async function timeline(parts: ServingParts, call: Call): Promise<Reply> {
  const loaded = parts.programs().get(call.id);
  if (loaded === undefined) return noSuchProgram(parts);
  const intensity = numberIn(call.query('intensity'), 1, 100);
  const durationS = numberIn(call.query('duration_s'), 1, 1800);
  if (intensity === null || durationS === null) {
    return failure(400, 'invalid_command', 'intensity must be 1 to 100, duration_s 1 to 1800');
  }
  const options = { intensity, durationMs: durationS === undefined ? undefined : durationS * 1000 };
  const compiled = await parts.desk.compile(askerOf(call), loaded.program, options);
  return compiled === null ? tooBusy : okReply(compiled);
}

function info({ version, startedAt, house, fleet, isBrokerOnline }: ServingParts): Reply {
  const mqtt = isBrokerOnline() ? 'online' : 'offline';
  const { house: name } = house;
  return okReply({
    version,
    started_at: startedAt,
    bridge_id: house.bridgeId(),
    house: name,
    unsaved: fleet.unsaved,
    mqtt,
  });
}

/** What is asked of the house: who may do what, its programs and its people. */
export function houseRoutes(parts: ServingParts) {
  const login: Handler = (call) => session(parts, call);
  return {
    session: login,
    login,
    logout: login,
    codes: login,
    info: () => info(parts),
    health: () => okReply({ ok: true }),
    programs: () => okReply([...parts.programs().values()].map(({ program }) => program)),
    program: ({ id }: Call) => {
      const loaded = parts.programs().get(id);
      return loaded === undefined ? noSuchProgram(parts) : okReply(loaded.program);
    },
    timeline: (call: Call) => timeline(parts, call),
    check: (call: Call) => check(parts, call),
    people: () => okReply(parts.people.map((id) => ({ id }))),
  } satisfies Readonly<Record<string, Handler>>;
}
