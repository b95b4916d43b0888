import { cutLines, type LineState, noLine } from '../src/core/protocol/lines.js';
import type { OpenWire, Wire, WireEvents } from '../src/ports.js';
import type { Port, PortOwner } from './port.js';

/** What a chair that does not read leaves with the host; more closes the wire, as on a real port. */
const heldCharactersMax = 4096;
/** Nothing on a line arrives in the moment in which it is sent. */
const transitMs = 1;

/** One connection to a chair in memory. */
class MemoryWire implements Wire, Port {
  private line: LineState = noLine;
  private toHost = '';
  private isDue = false;
  private held = '';
  private isOpen = false;
  private isEnded = false;
  private readonly detach: () => void;

  constructor(
    private readonly device: PortOwner,
    private readonly events: WireEvents,
    private readonly lineEnd: '\n' | '\r',
  ) {
    this.detach = device.attach(this);
    if (device.isPlugged) this.later(() => this.opened());
    else this.end('no port: the chair is unplugged');
  }

  write(text: string): void {
    if (!this.isOpen || this.isEnded) return;
    if (this.device.isReading && this.held === '') {
      this.device.receive(text);
      return;
    }
    this.held += text;
    if (this.held.length > heldCharactersMax) this.end('the chair takes no more: it does not read');
  }

  async close(): Promise<void> {
    this.end('closed');
  }

  send(text: string): void {
    if (!this.isOpen) return;
    this.toHost += text;
    if (this.isDue) return;
    this.isDue = true;
    this.later(() => this.flush());
  }

  setReading(isReading: boolean): void {
    if (!isReading || this.held === '') return;
    const { held } = this;
    this.held = '';
    this.later(() => this.device.receive(held));
  }

  setPlugged(isPlugged: boolean): void {
    if (!isPlugged) this.end('the chair is unplugged');
  }

  private opened(): void {
    if (this.isEnded) return;
    this.isOpen = true;
    this.device.notePort('memory', 'opened');
    this.events.onOpened();
  }

  private flush(): void {
    this.isDue = false;
    const text = this.toHost;
    this.toHost = '';
    if (this.events.onBytes !== undefined) {
      if (!this.isEnded) this.events.onBytes(Uint8Array.from(text, (character) => character.charCodeAt(0)));
      return;
    }
    const [line, items] = cutLines(this.line, this.lineEnd === '\n' ? text : text.replaceAll('\r', '\n'));
    this.line = line;
    for (const item of items) {
      if (this.isEnded) return;
      if (item.kind === 'line') this.events.onLine(item.line);
      else this.events.onNoise(item.kind);
    }
  }

  private end(reason: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    this.detach();
    this.later(() => {
      if (this.isOpen) this.device.notePort('memory', 'closed');
      this.events.onClosed(reason);
    });
  }

  private later(run: () => void): void {
    this.device.clock.after(transitMs, run);
  }
}

/** Opens connections to the chair in memory, under the chair's clock: what it sends arrives 1 ms later, as bytes where the
 *  host asks for those, else cut into lines. */
export const openMemoryWire =
  (device: PortOwner, lineEnd: '\n' | '\r' = '\n'): OpenWire =>
  (events) =>
    new MemoryWire(device, events, lineEnd);
