import process from 'node:process';
import { expect, it } from 'vitest';
import { FileLedger } from '../../src/adapters/files/file-ledger.js';
import { KeptRecords } from '../../src/adapters/files/store.js';
import { scanLines } from '../../src/core/ledger/line-codec.js';
import { ChairGroup } from '../support/chair-group.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualDisk } from '../support/virtual-disk.js';

const chairs = 500;
const syncMs = 20;
const gapMsMax = 500;
const stepMs = 10;

/** What waits for the disk goes on between two steps. */
const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it(`${chairs} chairs that are all stopped at once, with a disk of ${syncMs} ms a sync, are looked after meanwhile [S14]`, async () => {
  const written = new Map<string, number[]>();
  const ids = Array.from({ length: chairs }, (_, index) => `c${index}`);
  const disks: VirtualDisk[] = [];
  const diskOf = (): VirtualDisk => {
    const [disk] = disks;
    if (disk === undefined) throw new Error('there is no disk yet');
    return disk;
  };
  const room = new ChairGroup(
    ids,
    (id, atMs) => written.set(id, [...(written.get(id) ?? []).slice(-200), atMs]),
    (clock) => {
      disks.push(new VirtualDisk(clock));
      const disk = diskOf();
      const store = new KeptRecords(disk.recordFiles, clock, silentLog);
      return {
        store,
        ledger: new FileLedger({ disk: disk.ledgerDisk, store, clock, log: silentLog, timeZone: 'UTC' }),
      };
    },
  );
  let busyMsMax = 0;
  const advance = async (durationMs: number): Promise<void> => {
    for (let passedMs = 0; passedMs < durationMs; passedMs += stepMs) {
      const before = process.cpuUsage();
      room.clock.advance(stepMs);
      const { user, system } = process.cpuUsage(before);
      busyMsMax = Math.max(busyMsMax, (user + system) / 1000);
      await breathe();
    }
  };
  const linesOf = (kind: string): number =>
    [...diskOf().files]
      .filter(([name]) => name.endsWith('.jsonl'))
      .flatMap(([, bytes]) => scanLines(bytes).pieces)
      .filter((piece) => piece.kind === 'line' && piece.line.kind === kind).length;

  for (const id of ids) room.run(id, { command: 'start', program: 'quick-break' }, 'http');
  await advance(6000);
  expect(ids.filter((id) => room.stateOf(id) === 'running')).toHaveLength(chairs);
  // A disk that is so slow from the beginning has no room for five hundred starts: those that find records unsaved are refused.
  diskOf().syncMs = syncMs;
  written.clear();
  busyMsMax = 0;
  await advance(1000);
  room.brokers.stops.deliver('chair2mqtt/all/stop', '');
  await advance(3000);
  const states = new Set(ids.map((id) => room.stateOf(id)));
  expect(states).toEqual(new Set(['idle']));
  for (const id of ids) {
    const times = written.get(id) ?? [];
    const gaps = times.slice(1).map((atMs, at) => atMs - (times[at] ?? 0));
    expect(Math.max(...gaps), id).toBeLessThan(gapMsMax);
  }
  expect(busyMsMax).toBeLessThan(gapMsMax);
  await advance(20_000);
  expect([linesOf('opened'), linesOf('closed')]).toEqual([chairs, chairs]);
}, 170_000);
