import { emergencyStop } from '../../core/protocol/codec.js';
import type { ChairAnswer } from '../../core/protocol/exchange.js';
import type { FaultCode, Request, Telemetry } from '../../core/protocol/messages.js';
import type { LagVerdict } from '../../core/safety/freshness.js';
import { limits } from '../../core/safety/limits.js';
import { isStill, type StopEffect } from '../../core/safety/stillness.js';
import type { Zone } from '../../core/zones.js';
import { ClpLine } from '../clp/clp-line.js';
import { keepPeriodMs, type Link, type LinkOptions } from '../clp/link.js';
import type { ChairRecord } from '../clp/record.js';

export interface ProofLineOptions extends Omit<LinkOptions, 'isEmergencyLatched'> {
  /** Somebody on the seat ends the proof. False where the seat sensor is not to be believed. */
  readonly mustBeEmpty: boolean;
}

/** Half a tick: a KEEP that is due between two ticks goes with the earlier one. */
const slackMs = 5;

/** No output anywhere: what a dead-man has to bring about. */
const isAtZero = (telemetry: Telemetry): boolean =>
  telemetry.zones.every((zone) => zone.technique === 'off' && zone.level === 0);

const latchedBy = (code: FaultCode, zone: Zone | null): string =>
  `the chair reports ${code}${zone === null ? '' : ` at ${zone}`}: see to the cause, reset it, then begin anew`;

/** The line of a chair that is being proved: what it shows, and the stop that works whatever was shown to be broken. */
export class ProofLine {
  readonly link: Link;
  readonly record: ChairRecord;
  /** What ends the proof: the line, the chair or a person. */
  trouble: string | null = null;
  /** True from the first SET until a stop was verified. */
  mayMove = false;
  /** A stop did not show and became an emergency stop, at that time. */
  escalatedAtMs: number | null = null;
  isAlarmed = false;
  /** KEEPs are sent. */
  isKept = false;
  /** The latch that the running proof brings about; that of an earlier silence is cleared by the handshake. */
  expected: FaultCode | null = 'lease';
  /** Latches that the chair has told of and not cleared. */
  readonly latches = new Set<FaultCode>();
  readonly expired = new Set<Zone>();
  answer: ChairAnswer | null = null;
  stillLines = 0;
  private readonly line: ClpLine;
  private keptAtMs = 0;
  private seenAtMs: number | null = null;
  private gapMs = 0;
  private badLines = 0;

  constructor(private readonly options: ProofLineOptions) {
    this.line = new ClpLine(
      { ...options, isEmergencyLatched: () => this.mayMove || this.latches.has('estop') },
      {
        onUp: () => undefined,
        onDown: (reason) => this.spoil(`the line was lost: ${reason}`),
        onRestarted: () => this.restarted(),
        onTelemetry: (telemetry, lag) => this.takeTelemetry(telemetry, lag),
        onStop: (effect) => this.noteStop(effect),
        onAnswer: (_request, answer) => {
          this.answer = answer;
        },
        onFault: (code, zone) => this.latch(code, latchedBy(code, zone)),
        onLeaseOver: () =>
          this.latch(
            'lease',
            'the lease ran out although KEEP was sent: the line loses lines, or the chair does not hear',
          ),
        onCleared: (code) => this.latches.delete(code),
        onExpired: (zone) => this.expired.add(zone),
        onButton: (button) => this.spoil(`somebody pressed ${button} at the chair`),
        onSeat: (isSeated) => isSeated && this.seated(),
        onContradiction: (message) => this.spoil(message),
        onFlood: (message) => this.spoil(message),
        maySet: () => this.hasEvidence,
      },
    );
    this.link = this.line.link;
    this.record = this.line.record;
  }

  get nowMs(): number {
    return this.options.clock.nowMs();
  }

  /** True while a stop is not verified yet. */
  get isStopping(): boolean {
    return this.line.stopping.isActive;
  }

  /** When the newest telemetry came, ms; null where it shows an output. */
  get zeroAtMs(): number | null {
    const { telemetry, telemetryAtMs } = this.record;
    return telemetry !== null && isAtZero(telemetry) ? telemetryAtMs : null;
  }

  /** Fresh telemetry shows an output. */
  get isSeenDriven(): boolean {
    const ageMs = this.record.ageMs(this.nowMs);
    return ageMs !== null && ageMs < limits.evidenceAgeMsMax && this.zeroAtMs === null;
  }

  /** [S14] Here too, SET and KEEP are evidence: they follow telemetry. */
  get hasEvidence(): boolean {
    return this.record.isEvidence(this.nowMs);
  }

  levelOf(zone: Zone): number {
    return this.record.telemetry?.zones.find((report) => report.zone === zone)?.level ?? 0;
  }

  poll(): void {
    const { nowMs } = this;
    this.line.poll(nowMs);
    this.line.stopping.tick(nowMs);
    const isBlind = this.link.isUp && this.mayMove && (this.record.ageMs(nowMs) ?? 0) > limits.evidenceAgeMsMax;
    if (isBlind) this.spoil('no telemetry came while the chair was driven: nothing can be seen');
    const isDue = this.isKept && nowMs - this.keptAtMs >= keepPeriodMs(this.link.identity) - slackMs;
    if (isDue && this.hasEvidence && this.trouble === null) this.keep();
  }

  /** Writes a KEEP; gives the time of it. */
  keep(): number {
    this.keptAtMs = this.nowMs;
    this.line.keep();
    return this.keptAtMs;
  }

  ask(request: Request): void {
    this.answer = null;
    this.mayMove ||= request.verb === 'SET';
    this.link.ask(request);
  }

  /** [S3] The byte alone; gives the time of it. */
  writeEmergency(): number {
    this.link.write(emergencyStop);
    return this.nowMs;
  }

  /** [S4] A verified stop, with everything that the protocol has: it relies on no lease and on no TTL. */
  stop(): void {
    this.isKept = false;
    this.escalatedAtMs = null;
    this.isAlarmed = false;
    this.line.stop(0);
    if (!this.link.isUp) this.writeEmergency();
  }

  /** From here on the line is watched for what makes a measurement unfair. */
  watch(): void {
    this.gapMs = 0;
    this.badLines = this.link.status(null).crc_errors;
  }

  /** True where telemetry was late or lines were damaged since `watch`. */
  isUnsteady(gapMsMax: number): boolean {
    const gapMs = Math.max(this.gapMs, this.record.ageMs(this.nowMs) ?? 0);
    return gapMs > gapMsMax || this.link.status(null).crc_errors > this.badLines;
  }

  /** Only the first trouble counts. */
  spoil(reason: string): void {
    this.trouble ??= reason;
  }

  private noteStop(effect: StopEffect): void {
    switch (effect) {
      case 'repeat':
        return;
      case 'emergency':
        this.escalatedAtMs ??= this.nowMs;
        return;
      case 'alarm':
        this.isAlarmed = true;
        return;
      case 'still':
        this.mayMove = false;
    }
  }

  private takeTelemetry(telemetry: Telemetry, lag: LagVerdict): void {
    const { nowMs } = this;
    this.gapMs = Math.max(this.gapMs, nowMs - (this.seenAtMs ?? nowMs));
    this.seenAtMs = nowMs;
    if (lag === 'old' && this.mayMove) this.spoil('telemetry comes late: old lines were held back on the way');
    const implausible = this.record.implausibleNow();
    if (implausible !== null) this.spoil(implausible);
    const { occupied } = telemetry;
    if (occupied === true) this.seated();
    else if (occupied === 'invalid' && this.options.mustBeEmpty) this.spoil('the seat sensor fails: repair it first');
    this.stillLines = isStill(telemetry) ? this.stillLines + 1 : 0;
    this.line.stopping.telemetry(telemetry, nowMs);
  }

  /** Before the handshake is done it is the port that was opened: that restarts many controllers. */
  private restarted(): void {
    if (this.link.isUp) this.spoil('the chair restarted');
  }

  private seated(): void {
    if (this.options.mustBeEmpty) this.spoil('somebody is sitting in the chair: this test needs it empty');
  }

  /** While a stop is under way its own latch may come. */
  private latch(code: FaultCode, reason: string): void {
    this.latches.add(code);
    const isOwn = code === this.expected || (code === 'estop' && this.escalatedAtMs !== null);
    if (!isOwn) this.spoil(reason);
  }
}
