import type { FlightRecord } from '../core/flight/format.js';
import { isByProfile, keyedReplay } from './keyed-replay.js';
import { tellKeyedStory } from './keyed-story.js';
import { replay } from './replay.js';
import type { Row, StoryOptions } from './rows.js';
import { tellStory } from './story.js';
import { keyedSummary, replaySummary, type Summary } from './summary.js';

/** A record as it is told. */
export interface ToldRecord {
  readonly rows: readonly Row[];
  readonly summary: Summary;
  /** From when on it was replayed, ms from the fault; null: it was not. */
  readonly joinT: number | null;
}

/** Replays a record and tells it, whatever kind of chair it is of; `program` is who replays. */
export function tellRecord(record: FlightRecord, program: string, options: StoryOptions): ToldRecord {
  if (isByProfile(record)) {
    const replayed = keyedReplay(record);
    const rows = tellKeyedStory(record, replayed, options);
    return { rows, summary: keyedSummary(record, replayed, program), joinT: replayed.joinT };
  }
  const replayed = replay(record);
  const rows = tellStory(record, replayed, options);
  return { rows, summary: replaySummary(record, replayed, program), joinT: replayed.joinT };
}
