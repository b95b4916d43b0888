import { readCapabilities, readIdentity } from '../../src/core/protocol/codec.js';
import type { KitBench } from './bench.js';
import { broken, type Form, held, type StepOutcome } from './case.js';

const leaseMs = { min: 200, max: 2000 };
const ttlMs = { min: 1000, max: 10_000 };

const answersOf = ({ link }: KitBench): readonly (readonly string[])[] =>
  link.heard.flatMap(({ report }) => (report.kind === 'ok' ? [report.args] : []));

function checkAll(bench: KitBench, name: string, isRight: (words: readonly string[]) => boolean): StepOutcome {
  const answers = answersOf(bench);
  const wrong = answers.find((words) => !isRight(words));
  if (wrong !== undefined) return broken(`"OK ${wrong.join(' ')}" is no answer to ${name}`);
  return answers.length > 0 ? held() : broken(`no answer to ${name} came`);
}

const isCapable = (words: readonly string[]): boolean => words.length > 0 && readCapabilities(words) !== null;

function caseLimits({ facts }: KitBench): StepOutcome {
  if (facts === null) return broken('the chair was not greeted');
  const text = `lease ${facts.leaseMs} ms, TTL up to ${facts.ttlMs} ms`;
  const isLease = facts.leaseMs >= leaseMs.min && facts.leaseMs <= leaseMs.max;
  const isTtl = facts.ttlMs >= ttlMs.min && facts.ttlMs <= ttlMs.max;
  return isLease && isTtl && facts.ttlMs >= facts.leaseMs ? held(text) : broken(text);
}

/** Looks at every answer of the case that was OK: has it the form of this verb? */
export function checkForm(bench: KitBench, form: Form): StepOutcome {
  switch (form) {
    case 'hello':
      return checkAll(bench, 'HELLO', (words) => readIdentity(words) !== null);
    case 'caps':
      return checkAll(bench, 'CAPS', isCapable);
    case 'limits':
      return caseLimits(bench);
  }
}
