import { z } from 'zod';
import { chairStates, endings, linkSchema, resultCodes } from '../status.js';
import { droppedOf, statesOf } from './families.js';
import { type ChairMeasures, type Measures, worstOf } from './measures.js';

const chairHealthSchema = linkSchema.extend({
  losses: z.number(),
  lease_margin: z.number().nullable(),
  foreign_owner: z.string().nullable(),
});

/** `<bridge>/health`. Counts are since the start of the daemon. */
export const healthSchema = z.object({
  uptime_s: z.number(),
  rss_mb: z.number(),
  handles: z.number(),
  event_loop_lag_ms: z.number(),
  mqtt: z.object({
    url: z.string().nullable(),
    commands_online: z.boolean(),
    stops_online: z.boolean(),
    commands_proven: z.boolean(),
    stops_proven: z.boolean(),
    stops_kept: z.boolean(),
    reconnects: z.number(),
    missing_rights: z.array(z.string()),
    contested: z.array(z.string()),
  }),
  unsaved: z.array(z.string()),
  states: z.partialRecord(z.enum(chairStates), z.number()),
  stops: z.object({
    asked: z.number(),
    taken: z.number(),
    verified: z.number(),
    escalated: z.number(),
    unverified: z.number(),
    unseen: z.number(),
    still_ms: z.number().nullable(),
  }),
  keep: z.object({ lease_margin: z.number().nullable(), gap_ms: z.number().nullable() }),
  sessions: z.partialRecord(z.enum(endings), z.number()),
  commands: z.partialRecord(z.enum(resultCodes), z.number()),
  queues: z.object({ outbox: z.number(), events: z.number(), in_flight: z.number(), set_aside: z.number() }),
  dropped: z.object({
    events: z.number(),
    publications: z.number(),
    commands: z.number(),
    chair_events: z.number(),
    log_lines: z.number(),
    ledger_lines: z.number(),
    streams: z.number(),
  }),
  chairs: z.record(z.string(), chairHealthSchema),
});
export type Health = z.infer<typeof healthSchema>;

const hundredths = (value: number | null): number | null => (value === null ? null : Math.round(value * 100) / 100);
const whole = (value: number | null): number | null => (value === null ? null : Math.round(value));

const withoutZeros = <Word extends string>(counts: Readonly<Record<Word, number>>): Partial<Record<Word, number>> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as Partial<Record<Word, number>>;

function stopsOf({ chairs }: Measures): Health['stops'] {
  const sum = (of: (tally: ChairMeasures['tally']) => number): number =>
    chairs.reduce((total, { tally }) => total + of(tally), 0);
  const timed = sum(({ stillMs }) => stillMs.count);
  return {
    asked: sum(({ stopsAsked }) => stopsAsked.stop + stopsAsked.estop),
    taken: sum(({ stopsTaken }) => stopsTaken),
    verified: sum(({ stopsVerified }) => stopsVerified),
    escalated: sum(({ stopsEscalated }) => stopsEscalated),
    unverified: sum(({ stopsUnverified }) => stopsUnverified),
    unseen: sum(({ stopsUnseen }) => stopsUnseen),
    still_ms: whole(timed === 0 ? null : sum(({ stillMs }) => stillMs.sum) / timed),
  };
}

/** What health says of what is measured; the rest are words. */
export type MeasuredHealth = Omit<Health, 'mqtt' | 'unsaved' | 'chairs'> & {
  readonly chairs: Readonly<Record<string, Omit<Health['chairs'][string], 'foreign_owner'>>>;
};

/** The same measures as those of Prometheus, shortened for hubs. */
export function healthOf(measures: Measures): MeasuredHealth {
  const { process, broker, results, sessions, chairs, nowMs } = measures;
  const { outbox, events, inFlight, setAside } = broker.load;
  const chairHealth = ({ link, tally, keep }: ChairMeasures) => ({
    ...link,
    losses: tally.linkLosses,
    lease_margin: hundredths(keep?.leastMargin.at(nowMs) ?? null),
  });
  return {
    uptime_s: Math.round(process.uptimeMs / 1000),
    rss_mb: Math.round(process.residentBytes / 2 ** 20),
    handles: process.handles,
    event_loop_lag_ms: Math.round(process.loopLagMs * 10) / 10,
    states: statesOf(measures),
    stops: stopsOf(measures),
    keep: {
      lease_margin: hundredths(worstOf(measures, 'leastMargin', Math.min)),
      gap_ms: whole(worstOf(measures, 'longestGapMs', Math.max)),
    },
    sessions: withoutZeros(sessions),
    commands: withoutZeros(results),
    queues: { outbox, events, in_flight: inFlight, set_aside: setAside },
    dropped: droppedOf(measures),
    chairs: Object.fromEntries(chairs.map((chair) => [chair.id, chairHealth(chair)])),
  };
}
