import { execFileSync } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';

interface NativePty {
  open(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly pty: string };
}

/** The binary of the pty package: its JavaScript would signal process id -1 when such a terminal is destroyed. */
function nativePty(): NativePty {
  const fromHere = createRequire(import.meta.url);
  const fromPackage = createRequire(fromHere.resolve('@lydell/node-pty'));
  return fromPackage(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`);
}

/** More at once may not fit the kernel's buffer of a terminal. */
const pieceBytes = 256;

const isFull = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'EAGAIN';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A real serial device for tests: the host opens `path`, the test is what hangs on the cable. */
export class Pty {
  readonly path: string;
  private readonly slave: number;
  private readonly master: number;
  private readonly stream: ReadStream;
  private received = '';
  private isPluggedIn = true;

  /** `onText` hears what the host writes at the moment when it comes. */
  constructor(onText: (text: string) => void = () => {}) {
    const { master, slave, pty } = nativePty().open(80, 24);
    this.path = pty;
    this.master = master;
    this.slave = slave;
    execFileSync('stty', [process.platform === 'linux' ? '-F' : '-f', pty, 'raw', '-echo']);
    this.stream = new ReadStream(master);
    this.stream.on('error', () => {});
    this.stream.on('data', (bytes: Buffer) => {
      const text = bytes.toString('latin1');
      onText(text);
      this.received += text;
    });
  }

  /** Everything that the host has written. */
  get text(): string {
    return this.received;
  }

  /** The whole lines that the host has written, without their ends. */
  get lines(): readonly string[] {
    return this.received.split('\n').slice(0, -1);
  }

  /** Sends bytes to the host in small pieces, and waits while the host does not read. */
  async write(data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    for (let sent = 0; sent < bytes.length && this.isPluggedIn; ) {
      sent += this.writePiece(bytes.subarray(sent, sent + pieceBytes));
      if (sent < bytes.length) await nextTurn();
    }
  }

  /** The device no longer takes what the host writes. */
  stopReading(): void {
    this.stream.pause();
  }

  /** It takes again what the host writes. */
  readAgain(): void {
    this.stream.resume();
  }

  /** Pulls the cable. */
  unplug(): void {
    if (!this.isPluggedIn) return;
    this.isPluggedIn = false;
    this.stream.destroy();
    closeSync(this.slave);
  }

  private writePiece(piece: Uint8Array): number {
    try {
      return writeSync(this.master, piece);
    } catch (error) {
      if (isFull(error)) return 0;
      throw error;
    }
  }
}
