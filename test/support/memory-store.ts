import type { Store } from '../../src/ports.js';

/** A store that outlives daemons, as a disk does. */
export class MemoryStore implements Store {
  readonly records = new Map<string, string>();

  load(name: string): unknown {
    const text = this.records.get(name);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async save(name: string, record: unknown): Promise<void> {
    this.records.set(name, JSON.stringify(record));
  }
}
