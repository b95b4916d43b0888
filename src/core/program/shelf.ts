import type { Finding } from './lint.js';

/** The text of a program file. `etag` tells these bytes from all others. */
interface ShelvedText {
  readonly kind: 'text';
  readonly text: string;
  readonly etag: string;
  /** It lies in the folder of the configuration, not among those that ship. */
  readonly isOwn: boolean;
  /** It may be saved under this id. */
  readonly isReplaceable: boolean;
}

export type ShelvedFile =
  | ShelvedText
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly message: string };

/** A text that is to stand in the folder from now on. */
export interface SaveWish {
  readonly id: string;
  readonly text: Uint8Array;
  /** The version that it was made from, each of these is right; null: there must be none yet. */
  readonly madeFrom: readonly string[] | null;
  /** The file in which this id was last read; null: in none. */
  readonly holder: string | null;
}

export type SaveOutcome =
  | { readonly kind: 'saved'; readonly etag: string; readonly findings: readonly Finding[] }
  /** The linter, or the text's own id, is against it. */
  | { readonly kind: 'refused'; readonly findings: readonly Finding[] }
  /** Another version stands there. */
  | { readonly kind: 'overtaken'; readonly message: string }
  /** No text of this id may be saved there. */
  | { readonly kind: 'barred'; readonly message: string }
  /** The disk does not take it. */
  | { readonly kind: 'problem'; readonly message: string };

/** Opens and saves the files of programs, beside the thread that supervises chairs. `client`: of one client only the newest job is done.
 *  Null: it took too long, or a newer one came; whether something was saved is then not known. [S14] */
export interface ProgramShelf {
  /** `file`: in which this id was last read; null: in none. */
  open(client: string, id: string, file: string | null): Promise<ShelvedFile | null>;
  save(client: string, wish: SaveWish): Promise<SaveOutcome | null>;
}
