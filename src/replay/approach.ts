import type { ClpChair } from '../chair/clp/clp-chair.js';
import type { FileCheckpoint, FileEntry } from '../core/flight/format.js';
import { capabilityArgs, decodeReport, identityArgs } from '../core/protocol/codec.js';
import type { Order, Request, Telemetry } from '../core/protocol/messages.js';
import { limits } from '../core/safety/limits.js';
import { isStill } from '../core/safety/stillness.js';
import { stillDrive, zones } from '../core/zones.js';
import type { Asks } from './asks.js';
import type { RecordedWire } from './recorded-wire.js';
import type { ReplayClock } from './replay-clock.js';
import type { ReplayedChair } from './replayed-chair.js';

/** A greeting that the record does not hold lies so far before it that nothing of its stop is felt any more. */
const longAgoMs = 10_000;
/** The lines that stand in for those of the chair before the record. */
const restfulMs = [200, 100] as const;
/** Lines of a resting chair that come closer than this are still fast because of a stop. */
const fastMs = 3 * limits.armedPeriodMs;
/** A greeting whose answers are made up is over by then. */
const greetedWithinMs = 20;

/** Where the record was when it began. `before` is what it holds from before `point`, which is at `t`. */
export interface Beginning {
  readonly point: FileCheckpoint;
  readonly t: number;
  readonly before: readonly FileEntry[];
  readonly after: readonly FileEntry[];
  readonly asks: Asks;
}

/** What the replayed chair is told before it is joined, and what answers it. */
interface Stage {
  readonly clock: ReplayClock;
  readonly wire: RecordedWire;
  readonly replayed: ReplayedChair<ClpChair>;
}

const requestOf = ({ asks }: Beginning, entry: FileEntry): Request | undefined => asks.sentBy.get(entry)?.request;

/** Where the last greeting ends that the record holds at least in part; -1 where it was before the record. */
const greetingAt = (beginning: Beginning): number =>
  beginning.before.findLastIndex((entry) => {
    const request = requestOf(beginning, entry);
    return request?.verb === 'RESET' && request.cause === 'lease';
  });

const openingAt = ({ before }: Beginning): number =>
  before.findLastIndex((entry) => entry.kind === 'wire' && entry.change === 'opened');

const beginsAt = ({ before, t }: Beginning): number => Math.min(t, before[0]?.t ?? t);

/** From when on the chair is there, ms from the fault. Pure. */
export function approachFrom(beginning: Beginning): number {
  const { before, point } = beginning;
  const at = point.isLinkUp ? greetingAt(beginning) : openingAt(beginning);
  const begins = beginsAt(beginning);
  if (at >= 0) return before[at]?.t ?? begins;
  if (!point.isLinkUp) return begins;
  const stoppedT = lastFastT(beginning) - limits.fastTelemetryAfterStopMs;
  return Math.min(Math.max(stoppedT, begins - longAgoMs), begins - 2 * restfulMs[0]);
}

/** Until when the first lines of the record come as fast as after a stop. */
function lastFastT({ before, after }: Beginning): number {
  let lastT = Number.NEGATIVE_INFINITY;
  let fastT = Number.NEGATIVE_INFINITY;
  for (const entry of [...before, ...after]) {
    const isGivenUp = entry.kind === 'wire' && entry.change === 'dropped';
    if (isGivenUp && entry.t - lastT < limits.silencePeriods * limits.idlePeriodMs)
      return entry.t + limits.silenceMsMin;
    if (entry.kind !== 'rx' || decodeReport(entry.line).kind !== 'telemetry') continue;
    if (Number.isFinite(lastT) && entry.t - lastT > fastMs) break;
    if (Number.isFinite(lastT)) fastT = entry.t;
    lastT = entry.t;
  }
  return fastT;
}

/** Greets the chair and brings it to where the checkpoint finds it: what it was told before that, and what it said, comes again.
 *  Nobody hears yet what it makes of it. */
export function approach(beginning: Beginning, stage: Stage): void {
  const { point, before } = beginning;
  const { wire, clock, replayed } = stage;
  // What is known of the seat outlives a line.
  if (point.isOccupied !== null) replayed.chair.record.seat(point.isOccupied, clock.nowMs());
  const from = approachFrom(beginning);
  wire.standIn = point.isLinkUp ? standInFor(point) : null;
  if (point.isWireOpen) wire.plug();
  // Also where the line is not open: it may have been about to open when the record began.
  replayed.tick();
  if (!point.isWireOpen) return;
  if (point.isLinkUp) {
    clock.moveTo(from + greetedWithinMs);
    // The greeting is a stop: where one is under way, it stands in for that too.
    if (greetingAt(beginning) < 0 && !beginsInAStop(beginning)) rest(beginning, stage);
  }
  wire.standIn = null;
  new Repetition(beginning, stage).play(before.filter(({ t }) => t >= from));
}

const standInFor =
  ({ identity, capabilities }: FileCheckpoint) =>
  ({ request }: Order): readonly string[] | null => {
    if (identity === null) return null;
    if (request.verb === 'HELLO') return identityArgs(identity);
    return request.verb === 'CAPS' ? capabilityArgs(capabilities[request.zone] ?? {}) : [];
  };

/** The chair as it was shortly before the record. */
function rest(beginning: Beginning, { clock, wire }: Stage): void {
  const { point, before, after } = beginning;
  const entries = [...before, ...after];
  const until = Math.min(beginsAt(beginning), silentSince(entries));
  for (const agoMs of restfulMs) {
    clock.moveTo(until - agoMs);
    const uptimeMs = uptimeAt(clock.now, entries);
    if (uptimeMs !== null) wire.report({ kind: 'telemetry', telemetry: restful(point, uptimeMs) });
  }
}

/** A chair that was given up before it said anything had fallen silent so long before that. */
function silentSince(entries: readonly FileEntry[]): number {
  const first = entries.find(({ kind }) => kind === 'rx' || kind === 'wire');
  const isGivenUp = first?.kind === 'wire' && first.change === 'dropped';
  return isGivenUp ? first.t - limits.silencePeriods * limits.idlePeriodMs + restfulMs[1] : Number.POSITIVE_INFINITY;
}

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

/** The chair's own time then, going by its first line; null before it was switched on. */
function uptimeAt(t: number, entries: readonly FileEntry[]): number | null {
  for (const entry of entries) {
    const report = entry.kind === 'rx' ? decodeReport(entry.line) : null;
    if (report?.kind !== 'telemetry') continue;
    const uptimeMs = report.telemetry.uptimeMs - (entry.t - t);
    return uptimeMs < 0 ? null : uptimeMs;
  }
  return null;
}

const motionIn = (entry: FileEntry): Telemetry | null => {
  const report = entry.kind === 'rx' ? decodeReport(entry.line) : null;
  return report?.kind === 'telemetry' && !isStill(report.telemetry) ? report.telemetry : null;
};

/** A stop is under way that may have been asked before the record began. */
function beginsInAStop(beginning: Beginning): boolean {
  const { before } = beginning;
  const verbs = before.map((entry) => requestOf(beginning, entry)?.verb);
  const firstOrder = verbs.find((verb) => verb === 'SET' || verb === 'STOP' || verb === 'ESTOP');
  if (firstOrder !== undefined) return firstOrder !== 'SET';
  const motion = before.map(motionIn).find((telemetry) => telemetry !== null);
  return motion !== undefined && motion !== null && motion.mode !== 'run';
}

/** Tells the chair again what it was told. */
class Repetition {
  private drive = stillDrive;
  private hasOrdered: boolean;

  constructor(
    private readonly beginning: Beginning,
    private readonly stage: Stage,
  ) {
    this.hasOrdered = stage.replayed.chair.isStopping;
  }

  play(entries: readonly FileEntry[]): void {
    for (const entry of entries) {
      this.stage.clock.moveTo(entry.t);
      if (entry.kind === 'rx') this.received(entry);
      else if (entry.kind === 'tx') this.sent(entry);
    }
  }

  /** What moves because of an order from before the record would look unasked: it is left out until the record holds an order. */
  private received(entry: Extract<FileEntry, { readonly kind: 'rx' }>): void {
    if (this.hasOrdered || motionIn(entry) === null) this.stage.wire.received(entry);
  }

  private sent(entry: Extract<FileEntry, { readonly kind: 'tx' }>): void {
    const ask = this.beginning.asks.sentBy.get(entry);
    if (ask === undefined || ask.t !== entry.t) return;
    const { chair } = this.stage.replayed;
    const { request } = ask;
    if (request.verb === 'SET') {
      const { zone, technique, level, rate, rampMs } = request;
      this.drive = { ...this.drive, [zone]: { technique, level, rate, rampMs } };
      chair.drive(this.drive, this.beginning.point.session?.caps ?? { back: 100, seat: 100, legs: 100 });
    } else if (request.verb === 'STOP') chair.stop(request.rampMs ?? 1000);
    else if (request.verb === 'ESTOP') chair.emergencyStop();
    else return;
    if (request.verb !== 'SET') this.drive = stillDrive;
    this.hasOrdered = true;
  }
}
