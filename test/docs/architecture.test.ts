import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow } from '../structure/tree.js';
import { holds, type NamedFile, quotedIn, root, textOf } from './page.js';

const page = textOf('docs/architecture.md');

/** The part of the page between a heading and the next one. */
const sectionOf = (heading: string): string => page.split(`\n${heading}\n`)[1]?.split(/\n##+ /)[0] ?? '';

const isPath = (word: string): boolean =>
  /^(src|hardware-sim|test|docs|programs)(\/|$)|^[\w.-]+\.(ts|md|cjs|json)$/.test(word);

/** Files with the names right behind them: `file` `name` `name`. Where only paths follow, it is a list. */
const namedFiles = (): readonly NamedFile[] =>
  [...page.matchAll(/`([^`\n]+\.\w+)`((?: `[A-Za-z]\w*`)+)/g)]
    .map(([, path = '', names = '']) => ({
      path,
      names: quotedIn(names).filter((name) => !isPath(name)),
    }))
    .filter(({ path }) => isPath(path));

/** Folders below these, as the project's repository has them. */
const foldersBelow = (...tops: readonly string[]): readonly string[] =>
  tops.flatMap((top) =>
    readdirSync(join(root, top), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !/node_modules|firmware.build/.test(join(entry.parentPath, entry.name)))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
  );

describe('the page on the architecture', () => {
  it('names no file and no folder of the project that there is not', () => {
    const named = quotedIn(page).filter(isPath);
    expect(named.length).toBeGreaterThan(200);
    const folder = (path: string): string => (path.includes('*') ? dirname(path) : path);
    expect(named.filter((path) => !existsSync(join(root, folder(path))))).toEqual([]);
  });

  it('names beside a file what is in it', () => {
    const files = namedFiles();
    expect(files.length).toBeGreaterThan(50);
    const wrong = files.flatMap(({ path, names }) =>
      names.filter((name) => !holds(path, name)).map((name) => `${path} ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has every folder of src and hardware-sim, and every first one of test', () => {
    const named = quotedIn(sectionOf('## 2. The rooms'));
    const firstOfTest = readdirSync(join(root, 'test'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `test/${name}`);
    const folders = [...foldersBelow('src', 'hardware-sim'), ...firstOfTest].filter((each) => each !== 'src/adapters');
    expect(folders.filter((folder) => !named.includes(folder))).toEqual([]);
  });
});

interface Pattern {
  readonly path?: string | readonly string[];
  readonly dependencyTypes?: readonly string[];
}

interface Rule {
  readonly from: Pattern;
  readonly to: Pattern;
}

const { allowed: rules } = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as {
  readonly allowed: readonly Rule[];
};

const fits = ({ path }: Pattern, target: string): boolean =>
  path !== undefined && [path].flat().some((each) => new RegExp(each).test(target));

/** Whether the allow-list lets `file` import `target`: a file of ours, a file of a library, or `node:` for Node's own. */
const isAllowed = (file: string, target: string): boolean =>
  rules.some(
    ({ from, to }) =>
      fits(from, file) && (target === 'node:' ? to.dependencyTypes?.includes('core') === true : fits(to, target)),
  );

interface Row {
  readonly from: readonly string[];
  readonly ours: readonly string[];
  readonly but: readonly string[];
  readonly libraries: readonly string[];
  readonly hasEveryLibrary: boolean;
}

const rows: readonly Row[] = sectionOf('### Who may import whom')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [, from = '', ours = '', and = ''] = line.split('|');
    const [named = '', but = ''] = ours.split(' but ');
    return {
      from: quotedIn(from),
      ours: quotedIn(named),
      but: quotedIn(but),
      libraries: quotedIn(and),
      hasEveryLibrary: and.includes('every library'),
    };
  });

/** A place is a file, a folder, or the beginning of some files: `hardware-sim/serve*.ts`. */
function isAt(path: string, place: string): boolean {
  const [begin = '', end] = place.split('*');
  return end === undefined
    ? path === place || path.startsWith(`${place}/`)
    : path.startsWith(begin) && path.endsWith(end);
}

const isIn = (path: string, places: readonly string[]): boolean => places.some((place) => isAt(path, place));

const rowsFor = (file: string): readonly Row[] => rows.filter(({ from }) => isIn(file, from));

const mayImport = (file: string, target: string): boolean =>
  rowsFor(file).some(({ ours, but }) => isIn(target, ours) && !isIn(target, but));

const mayUse = (file: string, library: string): boolean =>
  rowsFor(file).some(({ libraries, hasEveryLibrary }) => libraries.includes(library) || hasEveryLibrary);

/** One file of each kind that neither the rules nor the rows tell apart: all pairs of all files would take minutes. */
function oneOfEachKind(files: readonly string[]): readonly string[] {
  const kindOf = (file: string): string =>
    [
      ...rules.flatMap(({ from, to }) => [fits(from, file), fits(to, file)]),
      ...rows.flatMap(({ from, ours, but }) => [from, ours, but].map((places) => isIn(file, places))),
    ].join();
  return [...new Map(files.map((file) => [kindOf(file), file])).values()];
}

describe('the import table of the page', () => {
  const files = filesBelow('src', 'hardware-sim', 'test').map(({ path }) => path);
  const ofProject = files.filter((path) => !path.startsWith('test/mutation/'));
  const kinds = oneOfEachKind(ofProject);
  const dependencies = Object.keys(JSON.parse(textOf('package.json')).dependencies);

  it('has a row for every file', () => {
    expect(rows.length).toBeGreaterThan(15);
    expect(ofProject.filter((file) => rowsFor(file).length === 0)).toEqual([]);
  });

  it('lets every file import those files of ours that the allow-list lets it', () => {
    expect(kinds.length).toBeGreaterThan(15);
    const different = kinds.flatMap((file) =>
      kinds
        .filter((target) => mayImport(file, target) !== isAllowed(file, target))
        .map((target) => `${file} ${target}`),
    );
    expect(different).toEqual([]);
  });

  it.each([...dependencies, 'node:'])('lets those use %s that the allow-list lets', (library) => {
    const target = library === 'node:' ? library : `node_modules/${library}/index.js`;
    expect(kinds.filter((file) => mayUse(file, library) !== isAllowed(file, target))).toEqual([]);
  });
});
