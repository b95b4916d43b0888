import type { OpenWire, Wire, WireEvents } from '../ports.js';

/** Ports that are being opened, or whose chair is being greeted. */
const underWayMax = 16;
/** A chair that has not answered by then lets others go on; it may be switched off, or restart when its port is opened. Ticks, not
 *  time: while the daemon is held up, nobody could have answered. */
const patienceTicks = 5;

/** A wire that may have to wait for its turn. */
class PacedWire implements Wire {
  private wire: Wire | null = null;
  private isEnded = false;
  ticksLeft = patienceTicks;

  constructor(
    private readonly openWire: OpenWire,
    private readonly events: WireEvents,
    readonly isUrgent: () => boolean,
    private readonly onEnded: (wire: PacedWire) => void,
  ) {}

  open(): void {
    if (this.isEnded) return;
    this.wire = this.openWire({
      ...this.events,
      onClosed: (reason) => {
        this.end();
        this.events.onClosed(reason);
      },
    });
  }

  write(text: string): void {
    this.wire?.write(text);
  }

  async close(): Promise<void> {
    this.end();
    await this.wire?.close();
  }

  private end(): void {
    this.isEnded = true;
    this.onEnded(this);
  }
}

/** Opens the ports of many chairs in turn, a bounded number at once: greeted all together, hundreds would answer faster than they are
 *  heard, and be taken for lost. */
export class PortPace {
  private readonly waiting = new Map<string, PacedWire>();
  private readonly underWay = new Map<string, PacedWire>();

  /** `isUrgent`: its chair may move, or has to hear an emergency stop. It waits for nobody. [S3] */
  paced(chairId: string, openWire: OpenWire, isUrgent: () => boolean): OpenWire {
    return (events) => {
      const wire = new PacedWire(openWire, events, isUrgent, (ended) => this.ended(chairId, ended));
      if (isUrgent() || this.underWay.size < underWayMax) this.begin(chairId, wire);
      else this.waiting.set(chairId, wire);
      return wire;
    };
  }

  /** The greeting of a chair is done. */
  greeted(chairId: string): void {
    if (this.underWay.delete(chairId)) this.next();
  }

  /** To be called at each tick of the daemon. */
  tick(): void {
    for (const [chairId, wire] of this.underWay) {
      wire.ticksLeft -= 1;
      if (wire.ticksLeft <= 0) this.underWay.delete(chairId);
    }
    this.next();
  }

  /** It may be an earlier wire, whose end is told late. */
  private ended(chairId: string, wire: PacedWire): void {
    if (this.waiting.get(chairId) === wire) this.waiting.delete(chairId);
    if (this.underWay.get(chairId) === wire) this.greeted(chairId);
  }

  private next(): void {
    for (const [chairId, wire] of this.waiting) {
      if (this.underWay.size >= underWayMax && !wire.isUrgent()) continue;
      this.waiting.delete(chairId);
      this.begin(chairId, wire);
    }
  }

  private begin(chairId: string, wire: PacedWire): void {
    this.underWay.set(chairId, wire);
    wire.open();
  }
}
