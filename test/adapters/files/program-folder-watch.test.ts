import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openProgramFolder } from '../../../src/adapters/files/program-folder.js';
import { readsAtOnce } from '../../../src/adapters/files/program-reader.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { silentLog } from '../../support/silent-log.js';

const program = (level: number): string =>
  `id: a\nname: A\nsummary: A sample.\ngoal: break\nphases:\n  - name: One\n    for: 1m\n    back: { knead: ${level} }\n`;

let root: string;
let directory: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'programs-'));
  directory = join(root, 'programs');
  mkdirSync(directory);
  writeFileSync(join(directory, 'a.yaml'), program(10));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Runs `act` on a watched folder and waits for the level, in less than the time of a poll. */
async function expectLevel(level: number, act: () => void): Promise<void> {
  const folder = openProgramFolder({
    directory,
    log: silentLog,
    clock: systemClock(),
    reader: readsAtOnce,
    onChange: () => {},
  });
  try {
    act();
    const expected = { kind: 'run', level: { from: level, to: level } };
    const isSeen = () => expect(folder.programs().get('a')?.program.phases[0]?.plans.back).toMatchObject(expected);
    await vi.waitFor(isSeen, { timeout: 60_000, interval: 20 });
  } finally {
    folder.close();
  }
}

describe('a watched folder, in real time', () => {
  it('swaps in a file that is written in place', () =>
    expectLevel(20, () => writeFileSync(join(directory, 'a.yaml'), program(20))));

  it('swaps in a file that an editor writes beside and renames', () =>
    expectLevel(21, () => {
      renameSync(join(directory, 'a.yaml'), join(directory, 'a.yaml~'));
      writeFileSync(join(directory, '4913'), program(21));
      renameSync(join(directory, '4913'), join(directory, 'a.yaml'));
    }));
});
