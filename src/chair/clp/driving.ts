import type { ChairAnswer } from '../../core/protocol/exchange.js';
import { faultCodes, type Mode, type Request } from '../../core/protocol/messages.js';
import type { LagVerdict } from '../../core/safety/freshness.js';
import { type GateFacts, type GateState, gateAfterStop, newGate, pass, unsent } from '../../core/safety/gate.js';
import type { AskedOfZone } from '../../core/safety/measured.js';
import type { StatusFaultCode } from '../../core/status.js';
import type { Drive, Zone, ZoneDrive } from '../../core/zones.js';

type SetRequest = Extract<Request, { verb: 'SET' }>;

interface InForce {
  readonly technique: SetRequest['technique'];
  readonly level: number;
  readonly rate: number;
  readonly atMs: number;
  /** A renewal begins no ramp. */
  readonly rampEndsAtMs: number;
}

/** Turns drives into SETs: what changed, and renewals at half the TTL. At most one SET a zone is outstanding. */
export class Driving {
  private gate: GateState;
  private readonly inForce = new Map<Zone, InForce>();
  private readonly outstanding = new Set<Zone>();
  isDriving = false;
  /** Every SET of the first drive was accepted. */
  isConfirmed = false;
  /** Since when the chair is armed by a SET of ours; null while it is not. */
  armedSinceMs: number | null = null;

  constructor(nowMs: number) {
    this.gate = newGate(nowMs);
  }

  /** The SETs that the drive needs now, through the gate. [S2] [S10] */
  plan(drive: Drive, facts: GateFacts, zones: readonly Zone[], ttlMs: number): readonly SetRequest[] {
    const [passed, allowed] = pass(this.gate, drive, facts);
    this.gate = [...this.outstanding].reduce((gate, zone) => unsent(gate, this.gate, zone), passed);
    const sets: SetRequest[] = [];
    for (const zone of zones) {
      if (this.outstanding.has(zone) || !this.needsSet(zone, allowed[zone], facts.nowMs, ttlMs)) continue;
      this.outstanding.add(zone);
      sets.push(setOf(zone, allowed[zone], ttlMs));
    }
    return sets;
  }

  /** A session begins to drive, or goes on. */
  begin(): void {
    this.isDriving = true;
  }

  accepted(set: SetRequest, nowMs: number): void {
    this.outstanding.delete(set.zone);
    const { technique, level, rate } = set;
    const present = this.inForce.get(set.zone);
    const rampEndsAtMs = present !== undefined && isSame(present, set) ? present.rampEndsAtMs : nowMs + set.rampMs;
    this.inForce.set(set.zone, { technique, level, rate, atMs: nowMs, rampEndsAtMs });
    if (level > 0) this.armedSinceMs ??= nowMs;
  }

  /** True once, when nothing of the first drive is outstanding any more. */
  confirms(): boolean {
    if (!this.isDriving || this.isConfirmed || this.outstanding.size > 0) return false;
    this.isConfirmed = true;
    return true;
  }

  /** What a T line shows to have been lost on the way, or null. A chair that we armed and that is not in `run` has stopped by
   *  itself: a button, a fault or its lease, of which we never heard, must not be followed by our next SET. [S5] [S14] */
  lossShownBy(mode: Mode, lag: LagVerdict, isStopping: boolean): string | null {
    if (lag === 'old' && (this.isDriving || isStopping)) {
      return 'telemetry comes late: old lines were held back on the way';
    }
    const hasStoppedItself = this.armedSinceMs !== null && mode !== 'run';
    return hasStoppedItself ? 'the chair has stopped by itself, and what it said of it was lost on the line' : null;
  }

  /** Any SET since the last stop. */
  get hasAsked(): boolean {
    return this.outstanding.size + this.inForce.size > 0;
  }

  /** What a zone was asked last; null where it was asked nothing since the last stop. [S10] */
  asked(zone: Zone, nowMs: number): AskedOfZone | null {
    if (this.outstanding.has(zone)) return { isToMove: true, rampEndsAtMs: nowMs };
    const present = this.inForce.get(zone);
    return present === undefined ? null : { isToMove: present.level > 0, rampEndsAtMs: present.rampEndsAtMs };
  }

  stopped(): void {
    this.gate = gateAfterStop(this.gate);
    this.inForce.clear();
    this.outstanding.clear();
    this.isDriving = false;
    this.isConfirmed = false;
    this.armedSinceMs = null;
  }

  private needsSet(zone: Zone, wanted: ZoneDrive, nowMs: number, ttlMs: number): boolean {
    const present = this.inForce.get(zone);
    if (present === undefined) return wanted.technique !== 'off';
    return !isSame(present, wanted) || (wanted.technique !== 'off' && nowMs - present.atMs >= ttlMs / 2);
  }
}

type Movement = Pick<InForce, 'technique' | 'level' | 'rate'>;

const isSame = (one: Movement, other: Movement): boolean =>
  one.technique === other.technique && one.level === other.level && one.rate === other.rate;

/** A fall to nothing needs no program behind it; it ends within the TTL that is left of the SET before it. [S2] */
const setOf = (zone: Zone, { technique, level, rate, rampMs }: ZoneDrive, ttlMs: number): SetRequest =>
  technique === 'off'
    ? { verb: 'SET', zone, technique, level, rate, rampMs: Math.min(rampMs, Math.floor(ttlMs / 2)), ttlMs: 0 }
    : { verb: 'SET', zone, technique, level, rate, rampMs, ttlMs };

/** What a refused SET means: the latch that the chair names, or a bug of ours. */
export function refusalOf(
  zone: Zone,
  { code, detail }: Extract<ChairAnswer, { kind: 'error' }>,
): { readonly code: StatusFaultCode; readonly message: string } {
  const latch = faultCodes.find((each) => code === 'latched' && each === detail);
  return {
    code: latch ?? 'internal',
    message: `the chair refused a movement of ${zone} (${`${code} ${detail}`.trim()})`,
  };
}
