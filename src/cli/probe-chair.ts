import { beginHandshake, type Handshake, type HandshakeOutcome, stepHandshake } from '../chair/clp/handshake.js';
import { decodeReport } from '../core/protocol/codec.js';
import { type ChairAnswer, type ExchangeInput, newExchange, stepExchange } from '../core/protocol/exchange.js';
import { type Identity, protocolVersion, type Request, type Telemetry } from '../core/protocol/messages.js';
import type { Capabilities } from '../core/zones.js';
import type { Clock, OpenWire, Timer, Wire } from '../ports.js';

/** What a chair said of itself without having moved. */
export type ChairProbe =
  | { readonly kind: 'closed'; readonly reason: string }
  /** It moves, or another host speaks to it: a HELLO would stop that session. */
  | { readonly kind: 'in-use' }
  /** No answer to HELLO; `garbage` counts what came and was no line of the protocol. */
  | { readonly kind: 'silent'; readonly garbage: number; readonly hasTelemetry: boolean }
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'answered';
      readonly identity: Identity;
      readonly capabilities: Capabilities;
      readonly telemetry: Telemetry | null;
      readonly garbage: number;
    };

const tickMs = 50;
/** Longer than the slowest usual telemetry period: whether the chair is in use is known before anything is written. */
const listenMs = 1600;
/** Opening a port restarts many controllers. */
const answerMs = 6000;

/** Opens a chair's port, listens, and asks for its name and its capabilities. Sends HELLO, CAPS and STATUS, never SET. */
export function probeChair(open: OpenWire, clock: Clock, hostName: string): Promise<ChairProbe> {
  return new Promise((resolve) => new Probe(open, clock, hostName, resolve).start());
}

class Probe {
  private wire: Wire | null = null;
  private timer: Timer | null = null;
  private openedAtMs: number | null = null;
  private exchange = newExchange;
  private handshake: Handshake = beginHandshake;
  private hasAsked = false;
  /** STATUS was answered; the telemetry that it asked for comes next. */
  private isKnown = false;
  private waiting = 0;
  private garbage = 0;
  private telemetry: Telemetry | null = null;
  private result: ChairProbe | null = null;

  constructor(
    private readonly open: OpenWire,
    private readonly clock: Clock,
    private readonly hostName: string,
    private readonly resolve: (probe: ChairProbe) => void,
  ) {}

  start(): void {
    this.timer = this.clock.every(tickMs, () => this.tick());
    this.wire = this.open({
      onOpened: () => {
        this.openedAtMs = this.clock.nowMs();
      },
      onLine: (line) => this.take(line),
      onNoise: () => {
        this.garbage += 1;
      },
      onClosed: (reason) => this.end({ kind: 'closed', reason }),
    });
  }

  private tick(): void {
    if (this.openedAtMs === null) return;
    const nowMs = this.clock.nowMs();
    const sinceMs = nowMs - this.openedAtMs;
    if (!this.hasAsked && sinceMs >= listenMs) this.hello(nowMs);
    else if (this.hasAsked) this.feed({ kind: 'tick', nowMs });
    if (sinceMs >= listenMs + answerMs) this.conclude();
  }

  private hello(nowMs: number): void {
    this.hasAsked = true;
    this.wire?.write('\n');
    const request: Request = { verb: 'HELLO', version: protocolVersion, host: this.hostName };
    this.feed({ kind: 'ask-now', request, nowMs });
  }

  private take(line: string): void {
    const report = decodeReport(line);
    switch (report.kind) {
      case 'malformed':
        this.garbage += 1;
        return;
      case 'telemetry':
        this.takeTelemetry(report.telemetry);
        return;
      case 'event':
        return;
      case 'ok':
      case 'error':
        this.takeAnswer(report);
    }
  }

  private takeTelemetry(telemetry: Telemetry): void {
    this.telemetry = telemetry;
    if (this.isKnown) this.conclude();
    if (!this.hasAsked && (telemetry.mode === 'run' || telemetry.mode === 'stop')) this.end({ kind: 'in-use' });
  }

  private takeAnswer(answer: ChairAnswer): void {
    if (this.hasAsked) this.feed({ kind: 'answer', answer, nowMs: this.clock.nowMs() });
    else if (answer.seq > 0) this.end({ kind: 'in-use' });
  }

  private feed(input: ExchangeInput): void {
    const [exchange, effects] = stepExchange(this.exchange, input);
    this.exchange = exchange;
    for (const effect of effects) {
      if (effect.kind === 'write') this.wire?.write(effect.text);
      else if (effect.kind === 'answered') this.answered(effect.request, effect.answer);
      else if (effect.kind === 'foreign') this.end({ kind: 'in-use' });
      else this.conclude();
    }
  }

  private answered(request: Request, answer: ChairAnswer): void {
    if (request.verb === 'STATUS') {
      this.isKnown = true;
      return;
    }
    const outcome = stepHandshake(this.handshake, request, answer);
    if (outcome.kind === 'refused') this.end({ kind: 'refused', reason: outcome.reason });
    if (outcome.kind === 'going') this.askOn(request, outcome);
  }

  private askOn(request: Request, outcome: Extract<HandshakeOutcome, { kind: 'going' }>): void {
    this.handshake = outcome.handshake;
    // The latch that the handshake would clear is the daemon's to clear.
    const asked = outcome.ask.filter(({ verb }) => verb === 'CAPS');
    this.waiting += asked.length - (request.verb === 'CAPS' ? 1 : 0);
    const requests: readonly Request[] = this.waiting === 0 ? [{ verb: 'STATUS' }] : asked;
    for (const next of requests) this.feed({ kind: 'ask', request: next, nowMs: this.clock.nowMs() });
  }

  private conclude(): void {
    const { identity, capabilities } = this.handshake;
    const { telemetry, garbage } = this;
    if (identity === null) this.end({ kind: 'silent', garbage, hasTelemetry: telemetry !== null });
    else this.end({ kind: 'answered', identity, capabilities, telemetry, garbage });
  }

  private end(result: ChairProbe): void {
    if (this.result !== null) return;
    this.result = result;
    if (this.timer !== null) this.clock.clear(this.timer);
    void this.wire?.close().then(() => this.resolve(result));
    if (this.wire === null) this.resolve(result);
  }
}
