import type { SetupAnswers, SetupDraft, SetupState } from '../web/setup.js';

/** Answers by step; those that are left out stay as they are. */
export type SentAnswers = { readonly [Step in keyof SetupAnswers]?: SetupAnswers[Step] | undefined };

/** The state after something was done, or why it was not: it was decided on what does not stand there any more. */
export type SetupOutcome =
  | { readonly kind: 'state'; readonly state: SetupState }
  | { readonly kind: 'conflict'; readonly message: string };

/** A set-up that tests and writes. `revision` is the one that was looked at. */
export interface LiveSetup {
  answer(revision: number, sent: SentAnswers): Promise<SetupOutcome>;
  /** One test at a time. Resolves when it is over. */
  test(revision: number): Promise<SetupOutcome>;
  go(revision: number, way: 'next' | 'back'): Promise<SetupOutcome>;
  watch(revision: number): Promise<SetupOutcome>;
  write(revision: number): Promise<SetupOutcome>;
}

/** What the page's set-up asks. Each null: it took too long, and was given up. */
export interface SetupDesk {
  state(): Promise<SetupState | null>;
  draft(sent: SentAnswers): Promise<SetupDraft | null>;
  /** Null at a running daemon, which tests nothing and writes nothing. [S18] */
  readonly live: LiveSetup | null;
}

/** What a draft is made of. */
export interface DraftJob {
  readonly file: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly sent: SentAnswers;
  /** How this program is called from a shell. */
  readonly call: string;
}

export interface DraftAnswer {
  readonly state: SetupState;
  readonly draft: SetupDraft;
}

/** Makes drafts; null where that took too long. */
export type DraftMaker = (job: DraftJob) => Promise<DraftAnswer | null>;
