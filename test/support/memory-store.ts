import type { UnsavedRecord } from '../../src/core/record-keeping.js';
import type { Store } from '../../src/ports.js';

/** A store that outlives daemons, as a disk does. While it is told to refuse, what is saved waits, as with a full disk. */
export class MemoryStore implements Store {
  readonly records = new Map<string, string>();
  unsaved: readonly UnsavedRecord[] = [];
  private isRefusing = false;
  private readonly waiting = new Map<string, { readonly text: string; readonly onSaved: (() => void)[] }>();
  private readonly listeners: (() => void)[] = [];

  load(name: string): unknown {
    const text = this.records.get(name);
    return text === undefined ? undefined : JSON.parse(text);
  }

  save(name: string, record: object, onSaved: () => void = () => {}): Promise<boolean> {
    const text = JSON.stringify(record);
    if (this.isRefusing) {
      const before = this.waiting.get(name)?.onSaved ?? [];
      this.waiting.set(name, { text, onSaved: [...before, onSaved] });
      return Promise.resolve(false);
    }
    this.records.set(name, text);
    onSaved();
    return Promise.resolve(true);
  }

  saveLater(name: string, record: () => object): void {
    if (!this.isRefusing) this.records.set(name, JSON.stringify(record()));
  }

  onUnsaved(listener: () => void): void {
    this.listeners.push(listener);
  }

  whenQuiet(run: () => void): void {
    run();
  }

  /** From now on nothing lands; it is known when the test says so. */
  refuse(): void {
    this.isRefusing = true;
  }

  /** What waits is known to be unsaved, as after a failure or a second. */
  tellUnsaved(): void {
    this.unsaved = [...this.waiting.keys()].map((name) => ({ name, reason: 'ENOSPC: no space left on device, write' }));
    for (const listener of this.listeners) listener();
  }

  /** There is space again: what waited lands. */
  mend(): void {
    this.isRefusing = false;
    const waiting = [...this.waiting];
    this.waiting.clear();
    for (const [name, { text }] of waiting) this.records.set(name, text);
    this.unsaved = [];
    for (const [, { onSaved }] of waiting) for (const each of onSaved) each();
    for (const listener of this.listeners) listener();
  }
}
