import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { verdictsOn } from './conformance-run.js';

const cases = join(import.meta.dirname, '../../hardware-sim/conformance');

/** One clause of each family, that is of each file of cases, in the order of their names. */
const clauses = [
  'opening.telemetry',
  'framing.crc',
  'answers.once',
  'range.level',
  'set.raise',
  'ttl.shortest',
  'lease.expires',
  'stop.default',
  'estop.byte',
  'telemetry.mode',
];

it('takes a clause of each family', () => {
  const files = readdirSync(cases).filter((name) => name.endsWith('.yaml'));
  const texts = files.sort().map((name) => readFileSync(join(cases, name), 'utf8'));
  expect(texts.map((text) => clauses.find((id) => text.includes(`id: ${id}\n`)))).toEqual(clauses);
});

it('the firmware on an emulated chip passes a clause of each family', async () => {
  const verdicts = await verdictsOn(clauses);
  const found = Object.fromEntries(verdicts.map(({ id, verdict }) => [id, verdict]));
  expect(found).toEqual(Object.fromEntries(clauses.map((id) => [id, 'pass'])));
});
