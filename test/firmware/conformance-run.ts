import { EmulatedChip } from '../support/emulated-chip.js';
import { Program } from '../support/program.js';

export interface Verdict {
  readonly id: string;
  readonly level: string;
  readonly verdict: string;
  readonly detail: string;
}

/** How often what fails is measured again. */
const againMax = 3;

/** What the conformance kit says of these clauses, run against the firmware on an emulated chip of its own. Its limits are real
 *  milliseconds: a firmware that is wrong exceeds them each time, a busy machine does not, so that what fails, or was given up, is
 *  measured again. */
export async function verdictsOn(clauses: readonly string[]): Promise<readonly Verdict[]> {
  const verdicts = new Map((await measure(clauses)).map((each) => [each.id, each]));
  for (let again = 0; again < againMax; again += 1) {
    const open = clauses.filter((id) => (verdicts.get(id)?.verdict ?? 'fail') === 'fail');
    if (open.length === 0) break;
    for (const each of await measure(open)) if (open.includes(each.id)) verdicts.set(each.id, each);
  }
  return [...verdicts.values()];
}

async function measure(clauses: readonly string[]): Promise<readonly Verdict[]> {
  const chip = await EmulatedChip.start();
  const only = clauses.flatMap((id) => ['--only', id]);
  const kit = new Program(['conformance', chip.path, '--yes', '--json', ...only]);
  await kit.exit;
  await chip.stop();
  return kit.lines.filter((line) => line.startsWith('{"id"')).map((line) => JSON.parse(line));
}
