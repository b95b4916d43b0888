import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { peekRecord } from '../../../src/adapters/files/record-files.js';
import { openStore } from '../../../src/adapters/files/store.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import type { Log, Store } from '../../../src/ports.js';
import { silentLog } from '../../support/silent-log.js';
import { until } from '../../support/wire-contract.js';

let folder: string;
let events: string[];
let log: Log;
const clock = systemClock();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'store-'));
  const told: string[] = [];
  events = told;
  log = { ...silentLog, error: (event) => void told.push(event), info: (event) => void told.push(event) };
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(directory = folder): Store {
  const store = openStore(directory, clock, log);
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

  it('keeps the newest of many saves at once, and each waits for its own or a newer one [S9]', async () => {
    const store = open();
    const saves = Array.from({ length: 200 }, (_, count) => store.save('chair', { count }));
    expect(await Promise.all(saves)).not.toContain(false);
    expect(store.load('chair')).toEqual({ count: 199 });
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
    expect(store.load('chair')).toBeNull();
    await store.save('chair', { a: 1 });
    expect(store.load('chair')).toEqual({ a: 1 });
  });

  it('sets aside a folder where a file should be, over what was set aside before', () => {
    mkdirSync(join(folder, 'chair.json', 'inner'), { recursive: true });
    mkdirSync(join(folder, 'chair.broken', 'inner'), { recursive: true });
    expect(open().load('chair')).toBeNull();
    expect(events).toEqual(['record_set_aside']);
  });

  it('reports a record that JSON cannot hold, and keeps the one before', async () => {
    const store = open();
    await store.save('chair', { a: 1 });
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    await store.save('chair', circle);
    expect(await store.save('chair', {})).toBe(false);
    expect(await store.save('chair', { big: 1n })).toBe(false);
    expect(events).toEqual(['record_not_saved', 'record_not_saved', 'record_not_saved']);
    expect(store.load('chair')).toEqual({ a: 1 });
  });

  it('repeats a save that fails until it lands, and says so on the edge [S3]', async () => {
    const store = open();
    let hasLanded = false;
    rmSync(folder, { recursive: true });
    expect(await store.save('chair', { latch: 'estop' }, () => (hasLanded = true))).toBe(false);
    expect(store.unsaved).toMatchObject([{ name: 'chair', reason: expect.stringContaining('ENOENT') }]);
    expect(events).toEqual(['records_unsaved']);
    mkdirSync(folder);
    await until('it has landed', () => hasLanded);
    expect(store.load('chair')).toEqual({ latch: 'estop' });
    expect(store.unsaved).toEqual([]);
    expect(events).toEqual(['records_unsaved', 'records_saved']);
  });

  it('reads a record of an earlier version once, and writes it anew with its checksum', async () => {
    writeFileSync(join(folder, 'chair.json'), '{"version":1,"minutes":12}\n');
    expect(open().load('chair')).toEqual({ version: 1, minutes: 12 });
    await until('it is sealed', () => readFileSync(join(folder, 'chair.json'), 'utf8').includes('"checksum"'));
    expect(open().load('chair')).toEqual({ version: 1, minutes: 12 });
    expect(events).toEqual([]);
  });

  it('does not take a record in which one bit has turned', async () => {
    await open().save('chair', { minutes: 52 });
    const text = readFileSync(join(folder, 'chair.json'), 'utf8');
    writeFileSync(join(folder, 'chair.json'), text.replace('52', '12'));
    expect(open().load('chair')).toBeNull();
    expect(peekRecord(folder, 'chair')).toBeNull();
    expect(events).toEqual(['record_set_aside']);
  });

  it('takes no name that leaves its folder', async () => {
    const store = open();
    for (const name of ['../chair', '', '.hidden', 'a/b', 'a\u0000b', 'x'.repeat(101)]) {
      expect(store.load(name)).toBeUndefined();
      expect(await store.save(name, { a: 1 })).toBe(false);
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
    expect(openStore(join(file, 'data'), clock, log)).toMatchObject({
      kind: 'problem',
      message: expect.stringContaining('data_dir'),
    });
    expect(openStore(file, clock, log)).toMatchObject({ kind: 'problem' });
    expect(existsSync(file)).toBe(true);
  });
});
