import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, peekRecord } from '../../../src/adapters/files/store.js';
import type { Log, Store } from '../../../src/ports.js';
import { silentLog } from '../../support/silent-log.js';

let folder: string;
let events: string[];
let log: Log;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  events = [];
  log = { ...silentLog, error: (event) => void events.push(event) };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(directory = folder): Store {
  const store = openStore(directory, log);
  if ('kind' in store) throw new Error(store.message);
  return store;
}

describe('a store', () => {
  it('makes its folder and gives back what was saved, also to the next run', async () => {
    const directory = join(folder, 'new', 'data');
    await open(directory).save('living-room', { minutes: 12 });
    expect(open(directory).load('living-room')).toEqual({ minutes: 12 });
    expect(open(directory).load('other')).toBeUndefined();
    expect(events).toEqual([]);
  });

  it('keeps the newest of many saves at once, and every save waits for it [S9]', async () => {
    const store = open();
    const saves = Array.from({ length: 200 }, (_, count) => store.save('chair', { count }));
    await saves[0];
    expect(store.load('chair')).toEqual({ count: 199 });
    await Promise.all(saves);
    expect(readdirSync(folder)).toEqual(['chair.json']);
  });

  it('keeps the record as it was at the moment of the save', async () => {
    const store = open();
    const record = { latch: true };
    const saved = store.save('chair', record);
    record.latch = false;
    await saved;
    expect(store.load('chair')).toEqual({ latch: true });
  });

  it.each([
    ['torn', '{"minutes": 1'],
    ['empty', ''],
    ['of zeros', '\u0000'.repeat(64)],
    ['far too large', `"${'x'.repeat(1_100_000)}"`],
  ])('sets a file aside that is %s, says so, and can be saved to', async (_what, text) => {
    writeFileSync(join(folder, 'chair.json'), text);
    const store = open();
    expect(store.load('chair')).toBeNull();
    expect(events).toEqual(['record_set_aside']);
    expect(readFileSync(join(folder, 'chair.broken'), 'utf8')).toBe(text);
    expect(store.load('chair')).toBeUndefined();
    await store.save('chair', 1);
    expect(store.load('chair')).toBe(1);
  });

  it('sets aside a folder where a file should be, over what was set aside before', () => {
    mkdirSync(join(folder, 'chair.json', 'inner'), { recursive: true });
    mkdirSync(join(folder, 'chair.broken', 'inner'), { recursive: true });
    expect(open().load('chair')).toBeNull();
    expect(events).toEqual(['record_set_aside']);
  });

  it('reports a record that JSON cannot hold, and keeps the one before', async () => {
    const store = open();
    await store.save('chair', 1);
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    await store.save('chair', circle);
    await store.save('chair', undefined);
    await store.save('chair', { big: 1n });
    expect(events).toEqual(['record_not_saved', 'record_not_saved', 'record_not_saved']);
    expect(store.load('chair')).toBe(1);
  });

  it('reports a save that fails, and never rejects', async () => {
    const store = open();
    rmSync(folder, { recursive: true });
    await store.save('chair', 1);
    expect(events).toEqual(['record_not_saved']);
    mkdirSync(folder);
    await store.save('chair', 2);
    expect(store.load('chair')).toBe(2);
  });

  it('takes no name that leaves its folder', async () => {
    const store = open();
    for (const name of ['../chair', '', '.hidden', 'a/b', 'a\u0000b', 'x'.repeat(101)]) {
      expect(store.load(name)).toBeUndefined();
      await store.save(name, 1);
    }
    expect(new Set(events)).toEqual(new Set(['record_name_refused']));
    expect(readdirSync(folder)).toEqual([]);
  });

  it('shows a record to somebody without a lock, and changes nothing', () => {
    writeFileSync(join(folder, 'chair.json'), '{"a":1}');
    writeFileSync(join(folder, 'torn.json'), '{"a":');
    expect(peekRecord(folder, 'chair')).toEqual({ a: 1 });
    expect(peekRecord(folder, 'torn')).toBeNull();
    expect(peekRecord(folder, 'none')).toBeUndefined();
    expect(peekRecord(folder, '../chair')).toBeUndefined();
    expect(readdirSync(folder).sort()).toEqual(['chair.json', 'torn.json']);
  });

  it('removes what an interrupted write has left', () => {
    writeFileSync(join(folder, 'chair.json.123456'), 'half');
    writeFileSync(join(folder, 'chair.json'), '1');
    open();
    expect(readdirSync(folder)).toEqual(['chair.json']);
  });

  it('that cannot have its folder says so as a value', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(openStore(join(file, 'data'), log)).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining('data_dir'),
    });
    expect(openStore(file, log)).toMatchObject({ kind: 'problem' });
    expect(existsSync(file)).toBe(true);
  });
});
