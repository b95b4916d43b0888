import type { LineCounts } from '../../core/metrics/measures.js';
import { KeepTally } from '../../core/metrics/tallies.js';
import { bareStop, emergencyStop, encodeOrder } from '../../core/protocol/codec.js';
import type { ChairAnswer } from '../../core/protocol/exchange.js';
import type { Button, ChairEvent, FaultCode, Request, Telemetry } from '../../core/protocol/messages.js';
import { EventBound } from '../../core/safety/event-bound.js';
import { type LagVerdict, silenceMsMax } from '../../core/safety/freshness.js';
import { limits } from '../../core/safety/limits.js';
import type { StopEffect } from '../../core/safety/stillness.js';
import type { Zone } from '../../core/zones.js';
import { Link, type LinkOptions } from './link.js';
import { ChairRecord } from './record.js';
import { StopProcedure } from './stop-procedure.js';

/** What a line tells its owner, after record and stop were brought up to date. */
export interface ClpLineEvents {
  /** The greeting is done; the stop that it was is being verified. */
  onUp(): void;
  onDown(reason: string): void;
  /** The chair lost its memory; the line still stands. */
  onRestarted(): void;
  /** A T line of all zones, already in the record. The owner gives it to `stopping`, unless it is no evidence. */
  onTelemetry(telemetry: Telemetry, lag: Exclude<LagVerdict, 'restarted'>): void;
  /** What the running stop needs was written; what it means is the owner's. */
  onStop(effect: StopEffect): void;
  /** To anything but a stop. */
  onAnswer(request: Request, answer: ChairAnswer): void;
  onFault(code: Exclude<FaultCode, 'lease'>, zone: Zone | null, value: number): void;
  /** The chair has stopped because no KEEP came in time, or says that it had. */
  onLeaseOver(): void;
  onCleared(code: FaultCode, zone: Zone | null): void;
  onExpired(zone: Zone): void;
  onButton(button: Button): void;
  onSeat(isSeated: boolean): void;
  onContradiction(message: string): void;
  /** More events than anybody can mean. [S16] */
  onFlood(message: string): void;
  maySet(): boolean;
}

/** Half of the fast telemetry that follows HELLO. */
const slowGreetingMs = limits.fastTelemetryAfterStopMs / 2;

const keepAlive = encodeOrder({ seq: 0, request: { verb: 'KEEP' } });

/** A CLP/1 line with what is known of its chair and the stop that is verified on it: the same for whoever drives the chair. */
export class ClpLine {
  readonly record = new ChairRecord();
  readonly link: Link;
  readonly stopping: StopProcedure;
  readonly kept = new KeepTally();
  private readonly bound = new EventBound();
  /** When HELLO was answered: the stop that it is, and its fast telemetry, count from there. */
  private greetedAtMs = 0;
  private polledAtMs = 0;
  /** When we looked again after we had stood still: silence counts only while somebody listens. */
  private resumedAtMs = 0;

  constructor(
    private readonly options: LinkOptions,
    private readonly events: ClpLineEvents,
  ) {
    this.stopping = new StopProcedure((effect) => this.doStop(effect));
    this.link = new Link(options, {
      onGreeted: () => {
        this.greetedAtMs = this.nowMs;
        this.record.forget();
      },
      onUp: () => this.cameUp(),
      onDown: (reason) => {
        this.forget();
        this.events.onDown(reason);
      },
      onTelemetry: (telemetry) => this.takeTelemetry(telemetry),
      onEvent: (event) => this.takeEvent(event),
      onAnswer: (request, answer) => this.takeAnswer(request, answer),
      onContradiction: (message) => this.events.onContradiction(message),
      maySet: () => this.events.maySet(),
    });
  }

  get nowMs(): number {
    return this.options.clock.nowMs();
  }

  /** No line came for longer than a chair may be silent that was armed by a SET at `armedSinceMs`, or is not armed. [S14] */
  isSilent(armedSinceMs: number | null, nowMs: number): boolean {
    const { answeredAtMs } = this.stopping;
    const quietSinceMs = Math.max(this.link.lineAtMs, armedSinceMs ?? 0, answeredAtMs ?? 0, this.resumedAtMs);
    const stoppedAgoMs = nowMs - (answeredAtMs ?? Number.NEGATIVE_INFINITY);
    return this.link.isUp && nowMs - quietSinceMs > silenceMsMax(armedSinceMs !== null, stoppedAgoMs);
  }

  /** We have just stood still: what the chair has said meanwhile is not read yet. */
  hasJustResumed(nowMs: number): boolean {
    return nowMs === this.resumedAtMs;
  }

  /** Only upon evidence: whoever calls it has just seen telemetry. [S14] */
  keep(): void {
    const { nowMs, link } = this;
    this.kept.kept(nowMs, nowMs - link.wroteAtMs, link.identity?.leaseMs ?? limits.leaseMs.max);
    link.write(keepAlive);
  }

  /** A verified stop where the chair is known; elsewhere a last word that may still get through. [S4] */
  stop(rampMs: number): void {
    if (!this.link.isUp) this.link.write(bareStop);
    else if (this.stopping.begin('stop', rampMs, this.nowMs)) this.link.askNow({ verb: 'STOP', rampMs });
  }

  /** [S3] The byte goes first, whatever the state of the line. */
  emergencyStop(): void {
    if (!this.link.isUp || this.stopping.begin('emergency', 0, this.nowMs)) this.writeEmergency();
  }

  /** Gives the line up. The bare STOP is a last word that may still get through. */
  lose(reason: string): void {
    this.link.write(bareStop);
    this.link.drop(reason);
  }

  /** What this connection, or this run of the chair, has shown does not count any more. */
  forget(): void {
    this.stopping.abandon();
    this.record.forget();
  }

  private writeEmergency(): void {
    this.link.write(emergencyStop);
    if (this.link.isUp) this.link.askNow({ verb: 'ESTOP' });
  }

  private doStop(effect: StopEffect): void {
    if (effect === 'repeat') this.link.askNow({ verb: 'STOP', rampMs: 0 });
    if (effect === 'emergency') this.writeEmergency();
    this.events.onStop(effect);
  }

  /** [S5] A greeting stops the chair; that stop is verified like any other before anything may start. */
  private cameUp(): void {
    const { nowMs, greetedAtMs } = this;
    this.stopping.abandon();
    this.stopping.greeted(limits.helloRampMs, greetedAtMs, nowMs);
    this.events.onUp();
    // Of a slow greeting the fast telemetry is soon over, and a slow one would show too late that the chair is still.
    if (nowMs - greetedAtMs > slowGreetingMs) this.link.askNow({ verb: 'STOP', rampMs: 0 });
  }

  private takeTelemetry(telemetry: Telemetry): void {
    // [S4] A zone that is left out may be moving: such a line is no evidence of anything.
    if (this.link.identity?.zones.some((zone, at) => telemetry.zones[at]?.zone !== zone)) return;
    const lag = this.record.take(telemetry, this.nowMs);
    if (lag === 'restarted') this.events.onRestarted();
    else this.events.onTelemetry(telemetry, lag);
  }

  /** Moves the deadlines of the line, and hears what had to wait for its turn. */
  poll(nowMs: number): void {
    if (nowMs - this.polledAtMs > limits.tickGapMsMax) this.resumedAtMs = nowMs;
    this.polledAtMs = nowMs;
    this.link.poll(nowMs);
    for (const event of this.bound.due(nowMs)) this.hear(event);
    if (this.bound.floods(nowMs)) {
      this.events.onFlood(
        `the chair says over ${limits.floodPerSecond} events a second: look for a contact that bounces`,
      );
    }
    const leftOut = this.bound.settled(nowMs);
    if (leftOut !== null) this.options.log.info('chair_quiet', { left_out: leftOut });
  }

  get counts(): LineCounts {
    return { keep: this.kept, eventsLeftOut: this.bound.leftOutEver };
  }

  /** What the chair says too much of stands in the way of a reset, until it was quiet. [S16] */
  hindersReset(nowMs: number): string | null {
    if (!this.bound.isFlooded) return null;
    const quietS = Math.floor(this.bound.quietMs(nowMs) / 1000);
    return `the chair was quiet for ${quietS} s, of ${limits.floodQuietMs / 1000} s: look for a contact that bounces`;
  }

  /** [S16] One chair's trouble stays its own: what it says too often is counted, and not followed. */
  private takeEvent(event: ChairEvent): void {
    const { nowMs } = this;
    if (this.bound.take(event, nowMs)) this.hear(event);
    else if (this.bound.leftOut === 1) this.options.log.warn('chair_chatters', { event: event.event });
  }

  private hear(event: ChairEvent): void {
    switch (event.event) {
      case 'boot':
        this.events.onRestarted();
        return;
      case 'lease':
        this.events.onLeaseOver();
        return;
      case 'fault':
        if (event.code === 'lease') this.events.onLeaseOver();
        else this.events.onFault(event.code, event.zone, event.value);
        return;
      case 'clear':
        this.events.onCleared(event.code, event.zone);
        return;
      case 'ttl':
        this.events.onExpired(event.zone);
        return;
      case 'button':
        this.events.onButton(event.button);
        return;
      case 'occupied':
        this.events.onSeat(event.occupied);
    }
  }

  /** A chair that does not know who asks has restarted, and has not heard what was asked. */
  private takeAnswer(request: Request, answer: ChairAnswer): void {
    if (answer.kind === 'error' && answer.code === 'hello') this.events.onRestarted();
    else if (request.verb === 'STOP' || request.verb === 'ESTOP') this.stopping.answered(this.nowMs);
    else this.events.onAnswer(request, answer);
  }
}
