import { expect, it } from 'vitest';
import { allClauses, failuresOf, verdictsOn } from './kit-on-chip.js';

it('the firmware on an emulated chip passes every MUST of the conformance kit', { timeout: 300_000 }, async () => {
  const clauses = await allClauses();
  expect(clauses.length).toBeGreaterThan(200);
  const verdicts = await verdictsOn(clauses);
  expect(new Set(verdicts.map(({ id }) => id))).toEqual(new Set(clauses));
  expect(failuresOf(verdicts)).toEqual([]);
  expect(verdicts.filter(({ verdict }) => verdict === 'skip').length).toBeLessThan(10);
});
