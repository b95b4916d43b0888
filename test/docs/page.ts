import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The project's folder. */
export const root = join(import.meta.dirname, '../..');

export const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

export const allMatches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '');

/** The words in backticks. */
export const quotedIn = (text: string): readonly string[] => allMatches(text, /`([^`\n]+)`/g);

/** A file of the page with the names that are to be found in it. */
export interface NamedFile {
  readonly path: string;
  readonly names: readonly string[];
}

/** True where the file has the name as a whole word. */
export const holds = (path: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(textOf(path));
