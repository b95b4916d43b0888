import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shippedProgramsDirectory } from '../../../src/adapters/files/package-folder.js';
import { layOut } from '../../../src/adapters/files/program-layout.js';
import { editedProgramText } from '../../../src/adapters/files/program-text.js';
import { readYaml } from '../../../src/adapters/files/yaml-source.js';
import { readProgram } from '../../../src/core/program/read-program.js';
import { anyProgram } from '../../core/program/any-program.js';
import { type AnyEdit, anyEdit, edited, unmistakable } from './program-edits.js';

const bytesMax = 64 * 1024;
const folder = shippedProgramsDirectory();
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const shipped = names.map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')]);

function dataOf(text: string): Record<string, unknown> {
  const source = readYaml(text, 'sample.yaml');
  if (source.kind === 'unreadable') throw new Error(JSON.stringify(source.problems));
  return source.value as Record<string, unknown>;
}

const commentsOf = (text: string): readonly string[] =>
  [...text.matchAll(/# (?:above|behind) \d+/g)].map(([comment]) => comment);
const freshText = (data: unknown): string => `${layOut(data, []).lines.join('\n')}\n`;

/** With a comment behind every line, and one above every third. */
const commented = (text: string): string =>
  text
    .split('\n')
    .map((line, index) => {
      if (line === '') return line;
      const above = index % 3 === 2 ? `${/^ */.exec(line)?.[0]}# above ${index}\n` : '';
      return `${above}${line}  # behind ${index}`;
    })
    .join('\n');

/** Comments in the lines of what was edited; they may go with it. */
function mayGo(text: string, { gone }: AnyEdit): readonly string[] {
  if (gone === null) return [];
  const source = readYaml(text, 'sample.yaml');
  if (source.kind === 'unreadable') return [];
  const isInside = (path: readonly (string | number)[]): boolean => gone.every((key, at) => path[at] === key);
  const lines = text.split('\n');
  const inside: number[] = [];
  const walk = (value: unknown, path: readonly (string | number)[]): void => {
    if (isInside(path)) inside.push(source.locateKey(path).line - 1, source.locate(path).line - 1);
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) walk(each, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  walk(source.value, []);
  return inside.flatMap((at) => [at - 1, at].flatMap((line) => commentsOf(lines[line] ?? '')));
}

describe('the text of a program that is changed', () => {
  it.each(shipped)('%s stays as it is, byte by byte, where nothing is changed', (_, text) => {
    expect(editedProgramText(text, dataOf(text), bytesMax)).toBe(text);
  });

  it('says exactly what it was to say, whatever was changed, and keeps every comment of what was not', () => {
    fc.assert(
      fc.property(anyProgram.map(unmistakable), anyEdit, (data, edit) => {
        const text = commented(freshText(data));
        const change = edited(data, edit);
        const after = editedProgramText(text, change.data, bytesMax);
        expect(after === null ? null : dataOf(after)).toEqual(change.data);
        const left = commentsOf(after ?? '');
        const lost = commentsOf(text).filter((comment) => !left.includes(comment));
        const allowed = mayGo(text, change);
        expect(lost.filter((comment) => !allowed.includes(comment))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it.each(shipped)('%s says what it was to say after several changes', (_, text) => {
    fc.assert(
      fc.property(fc.array(anyEdit, { minLength: 1, maxLength: 4 }), (edits) => {
        const data = edits.reduce<Record<string, unknown>>((all, edit) => edited(all, edit).data, dataOf(text));
        const after = editedProgramText(text, data, bytesMax);
        expect(after === null ? null : dataOf(after)).toEqual(data);
      }),
      { numRuns: 20 },
    );
  });

  it('becomes any other program, from whatever form its file has', () => {
    fc.assert(
      fc.property(anyProgram, anyProgram, fc.constantFrom('fresh', 'json', 'lines'), (from, to, form) => {
        const text = form === 'fresh' ? freshText(from) : JSON.stringify(from, null, form === 'json' ? 0 : 2);
        const after = editedProgramText(text, to, bytesMax);
        expect(after === null ? null : dataOf(after)).toEqual(JSON.parse(JSON.stringify(to)));
      }),
    );
  });

  it('is written in the style of the programs that ship where there is none yet', () => {
    for (const [, text] of shipped) {
      const after = editedProgramText(null, dataOf(text), bytesMax);
      expect(after?.replaceAll(/\n+/g, '\n')).toBe(text.replaceAll(/ *#.*$/gm, '').replaceAll(/\n+/g, '\n'));
    }
    fc.assert(
      fc.property(anyProgram, (data) => {
        const after = dataOf(editedProgramText(null, data, bytesMax) ?? '');
        expect(readProgram(after)).toEqual(readProgram(data));
      }),
    );
  });

  it('is refused where it would be too long', () => {
    const long = { ...dataOf(shipped[0]?.[1] ?? ''), summary: 'x'.repeat(bytesMax) };
    expect(editedProgramText(shipped[0]?.[1] ?? '', long, bytesMax)).toBeNull();
    expect(editedProgramText(null, long, bytesMax)).toBeNull();
  });
});
