import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { invariants } from '../simulation/check.js';
import { sabotages } from '../simulation/sabotages.js';
import { allMatches, holds, type NamedFile, quotedIn, root, textOf } from './page.js';

const page = textOf('docs/safety.md');
const numbered = invariants.filter((id) => /^S\d+$/.test(id));

const sourcesIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => textOf(join(folder, name)));

const sectionOf = (heading: string): string => page.split(`\n### ${heading}\n`)[1]?.split('\n#')[0] ?? '';

/** A line of the table of one invariant. */
const rowOf = (heading: string, row: string): string =>
  new RegExp(`^\\| ${row} \\| (.*) \\|$`, 'm').exec(sectionOf(heading))?.[1] ?? '';

const isFile = (word: string): boolean => word.includes('/');
const sabotagesIn = (text: string): readonly string[] => allMatches(text, /(?<!\*)\*([^*|]+)\*(?!\*)/g);

/** Each file of a row with the names that follow it. */
function filesIn(row: string): readonly NamedFile[] {
  const files: { readonly path: string; readonly names: string[] }[] = [];
  for (const word of quotedIn(row)) {
    if (isFile(word)) files.push({ path: word, names: [] });
    else files.at(-1)?.names.push(word);
  }
  return files;
}

const hazards = [...page.matchAll(/^\| (H\d+) \|(.*)\|$/gm)].map(([, id = '', rest = '']) => ({
  id,
  answers: allMatches(rest.split('|').at(-1) ?? '', /\b(S\d+)\b/g),
}));

describe('the hazard log', () => {
  it('numbers its hazards, and answers each with an invariant that there is', () => {
    expect(hazards.map(({ id }) => id)).toEqual(hazards.map((_, index) => `H${index + 1}`));
    expect(hazards.length).toBeGreaterThanOrEqual(15);
    for (const { id, answers } of hazards) {
      expect(answers.length, id).toBeGreaterThan(0);
      expect(numbered, id).toEqual(expect.arrayContaining([...answers]));
    }
  });

  it('has a use for every invariant', () => {
    expect(new Set(hazards.flatMap(({ answers }) => answers))).toEqual(new Set(numbered));
  });

  it('names no file of the project that there is not', () => {
    const named = quotedIn(page).filter((word) => /^(src|hardware-sim|test)\//.test(word));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('the invariants', () => {
  const [code, tests] = [[...sourcesIn('src'), ...sourcesIn('hardware-sim')], sourcesIn('test')];
  const carries = (texts: readonly string[], id: string): boolean => texts.some((text) => text.includes(`[${id}]`));

  it.each(numbered)('%s has code and tests that carry its tag', (id) => {
    expect(carries(code, id)).toBe(true);
    expect(carries(tests, id)).toBe(true);
  });

  it.each(numbered)('%s has code on the page that carries its tag and holds what is named', (id) => {
    const files = filesIn(rowOf(id, 'code'));
    expect(files.length).toBeGreaterThan(0);
    for (const { path, names } of files) {
      const text = textOf(path);
      expect(text, path).toContain(`[${id}]`);
      expect(names.length, path).toBeGreaterThan(0);
      expect(
        names.filter((name) => !holds(path, name)),
        path,
      ).toEqual([]);
    }
  });

  it.each(numbered)('%s has tests on the page that carry its tag', (id) => {
    const files = filesIn(rowOf(id, 'tests'));
    expect(files.length).toBeGreaterThan(0);
    for (const { path } of files) {
      expect(path).toMatch(/^test\/.*\.test\.ts$/);
      expect(textOf(path), path).toContain(`[${id}]`);
    }
  });
});

describe('the sabotages on the page', () => {
  const headingOf = (invariant: string): string =>
    numbered.some((id) => id === invariant) ? invariant : 'sound, usable';

  it.each([...invariants])('show %s by at least one of its own', (invariant) => {
    const ofIts = sabotages.filter((each) => each.invariant === invariant).map(({ name }) => name);
    const named = sabotagesIn(rowOf(headingOf(invariant), 'sabotages'));
    expect(named.filter((name) => ofIts.includes(name)).length).toBeGreaterThan(0);
  });

  it.each([...numbered, 'sound, usable'])('of %s are sabotages that there are', (heading) => {
    const known = sabotages.filter(({ invariant }) => headingOf(invariant) === heading).map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining([...sabotagesIn(rowOf(heading, 'sabotages'))]));
  });
});
