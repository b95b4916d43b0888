import type { LedgerDisk } from '../../src/adapters/files/ledger-disk.js';
import type { RecordFiles } from '../../src/adapters/files/record-files.js';
import type { Clock } from '../../src/ports.js';

const missing = new Uint8Array();

/** A disk in virtual time: whatever has to be on it takes this long. */
export class VirtualDisk {
  readonly files = new Map<string, Uint8Array>();
  readonly records = new Map<string, string>();
  syncMs = 1;

  constructor(private readonly clock: Pick<Clock, 'after'>) {}

  readonly recordFiles: RecordFiles = {
    place: 'disk',
    load: () => undefined,
    write: (name, text, done) =>
      this.whenSynced(() => {
        this.records.set(name, text);
        done(null);
      }),
  };

  readonly ledgerDisk: LedgerDisk = {
    place: 'disk',
    prepare: async () => undefined,
    list: async () => [...this.files.keys()],
    size: async (name) => this.bytesOf(name).length,
    read: async (name, offset, length) => this.bytesOf(name).subarray(offset, offset + length),
    writeEnd: async (name, offset, bytes) => {
      await new Promise<void>((resolve) => this.whenSynced(resolve));
      this.files.set(name, Uint8Array.from([...this.bytesOf(name).subarray(0, offset), ...bytes]));
    },
    tearOff: async () => undefined,
    replace: async (name, bytes) => {
      await new Promise<void>((resolve) => this.whenSynced(resolve));
      this.files.set(name, bytes);
    },
    remove: async (name) => void this.files.delete(name),
    rename: async (from, to) => {
      this.files.set(to, this.bytesOf(from));
      this.files.delete(from);
    },
    sync: async () => undefined,
  };

  private bytesOf(name: string): Uint8Array {
    return this.files.get(name) ?? missing;
  }

  private whenSynced(run: () => void): void {
    this.clock.after(this.syncMs, run);
  }
}
