import type { Clock, Fleet, Log, Publication, Store } from '../../ports.js';
import type { Topics } from './topics.js';

/** What the parts of the face work with; each picks what it needs. */
export interface FaceParts {
  readonly fleet: Fleet;
  readonly topics: Topics;
  readonly bridgeId: string;
  readonly version: string;
  readonly clock: Clock;
  readonly store: Store;
  readonly log: Log;
  /** Publishes on the connection of commands. */
  readonly send: (publication: Publication) => void;
  /** False for a chair that another daemon owns: it gets events and refusals only, and that one introduces it. [S16] */
  readonly owns: (chairId: string) => boolean;
  /** Says everything that is retained of a chair again, and claims it. */
  readonly introduce: (chairId: string) => void;
}
