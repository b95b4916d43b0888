import { EmulatedChip } from '../support/emulated-chip.js';
import { Program } from '../support/program.js';

interface Verdict {
  readonly id: string;
  readonly level: string;
  readonly verdict: string;
  readonly detail: string;
}

/** The id of every clause of the conformance kit, such as `lease.expires`, in its order. */
export async function allClauses(): Promise<readonly string[]> {
  const list = new Program(['conformance', '--list']);
  await list.exit;
  return list.lines.flatMap((line) => /^(?:MUST|SHOULD) +(\S+\.\S+) /.exec(line)?.[1] ?? []);
}

/** Several chips share the work: a clause mostly waits. */
const chips = 3;

async function verdictsOfOneChip(clauses: readonly string[]): Promise<readonly Verdict[]> {
  const chip = await EmulatedChip.start();
  const only = clauses.flatMap((id) => ['--only', id]);
  const kit = new Program(['conformance', chip.path, '--yes', '--json', ...only]);
  await kit.exit;
  await chip.stop();
  return kit.lines.filter((line) => line.startsWith('{"id"')).map((line) => JSON.parse(line));
}

/** What the kit says of the firmware on emulated chips. */
export async function verdictsOn(clauses: readonly string[]): Promise<readonly Verdict[]> {
  const share = Math.ceil(clauses.length / chips);
  const shares = Array.from({ length: chips }, (_each, index) => clauses.slice(index * share, (index + 1) * share));
  return (await Promise.all(shares.map(verdictsOfOneChip))).flat();
}

/** The clauses that were not passed, of those that must be. */
export const failuresOf = (verdicts: readonly Verdict[]): readonly Verdict[] =>
  verdicts.filter(({ level, verdict }) => level === 'MUST' && verdict === 'fail');
