import { lstatSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Port, PortOwner } from './port.js';
import type { Served, ServeProblem } from './serve-outcome.js';
import { openTerminal, type Terminal } from './serve-terminal.js';

const openAgainMs = 500;

/** Makes way for the link: only a link to a terminal, left behind by an earlier run, may be replaced. */
function clearPath(path: string): string | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (!stat.isSymbolicLink() || !readlinkSync(path).startsWith('/dev/')) {
    return `${path} is there already and is not a link to a terminal: choose another path`;
  }
  unlinkSync(path);
  return null;
}

function removeLink(path: string, target: string): void {
  try {
    const isOurs = target === path || readlinkSync(path) === target;
    if (isOurs) unlinkSync(path);
  } catch {
    // It has gone already.
  }
}

/** A chair on a pseudo-terminal that a host opens like a USB adapter. */
class PtyPort implements Port {
  private terminal: Terminal | null = null;
  private isWanted = true;
  private isReading = true;

  constructor(
    private readonly device: PortOwner,
    private readonly path: string,
    private readonly open: typeof openTerminal,
  ) {}

  async plugIn(): Promise<ServeProblem | null> {
    const inTheWay = this.tryPath();
    if (inTheWay !== null) return { kind: 'problem', message: inTheWay };
    const terminal = await this.open(this.path, this.device.clock, (text) => this.device.receive(text));
    if (terminal.kind === 'problem') return terminal;
    const noLink = terminal.path === this.path ? null : this.tryLink(terminal.path);
    if (noLink !== null || !this.isWanted) {
      terminal.close();
      removeLink(this.path, terminal.path);
      return noLink === null ? null : { kind: 'problem', message: noLink };
    }
    this.terminal = terminal;
    terminal.setReading(this.isReading);
    this.device.notePort('pty', 'opened');
    return null;
  }

  send(text: string): void {
    this.terminal?.write(text);
  }

  setReading(isReading: boolean): void {
    this.isReading = isReading;
    this.terminal?.setReading(isReading);
  }

  setPlugged(isPlugged: boolean): void {
    if (isPlugged === this.isWanted) return;
    this.isWanted = isPlugged;
    if (isPlugged) this.plugInAgain();
    else this.pullOut();
  }

  pullOut(): void {
    const { terminal } = this;
    this.isWanted = false;
    this.terminal = null;
    if (terminal === null) return;
    terminal.close();
    removeLink(this.path, terminal.path);
    this.device.notePort('pty', 'closed');
  }

  private plugInAgain(): void {
    if (!this.isWanted || this.terminal !== null) return;
    void this.plugIn().then((problem) => {
      if (problem !== null) this.device.clock.after(openAgainMs, () => this.plugInAgain());
    });
  }

  private tryPath(): string | null {
    try {
      return clearPath(this.path);
    } catch (error) {
      return `${this.path}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  private tryLink(target: string): string | null {
    try {
      symlinkSync(target, this.path);
      return null;
    } catch (error) {
      const isNoFolder = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return `cannot make the link ${this.path}: ${isNoFolder ? 'its folder does not exist' : String(error)}`;
    }
  }
}

/** Puts the chair on a pseudo-terminal at `path`. Where there is none, says so: TCP works everywhere. */
export async function servePty(
  device: PortOwner,
  path: string,
  open: typeof openTerminal = openTerminal,
): Promise<Served<string> | ServeProblem> {
  const port = new PtyPort(device, resolve(path), open);
  const problem = await port.plugIn();
  if (problem !== null) return problem;
  const detach = device.attach(port);
  port.setReading(device.isReading);
  port.setPlugged(device.isPlugged);
  return {
    kind: 'served',
    at: path,
    close: async () => {
      detach();
      port.pullOut();
    },
  };
}
