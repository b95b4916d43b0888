import type { Duplex } from 'node:stream';
import type { Clock, Wire, WireEvents } from '../../ports.js';
import { type LineEnd, lineReader } from './line-pipeline.js';

/** More than this is never held for a peer that does not read. */
const heldBytesMax = 4096;

/** How long a close waits for what was written, and then for the port to be free. */
const drainMs = 200;

/** What differs between a serial port and a socket. */
export interface StreamConnection {
  readonly stream: Duplex;
  /** The event of `stream` that says: what was written has gone. */
  readonly drainedBy: 'finish' | 'close';
  /** How many of these bytes the system has taken already, asked only while nothing waits in `stream`. */
  writeAtOnce?(bytes: Buffer): number;
  /** Says what an error means and what to do about it. */
  explain(error: Error): string | Promise<string>;
  /** Frees the port. What has not gone by then is discarded. Never rejects. */
  release(isDrained: boolean): Promise<void>;
}

/** The part of a wire that serial ports and sockets share: one end, bounded writes, a bounded close. */
export class StreamWire implements Wire {
  private state: 'opening' | 'open' | 'draining' | 'closed' = 'opening';
  private released: Promise<void> = Promise.resolve();
  private closing: Promise<void> | null = null;
  private connection: StreamConnection | null = null;
  private readonly takeText: (text: string) => void;

  constructor(
    private readonly events: WireEvents,
    private readonly clock: Clock,
    lineEnd: LineEnd = 'lf',
  ) {
    this.takeText = lineReader(lineEnd, {
      onLine: (line) => this.state === 'open' && events.onLine(line),
      onNoise: (kind) => this.state === 'open' && events.onNoise(kind),
    });
  }

  /** The connection to free when the wire ends; an attempt counts. */
  attach(connection: StreamConnection): void {
    this.connection = connection;
    const { stream } = connection;
    stream.on('error', (error: Error) => this.fail(error));
    stream.on('end', () => this.end('the other side has hung up'));
    stream.on('close', (error: unknown) => {
      if (error instanceof Error) this.fail(error);
      else this.end('the port has closed');
    });
  }

  /** The connection stands: from here on lines come and may be written. */
  opened(): void {
    if (this.state !== 'opening' || this.connection === null) return;
    this.state = 'open';
    this.connection.stream.on('data', (bytes: Buffer) => this.received(bytes));
    this.events.onOpened();
  }

  /** The first `length` of these bytes have come. They are read before this returns, and may then be overwritten. */
  received(bytes: Buffer, length = bytes.length): void {
    if (this.state !== 'open') return;
    if (this.events.onBytes === undefined) this.takeText(bytes.toString('latin1', 0, length));
    else this.events.onBytes(Uint8Array.from(bytes.subarray(0, length)));
  }

  /** Ends the wire for an error, in words that say what to do. */
  fail(error: Error): void {
    if (this.state !== 'closed') this.end(this.connection?.explain(error) ?? error.message);
  }

  /** Ends the wire. The reason may take a moment to find; only the first end counts. */
  end(reason: string | Promise<string>, isDrained = false): void {
    if (this.state === 'closed') return;
    const text = this.closing === null ? reason : 'closed';
    this.state = 'closed';
    this.released = this.connection?.release(isDrained) ?? Promise.resolve();
    void Promise.resolve(text).then((found) => this.events.onClosed(found));
  }

  write(text: string): void {
    if (this.state !== 'open' || this.connection === null) return;
    const { connection } = this;
    const { stream } = connection;
    if (connection.writeAtOnce === undefined) stream.write(text, 'latin1');
    else {
      const bytes = Buffer.from(text, 'latin1');
      const taken = stream.writableLength > 0 ? 0 : connection.writeAtOnce(bytes);
      if (taken < bytes.length) stream.write(bytes.subarray(taken));
    }
    if (stream.writableLength > heldBytesMax) this.end('the other side takes no more: it does not read');
  }

  close(): Promise<void> {
    this.closing ??= this.drainAndEnd();
    return this.closing;
  }

  /** True once it has ended: an attempt that succeeds after that is thrown away. */
  get isClosed(): boolean {
    return this.state === 'closed';
  }

  private async drainAndEnd(): Promise<void> {
    if (this.state === 'open') {
      this.state = 'draining';
      this.end('closed', await this.drain());
    } else this.end('closed');
    await this.atMost(this.released);
  }

  private async drain(): Promise<boolean> {
    const connection = this.connection;
    if (connection === null) return true;
    let isDrained = false;
    const drained = new Promise<void>((resolve) => {
      connection.stream.once(connection.drainedBy, () => {
        isDrained = true;
        resolve();
      });
    });
    connection.stream.end();
    await this.atMost(drained);
    return isDrained;
  }

  private atMost(work: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.after(drainMs, resolve);
      void work.then(() => {
        this.clock.clear(timer);
        resolve();
      });
    });
  }
}
