import type { Random } from '../../hardware-sim/random.js';
import { readRecordText } from '../../src/adapters/files/record-text.js';
import { KeptRecords } from '../../src/adapters/files/store.js';
import type { Store } from '../../src/ports.js';
import { silentLog } from '../support/silent-log.js';
import type { ProcessClock } from './process-clock.js';

const writeMsMax = 15;
const retryMsMax = 31_000;

/** What is known of wear: no start hangs on it. */
const protectsNobody = (name: string): boolean => name.endsWith('.wear');

/** What a disk does with a write: takes it, says that it is full, or does not come back. */
export type DiskMood = 'sound' | 'full' | 'hanging';

interface Write {
  readonly process: ProcessClock;
  readonly name: string;
  readonly text: string;
  readonly done: (failure: string | null) => void;
}

/** A disk that outlives processes. A write takes its time; one whose process dies is lost, or leaves half a file. */
export class Disk {
  readonly files = new Map<string, string>();
  private readonly writing = new Set<Write>();
  private readonly hung = new Set<Write>();
  private mood: DiskMood = 'sound';
  private mendedAtMs = Number.NEGATIVE_INFINITY;
  /** Since when writes of a name that protects somebody fail in the process that lives. */
  private readonly failing = new Map<string, number>();

  constructor(
    private readonly chance: Random,
    private readonly nowMs: () => number,
  ) {}

  /** True where what was to be saved may not be there yet: a retry comes up to 30 s later. */
  get mayLack(): boolean {
    return this.mood !== 'sound' || this.nowMs() - this.mendedAtMs < retryMsMax;
  }

  /** Since when the process that lives has heard of failures; null where everything has landed since. */
  get failingFromMs(): number | null {
    return this.failing.size === 0 ? null : Math.min(...this.failing.values());
  }

  /** The store of one process. */
  storeFor(process: ProcessClock): Store {
    const files = {
      place: 'the disk of the simulation',
      load: (name: string) => this.load(name),
      write: (name: string, text: string, done: Write['done']) => this.write({ process, name, text, done }),
    };
    return new KeptRecords(files, process, silentLog);
  }

  become(mood: DiskMood): void {
    if (mood === 'sound' && this.mood !== 'sound') this.mendedAtMs = this.nowMs();
    this.mood = mood;
    if (mood === 'hanging') return;
    const hung = [...this.hung];
    this.hung.clear();
    for (const write of hung) if (write.process.isAlive) this.write(write);
  }

  /** The process has died in the middle of what it wrote. Gives the names of the files that are torn. */
  lose(process: ProcessClock, isTorn: boolean): readonly string[] {
    const lost = [...this.writing].filter((write) => write.process === process);
    for (const write of lost) this.writing.delete(write);
    this.failing.clear();
    for (const write of this.hung) if (write.process === process) this.hung.delete(write);
    if (!isTorn) return [];
    for (const { name, text } of lost)
      this.files.set(name, text.slice(0, Math.floor(text.length * this.chance.next())));
    return lost.map(({ name }) => name);
  }

  /** What stands in a file, or undefined where there is none or it is torn. */
  read(name: string): unknown {
    const found = readRecordText(this.files.get(name) ?? '');
    return found.kind === 'record' ? found.value : undefined;
  }

  private load(name: string): ReturnType<KeptFiles['load']> {
    const text = this.files.get(name);
    if (text === undefined) return undefined;
    const found = readRecordText(text);
    // As the real store does: a torn file is reported, and stays until another is in its place.
    return found.kind === 'record' ? found : null;
  }

  private write(write: Write): void {
    if (this.mood === 'hanging') {
      this.hung.add(write);
      return;
    }
    const failure = this.mood === 'full' ? 'ENOSPC: no space left on device, write' : null;
    if (failure === null) this.writing.add(write);
    write.process.after(1 + this.chance.next() * writeMsMax, () => {
      if (this.writing.delete(write)) this.files.set(write.name, write.text);
      if (failure === null) this.failing.delete(write.name);
      else if (!protectsNobody(write.name) && !this.failing.has(write.name)) this.failing.set(write.name, this.nowMs());
      write.done(failure);
    });
  }
}

type KeptFiles = ConstructorParameters<typeof KeptRecords>[0];
