import ts from 'typescript';
import { expect, it } from 'vitest';
import { filesBelow, type TreeFile } from './tree.js';

const linesMax = 300;

/** Imports do not count: they grow with the number of rooms, not with what a file has to say. */
function linesOf({ source }: TreeFile): number {
  const isImport = (statement: ts.Statement) => ts.isImportDeclaration(statement);
  const all = source.getLineAndCharacterOfPosition(source.end).line;
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const imported = source.statements
    .filter(isImport)
    .map((each) => lineOf(each.end) - lineOf(each.getStart(source)) + 1);
  return all - imported.reduce((sum, lines) => sum + lines, 0);
}

it('holds no file that says more than 300 lines beside its imports', () => {
  const long = filesBelow('src', 'hardware-sim', 'test').filter((file) => linesOf(file) > linesMax);
  expect(long.map((file) => `${file.path} ${linesOf(file)}`)).toEqual([]);
});
