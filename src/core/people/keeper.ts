/** In how many files of the ledger a person stood, and in how many lines of them. */
export interface ForgottenLines {
  readonly files: number;
  readonly lines: number;
}

/** What became of a wish to forget somebody. `chairs`: where this person was chosen for the next start; `removed`: files that could not
 *  be read and had the name in them. */
export type Forgetting =
  | ({
      readonly kind: 'forgotten';
      readonly chairs: readonly string[];
      readonly removed: readonly string[];
    } & ForgottenLines)
  | { readonly kind: 'refused'; readonly code: 'not_in_state' | 'unavailable'; readonly message: string };

/** What the faces may ask of what is kept of people. */
export interface PeopleKeeper {
  /** Takes a person out of everything that is kept here. Never rejects. */
  forget(person: string): Promise<Forgetting>;
}
