import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { it } from 'vitest';
import { FileLedger } from '../../src/adapters/files/file-ledger.js';
import { ledgerDiskIn } from '../../src/adapters/files/ledger-disk.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { encodeLine } from '../../src/core/ledger/line-codec.js';
import { joinedBytes } from '../../src/core/ledger/line-reader.js';
import { closedLine, openedLine } from '../support/ledger-lines.js';
import { temporaryFolder } from '../support/program.js';
import { silentLog } from '../support/silent-log.js';
import { Times } from './figures.js';

const sessions = 1_000_000;
const chairs = 500;
const months = Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`);
const perMonth = Math.ceil(sessions / months.length);
const atOnce = 1000;

/** Sessions of a month, a part of them: days, chairs, programs and persons as in a fleet. */
function part(month: string, from: number): Uint8Array {
  const lines = Array.from({ length: Math.min(atOnce, perMonth - from) }, (_, index) => {
    const count = from + index;
    const id = `${month}-${count}`;
    const serial = `SIM${String(count % chairs).padStart(4, '0')}`;
    const at = `${month}-${String((count % 28) + 1).padStart(2, '0')}T12:00:00Z`;
    const opened = openedLine({ id, serial, at, program: `program-${count % 12}`, person: `person-${count % 40}` });
    return [encodeLine(opened), encodeLine(closedLine({ id, at }))];
  });
  return joinedBytes(lines.flat().flatMap((line) => line ?? []));
}

/** Time until a ledger has read what there is, and the time of the processor for it, ms. */
async function openingMs(folder: string): Promise<{ readonly wallMs: number; readonly cpuMs: number }> {
  const clock = systemClock();
  const [fromMs, before] = [clock.nowMs(), process.cpuUsage()];
  const disk = ledgerDiskIn(folder);
  const ledger = new FileLedger({ disk, store: { whenQuiet: (run) => run() }, clock, log: silentLog, timeZone: 'UTC' });
  await new Promise<void>((resolve) => ledger.whenRead(resolve));
  const { user, system } = process.cpuUsage(before);
  const wallMs = clock.nowMs() - fromMs;
  await ledger.settled();
  return { wallMs, cpuMs: (user + system) / 1000 };
}

it('measures how long a year of a fleet takes to open, anew and by its summary', { timeout: 1_800_000 }, async () => {
  const place = temporaryFolder();
  const folder = join(place.path, 'ledger');
  mkdirSync(folder);
  try {
    for (const month of months) {
      const file = join(folder, `${month}.jsonl`);
      writeFileSync(file, '');
      for (let from = 0; from < perMonth; from += atOnce) appendFileSync(file, part(month, from));
    }
    const anew = await openingMs(folder);
    const opened = new Times('a ledger of 1,000,000 sessions opened by its summary');
    const ofProcessor = new Times('the same, time of the processor');
    for (let round = 0; round < 5; round++) {
      const { wallMs, cpuMs } = await openingMs(folder);
      opened.add('chair2mqtt', wallMs);
      ofProcessor.add('chair2mqtt', cpuMs);
    }
    opened.add('every line read', anew.wallMs);
    ofProcessor.add('every line read', anew.cpuMs);
    opened.record();
    ofProcessor.record();
  } finally {
    place.remove();
  }
});
