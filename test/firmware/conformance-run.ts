import { EmulatedChip } from '../support/emulated-chip.js';
import { Program } from '../support/program.js';

export interface Verdict {
  readonly id: string;
  readonly level: string;
  readonly verdict: string;
  readonly detail: string;
}

/** What the conformance kit says of these clauses, run against the firmware on an emulated chip of its own. */
export async function verdictsOn(clauses: readonly string[]): Promise<readonly Verdict[]> {
  const chip = await EmulatedChip.start();
  const only = clauses.flatMap((id) => ['--only', id]);
  const kit = new Program(['conformance', chip.path, '--yes', '--json', ...only]);
  await kit.exit;
  await chip.stop();
  return kit.lines.filter((line) => line.startsWith('{"id"')).map((line) => JSON.parse(line));
}
