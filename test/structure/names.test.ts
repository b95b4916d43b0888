import ts from 'typescript';
import { expect, it } from 'vitest';
import { filesBelow } from './tree.js';

interface Declared {
  readonly name: string;
  readonly path: string;
  readonly isExported: boolean;
}

const isExported = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** The names that a statement at the top of a file declares. */
function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    const names = statement.declarationList.declarations.map(({ name }) => name);
    return names.filter((name) => ts.isIdentifier(name)).map(({ text }) => text);
  }
  const isNamed =
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement);
  return isNamed && statement.name !== undefined ? [statement.name.text] : [];
}

const declared = (): readonly Declared[] =>
  filesBelow('src', 'hardware-sim').flatMap(({ path, source }) =>
    source.statements.flatMap((statement) =>
      namesOf(statement).map((name) => ({ name, path, isExported: isExported(statement) })),
    ),
  );

it('gives every exported name one meaning: no other file declares it again, exported or not', () => {
  const byName = new Map<string, Declared[]>();
  for (const each of declared()) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  const twice = [...byName].filter(
    ([, all]) => all.some((each) => each.isExported) && new Set(all.map(({ path }) => path)).size > 1,
  );
  expect(twice.map(([name, all]) => `${name}: ${all.map(({ path }) => path).join(', ')}`)).toEqual([]);
});
