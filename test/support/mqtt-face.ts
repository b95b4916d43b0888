import type { MqttFaceOptions } from '../../src/adapters/mqtt/mqtt-face.js';
import { topicsOf } from '../../src/adapters/mqtt/topics.js';
import type { ProcessMeasures } from '../../src/core/metrics/measures.js';
import { measuresOf } from '../../src/daemon/measures.js';
import { MemoryStore } from './memory-store.js';
import { silentLog } from './silent-log.js';

export const startedAt = '2026-01-01T12:00:00Z';

/** A process that does well. */
export const sampleProcess: ProcessMeasures = {
  uptimeMs: 60_000,
  startedWallMs: 1_767_268_800_000,
  residentBytes: 64 * 2 ** 20,
  cpuMs: 1500,
  handles: 12,
  droppedLogLines: 0,
  loopLagMs: 3.14,
};

type Wanted = 'fleet' | 'intake' | 'connect' | 'clock';

/** How a face is made where a test does not care: all but its chairs, its brokers and its time. */
export const sampleFace = (own: Pick<MqttFaceOptions, Wanted> & Partial<MqttFaceOptions>): MqttFaceOptions => ({
  topics: topicsOf('chair2mqtt', 'bridge'),
  bridgeId: 'bridge',
  store: new MemoryStore(),
  log: silentLog,
  epoch: 'mine',
  startedAt,
  version: '1.2.3',
  hubs: [],
  measure: (broker) =>
    measuresOf(
      { ...own, pulse: { measures: sampleProcess }, ledger: { droppedLines: 0 }, cutOffStreams: () => 0 },
      broker,
    ),
  onBridgeTaken: () => {},
  ...own,
});
