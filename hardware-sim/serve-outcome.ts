/** Where something listens; port 0 asks for any free one. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Something that is being served: where it is, and how it ends. */
export interface Served<At> {
  readonly kind: 'served';
  readonly at: At;
  close(): Promise<void>;
}

/** Why something cannot be served. */
export interface ServeProblem {
  readonly kind: 'problem';
  readonly message: string;
}
