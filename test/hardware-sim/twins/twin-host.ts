import type { Twin, TwinOptions } from '../../../hardware-sim/twins/twin.js';
import { VirtualTime } from '../../../hardware-sim/virtual-time.js';
import type { Wire } from '../../../src/ports.js';

export const bytesOf = (hex: string): string => Buffer.from(hex.replaceAll(' ', ''), 'hex').toString('latin1');
export const hexOf = (bytes: string): string =>
  Buffer.from(bytes, 'latin1')
    .toString('hex')
    .toUpperCase()
    .replace(/..(?=.)/g, '$& ');

/** A host that speaks raw bytes to a device in memory, in virtual time. */
export class TwinHost<Device extends Twin> {
  readonly clock = new VirtualTime();
  readonly twin: Device;
  /** What was read, one character a byte; and the pieces in which it came. */
  text = '';
  readonly pieces: string[] = [];
  closedBy: string | null = null;
  private readonly wire: Wire;

  constructor(make: (options: TwinOptions) => Device, seed = 1) {
    this.twin = make({ clock: this.clock, seed });
    this.wire = this.twin.openWire({
      onOpened: () => {},
      onLine: () => {
        throw new Error('a host that reads bytes gets no lines');
      },
      onNoise: () => {},
      onBytes: (bytes) => {
        const piece = Buffer.from(bytes).toString('latin1');
        this.pieces.push(piece);
        this.text += piece;
      },
      onClosed: (reason) => {
        this.closedBy = reason;
      },
    });
    this.clock.advance(10);
  }

  write(text: string): void {
    this.wire.write(text);
  }

  hex(hex: string): void {
    this.write(bytesOf(hex));
  }

  advance(durationMs: number): void {
    this.clock.advance(durationMs);
  }

  /** What has come since, in the time that passes meanwhile. */
  hear(durationMs: number): string {
    const from = this.text.length;
    this.advance(durationMs);
    return this.text.slice(from);
  }
}
