import { bareStop, decodeReport } from '../../core/protocol/codec.js';
import { type ChairAnswer, type ExchangeInput, newExchange, stepExchange } from '../../core/protocol/exchange.js';
import {
  type ChairEvent,
  type Identity,
  protocolVersion,
  type Report,
  type Request,
  type Telemetry,
} from '../../core/protocol/messages.js';
import { limits } from '../../core/safety/limits.js';
import type { LinkStatus } from '../../core/status.js';
import { Trouble } from '../../core/trouble.js';
import type { Capabilities } from '../../core/zones.js';
import { Connection } from '../connection.js';
import type { ChairParts } from '../driver.js';
import { beginHandshake, type Handshake, stepHandshake } from './handshake.js';

export type LinkOptions = Pick<ChairParts, 'openWire' | 'clock' | 'log' | 'hostName' | 'isEmergencyLatched'>;

/** What a link tells its chair. Answers are those of requests asked after the handshake. */
export interface LinkEvents {
  /** HELLO was answered: telemetry from here on is of this greeting. */
  onGreeted(): void;
  onUp(): void;
  onDown(reason: string): void;
  onTelemetry(telemetry: Telemetry): void;
  onEvent(event: ChairEvent): void;
  onAnswer(request: Request, answer: ChairAnswer): void;
  onContradiction(reason: string): void;
  /** False where a SET that is due must not be written now, also not again. [S14] */
  maySet(): boolean;
}

/** A greeting that nothing answers is tried again on a new wire: an unplugged port may say nothing at all. */
const greetingMsMax = 10_000;

const isUnknownHost = (answer: ChairAnswer): boolean =>
  answer.kind === 'error' && answer.code === 'hello' && answer.seq === 0;

/** The line of a chair: connection, handshake, one request in flight. It knows nothing of motion. */
export class Link {
  identity: Identity | null = null;
  capabilities: Capabilities = {};
  isUp = false;
  /** HELLO was answered, by this run of the chair as far as we know. */
  get isGreeted(): boolean {
    return this.handshake.identity !== null;
  }

  /** When the last valid line came. */
  lineAtMs = 0;
  private readonly connection: Connection;
  private exchange = newExchange;
  private handshake: Handshake = beginHandshake;
  private crcErrors = 0;
  private readonly damage = new Trouble(10_000, 600_000);
  private retries = 0;
  private rttMs: number | null = null;

  constructor(
    private readonly options: LinkOptions,
    private readonly events: LinkEvents,
  ) {
    const { openWire, clock, log, isEmergencyLatched } = options;
    const wireEvents = {
      onOpened: () => this.greet(),
      onLine: (line: string) => this.takeLine(line),
      onNoise: () => this.countBadLine(),
      onClosed: (reason: string) => this.down(reason),
    };
    this.connection = new Connection(openWire, wireEvents, clock, log, isEmergencyLatched);
  }

  poll(nowMs: number): void {
    this.connection.poll(nowMs);
    const lines = this.damage.over(nowMs);
    if (lines !== null) this.options.log.info('line_damage_counted', { lines, crc_errors: this.crcErrors });
    if (!this.connection.isWritable) return;
    if (!this.isUp && nowMs - this.lineAtMs > greetingMsMax) {
      this.drop('nothing answers on the line: is the chair switched on, and the baud rate right?');
      return;
    }
    this.feed({ kind: 'tick', nowMs });
  }

  /** When the last line of ours was written. */
  get wroteAtMs(): number {
    return this.connection.wroteAtMs;
  }

  ask(request: Request): void {
    this.feed({ kind: 'ask', request, nowMs: this.options.clock.nowMs() });
  }

  /** Asked, but not written yet, or to be written again because the chair was busy. */
  isWaiting(verb: Request['verb']): boolean {
    const { queue, postponed } = this.exchange;
    return queue.some((request) => request.verb === verb) || postponed?.request.verb === verb;
  }

  /** Before everything else; what was in flight is forgotten. */
  askNow(request: Request): void {
    this.feed({ kind: 'ask-now', request, nowMs: this.options.clock.nowMs() });
  }

  /** Bytes outside the exchange: KEEP, the emergency byte, a bare STOP. */
  write(text: string): void {
    this.connection.write(text);
  }

  /** Opens with an empty line, which ends whatever half line the chair holds, and HELLO. */
  greet(): void {
    this.isUp = false;
    this.handshake = beginHandshake;
    this.lineAtMs = this.options.clock.nowMs();
    this.connection.write('\n');
    this.askNow({ verb: 'HELLO', version: protocolVersion, host: this.options.hostName });
  }

  drop(reason: string): void {
    this.connection.drop(reason);
  }

  async end(): Promise<void> {
    this.isUp = false;
    await this.connection.end();
  }

  status(ageMs: number | null): LinkStatus {
    return {
      crc_errors: this.crcErrors,
      retries: this.retries,
      reconnects: Math.max(0, this.connection.reconnects),
      rtt_ms: this.rttMs === null ? null : Math.round(this.rttMs),
      age_ms: ageMs === null ? null : Math.round(ageMs),
    };
  }

  private down(reason: string): void {
    this.isUp = false;
    this.exchange = newExchange;
    this.events.onDown(reason);
  }

  /** Noise beside good lines is no reason to give a line up, but somebody has to hear of it. */
  private countBadLine(): void {
    this.crcErrors += 1;
    if (this.damage.take(this.options.clock.nowMs()))
      this.options.log.warn('line_damaged', { crc_errors: this.crcErrors });
  }

  private takeLine(line: string): void {
    const report = decodeReport(line);
    if (report.kind === 'malformed') {
      this.countBadLine();
      return;
    }
    this.lineAtMs = this.options.clock.nowMs();
    this.takeReport(report);
  }

  private takeReport(report: Report): void {
    switch (report.kind) {
      case 'telemetry':
        this.events.onTelemetry(report.telemetry);
        return;
      case 'event':
        this.events.onEvent(report.event);
        return;
      case 'ok':
      case 'error':
        // The one answer that KEEP has: the chair has restarted and does not know us any more.
        if (this.isUp && isUnknownHost(report)) this.events.onAnswer({ verb: 'KEEP' }, report);
        else this.feed({ kind: 'answer', answer: report, nowMs: this.lineAtMs });
    }
  }

  private feed(input: ExchangeInput): void {
    const [state, effects] = stepExchange(this.exchange, input);
    this.exchange = state;
    for (const effect of effects) {
      switch (effect.kind) {
        case 'write':
          // [S5] [S7] The answer before it may have led to a STOP or a greeting, which took the place of what waited.
          if (effect.text !== this.exchange.flight?.line) break;
          if (this.exchange.flight.request.verb === 'SET' && !this.events.maySet()) break;
          if (effect.isRetry) this.retries += 1;
          this.connection.write(effect.text);
          break;
        case 'answered':
          this.rttMs = effect.rttMs;
          this.answered(effect.request, effect.answer);
          break;
        case 'lost':
          this.connection.write(bareStop);
          this.drop('the chair does not answer');
          break;
        case 'foreign':
          this.events.onContradiction('somebody else speaks to the chair: only one host may use its line');
          break;
      }
    }
  }

  private answered(request: Request, answer: ChairAnswer): void {
    if (this.isUp) {
      this.events.onAnswer(request, answer);
      return;
    }
    const outcome = stepHandshake(this.handshake, request, answer);
    switch (outcome.kind) {
      case 'going':
        this.handshake = outcome.handshake;
        if (request.verb === 'HELLO') this.events.onGreeted();
        for (const next of outcome.ask) this.ask(next);
        return;
      case 'refused':
        if (outcome.isContradiction) this.events.onContradiction(outcome.reason);
        this.drop(outcome.reason);
        return;
      case 'done':
        this.identity = outcome.identity;
        this.capabilities = outcome.capabilities;
        this.isUp = true;
        this.connection.settle();
        this.events.onUp();
    }
  }
}

/** How often a chair wants its KEEP, ms: a third of its lease, at most 200. [S14] */
export const keepPeriodMs = (identity: Identity | null): number =>
  Math.min(limits.supervisionPeriodMsMax, Math.floor((identity?.leaseMs ?? limits.leaseMs.max) / 3));
