import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '../..');

/** A TypeScript file of the tree, read. */
export interface TreeFile {
  /** From the project's folder, with slashes. */
  readonly path: string;
  readonly source: ts.SourceFile;
}

/** Every TypeScript file below these folders. */
export const filesBelow = (...folders: readonly string[]): readonly TreeFile[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes('node_modules'))
      .map((entry) => read(join(entry.parentPath, entry.name))),
  );

const read = (file: string): TreeFile => ({
  path: relative(root, file),
  source: ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest),
});
