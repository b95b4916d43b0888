import { describe, expect, it } from 'vitest';
import { readProgramFile } from '../../src/adapters/files/program-file.js';
import type { Finding } from '../../src/core/program/lint.js';
import { defaultLimits } from '../../src/core/program/lint-limits.js';
import { libraryWords } from '../support/library-words.js';
import { rightProgram, type WrongProgram, wrongPrograms } from '../support/wrong/programs.js';

const withLine = (line: number, text: string): string =>
  rightProgram
    .split('\n')
    .map((each, index) => (index === line - 1 ? text : each))
    .join('\n');

function findingsAbout(text: string): readonly Finding[] {
  const read = readProgramFile(Buffer.from(text), 'sample.yaml', defaultLimits);
  return read.kind === 'loaded' ? read.loaded.findings : read.findings;
}

describe('a program with a mistake of somebody who begins', () => {
  it('is right without it', () => {
    expect(findingsAbout(rightProgram)).toEqual([]);
    expect(wrongPrograms.length).toBeGreaterThanOrEqual(50);
  });

  it.each(wrongPrograms.map((each) => [each.mistake, each] as const))(
    '%s: one finding, its line, and a cure that works',
    (_, { line, wrong, says, right, at }: WrongProgram) => {
      const findings = findingsAbout(withLine(line, wrong));
      expect(findings.map((each) => [each.line, each.message])).toEqual([[at, expect.stringContaining(says)]]);
      expect(findings.map(({ message }) => message).join()).not.toMatch(libraryWords);
      expect(findingsAbout(withLine(line, right))).toEqual([]);
    },
  );
});
