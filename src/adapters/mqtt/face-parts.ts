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
  /** Publishes what is retained and ours, and says it again where something else stands there; null: the bridge's own. */
  readonly sendKept: (publication: Publication, chairId: string | null) => void;
  /** What was retained on this topic is another daemon's to say: it is not kept true here any more. */
  readonly letGo: (topic: string) => void;
  /** False for a chair that another daemon owns: nothing of it is written here, and that one introduces it. [S16] */
  readonly owns: (chairId: string) => boolean;
  /** Says everything that is retained of a chair again; null: of the bridge, as far as its id is ours. */
  readonly introduce: (chairId: string | null) => void;
}
