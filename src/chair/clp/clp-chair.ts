import { bareStop, emergencyStop, encodeOrder } from '../../core/protocol/codec.js';
import type { ChairAnswer } from '../../core/protocol/exchange.js';
import { type ChairEvent, faultCodes, type Request, type Telemetry } from '../../core/protocol/messages.js';
import { silenceMsMax } from '../../core/safety/freshness.js';
import { limits } from '../../core/safety/limits.js';
import type { StopEffect } from '../../core/safety/stillness.js';
import type { LinkStatus, StatusFaultCode } from '../../core/status.js';
import type { Drive, Zone } from '../../core/zones.js';
import type { ChairSignal, LevelCaps } from '../../ports.js';
import type { DrivenChair } from '../driver.js';
import { Driving } from './driving.js';
import { keepPeriodMs, Link, type LinkOptions } from './link.js';
import { ChairRecord } from './record.js';
import { ResetProcedure } from './reset.js';
import { StopProcedure } from './stop-procedure.js';

export interface ClpChairOptions extends LinkOptions {
  /** degC, motor case. */
  readonly temperatureMaxC: number;
  readonly onSignal: (signal: ChairSignal) => void;
  /** Every T line, after the record was brought up to date. */
  readonly onTelemetry: (telemetry: Telemetry) => void;
}

const keepAlive = encodeOrder({ seq: 0, request: { verb: 'KEEP' } });

/** A chair that speaks CLP/1, over any wire. `poll` drives its timers; it never throws and holds no timer of its own. */
export class ClpChair implements DrivenChair {
  readonly record = new ChairRecord();
  readonly link: Link;
  private readonly driving: Driving;
  private readonly stopping: StopProcedure;
  private readonly resetting: ResetProcedure;
  private supervisedAtMs: number | null = null;

  constructor(private readonly options: ClpChairOptions) {
    this.driving = new Driving(this.nowMs);
    this.stopping = new StopProcedure((effect) => this.doStop(effect));
    this.resetting = new ResetProcedure({
      ask: (request) => this.link.ask(request),
      done: (missing) => this.options.onSignal({ type: 'chair.resetDone', missing }),
    });
    this.link = new Link(options, {
      onGreeted: () => this.record.forget(),
      onUp: () => this.cameUp(),
      onDown: (reason) => this.wentDown(reason),
      onTelemetry: (telemetry) => this.takeTelemetry(telemetry),
      onEvent: (event) => this.takeEvent(event),
      onAnswer: (request, answer) => this.takeAnswer(request, answer),
      onContradiction: (message) => this.fault('contradiction', null, message),
    });
  }

  /** Moves every deadline of the line; called about every 50 ms. */
  poll(nowMs: number): void {
    this.link.poll(nowMs);
    const stoppedAgoMs = nowMs - (this.stopping.answeredAtMs ?? Number.NEGATIVE_INFINITY);
    if (
      this.link.isUp &&
      nowMs - this.quietSinceMs() > silenceMsMax(this.driving.armedSinceMs !== null, stoppedAgoMs)
    ) {
      this.lose('no line came from the chair: check the cable and the chair');
    }
    this.stopping.tick(nowMs);
    if (this.resetting.isPending) {
      this.resetting.step(this.record.hindersReset(this.link.isUp, this.stopping.isActive, nowMs), nowMs);
    }
  }

  drive(drive: Drive, caps: LevelCaps): void {
    const { identity, capabilities, isUp } = this.link;
    if (!isUp || identity === null || this.stopping.isActive) return;
    const facts = {
      capabilities,
      caps,
      temperatureMaxC: this.options.temperatureMaxC,
      measured: this.record.facts(),
      nowMs: this.nowMs,
    };
    for (const set of this.driving.plan(drive, facts, identity.zones, identity.ttlMs)) this.link.ask(set);
    if (this.driving.confirms()) this.options.onSignal({ type: 'chair.driving' });
  }

  /** [S14] The only place that sends KEEP: from a tick that has just seen fresh telemetry. */
  supervise(): void {
    const { nowMs } = this;
    const gapMs = nowMs - (this.supervisedAtMs ?? nowMs);
    const isSupervised = this.driving.isDriving || this.stopping.isActive;
    this.supervisedAtMs = isSupervised ? nowMs : null;
    if (!isSupervised || !this.link.isUp) return;
    if (gapMs > limits.tickGapMsMax) {
      this.lose(`the daemon stood still for ${Math.round(gapMs)} ms: is the machine overloaded?`);
      return;
    }
    if (this.record.isEvidence(nowMs)) this.link.write(keepAlive);
  }

  stop(rampMs: number): void {
    this.driving.stopped();
    if (!this.link.isUp) {
      this.link.write(bareStop);
      return;
    }
    if (this.stopping.begin('stop', rampMs, this.nowMs)) this.link.askNow({ verb: 'STOP', rampMs });
  }

  /** [S3] The byte goes first, whatever the state of the line. */
  emergencyStop(): void {
    this.driving.stopped();
    this.resetting.abort('an emergency stop has come meanwhile');
    if (!this.link.isUp || this.stopping.begin('emergency', 0, this.nowMs)) this.writeEmergency();
  }

  reset(codes: readonly StatusFaultCode[]): void {
    this.resetting.begin(codes, this.nowMs);
  }

  /** How often `supervise` wants to be called, ms. */
  get supervisionPeriodMs(): number {
    return keepPeriodMs(this.link.identity);
  }

  /** True while a verified stop is under way. */
  get isStopping(): boolean {
    return this.stopping.isActive;
  }

  linkStatus(): LinkStatus {
    return this.link.status(this.record.ageMs(this.nowMs));
  }

  async close(): Promise<void> {
    await this.link.end();
  }

  private get isAtRest(): boolean {
    return this.link.isUp && !this.driving.isDriving && !this.stopping.isActive;
  }

  private get nowMs(): number {
    return this.options.clock.nowMs();
  }

  private writeEmergency(): void {
    this.link.write(emergencyStop);
    if (this.link.isUp) this.link.askNow({ verb: 'ESTOP' });
  }

  private doStop(effect: StopEffect): void {
    switch (effect) {
      case 'repeat':
        this.link.askNow({ verb: 'STOP', rampMs: 0 });
        return;
      case 'emergency':
        this.writeEmergency();
        if (this.stopping.justEscalated()) this.options.onSignal({ type: 'chair.escalated' });
        return;
      case 'alarm':
        this.options.onSignal({ type: 'chair.stopUnverified' });
        return;
      case 'still':
        // Supervision ends here; the next drive begins it anew, however much later.
        this.supervisedAtMs = null;
        this.options.onSignal({ type: 'chair.still' });
    }
  }

  /** [S5] A greeting stops the chair; that stop is verified like any other before anything may start. */
  private cameUp(): void {
    this.driving.stopped();
    this.stopping.abandon();
    this.stopping.greeted(limits.helloRampMs, this.nowMs);
    this.options.onSignal({ type: 'chair.up' });
  }

  private wentDown(reason: string): void {
    this.driving.stopped();
    this.stopping.abandon();
    this.supervisedAtMs = null;
    this.record.forget();
    this.options.onSignal({ type: 'chair.down', reason });
  }

  /** The bare STOP is a last word that may still get through. */
  private lose(reason: string): void {
    this.link.write(bareStop);
    this.link.drop(reason);
  }

  private quietSinceMs(): number {
    return Math.max(this.link.lineAtMs, this.driving.armedSinceMs ?? 0, this.stopping.answeredAtMs ?? 0);
  }

  private takeTelemetry(telemetry: Telemetry): void {
    const { nowMs } = this;
    // [S4] A zone that is left out may be moving: such a line is no evidence of anything.
    if (this.link.identity?.zones.some((zone, at) => telemetry.zones[at]?.zone !== zone)) return;
    const verdict = this.record.take(telemetry, nowMs);
    if (verdict === 'restarted') {
      this.restarted();
      return;
    }
    const lost = this.driving.lossShownBy(telemetry.mode, verdict, this.stopping.isActive);
    if (lost !== null) {
      this.lose(lost);
      return;
    }
    this.checkReadings(telemetry, nowMs);
    this.stopping.telemetry(telemetry, nowMs);
    this.options.onTelemetry(telemetry);
  }

  private checkReadings(telemetry: Telemetry, nowMs: number): void {
    if (telemetry.occupied !== 'none') this.seat(telemetry.occupied === true, nowMs);
    const implausible = this.record.newlyImplausible();
    if (implausible !== null) this.fault('sensor', implausible.zone, implausible.message);
    if (this.record.movesUnasked(this.isAtRest)) this.stop(0);
  }

  private seat(isSeated: boolean, nowMs: number): void {
    const isOccupied = this.record.seat(isSeated, nowMs);
    if (isOccupied !== null) this.options.onSignal({ type: 'chair.occupied', isOccupied });
  }

  /** [S5] The chair lost its memory: whatever ran is over, and it is greeted like a stranger. */
  private restarted(): void {
    const wasUp = this.link.isUp;
    this.driving.stopped();
    this.stopping.abandon();
    this.record.forget();
    if (wasUp) this.options.onSignal({ type: 'chair.restarted' });
    if (this.link.isGreeted) this.link.greet();
  }

  private takeEvent(event: ChairEvent): void {
    switch (event.event) {
      case 'boot':
        this.restarted();
        return;
      case 'lease':
        if (this.link.isUp) this.lose('the lease ran out: KEEP did not reach the chair in time');
        return;
      case 'fault':
        this.takeFault(event.code, event.zone, event.value);
        return;
      case 'clear':
        this.options.onSignal({ type: 'chair.cleared', code: event.code, zone: event.zone });
        return;
      case 'ttl':
        this.fault('internal', event.zone, `the program stopped renewing ${event.zone}; the chair let go by itself`);
        return;
      case 'button':
        // [S6] A start that was held back on the way is nobody's wish any more.
        if (event.button !== 'start' || this.record.isInTime) {
          this.options.onSignal({ type: 'chair.button', button: event.button });
        }
        return;
      case 'occupied':
        this.seat(event.occupied, this.nowMs);
    }
  }

  /** A `lease` latch is the handshake's to clear; one that shows later means that the line was cut for a while. */
  private takeFault(code: StatusFaultCode, zone: Zone | null, value: number): void {
    if (code !== 'lease')
      this.fault(code, zone, `the chair reports ${code}${zone === null ? '' : ` at ${zone}`} (${value})`);
    else if (this.link.isUp) this.lose('the lease ran out: KEEP did not reach the chair in time');
  }

  private fault(code: StatusFaultCode, zone: Zone | null, message: string): void {
    this.options.onSignal({ type: 'chair.fault', code, zone, message });
  }

  private takeAnswer(request: Request, answer: ChairAnswer): void {
    if (answer.kind === 'error' && answer.code === 'hello') {
      this.restarted();
      return;
    }
    if (request.verb === 'STOP' || request.verb === 'ESTOP') this.stopping.answered(this.nowMs);
    else if (request.verb === 'RESET') this.resetting.answered(answer);
    else if (request.verb === 'SET') this.takeSetAnswer(request, answer);
  }

  private takeSetAnswer(request: Extract<Request, { verb: 'SET' }>, answer: ChairAnswer): void {
    if (answer.kind === 'ok') {
      this.driving.accepted(request, this.nowMs);
      if (this.driving.confirms()) this.options.onSignal({ type: 'chair.driving' });
      return;
    }
    const cause = faultCodes.find((code) => answer.code === 'latched' && code === answer.detail);
    const words = `the chair refused a movement of ${request.zone} (${answer.code} ${answer.detail})`.replace(
      ' )',
      ')',
    );
    this.fault(cause ?? 'internal', request.zone, words);
  }
}
