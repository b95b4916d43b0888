import { describe, expect, it } from 'vitest';
import { readRecordText } from '../../../src/adapters/files/record-text.js';
import { KeptRecords } from '../../../src/adapters/files/store.js';
import type { Log } from '../../../src/ports.js';
import { silentLog } from '../../support/silent-log.js';
import { VirtualTime } from '../../support/virtual-time.js';

type Done = (failure: string | null) => void;

/** Files whose writes a test lets land, fail or hang. */
class SlowFiles {
  readonly clock = new VirtualTime();
  readonly logged: string[] = [];
  readonly landed = new Map<string, unknown>();
  readonly writing: { readonly name: string; readonly text: string; readonly done: Done }[] = [];
  readonly changes: string[][] = [];
  readonly store: KeptRecords;

  constructor() {
    const write = (name: string, text: string, done: Done) => void this.writing.push({ name, text, done });
    const log: Log = {
      ...silentLog,
      error: (event) => void this.logged.push(event),
      info: (event) => void this.logged.push(event),
    };
    this.store = new KeptRecords({ place: 'here', load: () => undefined, write }, this.clock, log);
    this.store.onUnsaved(() => this.changes.push(this.unsaved));
  }

  get unsaved(): string[] {
    return this.store.unsaved.map(({ name }) => name);
  }

  finish(failure: string | null = null): void {
    const write = this.writing.shift();
    if (write === undefined) throw new Error('nothing is being written');
    const found = readRecordText(write.text);
    if (failure === null && found.kind === 'record') this.landed.set(write.name, found.value);
    write.done(failure);
  }
}

describe('records that protect nobody', () => {
  it('are written one at a time, when nothing else is, as they stand then', () => {
    const files = new SlowFiles();
    let count = 1;
    void files.store.save('chair', { count });
    files.store.saveLater('chair.wear', () => ({ count }));
    files.store.saveLater('other.wear', () => ({ count }));
    count = 2;
    expect(files.writing.map(({ name }) => name)).toEqual(['chair']);
    files.finish();
    expect(files.writing.map(({ name }) => name)).toEqual(['chair.wear']);
    void files.store.save('other', { count });
    expect(files.writing.map(({ name }) => name)).toEqual(['chair.wear', 'other']);
    files.finish();
    files.finish();
    files.finish();
    expect(files.landed.get('chair.wear')).toEqual({ count: 2 });
    expect(files.landed.get('other.wear')).toEqual({ count: 2 });
  });

  it('do not hold each other back where one of them is none', () => {
    const files = new SlowFiles();
    void files.store.save('chair', { count: 1 });
    files.store.saveLater('chair.wear', () => ({ count: 1n }));
    files.store.saveLater('other.wear', () => ({ count: 1 }));
    files.finish();
    expect(files.writing.map(({ name }) => name)).toEqual(['other.wear']);
  });

  it('make nothing unsaved, whatever the disk does, and let the ledger write between two of them [S3]', () => {
    const files = new SlowFiles();
    files.store.saveLater('chair.wear', () => ({ count: 1 }));
    files.store.saveLater('other.wear', () => ({ count: 1 }));
    const quiet: string[] = [];
    files.store.whenQuiet(() => quiet.push(files.writing.map(({ name }) => name).join()));
    files.clock.advance(60_000);
    expect(files.unsaved).toEqual([]);
    files.finish('ENOSPC: no space left on device, write');
    expect([files.unsaved, quiet, files.changes]).toEqual([[], [''], []]);
    expect(files.writing.map(({ name }) => name)).toEqual(['other.wear']);
  });
});

describe('records that are kept over a disk', () => {
  it('that hangs count as unsaved after 1 s, and the newest lands when it is back [S3]', async () => {
    const files = new SlowFiles();
    const saved: number[] = [];
    const first = files.store.save('chair', { count: 1 }, () => saved.push(1));
    files.clock.advance(500);
    void files.store.save('chair', { count: 2 }, () => saved.push(2));
    expect([files.unsaved, files.writing.length]).toEqual([[], 1]);
    files.clock.advance(500);
    expect(files.unsaved).toEqual(['chair']);
    expect(await first).toBe(false);
    files.clock.advance(3_600_000);
    expect(files.writing).toHaveLength(1);
    files.finish();
    expect(saved).toEqual([1]);
    files.finish();
    expect(saved).toEqual([1, 2]);
    expect(files.landed.get('chair')).toEqual({ count: 2 });
    expect(files.unsaved).toEqual([]);
    expect(files.logged).toEqual(['records_unsaved', 'records_saved']);
  });

  it('that is full are tried again until they land, told on the edge and not each time', () => {
    const files = new SlowFiles();
    void files.store.save('chair', { count: 1 });
    let attempts = 0;
    for (let second = 0; second < 600; second++) {
      if (files.writing.length > 0) {
        files.finish('ENOSPC');
        attempts += 1;
      }
      files.clock.advance(1000);
    }
    expect(attempts).toBeGreaterThan(20);
    expect(attempts).toBeLessThan(60);
    expect(files.logged).toEqual(['records_unsaved']);
    expect(files.changes).toEqual([['chair']]);
    files.clock.advance(30_000);
    files.finish();
    expect(files.logged).toEqual(['records_unsaved', 'records_saved']);
    expect(files.changes).toEqual([['chair'], []]);
  });

  it('give the newest record to each retry', () => {
    const files = new SlowFiles();
    void files.store.save('chair', { count: 1 });
    files.finish('EIO');
    void files.store.save('chair', { count: 2 });
    expect(files.writing).toEqual([]);
    files.clock.advance(1000);
    files.finish();
    expect(files.landed.get('chair')).toEqual({ count: 2 });
    expect(files.writing).toEqual([]);
  });

  it('write two at once at the most, and forget none of those that wait', () => {
    const files = new SlowFiles();
    const names = Array.from({ length: 30 }, (_, index) => `chair-${index}`);
    for (const name of names) void files.store.save(name, { name });
    expect(files.writing).toHaveLength(2);
    for (const _name of names) files.finish();
    expect([...files.landed.keys()]).toEqual(names);
    expect(files.unsaved).toEqual([]);
  });

  it('behind two that hang are unsaved as well', () => {
    const files = new SlowFiles();
    for (const name of ['a', 'b', 'c']) void files.store.save(name, { name });
    files.clock.advance(1000);
    expect(files.unsaved).toEqual(['a', 'b', 'c']);
    files.finish();
    files.finish();
    files.finish();
    expect(files.unsaved).toEqual([]);
  });

  it('resolve with true once they have landed, whatever was asked meanwhile', async () => {
    const files = new SlowFiles();
    const first = files.store.save('chair', { count: 1 });
    const second = files.store.save('chair', { count: 2 });
    files.finish();
    files.finish();
    expect(await Promise.all([first, second])).toEqual([true, true]);
    expect(files.clock.waiting).toBe(0);
  });
});
