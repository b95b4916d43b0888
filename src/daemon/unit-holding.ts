import { type Claimant, type Holding, listeningHolding, ownHolding } from '../core/ownership.js';
import type { Clock, OpenWire, Wire, WireEvents } from '../ports.js';

/** A wire behind the gate. It is opened when the gate is, and lets nothing through when the gate is shut. */
class GatedWire implements Wire {
  private wire: Wire | null = null;
  private isMuted = false;
  private isEnded = false;

  constructor(
    private readonly openWire: OpenWire,
    private readonly events: WireEvents,
  ) {}

  open(): void {
    if (this.wire !== null || this.isEnded) return;
    const { events } = this;
    this.wire = this.openWire({
      onOpened: () => !this.isEnded && events.onOpened(),
      onLine: (line) => !this.isEnded && events.onLine(line),
      onNoise: (kind) => !this.isEnded && events.onNoise(kind),
      ...(events.onBytes && { onBytes: (bytes) => !this.isEnded && events.onBytes?.(bytes) }),
      onClosed: (reason) => this.closed(reason),
    });
  }

  /** From here on nothing is written, whoever asks for it: it is somebody else's dead-man. [S16] */
  mute(): void {
    this.isMuted = this.wire !== null;
  }

  end(reason: string): void {
    const { wire } = this;
    if (wire === null) return;
    this.closed(reason);
    void wire.close();
  }

  write(text: string): void {
    if (!this.isMuted) this.wire?.write(text);
  }

  async close(): Promise<void> {
    await this.wire?.close();
    this.isEnded = true;
  }

  private closed(reason: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.events.onClosed(reason);
  }
}

/** Whether the chair of a unit is ours, and the gate in front of its port. [S16] */
export class UnitHolding {
  holding: Holding;
  private isGateOpen: boolean;
  private newest: GatedWire | null = null;
  private heldSinceMs: number | null = null;

  /** `isPortShared`: nothing locks the port, so it is not opened before it is known that nobody else has the chair. */
  constructor(
    isPortShared: boolean,
    private readonly clock: Pick<Clock, 'nowMs'>,
  ) {
    this.holding = isPortShared ? listeningHolding : ownHolding;
    this.isGateOpen = !isPortShared;
  }

  gate(openWire: OpenWire): OpenWire {
    return (events) => {
      const wire = new GatedWire(openWire, events);
      this.newest = wire;
      if (this.isGateOpen) wire.open();
      return wire;
    };
  }

  /** Settles whose the chair is; true where it has just been given up, and `giveUp` has to follow what the session is told. */
  settle(holding: Holding): boolean {
    const wasOurs = this.holding.kind !== 'yielded';
    this.holding = holding;
    if (holding.kind === 'own') this.openGate();
    if (holding.kind !== 'yielded' || !wasOurs) return false;
    this.isGateOpen = false;
    this.newest?.mute();
    return true;
  }

  /** Closes the port, without a word. */
  giveUp(reason: string): void {
    this.newest?.end(reason);
  }

  /** The first handshake of this run. */
  greeted(): void {
    this.heldSinceMs ??= this.clock.nowMs();
  }

  get heldMs(): Claimant['heldMs'] {
    return this.heldSinceMs === null ? 0 : Math.max(0, Math.round(this.clock.nowMs() - this.heldSinceMs));
  }

  private openGate(): void {
    this.isGateOpen = true;
    this.newest?.open();
  }
}
