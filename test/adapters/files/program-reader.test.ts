import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type ProgramPlace,
  type ProgramReader,
  type ProgramReading,
  readsAtOnce,
  readsBeside,
} from '../../../src/adapters/files/program-reader.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { eventually } from '../../support/eventually.js';
import { hostilePrograms } from '../../support/hostile-programs.js';
import { VirtualTime } from '../../support/virtual-time.js';

const built = new URL('../../../dist/src/adapters/files/program-worker.js', import.meta.url);
const good =
  'id: a\nname: A\nsummary: A sample.\ngoal: break\nphases:\n  - name: One\n    for: 1m\n    back: { knead: 10 }\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'programs-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function save(file: string, text: string): ProgramPlace {
  const path = join(folder, file);
  writeFileSync(path, text);
  return { path, file, folder };
}

const read = (reader: ProgramReader, place: ProgramPlace): Promise<ProgramReading> =>
  new Promise((resolve) => reader.read(place, resolve));

const messageOf = (reading: ProgramReading): string | undefined =>
  reading.kind === 'refused' ? reading.findings[0]?.message : 'loaded';

describe('a reader beside the daemon [S7]', () => {
  it('says the same as one that reads at once', async () => {
    const reader = readsBeside(built, systemClock());
    for (const text of [good, good.replace('knead', 'kneed'), 'nothing']) {
      const place = save('a.yaml', text);
      expect(await read(reader, place)).toEqual(await read(readsAtOnce, place));
    }
  });

  it('holds nothing up, whatever is in the files', async () => {
    const reader = readsBeside(built, systemClock());
    let sinceMs = performance.now();
    let longestMs = 0;
    const ticking = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - sinceMs);
      sinceMs = performance.now();
    }, 5);
    const startedMs = performance.now();
    for (const [name, text] of Object.entries(hostilePrograms())) {
      expect(messageOf(await read(reader, save(`${name}.yaml`, text)))).not.toBe('loaded');
    }
    clearInterval(ticking);
    // The same files read at once hold everything up for all of that time.
    expect(longestMs).toBeLessThan((performance.now() - startedMs) / 4);
  });

  it('refuses a file over which its thread dies, and reads the next one', async () => {
    const dying = new URL('data:text/javascript,throw new Error("it broke")');
    const reader = readsBeside(dying, systemClock());
    expect(messageOf(await read(reader, save('a.yaml', good)))).toBe('cannot be read: it broke');
    expect(messageOf(await read(reader, save('b.yaml', good)))).toBe('cannot be read: it broke');
    const ending = readsBeside(new URL('data:text/javascript,process.exit(0)'), systemClock());
    expect(messageOf(await read(ending, save('a.yaml', good)))).toBe('cannot be read: its thread has ended');
  });

  it('gives up a file that takes too long', async () => {
    const time = new VirtualTime();
    const reader = readsBeside(new URL('data:text/javascript,setInterval(()=>{},1000)'), time);
    const reading = read(reader, save('a.yaml', good));
    time.advance(60_000);
    expect(messageOf(await reading)).toBe('takes too long to read');
  });

  it('has no thread where there is nothing to read', async () => {
    const time = new VirtualTime();
    const reader = readsBeside(built, time);
    let reading: ProgramReading | null = null;
    reader.read(save('a.yaml', good), (each) => {
      reading = each;
    });
    await eventually(() => reading !== null, 'the reading');
    expect(time.waiting).toBe(1);
    time.advance(2000);
    expect(time.waiting).toBe(0);
    expect(messageOf(await read(reader, save('b.yaml', good)))).toBe('loaded');
  });
});
