import { parseJson } from '../../core/shape/read-json.js';
import type { Result } from '../../core/status.js';
import { offeredChairSchema } from '../../core/web/answers.js';
import { remedyOf } from '../../core/web/remedy.js';
import { anonymousPlan, resultFor } from '../../core/web/viewer.js';
import { readBody } from './bodies.js';
import { type Call, type Handler, mayOwn, type ServingParts } from './calls.js';
import { httpPath, isGuest, statusOfResult } from './chair-routes.js';
import { tooLarge } from './house-routes.js';
import { failure, okReply, type Reply } from './replies.js';

const bodyBytesMax = 1024;
const encoder = new TextEncoder();

function listed({ fleet }: ServingParts, call: Call): Reply {
  const isOwn = mayOwn(call);
  const chairs = fleet.chairIds.flatMap((id) => {
    const plan = fleet.schedule(id);
    return plan === null ? [] : [[id, isOwn ? plan : anonymousPlan(plan)] as const];
  });
  const schedules = fleet.schedules.map(({ id, chairs: named, program, person, when, timeZone }) => ({
    ...{ id, chairs: named, program, when },
    person: isOwn ? person : null,
    time_zone: timeZone,
  }));
  return okReply({ schedules, chairs: Object.fromEntries(chairs) });
}

type FoundOffer = { readonly chairId: string } | { readonly reply: Reply };

/** On which chair a schedule offers something now. */
function offerOf({ fleet }: ServingParts, { id }: Call, body: Uint8Array): FoundOffer {
  const schedule = fleet.schedules.find((each) => each.id === id);
  if (schedule === undefined) return { reply: failure(404, 'not_found', 'there is no such schedule') };
  const read = offeredChairSchema.safeParse(parseJson(new TextDecoder().decode(body)) ?? {});
  if (!read.success) return { reply: failure(400, 'invalid_command', 'name the chair as {"chair":"hall"}, or none') };
  const { chair } = read.data;
  const offering = schedule.chairs.filter((each) => fleet.schedule(each)?.offer?.schedule === id);
  const [first, other] = offering.filter((each) => chair === undefined || each === chair);
  if (first === undefined) return { reply: failure(409, 'not_in_state', 'this schedule offers nothing there now') };
  return other === undefined
    ? { chairId: first }
    : { reply: failure(400, 'invalid_command', `say on which chair: ${offering.join(', ')}`) };
}

async function forOffer(
  parts: ServingParts,
  call: Call,
  run: (chairId: string, begunAtMs: number) => Reply | Promise<Reply>,
): Promise<Reply | null> {
  const { connections } = parts;
  connections.serving(call.incoming);
  const begunAtMs = connections.begunAtMs(call.incoming);
  const body = await readBody(call.incoming, bodyBytesMax);
  if (body === null) return null;
  if (body.length > bodyBytesMax) return tooLarge(bodyBytesMax);
  const found = offerOf(parts, call, body);
  return 'reply' in found ? found.reply : await run(found.chairId, begunAtMs);
}

/** [S18] A press of somebody, which goes the way of every command. */
async function start({ intake }: ServingParts, call: Call, chairId: string, begunAtMs: number): Promise<Reply> {
  const payload = encoder.encode('{"command":"offer"}');
  const asked = { form: { kind: 'json' }, payload, begunAtMs, isRetained: false, isDuplicate: false } as const;
  const way = { ...httpPath, isStrict: isGuest(call) };
  const taken = await new Promise<Result>((resolve) => intake.take(chairId, asked, way, resolve));
  const result = resultFor(taken, mayOwn(call));
  return { status: statusOfResult(result), body: { ...result, ...remedyOf(result) } };
}

/** What schedules plan and offer. */
export function scheduleRoutes(parts: ServingParts) {
  return {
    schedules: (call: Call) => listed(parts, call),
    offerStart: (call: Call) => forOffer(parts, call, (chairId, begunAtMs) => start(parts, call, chairId, begunAtMs)),
    offerSkip: (call: Call) => forOffer(parts, call, (chairId) => okReply({ ok: parts.fleet.declineOffer(chairId) })),
  } satisfies Readonly<Record<string, Handler>>;
}
