import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../../hardware-sim/random.js';
import type { LedgerLine } from '../../../src/core/ledger/lines.js';
import { root } from '../../docs/page.js';
import { killChild, startWatched } from '../../support/child.js';
import { LedgerBench } from '../../support/ledger-bench.js';
import { closedLine, faultLine, openedLine } from '../../support/ledger-lines.js';
import { temporaryFolder } from '../../support/program.js';
import { until } from '../../support/wire-contract.js';

const november = '2026-11.jsonl';

let folder: ReturnType<typeof temporaryFolder>;
let bench: LedgerBench;
beforeEach(() => {
  folder = temporaryFolder();
  bench = new LedgerBench(join(folder.path, 'ledger'));
});
afterEach(() => folder.remove());

const closedIds = (lines: readonly LedgerLine[]): readonly string[] =>
  lines.flatMap((line) => (line.kind === 'closed' && line.ended_by === 'completed' ? [line.id] : []));

/** Runs the writer and kills it a while after its first word; gives the sessions that it has said to be on the disk. */
async function killedWriter(run: number, afterMs: number): Promise<readonly string[]> {
  const script = join(root, 'test/adapters/files/ledger-writer.mjs');
  const child = startWatched(process.execPath, [script, bench.folder, `run${run}`]);
  const closed = once(child, 'close');
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  await killChild(child);
  await closed;
  return said.split('\n').slice(0, -1);
}

describe('a ledger whose daemon is killed', () => {
  it('has every session that was on the disk, a hundred times, and opens each time', { timeout: 900_000 }, async () => {
    const chance = seededRandom(1);
    const promised: string[] = [];
    for (let run = 0; run < 100; run++) promised.push(...(await killedWriter(run, chance.next() * 40)));
    const ledger = await bench.write(faultLine());
    const found = bench.lines(november);
    expect(promised.length).toBeGreaterThanOrEqual(100);
    expect(new Set(closedIds(found))).toEqual(new Set([...promised, ...closedIds(found)]));
    expect(bench.skipped).toEqual({ wrong: 0, unknown: 0 });
    // What was on the disk and not told yet is one session each time at most, whole or ended as lost.
    expect(closedIds(found).length).toBeLessThanOrEqual(promised.length + 100);
    expect(ledger.hoursOf('SIM0001').motor_h).toBeCloseTo(closedIds(found).length, 3);
    expect(found.at(-1)).toEqual(faultLine());
  });
});

const mount = (path: string, options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path]).status === 0;

function mayMount(): boolean {
  const place = temporaryFolder();
  const isMounted = process.getuid?.() === 0 && mount(place.path, 'size=96k');
  if (isMounted) spawnSync('umount', [place.path]);
  place.remove();
  return isMounted;
}

describe.runIf(mayMount())('a ledger on a disk of its own', () => {
  beforeEach(() => {
    mkdirSync(bench.folder);
    mount(bench.folder, 'size=96k');
  });
  afterEach(() => void spawnSync('umount', ['-l', bench.folder]));

  const filler = (): string => join(bench.folder, 'filler');

  function fill(): void {
    try {
      for (let size = 1; ; size++) writeFileSync(filler(), Buffer.alloc(size * 4096));
    } catch {
      // Nothing fits any more.
    }
  }

  it('warns once when the disk is full, keeps what waits, and writes all of it when there is space again', async () => {
    const ledger = bench.open();
    ledger.write(openedLine());
    await until('the first line', () => bench.names.includes(november) && bench.lines(november).length === 1);
    fill();
    for (let count = 0; count < 100; count++) ledger.write(faultLine());
    ledger.write(closedLine());
    await until('the warning', () => bench.told.some((event) => event.startsWith('ledger_not_written: ENOSPC')));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(bench.lines(november).length).toBeLessThan(102);
    rmSync(filler());
    await until('the word that it is written', () => bench.told.includes('ledger_written'));
    await ledger.settled();
    expect(bench.lines(november).map(({ kind }) => kind)).toEqual([
      'opened',
      ...Array.from({ length: 100 }, () => 'fault'),
      'closed',
    ]);
    expect(bench.told.filter((event) => event.startsWith('ledger_not_written'))).toHaveLength(1);
  });

  it('loses nothing that was whole when its daemon is killed on a full disk', async () => {
    await bench.write(openedLine(), closedLine());
    fill();
    const ledger = bench.open();
    for (let count = 0; count < 100; count++) ledger.write(faultLine());
    await until('the warning', () => bench.told.some((event) => event.startsWith('ledger_not_written')));
    // This one is never settled: it is gone.
    rmSync(filler());
    const copy = bench.bytes(november);
    const other = new LedgerBench(join(folder.path, 'after'));
    mkdirSync(other.folder);
    other.put(november, copy);
    await other.write(faultLine({ zone: 'back' }));
    expect(other.lines(november).slice(0, 2)).toEqual([openedLine(), closedLine()]);
    expect(other.lines(november).at(-1)).toEqual(faultLine({ zone: 'back' }));
    await ledger.settled();
  });

  it('is read where it can only be read, goes on, and is written when it can be', async () => {
    await bench.write(openedLine(), closedLine());
    spawnSync('mount', ['-o', 'remount,ro', bench.folder]);
    const ledger = bench.open();
    ledger.write(faultLine());
    await until('the warning', () => bench.told.some((event) => event.startsWith('ledger_not_written: EROFS')));
    expect(ledger.hoursOf('SIM0001').motor_h).toBe(0.3);
    spawnSync('mount', ['-o', 'remount,rw', bench.folder]);
    await until('the word that it is written', () => bench.told.includes('ledger_written'));
    await ledger.settled();
    expect(bench.lines(november)).toEqual([openedLine(), closedLine(), faultLine()]);
  });
});
