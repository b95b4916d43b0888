import { chairStates } from '../status.js';
import {
  counterOf,
  gaugeOf,
  histogramOf,
  inSeconds,
  type MetricFamily,
  metricOfChair,
  metricOfWords,
  metricPrefix,
  samplesByWord,
} from './family.js';
import type { BrokerMeasures, Measures } from './measures.js';
import { keepGapBoundsMs, leaseMarginBounds, stillBoundsMs } from './tallies.js';

const noneInAnyState = Object.fromEntries(chairStates.map((state) => [state, 0]));

const lanesBy = ({ lanes }: BrokerMeasures, what: 'isOpen' | 'isProven'): Readonly<Record<string, number>> => ({
  commands: Number(lanes.commands[what]),
  stops: Number(lanes.stops[what]),
});

const queuesOf = ({ load: { outbox, events, inFlight, setAside } }: BrokerMeasures) => ({
  outbox,
  events,
  in_flight: inFlight,
  set_aside: setAside,
});

/** What was left out because there was too much of it, or because it was too large. */
export const droppedOf = ({ broker: { load }, results, chairs, ...all }: Measures) => ({
  events: load.droppedEvents,
  publications: load.tooLarge,
  commands: results.rate_limited,
  chair_events: chairs.reduce((sum, { eventsLeftOut }) => sum + eventsLeftOut, 0),
  log_lines: all.process.droppedLogLines,
  ledger_lines: all.droppedLedgerLines,
  streams: all.cutOffStreams,
});

export function statesOf({ chairs }: Measures): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of chairs) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

const processFamilies: readonly MetricFamily[] = [
  gaugeOf('process_start_time_seconds', 'When the daemon was started, since 1970.', ({ process }) =>
    inSeconds(process.startedWallMs),
  ),
  counterOf('process_cpu_seconds_total', 'Time of processors that the daemon has used.', ({ process }) =>
    inSeconds(process.cpuMs),
  ),
  gaugeOf('process_resident_memory_bytes', 'Memory that the daemon holds.', ({ process }) => process.residentBytes),
  gaugeOf(
    `${metricPrefix}handles`,
    'Files, sockets, timers and whatever else keeps the process alive.',
    ({ process }) => process.handles,
  ),
  gaugeOf(
    `${metricPrefix}event_loop_lag_worst_seconds`,
    'The longest delay of the event loop in the last one to two minutes.',
    ({ process }) => inSeconds(process.loopLagMs),
  ),
  gaugeOf(
    `${metricPrefix}records_unsaved`,
    'Records that should be on the disk and are not; starts over the network are refused meanwhile.',
    ({ unsaved }) => unsaved,
  ),
];

const brokerFamilies: readonly MetricFamily[] = [
  metricOfWords('gauge', 'lane_open', '1 while this connection to the broker is up.', ['lane'], ({ broker }) =>
    samplesByWord('lane', lanesBy(broker, 'isOpen')),
  ),
  metricOfWords(
    'gauge',
    'lane_proven',
    '1 while what is sent on this lane comes back, and for `stops` all its stop topics do.',
    ['lane'],
    ({ broker }) => samplesByWord('lane', lanesBy(broker, 'isProven')),
  ),
  gaugeOf(
    `${metricPrefix}stops_kept`,
    '1 while the broker keeps the stops that come while their connection is away.',
    ({ broker }) => Number(broker.areStopsKept),
  ),
  counterOf(
    `${metricPrefix}broker_reconnects_total`,
    'How often the connection of commands came back.',
    ({ broker }) => broker.reconnects,
  ),
  gaugeOf(
    `${metricPrefix}broker_missing_rights`,
    'Topics that the broker has granted and does not serve.',
    ({ broker }) => broker.missingRights,
  ),
  metricOfWords(
    'gauge',
    'queue_length',
    'What waits for the broker (`outbox`; `events`: of these, what is not the newest of its topic), is sent and not acknowledged (`in_flight`), or is held back because connections died of it (`set_aside`).',
    ['queue'],
    ({ broker }) => samplesByWord('queue', queuesOf(broker)),
  ),
  metricOfWords(
    'counter',
    'dropped_total',
    'What was left out: the oldest `events` of a full queue, `publications` larger than the broker takes, `commands` beyond 10 a second, `chair_events` beyond 10 a second, `log_lines` that nobody read, `ledger_lines` that a disk did not take, `streams` of the page that nobody read.',
    ['what'],
    (measures) => samplesByWord('what', droppedOf(measures)),
  ),
  metricOfWords(
    'counter',
    'commands_total',
    'Commands by their result; a stop on a topic or address of its own is none.',
    ['code'],
    ({ results }) => samplesByWord('code', results),
  ),
];

const chairFamilies: readonly MetricFamily[] = [
  metricOfWords('gauge', 'chairs', 'Chairs of this daemon by state.', ['state'], (all) =>
    samplesByWord('state', { ...noneInAnyState, ...statesOf(all) }),
  ),
  metricOfWords('gauge', 'chair_state', '1 for the state that the chair has.', ['chair', 'state'], ({ chairs }) =>
    chairs.map(({ id, state }) => ({ labels: { chair: id, state }, value: 1 })),
  ),
  metricOfChair('gauge', 'chair_available', '1 while the chair answers on its line.', ({ isAvailable }) =>
    Number(isAvailable),
  ),
  metricOfChair(
    'counter',
    'link_losses_total',
    'How often a line that worked was lost.',
    ({ tally }) => tally.linkLosses,
  ),
  metricOfChair(
    'counter',
    'line_reconnects_total',
    'How often the line was opened again.',
    ({ link }) => link.reconnects,
  ),
  metricOfChair('counter', 'line_errors_total', 'Lines that came damaged.', ({ link }) => link.crc_errors),
  metricOfChair('counter', 'line_retries_total', 'Requests that were sent again.', ({ link }) => link.retries),
  metricOfChair(
    'counter',
    'motor_seconds_total',
    'How long any motor of this unit has run, over restarts.',
    ({ motorMs }) => (motorMs === null ? null : inSeconds(motorMs)),
  ),
  metricOfWords(
    'counter',
    'zone_seconds_total',
    'How long the zone was seen to move since the start of the daemon.',
    ['chair', 'zone'],
    ({ chairs }) =>
      chairs.flatMap(({ id, zoneMs }) =>
        samplesByWord('zone', zoneMs, { chair: id }).map((each) => ({ ...each, value: inSeconds(each.value) })),
      ),
  ),
  metricOfWords('counter', 'sessions_total', 'Sessions that have ended, by how.', ['ended_by'], ({ sessions }) =>
    samplesByWord('ended_by', sessions),
  ),
];

const stopFamilies: readonly MetricFamily[] = [
  metricOfWords(
    'counter',
    'stops_asked_total',
    'Stops and emergency stops that were asked for, by whatever way.',
    ['chair', 'asked'],
    ({ chairs }) => chairs.flatMap(({ id, tally }) => samplesByWord('asked', tally.stopsAsked, { chair: id })),
  ),
  metricOfChair(
    'counter',
    'stops_taken_total',
    'Stops that were taken; one for a chair that another daemon owns is passed on.',
    ({ tally }) => tally.stopsTaken,
  ),
  metricOfChair(
    'counter',
    'stops_verified_total',
    'Stops after which telemetry showed a still chair; one that is asked for again before that counts once.',
    ({ tally }) => tally.stopsVerified,
  ),
  metricOfChair(
    'counter',
    'stops_escalated_total',
    'Stops that did not show in time and became an emergency stop.',
    ({ tally }) => tally.stopsEscalated,
  ),
  metricOfChair(
    'counter',
    'stops_unverified_total',
    'Stops after which the chair was not seen still in time: somebody has to look.',
    ({ tally }) => tally.stopsUnverified,
  ),
  metricOfChair(
    'counter',
    'stops_unseen_total',
    'Stops of a chair that cannot show what became of them.',
    ({ tally }) => tally.stopsUnseen,
  ),
  histogramOf(
    'stop_still_seconds',
    'From the moment a stop was asked for until telemetry showed a still chair.',
    stillBoundsMs,
    1000,
    ({ tally }) => tally.stillMs,
  ),
];

const keepFamilies: readonly MetricFamily[] = [
  histogramOf('keep_gap_seconds', 'Between two KEEPs to a chair.', keepGapBoundsMs, 1000, ({ keep }) =>
    keep === null ? null : keep.gapsMs,
  ),
  histogramOf(
    'lease_margin_ratio',
    'Which share of the lease was left when KEEP was written.',
    leaseMarginBounds,
    1,
    ({ keep }) => (keep === null ? null : keep.margins),
  ),
  metricOfChair(
    'gauge',
    'lease_margin_least_ratio',
    'The least share of the lease that was left in the last one to two minutes; none where nothing moved.',
    ({ keep }, nowMs) => (keep === null ? null : keep.leastMargin.at(nowMs)),
  ),
];

/** Everything that is measured, as Prometheus has it. */
export const metricFamilies: readonly MetricFamily[] = [
  ...processFamilies,
  ...brokerFamilies,
  ...chairFamilies,
  ...stopFamilies,
  ...keepFamilies,
];
