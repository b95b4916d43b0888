import { frameLine } from '../../src/core/protocol/crc.js';
import { seqMax, type Telemetry } from '../../src/core/protocol/messages.js';
import type { Clock, OpenWire } from '../../src/ports.js';
import { caseNames, type Facts } from './facts.js';
import { Keeper } from './keeper.js';
import { type HeardLine, KitLink, telemetryHeard } from './link.js';
import { Outgoing, type SentText } from './outgoing.js';
import { Watcher } from './watcher.js';
import { spanMs } from './words.js';

/** How many numbers behind the last one a request is still an old duplicate. */
const oldSeqsMax = 1000;

const ahead = (seq: number, last: number): boolean => (last - seq + seqMax) % seqMax > oldSeqsMax;
const inRange = (seq: number): number => ((((seq - 1) % seqMax) + seqMax) % seqMax) + 1;

/** The chair on the kit's bench: the line to it, what is known of it, and what goes on beside the steps. */
export class KitBench {
  readonly link: KitLink;
  readonly keeper: Keeper;
  readonly watcher = new Watcher();
  facts: Facts | null = null;
  /** The last number that the chair has to take as its last. */
  seq: number;
  /** The line of the last request, for sending it again. */
  lastLine = '';
  telemetry: Telemetry | null = null;
  telemetryAtMs = Number.NEGATIVE_INFINITY;
  /** Something was set in motion and has not been seen at rest since. */
  mayMove = false;
  hasMoved = false;
  /** Telemetry from before tells nothing of how the chair is now. */
  isDisturbed = false;
  hasRestarted = false;
  /** How often only the emergency byte brought the chair to rest. */
  forcedStops = 0;
  private names: Readonly<Record<string, string | number>> = {};
  private local: Readonly<Record<string, string | number>> = {};
  private readonly outgoing = new Outgoing();

  constructor(
    open: OpenWire,
    readonly clock: Clock,
  ) {
    this.seq = 1 + Math.floor(clock.random() * 30_000);
    this.link = new KitLink(open, clock, {
      onHeard: (heard) => this.hear(heard),
      onNoise: (line) => this.watcher.noteNoise(line),
      onWritten: (text) => {
        for (const sent of this.outgoing.take(text)) this.send(sent);
      },
    });
    const isBetweenLines = (): boolean => this.outgoing.isBetweenLines;
    this.keeper = new Keeper(clock, {
      get isBetweenLines() {
        return isBetweenLines();
      },
      writeAside: (text) => this.link.writeAside(text),
      nextSeq: () => this.nextSeq(),
    });
  }

  get isGreeted(): boolean {
    return this.keeper.isGreeted;
  }

  /** What a name in a case stands for. */
  readonly lookup = (name: string): string | number | undefined => {
    if (name === 'seq') return this.nextSeq();
    if (name === 'last') return this.seq;
    return this.local[name] ?? this.names[name];
  };

  spanMs(span: number | string): number {
    return spanMs(span, this.lookup);
  }

  know(facts: Facts): void {
    this.facts = facts;
    this.names = caseNames(facts);
    this.keeper.keepEveryMs = Math.min(150, Math.floor(facts.leaseMs / 3));
    this.watcher.know(facts);
  }

  has(name: string): boolean {
    return this.names[name] !== undefined;
  }

  /** Names that hold within one turn of a loop. */
  within(local: Readonly<Record<string, string | number>>): void {
    this.local = local;
  }

  nextSeq(): number {
    this.seq = inRange(this.seq + 1);
    return this.seq;
  }

  /** Makes the line of a request; an old number leaves the count where it is. */
  frameRequest(request: string, seq: number | null): { readonly seq: number; readonly line: string } {
    const number = seq === null ? this.nextSeq() : inRange(seq);
    if (seq !== null && (request.startsWith('HELLO') || ahead(number, this.seq))) this.seq = number;
    const line = frameLine(`${number} ${request}`);
    this.lastLine = line;
    return { seq: number, line };
  }

  /** Events of the chair in this case, for those who read a failure. */
  get events(): string {
    const events = this.link.heard.filter(({ payload }) => payload.startsWith('E ') && !payload.startsWith('E occ'));
    const texts = [...new Set(events.map(({ payload }) => payload))].slice(0, 4);
    return texts.length === 0 ? '' : `; the chair said ${texts.join(', ')}`;
  }

  /** The line is new: nothing from before counts. */
  reopened(): void {
    this.telemetry = null;
    this.telemetryAtMs = Number.NEGATIVE_INFINITY;
    this.watcher.noteOpened();
  }

  /** A new case begins from a chair at rest. */
  begin(): void {
    this.link.forget();
    this.keeper.rest();
    this.keeper.latestMs = 0;
    this.within({});
  }

  private hear(heard: HeardLine): void {
    const telemetry = telemetryHeard(heard);
    if (telemetry !== null) {
      this.telemetry = telemetry;
      this.telemetryAtMs = heard.atMs;
    }
    this.watcher.hear(heard);
  }

  private send(sent: SentText): void {
    this.keeper.note(sent);
    this.watcher.noteSent(sent, this.link.arrivedByMs);
    this.isDisturbed ||= sent.kind === 'emergency' || (sent.kind === 'request' && sent.verb === 'ESTOP');
    if (sent.kind !== 'request' || sent.verb !== 'SET' || !(Number(sent.args[2]) > 0)) return;
    this.mayMove = true;
    this.hasMoved = true;
  }
}
