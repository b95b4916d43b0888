import { driverTraits } from '../../core/configuration/driver.js';
import type { LineCounts } from '../../core/metrics/measures.js';
import { unfit } from '../../core/program/timeline.js';
import type { ChairAnswer } from '../../core/protocol/exchange.js';
import type { Button, Request, Telemetry } from '../../core/protocol/messages.js';
import type { StopDoubt } from '../../core/safety/attention.js';
import type { LagVerdict } from '../../core/safety/freshness.js';
import { limits } from '../../core/safety/limits.js';
import { type AskedOfZone, type ExcessState, takeMeasured } from '../../core/safety/measured.js';
import type { StopEffect } from '../../core/safety/stillness.js';
import type { LinkStatus, StatusFaultCode } from '../../core/status.js';
import type { Drive, LevelCaps, Zone } from '../../core/zones.js';
import type { ChairParts, DrivenChair, Driver } from '../driver.js';
import { ResetProcedure } from '../reset.js';
import { ClpLine } from './clp-line.js';
import { Driving, refusalOf } from './driving.js';
import { Evidence } from './evidence.js';
import { keepPeriodMs, type Link } from './link.js';
import type { ChairRecord } from './record.js';

/** Such a chair tells its own id, and its greeting stops whatever moved before. */
export type ClpChairOptions = Omit<ChairParts, 'chairId' | 'wasMoving'>;

/** A chair that speaks CLP/1, over any wire. `poll` drives its timers; it never throws and holds no timer of its own. */
export class ClpChair implements DrivenChair {
  /** Its line tells all that a replay needs. */
  readonly moment = null;
  readonly record: ChairRecord;
  readonly link: Link;
  private readonly line: ClpLine;
  private readonly driving: Driving;
  private readonly resetting: ResetProcedure;
  private supervisedAtMs: number | null = null;
  /** What the session wants now, until it is stopped. */
  private wanted: { readonly drive: Drive; readonly caps: LevelCaps } | null = null;
  private readonly evidence: Evidence;
  private excess: ExcessState = {};

  constructor(private readonly options: ClpChairOptions) {
    this.driving = new Driving(this.nowMs);
    this.resetting = new ResetProcedure({
      ask: (request) => this.link.ask(request),
      done: (missing) => this.options.onSignal({ type: 'chair.resetDone', missing }),
    });
    this.line = new ClpLine(options, {
      onUp: () => this.cameUp(),
      onDown: (reason) => this.wentDown(reason),
      onRestarted: () => this.restarted(),
      onTelemetry: (telemetry, lag) => this.takeTelemetry(telemetry, lag),
      onStop: (effect) => this.tellStop(effect),
      onAnswer: (request, answer) => this.takeAnswer(request, answer),
      onFault: (code, zone, value) => this.fault(code, zone, faultWords(code, zone, value)),
      onLeaseOver: () => this.leaseOver(),
      onCleared: (code, zone) => this.options.onSignal({ type: 'chair.cleared', code, zone }),
      onExpired: (zone) =>
        this.fault('internal', zone, `the program stopped renewing ${zone}; the chair let go by itself`),
      onButton: (button) => this.takeButton(button),
      onSeat: (isSeated) => this.seat(isSeated),
      onContradiction: (message) => this.fault('contradiction', null, message),
      onFlood: (message) => this.fault('flood', null, message),
      maySet: () => this.evidence.isGood(this.nowMs),
    });
    this.link = this.line.link;
    this.record = this.line.record;
    this.evidence = new Evidence(this.record);
  }

  poll(nowMs: number): void {
    this.line.poll(nowMs);
    if (this.line.isSilent(this.driving.armedSinceMs, nowMs)) {
      this.line.lose('no line came from the chair: check the cable and the chair');
    } else if (this.link.isUp && !this.line.hasJustResumed(nowMs) && this.evidence.isLost(nowMs)) {
      this.line.lose(`the chair sent no telemetry for ${limits.evidenceLostMs / 1000} s: nothing can be seen of it`);
    }
    this.line.stopping.tick(nowMs);
    if (this.resetting.isPending) {
      const missing = this.record.hindersReset(this.link.isUp, this.isStopping, nowMs);
      this.resetting.step(missing ?? this.line.hindersReset(nowMs), nowMs);
    }
  }

  /** [S14] A SET is evidence as KEEP is: the first of a start or resume follows the telemetry that was asked for it. */
  drive(drive: Drive, caps: LevelCaps): void {
    if (!this.link.isUp || this.isStopping) return;
    this.wanted = { drive, caps };
    if (!this.driving.isDriving) {
      this.driving.begin();
      this.evidence.begin(this.nowMs);
      this.excess = {};
      this.seek();
    } else if (this.evidence.isGood(this.nowMs)) this.set();
    else if (this.driving.armedSinceMs === null) this.seek();
  }

  /** [S14] The only place that sends KEEP: from a tick that has just seen fresh telemetry. */
  supervise(): void {
    const { nowMs } = this;
    const gapMs = nowMs - (this.supervisedAtMs ?? nowMs);
    const isSupervised = this.driving.isDriving || this.isStopping;
    this.supervisedAtMs = isSupervised ? nowMs : null;
    if (!isSupervised) this.line.kept.rested();
    if (!isSupervised || !this.link.isUp) return;
    if (gapMs > limits.tickGapMsMax) {
      this.line.lose(`the daemon stood still for ${Math.round(gapMs)} ms: is the machine overloaded?`);
      return;
    }
    if (this.evidence.isGood(nowMs)) this.line.keep();
  }

  stop(rampMs: number, purpose: 'end' | 'pause' = 'end'): void {
    this.rest(purpose === 'pause');
    this.line.stop(rampMs);
  }

  /** [S3] The byte goes first, whatever the state of the line. */
  emergencyStop(): void {
    this.rest();
    this.resetting.abort('an emergency stop has come meanwhile');
    this.line.emergencyStop();
  }

  reset(codes: readonly StatusFaultCode[]): void {
    this.resetting.begin(codes, this.nowMs);
  }

  get supervisionPeriodMs(): number {
    return keepPeriodMs(this.link.identity);
  }

  get isStopping(): boolean {
    return this.line.stopping.isActive;
  }

  get counts(): LineCounts {
    return this.line.counts;
  }

  get isComingHome(): boolean {
    return false;
  }

  linkStatus(): LinkStatus {
    return this.link.status(this.record.ageMs(this.nowMs));
  }

  async close(): Promise<void> {
    await this.link.end();
  }

  private get isAtRest(): boolean {
    return this.link.isUp && !this.driving.isDriving && !this.isStopping;
  }

  private get nowMs(): number {
    return this.options.clock.nowMs();
  }

  /** Whether STATUS still waits behind another request. */
  private get isAskWaiting(): boolean {
    return this.link.isWaiting('STATUS');
  }

  private seek(): void {
    if (this.evidence.asks(this.nowMs) && !this.isAskWaiting) this.link.ask({ verb: 'STATUS' });
  }

  /** The SETs that the session needs now. */
  private set(): void {
    const { wanted } = this;
    const { identity, capabilities } = this.link;
    if (wanted === null || identity === null) return;
    const facts = {
      capabilities,
      caps: wanted.caps,
      temperatureMaxC: this.options.temperatureMaxC,
      measured: this.record.facts(),
      nowMs: this.nowMs,
    };
    for (const set of this.driving.plan(wanted.drive, facts, identity.zones, identity.ttlMs)) this.link.ask(set);
    if (this.driving.confirms()) this.options.onSignal({ type: 'chair.driving' });
  }

  /** Nothing is driven any more; a session that will go on still owes evidence until its chair is still. */
  private rest(goesOn = false): void {
    this.driving.stopped();
    this.wanted = null;
    this.evidence.rest(goesOn);
  }

  private get doubt(): StopDoubt {
    return this.line.stopping.doubt(this.nowMs);
  }

  private tellStop(effect: StopEffect): void {
    switch (effect) {
      case 'repeat':
        return;
      case 'emergency':
        if (this.line.stopping.justEscalated()) this.options.onSignal({ type: 'chair.escalated', doubt: this.doubt });
        return;
      case 'alarm':
        this.options.onSignal({ type: 'chair.stopUnverified', doubt: this.doubt });
        return;
      case 'still':
        // Supervision ends here; the next drive begins it anew, however much later.
        this.supervisedAtMs = null;
        this.evidence.rest();
        this.options.onSignal({ type: 'chair.still' });
    }
  }

  private cameUp(): void {
    this.rest();
    this.options.onSignal({ type: 'chair.up' });
  }

  private wentDown(reason: string): void {
    this.rest();
    this.supervisedAtMs = null;
    this.line.kept.rested();
    this.options.onSignal({ type: 'chair.down', reason });
  }

  private takeTelemetry(telemetry: Telemetry, lag: LagVerdict): void {
    const lost = this.driving.lossShownBy(telemetry.mode, lag, this.isStopping);
    if (lost !== null) {
      this.line.lose(lost);
      return;
    }
    this.checkReadings(telemetry);
    this.checkMeasured(telemetry);
    this.line.stopping.telemetry(telemetry, this.nowMs);
    this.options.onTelemetry(telemetry);
    // [S14] Before the first SET what comes while STATUS still waits was not asked for. Later on STATUS may wait behind a SET, which
    // waits for evidence itself.
    if (this.evidence.came(this.driving.hasAsked || !this.isAskWaiting)) this.set();
  }

  /** [S10] Measured counts as asked: what a chair does of its own is as bad as what it was told. */
  private checkMeasured(telemetry: Telemetry): void {
    if (this.wanted === null) return;
    const { capabilities } = this.link;
    const { nowMs } = this;
    const asked = (zone: Zone): AskedOfZone | null => this.driving.asked(zone, nowMs);
    const facts = { zones: telemetry.zones, asked, caps: this.wanted.caps, capabilities, nowMs };
    const [excess, found] = takeMeasured(this.excess, facts);
    this.excess = found === null ? excess : {};
    if (found !== null) this.options.onSignal({ type: 'chair.contradicted', ...found });
  }

  private checkReadings(telemetry: Telemetry): void {
    if (telemetry.occupied !== 'none') this.seat(telemetry.occupied === true);
    const implausible = this.record.newlyImplausible();
    if (implausible !== null) this.fault('sensor', implausible.zone, implausible.message);
    if (this.record.movesUnasked(this.isAtRest)) this.stop(0);
  }

  private seat(isSeated: boolean): void {
    const isOccupied = this.record.seat(isSeated, this.nowMs);
    if (isOccupied !== null) this.options.onSignal({ type: 'chair.occupied', isOccupied });
  }

  /** [S5] The chair lost its memory: whatever ran is over, and it is greeted like a stranger. */
  private restarted(): void {
    const wasUp = this.link.isUp;
    this.rest();
    this.line.forget();
    if (wasUp) this.options.onSignal({ type: 'chair.restarted' });
    if (this.link.isGreeted) this.link.greet();
  }

  /** [S6] A start that was held back on the way is nobody's wish any more. */
  private takeButton(button: Button): void {
    if (button !== 'start' || this.record.isInTime) this.options.onSignal({ type: 'chair.button', button });
  }

  /** Such a latch is the handshake's to clear; one that shows later means that the line was cut for a while. */
  private leaseOver(): void {
    if (this.link.isUp) this.line.lose('the lease ran out: KEEP did not reach the chair in time');
  }

  private fault(code: StatusFaultCode, zone: Zone | null, message: string): void {
    this.options.onSignal({ type: 'chair.fault', code, zone, message });
  }

  private takeAnswer(request: Request, answer: ChairAnswer): void {
    if (request.verb === 'RESET') this.resetting.answered(answer, this.nowMs);
    else if (request.verb === 'SET') this.takeSetAnswer(request, answer);
  }

  private takeSetAnswer(request: Extract<Request, { verb: 'SET' }>, answer: ChairAnswer): void {
    if (answer.kind === 'ok') {
      this.driving.accepted(request, this.nowMs);
      if (this.driving.confirms()) this.options.onSignal({ type: 'chair.driving' });
      return;
    }
    const { code, message } = refusalOf(request.zone, answer);
    this.fault(code, request.zone, message);
  }
}

const faultWords = (code: StatusFaultCode, zone: Zone | null, value: number): string =>
  `the chair reports ${code}${zone === null ? '' : ` at ${zone}`} (${value})`;

/** Chairs that speak CLP/1. */
export const clpDriver: Driver = {
  name: 'clp',
  profile: null,
  source: null,
  line: null,
  guarantees: { dead_man: 'lease and ttl in the chair', stop: 'verified by telemetry' },
  natives: [],
  hasDeadMan: driverTraits.clp.hasDeadMan,
  open: (parts) => new ClpChair(parts),
  unfit,
};
