import process from 'node:process';
import { Duplex } from 'node:stream';
import { errorText } from '../../core/error-text.js';
import { type PacketBounds, PacketGuard } from './packet-guard.js';

type WriteDone = (error?: Error | null) => void;
type WriteStep = (chunk: unknown, encoding: BufferEncoding, done: WriteDone) => void;

/** The socket of a connection as the MQTT library gets it: with a guard on what comes in, and with an end to what the library throws
 *  while it reads. */
export class GuardedStream extends Duplex {
  private readonly guard: PacketGuard;
  private isGathering = false;

  /** `onBroken` is told once why the connection had to end, before it does. */
  constructor(
    private readonly socket: Duplex,
    bounds: PacketBounds,
    private readonly onBroken: (reason: string) => void,
  ) {
    super({ autoDestroy: true });
    let hasRoom = true;
    this.guard = new PacketGuard(bounds, (bytes) => {
      if (!this.destroyed) hasRoom = this.push(bytes);
    });
    socket.on('data', (chunk: Uint8Array) => {
      hasRoom = true;
      this.guarded(() => {
        const problem = this.guard.take(chunk);
        if (problem !== null) this.giveUp(problem);
      });
      if (!hasRoom) socket.pause();
    });
    socket.on('error', (error) => this.destroy(error));
    socket.on('end', () => this.push(null));
    socket.on('close', () => this.destroy());
    if ('setNoDelay' in socket && typeof socket.setNoDelay === 'function') socket.setNoDelay(true);
  }

  override _read(): void {
    this.socket.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: WriteDone): void {
    this.gather();
    this.passOn(this.socket.write(chunk), done);
  }

  /** A packet comes in several pieces. */
  override _writev(pieces: readonly { readonly chunk: Uint8Array }[], done: WriteDone): void {
    this.gather();
    this.passOn(this.socket.write(Buffer.concat(pieces.map(({ chunk }) => chunk))), done);
  }

  override _final(done: WriteDone): void {
    this.socket.end(() => done());
  }

  override _destroy(error: Error | null, done: WriteDone): void {
    this.socket.destroy();
    done(error);
  }

  /** The library reads in the step of this destination that takes a piece. As no piece holds the end of more than one packet, all
   *  that it does with a packet happens in there. */
  override pipe<Destination extends NodeJS.WritableStream>(destination: Destination): Destination {
    const reader = destination as Destination & { _write?: WriteStep };
    const write = reader._write;
    if (write !== undefined) {
      reader._write = (chunk, encoding, done) => this.guarded(() => write.call(reader, chunk, encoding, done));
    }
    destination.on('error', (error) => this.giveUp(errorText(error)));
    return super.pipe(destination);
  }

  /** The packets of one turn go out together: the library hands each over in a step of its own, and each write by itself costs more
   *  than the packet. */
  private gather(): void {
    if (this.isGathering) return;
    this.isGathering = true;
    this.socket.cork();
    process.nextTick(() => {
      this.isGathering = false;
      this.socket.uncork();
    });
  }

  private passOn(hasRoom: boolean, done: WriteDone): void {
    if (hasRoom) done();
    else this.socket.once('drain', () => done());
  }

  private guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.giveUp(`the broker sends what cannot be read (${errorText(error)})`);
    }
  }

  private giveUp(reason: string): void {
    if (this.destroyed) return;
    this.onBroken(reason);
    this.destroy();
  }
}
