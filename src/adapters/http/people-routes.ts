import { personIdPattern } from '../../core/ids.js';
import { outOfReach } from '../../core/ledger/forgotten-words.js';
import type { PeopleKeeper } from '../../core/people/keeper.js';
import type { Call, Handler, ServingParts } from './calls.js';
import { failure, httpStatusOf, okReply, type Reply } from './replies.js';

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

/** What is kept of people. */
export function peopleRoutes(parts: ServingParts): { readonly forget?: Handler } {
  const { keeper } = parts;
  if (keeper === undefined) return {};
  return { forget: (call: Call) => forget(keeper, parts, call) };
}
