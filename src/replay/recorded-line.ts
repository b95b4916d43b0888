import type { FileEntry } from '../core/flight/format.js';
import type { OpenWire, Wire, WireEvents } from '../ports.js';
import type { ReplayClock } from './replay-clock.js';

/** Of noise that comes in one go, no more is counted. */
const noiseMax = 1000;

interface Line {
  readonly events: WireEvents;
  isOpen: boolean;
  isEnded: boolean;
}

/** The connection of a record: it opens, closes and says what it did then; what is written to it goes nowhere. */
export abstract class RecordedLine {
  private line: Line | null = null;
  private isPlugged = false;

  constructor(protected readonly clock: ReplayClock) {}

  readonly open: OpenWire = (events) => {
    const line: Line = { events, isOpen: false, isEnded: false };
    this.line = line;
    const wire: Wire = {
      write: (text) => {
        if (line.isOpen && !line.isEnded) this.written(text);
      },
      close: async () => {
        line.isEnded = true;
      },
    };
    if (this.isPlugged) this.clock.after(1, () => this.opened(line));
    return wire;
  };

  /** The recorded connection came into being. */
  plug(): void {
    if (this.line?.isOpen === true && !this.line.isEnded) this.unplug('the record opens a new connection here');
    this.isPlugged = true;
    if (this.line !== null) this.opened(this.line);
  }

  unplug(reason: string): void {
    this.isPlugged = false;
    const { line } = this;
    if (line === null || line.isEnded) return;
    line.isEnded = true;
    line.events.onClosed(reason);
  }

  wired({ change, why }: Extract<FileEntry, { readonly kind: 'wire' }>): void {
    if (change === 'opened') this.plug();
    else if (change === 'closed') this.unplug(why ?? '');
    // Our side of the record gave the connection up; whether the replayed machine does is for it to say.
    else if (change === 'dropped') this.isPlugged = false;
  }

  noise({ overflow, alphabet }: Extract<FileEntry, { readonly kind: 'noise' }>): void {
    for (let count = 0; count < Math.min(noiseMax, overflow); count += 1) this.line?.events.onNoise('overflow');
    for (let count = 0; count < Math.min(noiseMax, alphabet); count += 1) this.line?.events.onNoise('alphabet');
  }

  protected abstract written(text: string): void;

  /** Whoever listens to the connection, while it is open. */
  protected get listener(): WireEvents | null {
    return this.line?.isOpen === true && !this.line.isEnded ? this.line.events : null;
  }

  private opened(line: Line): void {
    if (line.isEnded || line.isOpen) return;
    line.isOpen = true;
    line.events.onOpened();
  }
}
