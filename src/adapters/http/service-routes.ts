import { parseJson } from '../../core/shape/read-json.js';
import { servedRequestSchema } from '../../core/web/service.js';
import { isZone, zones } from '../../core/zones.js';
import { readBody } from './bodies.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { tooLarge } from './house-routes.js';
import { failure, okReply, type Reply } from './replies.js';
import { noSuchChair } from './stop-lane.js';

const bodyBytesMax = 2048;

const noSuchZone = failure(404, 'not_found', `there is no such zone; there are ${zones.join(', ')}`);
const notKnown = failure(409, 'not_in_state', 'this chair has not answered yet, or does not have this zone');

async function served({ fleet, connections }: ServingParts, call: Call): Promise<Reply | null> {
  const { id, zone } = call;
  if (!fleet.chairIds.includes(id)) return { status: 404, body: noSuchChair(fleet) };
  if (!isZone(zone)) return noSuchZone;
  connections.serving(call.incoming);
  const body = await readBody(call.incoming, bodyBytesMax);
  if (body === null) return null;
  if (body.length > bodyBytesMax) return tooLarge(bodyBytesMax);
  const read = servedRequestSchema.safeParse(body.length === 0 ? {} : parseJson(body.toString()));
  if (!read.success)
    return failure(400, 'invalid_command', 'send {"note":"what was done"}, with at most 200 characters, or nothing');
  return fleet.served(id, zone, read.data.note) ? okReply({ chair: id, zones: fleet.service(id) }) : notKnown;
}

/** Chair by chair: all of them at once would hold supervision up. [S14] */
async function listed({ fleet, clock }: ServingParts): Promise<Reply> {
  const chairs: object[] = [];
  for (const chair of fleet.chairIds) {
    chairs.push({ chair, zones: fleet.service(chair) });
    await new Promise<void>((resolve) => void clock.after(0, resolve));
  }
  return okReply(chairs);
}

/** What there is to look after. */
export function serviceRoutes(parts: ServingParts) {
  return {
    service: () => listed(parts),
    served: (call: Call) => served(parts, call),
  } satisfies Readonly<Record<string, Handler>>;
}
