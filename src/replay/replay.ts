import type { FileCheckpoint, FileEntry, FlightRecord } from '../core/flight/format.js';
import { capabilityArgs, decodeOrder, decodeReport, identityArgs } from '../core/protocol/codec.js';
import type { Order, Telemetry } from '../core/protocol/messages.js';
import { stillDrive, zones } from '../core/zones.js';
import { tickPeriodMs } from '../session/chair-session.js';
import { type Ask, type Asks, findAsks } from './asks.js';
import { type Agreement, agree, labelOf, type Mark } from './marks.js';
import { type ExtraAsk, RecordedWire } from './recorded-wire.js';
import { ReplayClock } from './replay-clock.js';
import { ReplayedChair } from './replayed-chair.js';

/** The greeting that stands in for the one before the record. */
const greetingMs = 300;
/** Of what the machine did in a flood, no more is kept. */
const marksMax = 10_000;

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

type Checkpoint = Extract<FileEntry, { readonly kind: 'checkpoint' }>;
type Sent = Extract<FileEntry, { readonly kind: 'tx' }>;

/** A restful chair as its handshake and its telemetry show it. */
const restful = (point: FileCheckpoint, uptimeMs: number): Telemetry => ({
  uptimeMs: Math.max(0, Math.round(uptimeMs)),
  mode: point.state === 'emergency_stopped' ? 'estop' : point.faults.length > 0 ? 'fault' : 'idle',
  leaseMs: point.identity?.leaseMs ?? 0,
  occupied: point.isOccupied ?? 'none',
  railMv: 'none',
  zones: (point.identity?.zones ?? zones).map((zone) => ({
    zone,
    technique: 'off',
    level: 0,
    rate: 0,
    temperatureDc: 'none',
    currentMa: 'none',
    flags: [],
  })),
});

/** Replays a record: its lines and commands go to the real chair and session machine, in the times of the record. Nothing
 *  reaches a port. The same record gives the same replay. Never throws for what a record may hold. */
export function replay(record: FlightRecord): Replay {
  const asks = findAsks(record.entries);
  const join = record.entries.find((entry): entry is Checkpoint => entry.kind === 'checkpoint');
  const run = join === undefined ? null : new Run(record, asks, join);
  run?.toTheEnd();
  const joinT = join?.t ?? null;
  const recorded = record.entries.flatMap((entry): Mark[] => {
    const label = labelOf(entry);
    return label === null || joinT === null || entry.t < joinT ? [] : [{ t: entry.t, label }];
  });
  return {
    joinT,
    agreements: agree(recorded, run?.marks ?? []),
    asks,
    expected: joinT === null ? [] : asks.all.filter(({ t }) => t >= joinT),
    matched: run?.wire.matched ?? new Map(),
    extra: run?.wire.extra ?? [],
    notGiven: run?.notGiven ?? [],
  };
}

/** One replay of one record. */
class Run {
  readonly wire: RecordedWire;
  private readonly clock: ReplayClock;
  private readonly replayed: ReplayedChair;
  private readonly before: readonly FileEntry[];
  private readonly after: readonly FileEntry[];
  /** From when to when the recorded daemon stood still. */
  private readonly gaps: readonly { readonly from: number; readonly to: number }[];
  private tickedT = 0;
  private drive = stillDrive;

  constructor(
    record: FlightRecord,
    private readonly asks: Asks,
    private readonly join: Checkpoint,
  ) {
    const { entries, header } = record;
    const at = entries.indexOf(join);
    this.before = entries.slice(0, at);
    this.after = entries.slice(at + 1);
    this.gaps = entries.flatMap((entry) =>
      entry.kind === 'late' ? [{ from: entry.t - entry.gapMs, to: entry.t }] : [],
    );
    const first = this.drivenFrom()[0]?.t ?? join.t;
    this.clock = new ReplayClock(first - greetingMs, header.wallMs);
    this.wire = new RecordedWire(this.clock, asks, (order) => this.standIn(order));
    this.replayed = new ReplayedChair(header, this.clock, this.wire);
  }

  get marks(): readonly Mark[] {
    return this.replayed.marks.slice(0, marksMax);
  }

  get notGiven(): readonly string[] {
    return this.replayed.notGiven;
  }

  toTheEnd(): void {
    const { point, t } = this.join;
    if (point.isWireOpen) this.approach(point);
    this.clock.moveTo(t);
    this.wire.standIn = null;
    this.replayed.join(point);
    this.tickedT = t;
    for (const entry of this.after) {
      this.ticksUntil(entry.t);
      this.clock.moveTo(entry.t);
      this.apply(entry);
    }
  }

  /** Greets the chair and brings it to where the record finds it: what it was told to do before the join is told again. */
  private approach(point: FileCheckpoint): void {
    const driven = this.drivenFrom();
    this.wire.plug();
    this.replayed.tick();
    if (!point.isLinkUp) return;
    for (const sinceMs of [100, 100]) {
      this.clock.moveTo(this.clock.now + sinceMs);
      const uptimeMs = this.uptimeAt(this.clock.now);
      if (uptimeMs !== null) this.wire.report({ kind: 'telemetry', telemetry: restful(point, uptimeMs) });
    }
    this.wire.standIn = null;
    for (const entry of driven) {
      this.clock.moveTo(entry.t);
      if (entry.kind === 'rx') this.wire.received(entry);
      if (entry.kind === 'tx') this.repeat(entry, point);
    }
  }

  /** From the first SET after the last stop on; nothing where nothing moves at the join. */
  private drivenFrom(): readonly FileEntry[] {
    if (this.join.point.state !== 'running') return [];
    let from = this.before.length;
    for (const [at, entry] of this.before.entries()) {
      const verb = this.asks.sentBy.get(entry)?.request.verb;
      if (verb === 'SET' && from === this.before.length) from = at;
      else if (verb === 'STOP' || verb === 'ESTOP' || verb === 'HELLO') from = this.before.length;
    }
    return this.before.slice(from);
  }

  private repeat(entry: Sent, { session }: FileCheckpoint): void {
    const request = this.asks.sentBy.get(entry)?.request;
    if (request?.verb !== 'SET') return;
    const { zone, technique, level, rate, rampMs } = request;
    this.drive = { ...this.drive, [zone]: { technique, level, rate, rampMs } };
    this.replayed.chair.drive(this.drive, session?.caps ?? { back: 100, seat: 100, legs: 100 });
  }

  /** The chair's own time then, going by its first line; null before it was switched on. */
  private uptimeAt(t: number): number | null {
    for (const entry of [...this.before, ...this.after]) {
      const report = entry.kind === 'rx' ? decodeReport(entry.line) : null;
      if (report?.kind !== 'telemetry') continue;
      const uptimeMs = report.telemetry.uptimeMs - (entry.t - t);
      return uptimeMs < 0 ? null : uptimeMs;
    }
    return null;
  }

  private standIn({ request }: Order): readonly string[] | null {
    const { identity, capabilities, isLinkUp } = this.join.point;
    if (identity === null || !isLinkUp) return null;
    if (request.verb === 'HELLO') return identityArgs(identity);
    return request.verb === 'CAPS' ? capabilityArgs(capabilities[request.zone] ?? {}) : [];
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
        this.wired(entry);
        return;
      case 'command':
        if (this.wasTaken(entry)) this.replayed.command(entry);
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

  private wired({ change, why }: Extract<FileEntry, { readonly kind: 'wire' }>): void {
    if (change === 'opened') this.wire.plug();
    else if (change === 'closed') this.wire.unplug(why ?? '');
    else if (change === 'dropped') this.wire.dropped();
  }

  /** A reset that could not be done was begun all the same. */
  private wasTaken({ command, code }: Extract<FileEntry, { readonly kind: 'command' }>): boolean {
    if (command.name === 'select' || command.name === 'remote_start') return false;
    return code === 'ok' || (command.name === 'reset' && (code === null || code === 'fault' || code === 'link_down'));
  }
}
