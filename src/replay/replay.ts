import { ClpChair } from '../chair/clp/clp-chair.js';
import type { FileEntry, FlightRecord } from '../core/flight/format.js';
import { decodeOrder } from '../core/protocol/codec.js';
import { tickPeriodMs } from '../session/chair-session.js';
import { approach, approachFrom, type Beginning } from './approach.js';
import { type Ask, type Asks, findAsks } from './asks.js';
import type { Agreement } from './marks.js';
import { agreementsOf, type Checkpoint, joinOf, recordEndT, wasTaken } from './recorded-course.js';
import { type ExtraAsk, RecordedWire } from './recorded-wire.js';
import { ReplayClock } from './replay-clock.js';
import { ReplayedChair } from './replayed-chair.js';

/** What came of a replay. `joinT`: from when on the machine was replayed, ms from the fault; null: it was not. */
export interface Replay {
  readonly joinT: number | null;
  readonly agreements: readonly Agreement[];
  readonly asks: Asks;
  /** Recorded requests from the join on, and which of them were made again. */
  readonly expected: readonly Ask[];
  readonly matched: ReadonlyMap<Ask, string>;
  readonly extra: readonly ExtraAsk[];
  /** Commands that were taken then and that the record does not hold whole. */
  readonly notGiven: readonly string[];
}

type Sent = Extract<FileEntry, { readonly kind: 'tx' }>;

/** Replays a record: its lines and commands go to the real chair and session machine, in the times of the record. Nothing
 *  reaches a port. The same record gives the same replay. Never throws for what a record may hold. */
export function replay(record: FlightRecord): Replay {
  const asks = findAsks(record.entries);
  const join = joinOf(record);
  const run = join === undefined ? null : new Run(record, asks, join);
  run?.toTheEnd();
  const joinT = join?.t ?? null;
  return {
    joinT,
    agreements: agreementsOf(record, join, run?.replayed.marks ?? []),
    asks,
    expected: joinT === null ? [] : asks.all.filter(({ t }) => t >= joinT),
    matched: run?.wire.matched ?? new Map(),
    extra: (run?.wire.extra ?? []).filter(({ t }) => t < recordEndT(record)),
    notGiven: run?.replayed.notGiven ?? [],
  };
}

/** One replay of one record. */
class Run {
  readonly wire: RecordedWire;
  readonly clock: ReplayClock;
  readonly replayed: ReplayedChair<ClpChair>;
  private readonly beginning: Beginning;
  private readonly after: readonly FileEntry[];
  /** From when to when the recorded daemon stood still. */
  private readonly gaps: readonly { readonly from: number; readonly to: number }[];
  private tickedT = 0;

  constructor(
    record: FlightRecord,
    asks: Asks,
    private readonly join: Checkpoint,
  ) {
    const { entries, header } = record;
    const at = entries.indexOf(join);
    this.after = entries.slice(at + 1);
    this.beginning = { point: join.point, t: join.t, before: entries.slice(0, at), after: this.after, asks };
    this.gaps = entries.flatMap((entry) =>
      entry.kind === 'late' ? [{ from: entry.t - entry.gapMs, to: entry.t }] : [],
    );
    this.clock = new ReplayClock(approachFrom(this.beginning), header.wallMs);
    this.wire = new RecordedWire(this.clock, asks);
    this.replayed = new ReplayedChair(header, this.clock, this.wire.open, {
      natives: [],
      open: (parts) => new ClpChair(parts),
    });
  }

  toTheEnd(): void {
    const { point, t } = this.join;
    approach(this.beginning, this);
    this.clock.moveTo(t);
    this.wire.forgetExtra();
    this.replayed.join(point);
    this.tickedT = t;
    for (const entry of this.after) {
      this.ticksUntil(entry.t);
      this.clock.moveTo(entry.t);
      this.apply(entry);
    }
  }

  private ticksUntil(t: number): void {
    while (this.tickedT + tickPeriodMs <= t) {
      const next = this.tickedT + tickPeriodMs;
      const gap = this.gaps.find(({ from, to }) => from < next && next < to);
      if (gap !== undefined && gap.to > t) return;
      this.tickAt(gap?.to ?? next);
    }
  }

  private tickAt(t: number): void {
    this.clock.moveTo(t);
    this.tickedT = t;
    this.replayed.tick();
  }

  private apply(entry: FileEntry): void {
    switch (entry.kind) {
      case 'rx':
        this.wire.received(entry);
        return;
      case 'tx':
        this.sent(entry);
        return;
      case 'noise':
        this.wire.noise(entry);
        return;
      case 'wire':
        this.wire.wired(entry);
        return;
      case 'command':
        if (wasTaken(entry)) this.replayed.command(entry);
        return;
      case 'daemon':
        this.replayed.deed(entry);
        return;
      case 'late':
      case 'left-out':
      case 'state':
      case 'event':
      case 'checkpoint':
        return;
    }
  }

  /** KEEP is written by ticks alone: it tells when they were. */
  private sent(entry: Sent): void {
    const order = decodeOrder(entry.line);
    if ('kind' in order || order.request.verb !== 'KEEP') return;
    this.tickedT = entry.t;
    this.replayed.supervised();
  }
}
