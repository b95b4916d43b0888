import type { CommandSource, Hindrance } from '../status.js';

/** Where a command came from, and why remote starts cannot be taken now (null: they can). `isStrict`: who sits there is not for this sender
 *  to say: the cares of all people count. */
export interface Origin {
  readonly source: CommandSource;
  readonly unavailable: Hindrance | null;
  readonly isStrict?: boolean;
  /** The schedule whose offer is taken. */
  readonly schedule?: string;
}
