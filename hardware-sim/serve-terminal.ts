import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import type { Clock, Timer } from '../src/ports.js';
import type { ServeProblem } from './serve-outcome.js';

/** The chair's end of a pseudo-terminal. */
export interface Terminal {
  readonly kind: 'terminal';
  /** The device that a host opens. */
  readonly path: string;
  /** Writes whole pieces or drops them; never blocks. */
  write(text: string): void;
  setReading(isReading: boolean): void;
  /** The port goes away under whoever has it open. */
  close(): void;
}

interface NativePty {
  open(columns: number, rows: number): { readonly master: number; readonly slave: number; readonly pty: string };
}

/** The binary of the pty package alone: its JavaScript signals process id -1 when such a terminal is destroyed. */
function nativePty(): NativePty | null {
  try {
    const fromHere = createRequire(import.meta.url);
    const fromPackage = createRequire(fromHere.resolve('@lydell/node-pty'));
    return fromPackage(`@lydell/node-pty-${process.platform}-${process.arch}/pty.node`);
  } catch {
    return null;
  }
}

/** What waits for a host that does not read; the system's own buffer comes on top. */
const waitingBytesMax = 1024;
/** More at once may not fit the system's buffer. */
const pieceBytes = 256;
const writeAgainMs = 20;

/** Writes to a descriptor that may take nothing now. */
class PatientWriter {
  private waiting = Buffer.alloc(0);
  private timer: Timer | null = null;
  private isOpen = true;

  constructor(
    private readonly descriptor: number,
    private readonly clock: Clock,
  ) {}

  /** A piece that does not fit behind what waits is lost as a whole: half a line would spoil the next one. */
  write(text: string): void {
    if (!this.isOpen || this.waiting.length + text.length > Math.max(waitingBytesMax, text.length)) return;
    this.waiting = Buffer.concat([this.waiting, Buffer.from(text, 'latin1')]);
    this.flush();
  }

  close(): void {
    this.isOpen = false;
    if (this.timer !== null) this.clock.clear(this.timer);
  }

  private flush(): void {
    while (this.waiting.length > 0) {
      const written = this.writePiece();
      if (written === 0) break;
      this.waiting = this.waiting.subarray(written);
    }
    if (this.waiting.length === 0 || this.timer !== null) return;
    this.timer = this.clock.after(writeAgainMs, () => {
      this.timer = null;
      this.flush();
    });
  }

  private writePiece(): number {
    try {
      return writeSync(this.descriptor, this.waiting.subarray(0, pieceBytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') this.waiting = Buffer.alloc(0);
      return 0;
    }
  }
}

type Outcome = Terminal | ServeProblem;
/** Takes what the host sends (latin1: a character a byte). */
type OnText = (text: string) => void;

const problem = (message: string): ServeProblem => ({ kind: 'problem', message });
const run = promisify(execFile);

async function openNative(native: NativePty, clock: Clock, onText: OnText): Promise<Outcome> {
  const { master, slave, pty } = native.open(80, 24);
  try {
    await run('stty', [process.platform === 'linux' ? '-F' : '-f', pty, 'raw', '-echo'], { timeout: 2000 });
  } catch (error) {
    closeSync(master);
    closeSync(slave);
    return problem(`stty cannot set ${pty}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const writer = new PatientWriter(master, clock);
  const stream = new ReadStream(master);
  stream.on('error', () => {});
  stream.setEncoding('latin1');
  stream.on('data', onText);
  return {
    kind: 'terminal',
    path: pty,
    write: (text) => writer.write(text),
    setReading: (isReading) => (isReading ? stream.resume() : stream.pause()),
    close: () => {
      writer.close();
      stream.destroy();
      // Held open until now: without it a host that closes the port would look like an unplug.
      closeSync(slave);
    },
  };
}

const socatWaitMs = 2000;
const socatLookMs = 20;

function appears(path: string, child: ChildProcess, clock: Clock): Promise<boolean> {
  const endMs = clock.nowMs() + socatWaitMs;
  return new Promise((resolve) => {
    const look = (): void => {
      if (existsSync(path)) resolve(true);
      else if (child.exitCode !== null || child.pid === undefined || clock.nowMs() > endMs) resolve(false);
      else clock.after(socatLookMs, look);
    };
    look();
  });
}

async function openSocat(path: string, clock: Clock, onText: OnText): Promise<Outcome> {
  const child = spawn('socat', ['-', `pty,raw,echo=0,link=${path}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  child.on('error', () => {});
  child.stdin.on('error', () => {});
  if (!(await appears(path, child, clock))) {
    child.kill('SIGKILL');
    return problem(`no pseudo-terminal: neither @lydell/node-pty nor socat works here; use TCP instead`);
  }
  const slave = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
  child.stdout.setEncoding('latin1');
  child.stdout.on('data', onText);
  return {
    kind: 'terminal',
    path,
    write: (text) => {
      if (child.stdin.writable && child.stdin.writableLength + text.length <= waitingBytesMax) {
        child.stdin.write(text, 'latin1');
      }
    },
    setReading: (isReading) => (isReading ? child.stdout.resume() : child.stdout.pause()),
    close: () => {
      closeSync(slave);
      child.kill('SIGKILL');
    },
  };
}

/** Opens a pseudo-terminal: by the native package, else by socat, which makes the link `path` itself. Never rejects. */
export async function openTerminal(path: string, clock: Clock, onText: OnText, load = nativePty): Promise<Outcome> {
  const native = load();
  try {
    return native === null ? await openSocat(path, clock, onText) : await openNative(native, clock, onText);
  } catch (error) {
    return problem(`no pseudo-terminal: ${error instanceof Error ? error.message : String(error)}; use TCP instead`);
  }
}
