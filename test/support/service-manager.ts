import { type ChildProcessWithoutNullStreams, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { killChild, startWatched } from './child.js';
import { eventually } from './eventually.js';

/** The real programs of systemd are there, or have to be. */
export const hasSystemdPrograms =
  spawnSync('systemd-notify', ['--version']).error === undefined || process.env['CI'] === 'true';

/** Sends what it is told, as the real program does, but waits for nobody. */
const simpleNotify = `#!/usr/bin/python3
import os, socket, sys
to = os.environ["NOTIFY_SOCKET"]
talker = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
talker.sendto("\\n".join(sys.argv[1:]).encode(), "\\0" + to[1:] if to.startswith("@") else to)
`;

/** Where programs are found, `systemd-notify` among them: a simple one in this folder where there is no real one. */
export function pathWithNotify(folder: string): string {
  const path = process.env['PATH'] ?? '';
  if (hasSystemdPrograms) return path;
  const bin = join(folder, 'simple');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'systemd-notify'), simpleNotify);
  chmodSync(join(bin, 'systemd-notify'), 0o755);
  return `${bin}:${path}`;
}

/** One message of the notify protocol. */
export interface ManagerMessage {
  /** The process that has sent it, or says so with the right to. */
  readonly pid: number;
  readonly words: Readonly<Record<string, string>>;
}

/** Listens as systemd does, on a real datagram socket: at a path, or in the abstract name space where the address begins with `@`. */
export class ListeningManager {
  readonly messages: ManagerMessage[] = [];
  private isListening = false;
  private rest = '';
  private readonly child: ChildProcessWithoutNullStreams;

  private constructor(
    readonly address: string,
    isDeaf: boolean,
  ) {
    const script = join(import.meta.dirname, 'service-manager.py');
    this.child = startWatched('/usr/bin/python3', [script, address, ...(isDeaf ? ['--deaf'] : [])]);
    this.child.stdout.on('data', (data: Buffer) => this.take(data));
  }

  /** `isDeaf`: it reads, and never says that it has read. */
  static async listen(address: string, isDeaf = false): Promise<ListeningManager> {
    const manager = new ListeningManager(address, isDeaf);
    await eventually(() => manager.isListening, 'the service manager listens');
    return manager;
  }

  /** The messages that say this, oldest first. */
  withWord(name: string): readonly ManagerMessage[] {
    return this.messages.filter(({ words }) => words[name] !== undefined);
  }

  async until(name: string, count = 1): Promise<void> {
    await eventually(
      () => this.withWord(name).length >= count,
      () => `${count} times ${name} in ${JSON.stringify(this.messages)}`,
    );
  }

  async close(): Promise<void> {
    await killChild(this.child);
  }

  private take(data: Buffer): void {
    const parts = (this.rest + data.toString()).split('\n');
    this.rest = parts.pop() ?? '';
    for (const part of parts) {
      const message: ManagerMessage & { readonly listening?: string } = JSON.parse(part);
      if (message.listening === undefined) this.messages.push(message);
      else this.isListening = true;
    }
  }
}
