import type { PublishedGoal, ShownGoal } from './view.js';

/** In how many files of the ledger a person stood, and in how many lines of them. */
export interface ForgottenLines {
  readonly files: number;
  readonly lines: number;
}

/** What became of it in the ledger. Where it failed some of it may be done, and it can be asked again. */
export type LedgerForgetting = ForgottenLines | { readonly failure: string };

/** What became of a wish to forget somebody. `chairs`: where this person was chosen for the next start; `removed`: files that could not
 *  be read and had the name in them. */
export type Forgetting =
  | ({
      readonly kind: 'forgotten';
      readonly chairs: readonly string[];
      readonly removed: readonly string[];
    } & ForgottenLines)
  | { readonly kind: 'refused'; readonly code: 'not_in_state' | 'unavailable'; readonly message: string };

/** What is said of goals until the ledger is read. */
export const ledgerUnread = 'the ledger is not read yet: ask again in a moment';

/** A goal that is set, paused or taken up again. Minutes and days come together; 0 minutes are no goal. */
export interface GoalWish {
  readonly minutes?: number | undefined;
  readonly days?: number | undefined;
  readonly paused?: boolean | undefined;
}

/** What became of it. `conflict`: the limits of the chairs leave less. */
export type GoalOutcome =
  | { readonly kind: 'set'; readonly view: ShownGoal }
  | {
      readonly kind: 'refused';
      readonly code: 'not_found' | 'invalid_command' | 'conflict' | 'unavailable';
      readonly message: string;
      readonly values: Readonly<Record<string, string | number>>;
    };

/** What the faces may ask of what is kept of people. */
export interface PeopleKeeper {
  /** Takes a person out of everything that is kept here. Never rejects. */
  forget(person: string): Promise<Forgetting>;
  /** Before it is, nothing is known of what people have done and wanted. */
  readonly isRead: boolean;
  /** How the week of a person of the configuration stands; null for anybody else. It takes a moment: many are asked for one by one. */
  goalOf(person: string): ShownGoal | null;
  setGoal(person: string, wish: GoalWish): GoalOutcome;
  /** Of those who let hubs know, by id; as it was told last. Null before the ledger is read. */
  readonly published: Readonly<Record<string, PublishedGoal>> | null;
  /** Calls whenever `published` has changed. */
  onPublished(listener: () => void): void;
}
