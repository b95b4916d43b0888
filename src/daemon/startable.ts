import { stopFence } from '../core/command/freshness.js';
import { accepted } from '../core/safety/rules.js';
import type { Startable } from '../core/web/frames.js';
import { type AskedStart, startableOf } from '../core/web/remedy.js';
import type { Origin } from '../ports.js';
import { remainingMs } from '../session/facts.js';
import { decideCommand, type UnitView } from './command-decision.js';

/** What a start of this program would be told now, by the judge alone: no id is made and nothing is remembered. Null: there is no such
 *  program. Pure. */
export function startable(
  program: string,
  origin: Origin,
  { person, isFenced }: AskedStart,
  view: UnitView,
): Startable | null {
  if (!view.programs.has(program)) return null;
  const named = person === undefined ? {} : { person };
  const decision = decideCommand({ command: 'start', program, ...named }, origin, { ...view, newSessionId: () => '' });
  const judged = decision.kind === 'refused' || decision.kind === 'foreign' ? decision.verdict : accepted;
  // What is too early now is only worth saying where nothing else would stand in the way in a second.
  const verdict = isFenced && judged.code === 'ok' ? stopFence : judged;
  const isNamed = origin.isStrict !== true && (person ?? view.selection.person ?? view.defaultPerson) !== null;
  return startableOf(program, verdict, {
    sessionLeftMs: view.session === null ? 0 : remainingMs(view.session),
    dailyLeftMs: view.dailyLeftMs,
    isSomebody: isNamed || view.people.size === 0,
  });
}
