import type { Random } from '../../hardware-sim/random.js';
import type { Store } from '../../src/ports.js';
import type { ProcessClock } from './process-clock.js';

const writeMsMax = 15;

interface Write {
  readonly process: ProcessClock;
  readonly name: string;
  readonly text: string;
}

/** A disk that outlives processes. A write takes its time; one whose process dies is lost, or leaves half a file. */
export class Disk {
  readonly files = new Map<string, string>();
  private readonly writing = new Set<Write>();

  constructor(private readonly chance: Random) {}

  /** The store of one process. */
  storeFor(process: ProcessClock): Store {
    return {
      load: (name) => this.load(name),
      save: (name, record) => this.save(process, name, JSON.stringify(record)),
    };
  }

  /** The process has died in the middle of what it wrote. Gives the names of the files that are torn. */
  lose(process: ProcessClock, isTorn: boolean): readonly string[] {
    const lost = [...this.writing].filter((write) => write.process === process);
    for (const write of lost) this.writing.delete(write);
    if (!isTorn) return [];
    for (const { name, text } of lost)
      this.files.set(name, text.slice(0, Math.floor(text.length * this.chance.next())));
    return lost.map(({ name }) => name);
  }

  /** What stands in a file, or undefined where there is none or it is torn. */
  read(name: string): unknown {
    try {
      return JSON.parse(this.files.get(name) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  private load(name: string): unknown {
    const text = this.files.get(name);
    if (text === undefined) return undefined;
    const record = this.read(name);
    // As the real store does: a torn file is set aside and reported.
    if (record === undefined) this.files.delete(name);
    return record ?? null;
  }

  private save(process: ProcessClock, name: string, text: string): Promise<void> {
    const write: Write = { process, name, text };
    for (const older of this.writing) if (older.process === process && older.name === name) this.writing.delete(older);
    this.writing.add(write);
    return new Promise((resolve) => {
      process.after(1 + this.chance.next() * writeMsMax, () => {
        if (this.writing.delete(write)) this.files.set(name, text);
        resolve();
      });
    });
  }
}
