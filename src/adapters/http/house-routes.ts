import { headerOf } from '../../core/access/request-facts.js';
import { parseJson } from '../../core/shape/read-json.js';
import { readBody } from './bodies.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { failure, okReply, type Reply } from './replies.js';

const bodyBytesMax = 16_384;

export const tooLarge = (bytesMax: number): Reply =>
  failure(413, 'too_large', `the body is over ${bytesMax} bytes`, {
    values: { bytes_max: bytesMax },
    headers: { Connection: 'close' },
  });

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

/** What is asked of the house: who may do what, how it does, and its people. */
export function houseRoutes(parts: ServingParts) {
  const login: Handler = (call) => session(parts, call);
  return {
    session: login,
    login,
    logout: login,
    codes: login,
    info: () => info(parts),
    health: () => okReply({ ok: true }),
    people: () => okReply(parts.people.map((id) => ({ id }))),
  } satisfies Readonly<Record<string, Handler>>;
}
