import { type ChairMeasures, type Measures, unconnected } from '../../src/core/metrics/measures.js';
import {
  ChairTally,
  KeepTally,
  newEndingCounts,
  newResultCounts,
  newZoneTimes,
} from '../../src/core/metrics/tallies.js';
import { sampleProcess } from './mqtt-face.js';

export const sampleChair = (id: string, own: Partial<ChairMeasures> = {}): ChairMeasures => ({
  id,
  state: 'idle',
  isAvailable: true,
  tally: new ChairTally(),
  keep: new KeepTally(),
  eventsLeftOut: 0,
  zoneMs: newZoneTimes(),
  link: { crc_errors: 0, retries: 0, reconnects: 0, rtt_ms: 4, age_ms: 10 },
  motorMs: 3_600_000,
  ...own,
});

/** A daemon that does well, and has no chair but these. */
export const sampleMeasures = (own: Partial<Measures> = {}): Measures => ({
  nowMs: 60_000,
  process: sampleProcess,
  broker: unconnected,
  results: newResultCounts(),
  sessions: newEndingCounts(),
  unsaved: 0,
  droppedLedgerLines: 0,
  cutOffStreams: 0,
  chairs: [sampleChair('hall'), sampleChair('attic')],
  ...own,
});
