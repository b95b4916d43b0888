import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { killChild, startWatched } from './child.js';
import { eventually } from './eventually.js';

/** One message of the notify protocol. */
export interface ManagerMessage {
  /** When it was read, ms of the monotonic clock. */
  readonly at: number;
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
