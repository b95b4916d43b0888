import { cutLines, type LineState, noLine } from '../../src/core/protocol/lines.js';
import type { OpenWire, WireEvents } from '../../src/ports.js';

const heldBytesMax = 4096;

/** A wire without a device: what a real one does, in memory and in the same turn of promises. One connection at a time. */
export class MemoryCable {
  private received = '';
  private held = '';
  private isReading = true;
  private end: ((reason: string) => void) | null = null;
  private receive: ((text: string) => void) | null = null;

  /** Everything that the host has written. */
  get text(): string {
    return this.received;
  }

  readonly open: OpenWire = (events) => {
    let isOpen = false;
    let isEnded = false;
    const end = (reason: string): void => {
      if (isEnded) return;
      isEnded = true;
      queueMicrotask(() => events.onClosed(reason));
    };
    queueMicrotask(() => {
      if (isEnded) return;
      isOpen = true;
      this.receive = intoLines(events, () => !isEnded);
      events.onOpened();
    });
    this.end = end;
    return {
      write: (text) => {
        if (isOpen && !isEnded) this.take(text);
      },
      close: async () => end('closed'),
    };
  };

  write(text: string): void {
    this.receive?.(text);
  }

  stopReading(): void {
    this.isReading = false;
  }

  unplug(): void {
    this.end?.('unplugged');
  }

  private take(text: string): void {
    if (this.isReading) this.received += text;
    else this.held += text;
    if (this.held.length > heldBytesMax) this.end?.('the other side takes no more: it does not read');
  }
}

function intoLines(events: WireEvents, isOpen: () => boolean): (text: string) => void {
  let state: LineState = noLine;
  return (text) => {
    const [next, items] = cutLines(state, text);
    state = next;
    for (const item of items) {
      if (!isOpen()) return;
      if (item.kind === 'line') events.onLine(item.line);
      else events.onNoise(item.kind);
    }
  };
}
