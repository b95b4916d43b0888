import type { ServiceBook } from '../../../core/service-book.js';
import type { Topics } from '../topics.js';

/** Everything that the discovery of one chair is made of. */
export interface ChairIntroduction {
  readonly chairId: string;
  readonly name: string;
  readonly book: ServiceBook;
  /** Ids of the programs. */
  readonly programs: readonly string[];
  /** Ids of the people; none where the configuration knows nobody. */
  readonly people: readonly string[];
  readonly sessionMinutesMax: number;
  readonly topics: Topics;
}
