import { expect, it } from 'vitest';
import { Program } from '../support/program.js';
import { verdictsOn } from './conformance-run.js';

/** Several chips share the work: a clause mostly waits. */
const chips = 3;

async function allClauses(): Promise<readonly string[]> {
  const list = new Program(['conformance', '--list']);
  await list.exit;
  return list.lines.flatMap((line) => /^(?:MUST|SHOULD) +(\S+\.\S+) /.exec(line)?.[1] ?? []);
}

it('the firmware on an emulated chip passes every MUST of the conformance kit', { timeout: 600_000 }, async () => {
  const clauses = await allClauses();
  expect(clauses.length).toBeGreaterThan(200);
  const share = Math.ceil(clauses.length / chips);
  const shares = Array.from({ length: chips }, (_each, index) => clauses.slice(index * share, (index + 1) * share));
  const verdicts = (await Promise.all(shares.map(verdictsOn))).flat();
  expect(new Set(verdicts.map(({ id }) => id))).toEqual(new Set(clauses));
  expect(verdicts.filter(({ level, verdict }) => level === 'MUST' && verdict === 'fail')).toEqual([]);
  expect(verdicts.filter(({ verdict }) => verdict === 'skip').length).toBeLessThan(10);
});
