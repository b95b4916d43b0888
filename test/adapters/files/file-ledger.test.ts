import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LedgerDisk, ledgerDiskIn } from '../../../src/adapters/files/ledger-disk.js';
import { openStore } from '../../../src/adapters/files/store.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import type { RunningSession } from '../../../src/core/ledger/lines.js';
import { LedgerBench } from '../../support/ledger-bench.js';
import { closedLine, faultLine, openedLine, refusedLine } from '../../support/ledger-lines.js';
import { temporaryFolder } from '../../support/program.js';
import { silentLog } from '../../support/silent-log.js';

let folder: ReturnType<typeof temporaryFolder>;
let bench: LedgerBench;
beforeEach(() => {
  folder = temporaryFolder();
  bench = new LedgerBench(join(folder.path, 'ledger'));
});
afterEach(() => folder.remove());

const november = '2026-11.jsonl';
const { ended_by: _, ...lastMinute } = closedLine({ elapsed_s: 60, at: '2026-11-22T21:05:00Z' });
const running: RunningSession = lastMinute;

/** Counts what is asked of the disk. */
function counted(disk: LedgerDisk): { readonly disk: LedgerDisk; readonly writes: string[]; readonly reads: string[] } {
  const writes: string[] = [];
  const reads: string[] = [];
  return {
    writes,
    reads,
    disk: {
      ...disk,
      writeEnd: (name, offset, bytes) => {
        writes.push(name);
        return disk.writeEnd(name, offset, bytes);
      },
      read: (name, offset, length) => {
        reads.push(`${name} ${offset} ${length}`);
        return disk.read(name, offset, length);
      },
    },
  };
}

describe('the ledger in files', () => {
  it('keeps a session in the file of the month in which it began, in order', async () => {
    const lines = [openedLine({ at: '2026-11-30T23:50:00Z' }), closedLine({ at: '2026-12-01T00:10:00Z' })];
    await bench.write(...lines, faultLine({ at: '2026-12-01T00:20:00Z' }));
    expect(bench.lines(november)).toEqual(lines);
    expect(bench.lines('2026-12.jsonl')).toHaveLength(1);
  });

  it('keeps that file for a session that another daemon has to end', async () => {
    await bench.write(openedLine({ at: '2026-11-30T23:50:00Z' }));
    await bench.write();
    expect(bench.lines(november).map(({ kind }) => kind)).toEqual(['opened', 'closed']);
    expect(bench.names).not.toContain('2026-12.jsonl');
  });

  it('brings all that waits to the disk by one write', async () => {
    const { disk, writes } = counted(ledgerDiskIn(bench.folder));
    const ledger = bench.open(disk);
    for (let count = 0; count < 500; count++) ledger.write(faultLine());
    await ledger.settled();
    expect(writes.filter((name) => name === november)).toHaveLength(1);
    expect(bench.lines(november)).toHaveLength(500);
  });

  it('takes the ends of five hundred sessions at once on a slow disk, by one write, and holds nothing up', async () => {
    const slow = ledgerDiskIn(bench.folder);
    const { disk, writes } = counted({
      ...slow,
      writeEnd: async (...asked) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        await slow.writeEnd(...asked);
      },
    });
    const ledger = bench.open(disk);
    const ids = Array.from({ length: 500 }, (_, count) => `session-${count}`);
    for (const id of ids) ledger.write(openedLine({ id }));
    await ledger.settled();
    writes.length = 0;
    const order: string[] = [];
    for (const id of ids) ledger.write(closedLine({ id }));
    setImmediate(() => order.push('what came after it'));
    await ledger.settled();
    order.push('written');
    expect(order).toEqual(['what came after it', 'written']);
    expect(writes.filter((name) => name === november)).toHaveLength(1);
    expect(bench.lines(november)).toHaveLength(1000);
  });

  it('forgets a person in mid-work: what waits, what is torn off and what it knows by heart, and goes on where the files end', async () => {
    await bench.write(openedLine({ id: 'a' }), closedLine({ id: 'a' }));
    bench.put('2026-11.jsonl.torn', Buffer.from('{"kind":"opened","person":"anna"'));
    bench.put('summary.json.new', Buffer.from('anna'));
    const ledger = bench.open();
    ledger.write(openedLine({ id: 'b' }));
    ledger.write(openedLine({ id: 'c', person: 'ben' }));
    ledger.write(closedLine({ id: 'b' }));
    expect(await ledger.forget('anna')).toEqual({ files: 2, lines: 3 });
    ledger.write(closedLine({ id: 'c' }));
    await ledger.settled();
    for (const name of bench.names) expect(bench.bytes(name).toString(), name).not.toContain('anna');
    expect(bench.lines(november)).toHaveLength(6);
    expect(ledger.hoursOf('SIM0001').motor_h).toBeCloseTo(0.9);
    bench.told.length = 0;
    const next = await bench.write();
    expect(bench.told).toEqual([]);
    expect(next.hoursOf('SIM0001').motor_h).toBeCloseTo(0.9);
    expect(JSON.parse(bench.bytes('summary.json').toString()).days['2026-11-22'].people).toEqual({
      '-': { sessions: 2, running_s: 2400 },
      ben: { sessions: 1, running_s: 1200 },
    });
  });

  it('says that a person could not be forgotten, and forgets when it is asked again', async () => {
    let isFull = true;
    const real = ledgerDiskIn(bench.folder);
    const ledger = bench.open({
      ...real,
      rename: async (...asked) => {
        if (isFull) throw new Error('ENOSPC');
        await real.rename(...asked);
      },
    });
    ledger.write(openedLine());
    expect(await ledger.forget('anna')).toEqual({ failure: 'ENOSPC' });
    isFull = false;
    expect(await ledger.forget('anna')).toEqual({ files: 1, lines: 1 });
    ledger.write(closedLine());
    await ledger.settled();
    expect(bench.lines(november)).toEqual([openedLine({ person: '-' }), closedLine()]);
    expect(bench.names).not.toContain('2026-11.jsonl.new');
  });

  it('keeps refusals apart, and lets those of long ago go', async () => {
    mkdirSync(bench.folder);
    bench.put('2024-01.notes.jsonl', new Uint8Array());
    bench.put('2024-01.jsonl', new Uint8Array());
    await bench.write(refusedLine());
    expect(bench.lines('2026-11.notes.jsonl')).toEqual([refusedLine()]);
    expect(bench.names).toContain('2024-01.jsonl');
    expect(bench.names).not.toContain('2024-01.notes.jsonl');
  });

  it('goes on behind the notes of before, and behind none that is torn', async () => {
    await bench.write(refusedLine());
    bench.put('2026-11.notes.jsonl', Buffer.concat([bench.bytes('2026-11.notes.jsonl'), Buffer.from('{"kind":')]));
    await bench.write(refusedLine({ more: 3 }));
    expect(bench.lines('2026-11.notes.jsonl')).toEqual([refusedLine(), refusedLine({ more: 3 })]);
    expect(bench.bytes('2026-11.notes.jsonl.torn').toString()).toBe('{"kind":');
  });

  it('ends what was running when a daemon died, with the last minutes that are known', async () => {
    const first = bench.open();
    first.write(openedLine());
    first.keepRunning([running]);
    await first.settled();
    const second = await bench.write();
    expect(bench.lines(november).at(-1)).toEqual({ ...running, ended_by: 'daemon_lost' });
    expect(bench.told).toContain('ledger_sessions_lost');
    await bench.write();
    expect(bench.lines(november)).toHaveLength(2);
    expect(second.hoursOf('SIM0001').motor_h).toBeGreaterThan(0);
  });

  it('counts hours as soon as they are taken, and finds them again', async () => {
    const ledger = bench.open();
    ledger.write(openedLine());
    ledger.write(closedLine());
    await new Promise<void>((resolve) => ledger.whenRead(resolve));
    expect(ledger.hoursOf('SIM0001')).toEqual({ motor_h: 0.3, zones: { back: 0.2 } });
    await ledger.settled();
    expect(ledger.hoursOf('SIM0001')).toEqual({ motor_h: 0.3, zones: { back: 0.2 } });
    expect((await bench.write()).hoursOf('SIM0001')).toEqual({ motor_h: 0.3, zones: { back: 0.2 } });
  });

  it('knows how many sessions stood in the place of an appointment, once it has read what was before', async () => {
    await bench.write(openedLine(), closedLine());
    const ledger = bench.open();
    expect(ledger.appointments).toBeNull();
    await new Promise<void>((resolve) => ledger.whenRead(resolve));
    expect([...(ledger.appointments ?? [])]).toEqual([['2026-11-22', 1]]);
    await ledger.settled();
  });

  it('reads no month again that is complete, and of the last one only its end', async () => {
    const lines = Array.from({ length: 300 }, () => faultLine());
    await bench.write(...lines, ...lines.map((line) => ({ ...line, at: '2026-12-01T00:00:00Z' })));
    const { disk, reads } = counted(ledgerDiskIn(bench.folder));
    await bench.open(disk).settled();
    expect(reads.some((read) => read.startsWith(november))).toBe(false);
    expect(reads.filter((read) => read.startsWith('2026-12.jsonl'))).toEqual([
      expect.stringMatching(/^2026-12\.jsonl \d{5} 4096$/),
    ]);
  });

  it.each([
    ['is gone', (): void => rmSync(join(bench.folder, 'summary.json'))],
    [
      'was damaged',
      (): void =>
        bench.put(
          'summary.json',
          bench.bytes('summary.json').map((byte) => byte ^ 1),
        ),
    ],
    ['speaks of other files', (): void => bench.put('2026-10.jsonl', bench.bytes(november))],
  ])('reads everything anew where its summary %s', async (_how, spoil) => {
    await bench.write(openedLine(), closedLine());
    spoil();
    const ledger = await bench.write();
    expect(ledger.hoursOf('SIM0001').motor_h).toBeGreaterThanOrEqual(0.3);
    expect(bench.lines(november)).toHaveLength(2);
  });

  it('reads everything anew where a file is another than the one that was read', async () => {
    await bench.write(openedLine(), closedLine());
    const longer = Buffer.concat([bench.bytes(november), bench.bytes(november)]);
    longer[20] = 0;
    bench.put(november, longer);
    await bench.write();
    expect(bench.told).toContain('ledger_read_anew');
  });

  it('writes nothing while the store is writing', async () => {
    let release = (): void => {};
    bench.store.whenQuiet = (run) => {
      release = run;
    };
    const ledger = bench.open();
    ledger.write(openedLine());
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(() => bench.names).toThrow('ENOENT');
    bench.store.whenQuiet = (run) => run();
    release();
    await ledger.settled();
    expect(bench.lines(november)).toHaveLength(1);
  });
});

describe('a store', () => {
  it('calls when it is quiet: at once, or when its last write has ended', async () => {
    const store = openStore(folder.path, systemClock(), silentLog);
    if ('kind' in store) throw new Error(store.message);
    const order: string[] = [];
    store.whenQuiet(() => order.push('at once'));
    const saves = [1, 2, 3, 4].map((count) => store.save(`chair-${count}`, { count }).then(() => order.push('saved')));
    await new Promise<void>((resolve) => store.whenQuiet(resolve));
    order.push('quiet');
    await Promise.all(saves);
    expect(order.slice(0, 1)).toEqual(['at once']);
    expect(order.indexOf('quiet')).toBeGreaterThan(3);
  });
});
