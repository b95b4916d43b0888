import { personIdPattern } from '../../core/ids.js';
import { outOfReach } from '../../core/ledger/forgotten-words.js';
import { ledgerUnread, type PeopleKeeper } from '../../core/people/keeper.js';
import type { ShownGoal } from '../../core/people/view.js';
import { readJsonAs } from '../../core/shape/read-json.js';
import { goalWishForm, goalWishSchema } from '../../core/web/goals.js';
import { readBody } from './bodies.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { tooLarge } from './house-routes.js';
import { failure, httpStatusOf, okReply, type Reply } from './replies.js';

const wishBytesMax = 16_384;

const goalStatusOf = { not_found: 404, invalid_command: 400, conflict: 409, unavailable: 503 } as const;

const noSuchName = failure(404, 'not_found', 'the id of a person has small letters, digits, - and _');

/** Also of somebody whom the configuration does not name any more. */
async function forget(keeper: PeopleKeeper, { connections }: ServingParts, call: Call): Promise<Reply> {
  if (!personIdPattern.test(call.id)) return noSuchName;
  connections.serving(call.incoming);
  const done = await keeper.forget(call.id);
  if (done.kind === 'refused') return failure(httpStatusOf[done.code] ?? 409, done.code, done.message);
  const { kind: _, ...told } = done;
  return okReply({ ...told, out_of_reach: outOfReach });
}

/** Person by person: all calendars at once would hold supervision up. [S14] */
async function goals(keeper: PeopleKeeper, { people, clock }: ServingParts): Promise<Reply> {
  if (!keeper.isRead) return failure(503, 'unavailable', ledgerUnread);
  const views: ShownGoal[] = [];
  for (const person of people) {
    const view = keeper.goalOf(person);
    if (view !== null) views.push(view);
    await new Promise<void>((resolve) => void clock.after(0, resolve));
  }
  return okReply(views);
}

async function setGoal(keeper: PeopleKeeper, { connections }: ServingParts, call: Call): Promise<Reply | null> {
  connections.serving(call.incoming);
  const body = await readBody(call.incoming, wishBytesMax);
  if (body === null) return null;
  if (body.length > wishBytesMax) return tooLarge(wishBytesMax);
  const wish = readJsonAs(body, goalWishSchema);
  if (wish === null) return failure(400, 'invalid_command', goalWishForm);
  const outcome = keeper.setGoal(call.id, wish);
  if (outcome.kind === 'set') return okReply(outcome.view);
  const { code, message, values } = outcome;
  return failure(goalStatusOf[code], code, message, { values });
}

/** What is kept of people. */
export function peopleRoutes(parts: ServingParts): Partial<Readonly<Record<'forget' | 'goals' | 'setGoal', Handler>>> {
  const { keeper } = parts;
  if (keeper === undefined) return {};
  return {
    forget: (call: Call) => forget(keeper, parts, call),
    goals: () => goals(keeper, parts),
    setGoal: (call: Call) => setGoal(keeper, parts, call),
  };
}
