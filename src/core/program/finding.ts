import type { SourcePath } from './read-program.js';

type Severity = 'error' | 'warning';

/** What `lint` and the readers of program files have to say. `line` and `column` count from 1; `at` is the time in the
 *  compiled timeline in ms, 0 where the finding is about the file as a whole. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly at: number;
}

/** What a rule has to say, before it is put in its place in a file. `at` in ms. */
export interface Remark {
  readonly rule: string;
  readonly severity: Severity;
  readonly path: SourcePath;
  readonly at: number;
  readonly message: string;
}

/** The way from a path in a program back to its file. */
export interface SourceMap {
  readonly file: string;
  locate(path: SourcePath): { readonly line: number; readonly column: number };
}

/** For programs that did not come from a file. */
export const noSource: SourceMap = { file: '', locate: () => ({ line: 1, column: 1 }) };
