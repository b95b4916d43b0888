import {
  isWriteDue,
  nextLookAtMs,
  nothingKept,
  type RecordKeeping,
  saveAsked,
  saveDeadlineMs,
  type UnsavedRecord,
  whyUnsaved,
  writeBegun,
  writeFailed,
  writeLanded,
} from '../../core/record-keeping.js';
import type { Clock, Log, Store, Timer } from '../../ports.js';
import { isRecordName, prepareFolder, type RecordFiles, recordFilesIn } from './record-files.js';
import { recordText } from './record-text.js';

export interface StoreProblem {
  readonly kind: 'problem';
  readonly message: string;
}

/** Each write that hangs holds one of the four threads that also look up host names: two are left to others. */
const writesMax = 2;

/** A save that waits for its record, or a newer one, to be on the disk. */
interface Waiting {
  readonly revision: number;
  readonly onSaved: () => void;
}

/** One record: its newest text, and how it stands. */
interface Kept {
  keeping: RecordKeeping;
  text: string;
  waiting: Waiting[];
  timer: Timer | null;
}

type KeeperClock = Pick<Clock, 'nowMs' | 'after' | 'clear' | 'random'>;

/** Keeps records over files that may refuse or hang: what to do next is decided by `core/record-keeping.ts`. [S3] [S9] */
export class KeptRecords implements Store {
  private readonly records = new Map<string, Kept>();
  private readonly listeners: (() => void)[] = [];
  /** Why each record that is unsaved is. */
  private readonly why = new Map<string, string>();
  /** What is due, and waits until fewer are written. */
  private readonly queued = new Set<string>();
  private writes = 0;
  private readonly quietRuns: (() => void)[] = [];
  private readonly later = new Map<string, () => object>();

  constructor(
    private readonly files: RecordFiles,
    private readonly clock: KeeperClock,
    private readonly log: Log,
  ) {}

  get unsaved(): readonly UnsavedRecord[] {
    return [...this.why].map(([name, reason]) => ({ name, reason }));
  }

  onUnsaved(listener: () => void): void {
    this.listeners.push(listener);
  }

  whenQuiet(run: () => void): void {
    if (this.writes === 0) run();
    else this.quietRuns.push(run);
  }

  /** A record of an earlier version, without a checksum, is written anew with one. */
  load(name: string): unknown {
    if (!this.takesName(name)) return undefined;
    const found = this.files.load(name);
    if (found === null || found === undefined) return found;
    const { value, isSealed } = found;
    if (!isSealed && typeof value === 'object' && value !== null) void this.save(name, value);
    return value;
  }

  async save(name: string, record: object, onSaved: () => void = () => undefined): Promise<boolean> {
    if (!this.takesName(name)) return false;
    const json = recordText(record);
    if ('problem' in json) {
      this.log.error('record_not_saved', { name, reason: json.problem });
      return false;
    }
    const kept = this.records.get(name) ?? { keeping: nothingKept, text: '', waiting: [], timer: null };
    this.records.set(name, kept);
    kept.text = json.text;
    kept.keeping = saveAsked(kept.keeping, this.clock.nowMs());
    const saved = new Promise<boolean>((resolve) => {
      const deadline = this.clock.after(saveDeadlineMs, () => resolve(false));
      kept.waiting.push({
        revision: kept.keeping.asked,
        onSaved: () => {
          this.clock.clear(deadline);
          onSaved();
          resolve(true);
        },
      });
    });
    this.look(name, kept);
    return await saved;
  }

  saveLater(name: string, record: () => object): void {
    if (!this.takesName(name)) return;
    this.later.set(name, record);
    this.writeLater();
  }

  /** One at a time: a record of safety finds a writer free. */
  private writeLater(): void {
    const [next] = this.later;
    if (next === undefined || this.writes > 0) return;
    const [name, record] = next;
    this.later.delete(name);
    const json = recordText(record());
    if ('problem' in json) {
      this.log.error('record_not_saved', { name, reason: json.problem });
      this.writeLater();
      return;
    }
    this.writes += 1;
    this.files.write(name, json.text, (failure) => {
      this.writes -= 1;
      if (failure !== null) this.log.warn('record_not_saved', { name, reason: failure });
      this.goOn();
    });
  }

  /** A writer is free. */
  private goOn(): void {
    this.lookAtQueued();
    // What was queued has begun: nothing waits while nothing is written.
    if (this.writes === 0) for (const run of this.quietRuns.splice(0)) run();
    this.writeLater();
  }

  private takesName(name: string): boolean {
    if (isRecordName(name)) return true;
    this.log.error('record_name_refused', { name });
    return false;
  }

  /** Does what is due for a record, and comes back when something will be. */
  private look(name: string, kept: Kept): void {
    const nowMs = this.clock.nowMs();
    if (kept.timer !== null) this.clock.clear(kept.timer);
    kept.timer = null;
    if (isWriteDue(kept.keeping, nowMs)) {
      if (this.writes < writesMax) this.write(name, kept);
      else this.queued.add(name);
    }
    const inMs = nextLookAtMs(kept.keeping, nowMs) - nowMs;
    if (Number.isFinite(inMs)) kept.timer = this.clock.after(inMs, () => this.look(name, kept));
    this.tell(name, whyUnsaved(kept.keeping, nowMs));
  }

  private write(name: string, kept: Kept): void {
    kept.keeping = writeBegun(kept.keeping);
    this.writes += 1;
    this.files.write(name, kept.text, (failure) => {
      this.writes -= 1;
      const nowMs = this.clock.nowMs();
      kept.keeping =
        failure === null
          ? writeLanded(kept.keeping, nowMs)
          : writeFailed(kept.keeping, nowMs, failure, this.clock.random());
      if (failure === null) this.landed(kept);
      this.look(name, kept);
      this.goOn();
    });
  }

  private landed(kept: Kept): void {
    const { landed } = kept.keeping;
    const done = kept.waiting.filter(({ revision }) => revision <= landed);
    kept.waiting = kept.waiting.filter(({ revision }) => revision > landed);
    for (const { onSaved } of done) onSaved();
  }

  private lookAtQueued(): void {
    for (const name of this.queued) {
      if (this.writes >= writesMax) return;
      this.queued.delete(name);
      const kept = this.records.get(name);
      if (kept !== undefined) this.look(name, kept);
    }
  }

  /** Logged when the first record cannot be saved, and when all are: between the two it would be a line a second. */
  private tell(name: string, reason: string | null): void {
    if ((this.why.get(name) ?? null) === reason) return;
    const wereSaved = this.why.size === 0;
    if (reason === null) this.why.delete(name);
    else this.why.set(name, reason);
    if (wereSaved && reason !== null) this.logUnsaved({ name, reason });
    if (this.why.size === 0) this.log.info('records_saved', { folder: this.files.place });
    for (const listener of this.listeners) listener();
  }

  private logUnsaved({ name, reason }: UnsavedRecord): void {
    const hint = 'free space on this disk, or replace it; no remote start is accepted until it is saved';
    this.log.error('records_unsaved', { folder: this.files.place, record: name, reason, hint });
  }
}

/** Opens the folder of records, making it where there is none. Take the folder's lock first: what an interrupted write has
 *  left is removed here. A name is at most 100 letters, digits, `.`, `_`, `-`. */
export function openStore(directory: string, clock: Clock, log: Log): Store | StoreProblem {
  const message = prepareFolder(directory);
  if (message !== null) return { kind: 'problem', message };
  return new KeptRecords(recordFilesIn(directory, log), clock, log);
}
