import { SerialPort } from 'serialport';
import { encodeOrder } from '../../src/core/protocol/codec.js';
import type { Request } from '../../src/core/protocol/messages.js';
import { eventually } from './eventually.js';

/** A host that says what a test wants on a serial port, and hears everything. */
export class RawHost {
  readonly lines: string[] = [];
  private seq = 0;
  private held = '';

  private constructor(private readonly port: SerialPort) {
    port.on('data', (piece: Buffer) => this.take(piece.toString('latin1')));
  }

  static async open(path: string): Promise<RawHost> {
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
    await new Promise<void>((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
    return new RawHost(port);
  }

  /** Sends a request under the next number and waits for its answer, without its check. */
  async ask(request: Request): Promise<string> {
    this.seq += 1;
    const begins = `${this.seq} `;
    const from = this.lines.length;
    this.write(encodeOrder({ seq: this.seq, request }));
    const answer = () => this.lines.slice(from).find((line) => line.startsWith(begins));
    await this.until(() => answer() !== undefined, `an answer to ${request.verb}`);
    return (answer() ?? '').replace(/^\d+ /, '').replace(/\*.*$/, '');
  }

  write(text: string): void {
    this.port.write(text, 'latin1');
  }

  async until(claim: () => boolean, what: string): Promise<void> {
    const events = () => this.lines.filter((line) => line.startsWith('E '));
    await eventually(claim, () => `${what}; heard: ${[...events(), ...this.lines.slice(-10)].join(' | ')}`);
  }

  hears(text: string): Promise<void> {
    return this.until(() => this.lines.some((line) => line.includes(text)), `"${text}"`);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.port.close(() => resolve()));
  }

  private take(text: string): void {
    const lines = (this.held + text).split('\n');
    this.held = lines.pop() ?? '';
    this.lines.push(...lines);
  }
}
