import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  flightDirectory,
  flightsMax,
  listFlights,
  openFlightFolder,
} from '../../../src/adapters/files/flight-folder.js';
import { flightName } from '../../../src/core/flight/format.js';
import type { Log } from '../../../src/ports.js';
import { temporaryFolder } from '../../support/program.js';
import { silentLog } from '../../support/silent-log.js';

let folder = temporaryFolder();
let flights = '';
let complaints: string[] = [];
beforeEach(() => {
  folder = temporaryFolder();
  flights = flightDirectory(folder.path);
  complaints = [];
});
afterEach(() => folder.remove());

const log: Log = {
  ...silentLog,
  error: (event, fields) => void complaints.push(`${event} ${String(fields?.['reason'])}`),
};

const nameAt = (second: number, chairId = 'hall'): string =>
  flightName(chairId, 1_767_268_800_000 + second * 1000, 'stall');
const record = (name: string, text = 'one\ntwo\n', chairId = 'hall') => ({
  chairId,
  name,
  lines: () => text.split(/(?<=\n)/),
});

describe('the folder of flight records', () => {
  it('is made for the first record, which its user alone may read', async () => {
    const records = openFlightFolder(flights, log);
    expect(existsSync(flights)).toBe(false);
    records.write(record(nameAt(1)));
    await records.settled();
    expect(readdirSync(flights)).toEqual([nameAt(1)]);
    expect(readFileSync(join(flights, nameAt(1)), 'utf8')).toBe('one\ntwo\n');
    expect(statSync(join(flights, nameAt(1))).mode & 0o777).toBe(0o600);
  });

  it('takes the newer of two records of one name', async () => {
    const records = openFlightFolder(flights, log);
    records.write(record(nameAt(1), 'first'));
    records.write(record(nameAt(1), 'second'));
    await records.settled();
    records.write(record(nameAt(1), 'third'));
    await records.settled();
    expect(readFileSync(join(flights, nameAt(1)), 'utf8')).toBe('third');
  });

  it(`keeps the newest ${flightsMax} of each chair, also over restarts`, async () => {
    mkdirSync(flights);
    for (let second = 0; second < 30; second += 1) writeFileSync(join(flights, nameAt(second)), 'old');
    writeFileSync(join(flights, nameAt(0, 'hall-2')), 'of another chair');
    writeFileSync(join(flights, 'notes.txt'), 'not a record');
    const records = openFlightFolder(flights, log);
    records.write(record(nameAt(100)));
    await records.settled();
    const names = await listFlights(flights);
    expect(names.filter((name) => name.startsWith('hall-2026'))).toHaveLength(flightsMax);
    expect(names).toContain(nameAt(100));
    expect(names).not.toContain(nameAt(10));
    expect(names).toContain(nameAt(11));
    expect(names).toContain(nameAt(0, 'hall-2'));
    expect(existsSync(join(flights, 'notes.txt'))).toBe(true);
  });

  it('does not take a new record for the oldest when the clock is behind', async () => {
    mkdirSync(flights);
    for (let second = 0; second < flightsMax; second += 1) writeFileSync(join(flights, nameAt(second)), 'old');
    const records = openFlightFolder(flights, log);
    const early = flightName('hall', 5000, 'stall');
    records.write(record(early));
    await records.settled();
    expect(readdirSync(flights)).toContain(early);
    expect(readdirSync(flights)).not.toContain(nameAt(0));
  });

  it('clears away what an interrupted write has left', async () => {
    mkdirSync(flights);
    writeFileSync(join(flights, `${nameAt(1)}.part`), 'half');
    const records = openFlightFolder(flights, log);
    records.write(record(nameAt(2)));
    await records.settled();
    expect(readdirSync(flights)).toEqual([nameAt(2)]);
  });

  it('that cannot be made is said once, and nothing throws', async () => {
    writeFileSync(flights, 'a file stands in the way');
    const records = openFlightFolder(flights, log);
    for (let second = 0; second < 3; second += 1) {
      records.write(record(nameAt(second)));
      await records.settled();
    }
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toMatch(/^flight_record_not_written .*(EEXIST|ENOTDIR)/);
  });

  it('works again when the trouble is over', async () => {
    mkdirSync(join(flights, nameAt(1)), { recursive: true });
    const records = openFlightFolder(flights, log);
    records.write(record(nameAt(1)));
    await records.settled();
    expect(complaints).toHaveLength(1);
    records.write(record(nameAt(2)));
    await records.settled();
    expect(readFileSync(join(flights, nameAt(2)), 'utf8')).toBe('one\ntwo\n');
  });

  it.skipIf(!existsSync('/dev/full'))('leaves nothing half behind on a full disk', async () => {
    const records = openFlightFolder(flights, log);
    records.write(record(nameAt(1)));
    await records.settled();
    symlinkSync('/dev/full', join(flights, `${nameAt(2)}.part`));
    records.write(record(nameAt(2)));
    await records.settled();
    expect(complaints[0]).toContain('ENOSPC');
    expect(readdirSync(flights)).toEqual([nameAt(1)]);
  });

  it('survives a record that cannot be encoded', async () => {
    const records = openFlightFolder(flights, log);
    records.write({
      ...record(nameAt(1)),
      *lines() {
        yield 'begun';
        throw new Error('no more');
      },
    });
    records.write(record(nameAt(2)));
    await records.settled();
    expect(readdirSync(flights)).toEqual([nameAt(2)]);
    expect(complaints).toEqual(['flight_record_not_written no more']);
  });

  it('holds a few records of a chair at most while the disk is slow', async () => {
    const records = openFlightFolder(flights, log);
    for (let second = 0; second < 50; second += 1) records.write(record(nameAt(second)));
    await records.settled();
    expect(readdirSync(flights).length).toBeLessThan(5);
    expect(complaints[0]).toContain('does not keep up');
  });
});
