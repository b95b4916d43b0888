import type { CompileOptions } from './compile.js';
import type { Finding } from './lint.js';
import type { LintLimits } from './lint-limits.js';
import type { Program } from './schema.js';
import type { Timeline } from './timeline.js';

/** A program put into the text of a file, or why not; `findings`: about that text, or the one that it was to be put into. */
export type ProgramWriting =
  | { readonly kind: 'text'; readonly text: string; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'refused';
      readonly code: 'invalid_json' | 'invalid_command' | 'too_large' | 'program_rejected';
      readonly message: string;
      readonly findings: readonly Finding[];
    };

/** What is to be tried of a program file: from `atMs` on, on a chair that allows so much. */
export interface TrialWish {
  readonly text: Uint8Array;
  readonly atMs: number;
  readonly limits: LintLimits;
}

export type TrialMade =
  | { readonly kind: 'trial'; readonly program: Program; readonly timeline: Timeline }
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  /** There is nothing to be felt from then on. */
  | { readonly kind: 'nothing'; readonly message: string };

/** Works on programs beside the thread that supervises chairs. `client`: of one client only the newest job is done. Null: it took too
 *  long, or a newer one came. [S14] */
export interface ProgramDesk {
  check(client: string, text: Uint8Array): Promise<readonly Finding[] | null>;
  compile(client: string, program: Program, options: CompileOptions): Promise<Timeline | null>;
  /** `request` is JSON, `{base, program}`. */
  write(client: string, request: Uint8Array): Promise<ProgramWriting | null>;
  trial(client: string, wish: TrialWish): Promise<TrialMade | null>;
}
