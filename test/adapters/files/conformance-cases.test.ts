import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConformanceCases } from '../../../src/adapters/files/conformance-cases.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cases-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const good = '- { id: a.b, level: MUST, text: it holds (1), steps: [{ wait: 1 }] }\n';

function problemsOf(...files: readonly string[]): readonly string[] {
  for (const [at, text] of files.entries()) writeFileSync(join(folder, `${at}.yaml`), text);
  const read = readConformanceCases(folder);
  return read.kind === 'unreadable' ? read.problems : [];
}

describe('conformance cases', () => {
  it('ship with the package, each with the section that it cites', () => {
    const read = readConformanceCases();
    if (read.kind === 'unreadable') throw new Error(read.problems.join('\n'));
    const all = read.cases.flatMap((each) => [each, ...(each.next ?? [])]);
    expect(all.length).toBeGreaterThan(200);
    expect(all.filter(({ text }) => !/\(\d(, (\d|rule \d))*\)$/.test(text))).toEqual([]);
  });

  it('are read in the order of the names of their files', () => {
    writeFileSync(join(folder, '2.yaml'), good);
    writeFileSync(join(folder, '1.yaml'), good.replace('a.b', 'c.d'));
    const read = readConformanceCases(folder);
    expect(read.kind === 'cases' && read.cases.map(({ id }) => id)).toEqual(['c.d', 'a.b']);
  });

  it.each([
    ['- { id: a.b, level: MAY, text: x, steps: [{ wait: 1 }] }\n', '0.yaml:1:'],
    ['- { id: ab, level: MUST, text: x, steps: [{ wait: 1 }] }\n', 'two words with a dot'],
    ['- { id: a.b, level: MUST, text: x, steps: [{ jump: 1 }] }\n', 'is no step'],
    ['- { id: a.b, level: MUST, text: x, steps: [] }\n', '0.yaml:1:'],
    ['steps: [\n', '0.yaml:'],
    [good + good, 'a.b comes twice'],
  ])('refuses %j', (text, problem) => {
    expect(problemsOf(text).join('\n')).toContain(problem);
  });

  it.each([
    '{ ask: "SET {zone} {technique} 21 0 0 1000" }',
    '{ ask: "SET {zone} {technique} 101 0 5000 1000" }',
    '{ write: "<{seq} SET legs vibrate 90 0 0 1000>\\n" }',
    '{ run: all, level: 30 }',
  ])('may not ask for a strong movement: %s', (step) => {
    expect(problemsOf(good.replace('{ wait: 1 }', step))[0]).toMatch(/level over 20|'level' must be at most 20/);
  });

  it('says that a folder holds none', () => {
    expect(problemsOf()[0]).toContain('there are no case files');
  });
});
