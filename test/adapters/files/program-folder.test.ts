import { mkdirSync, mkdtempSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openProgramFolder, type ProgramFolder } from '../../../src/adapters/files/program-folder.js';
import { type ProgramReader, readProgramPlace, readsAtOnce } from '../../../src/adapters/files/program-reader.js';
import type { Clock, Log, LogFields } from '../../../src/ports.js';
import { VirtualTime } from '../../support/virtual-time.js';

const program = (id: string, more = '{ knead: 30 }'): string =>
  `id: ${id}\nname: ${id}\nsummary: A sample.\ngoal: break\nphases:\n  - name: One\n    for: 1m\n    back: ${more}\n`;

let root: string;
let directory: string;
let time: VirtualTime;
let lines: string[];
let changes: number;
let folder: ProgramFolder | null;

const note =
  (level: string) =>
  (event: string, fields: LogFields = {}): void => {
    lines.push(`${level} ${event} ${String(fields['file'] ?? fields['program'] ?? '')}`.trim());
  };
const log: Log = {
  debug: note('debug'),
  info: note('info'),
  warn: note('warn'),
  error: note('error'),
  child: () => log,
};

const save = (name: string, text: string): void => writeFileSync(join(directory, name), text);
const open = (): ProgramFolder => {
  folder = openProgramFolder({ directory, log, clock: time, reader: readsAtOnce, onChange: () => (changes += 1) });
  lines = [];
  return folder;
};
const idsOf = (from: ProgramFolder): string[] => [...from.programs().keys()];
/** Polling alone must find every change, also where the file system reports none. */
const poll = (): void => time.advance(6000);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'programs-'));
  directory = join(root, 'programs');
  mkdirSync(directory);
  time = new VirtualTime();
  lines = [];
  changes = 0;
  folder = null;
});

afterEach(() => {
  folder?.close();
  rmSync(root, { recursive: true });
});

describe('a folder of programs', () => {
  it('holds its YAML files by id, and nothing else', () => {
    save('b.yaml', program('b'));
    save('a.yml', program('a'));
    for (const name of ['README.md', '.b.yaml.swp', 'b.yaml~', '.hidden.yaml']) save(name, 'not a program');
    const opened = open();
    expect(idsOf(opened)).toEqual(['a', 'b']);
    expect(opened.programs().get('a')?.file).toBe('a.yml');
    expect(opened.problems()).toEqual([]);
  });

  it('refuses a broken file, says where, and keeps the others', () => {
    save('a.yaml', program('a'));
    save('b.yaml', program('b', '{ kneed: 30 }'));
    const opened = open();
    expect(idsOf(opened)).toEqual(['a']);
    expect(opened.problems()).toEqual([
      {
        rule: 'schema',
        severity: 'error',
        file: 'b.yaml',
        line: 8,
        column: 13,
        message: "unknown technique 'kneed'; did you mean 'knead'?",
        at: 0,
      },
    ]);
  });

  it('swaps in what is saved, adds what is new, and drops what is deleted', () => {
    save('a.yaml', program('a'));
    save('b.yaml', program('b'));
    const opened = open();
    const before = opened.programs().get('a');
    save('a.yaml', program('a', '{ knead: 25, rate: 10 }'));
    save('c.yaml', program('c'));
    unlinkSync(join(directory, 'b.yaml'));
    poll();
    expect(idsOf(opened)).toEqual(['a', 'c']);
    expect(opened.programs().get('a')).not.toBe(before);
    expect(changes).toBe(1);
    expect(lines).toEqual(['info program_loaded a.yaml', 'info program_loaded c.yaml', 'info program_removed b']);
  });

  it('keeps the last good version while the saved one is broken, and says so once', () => {
    save('a.yaml', program('a'));
    const opened = open();
    const good = opened.programs().get('a');
    save('a.yaml', program('a', '{ knead: 300 }'));
    poll();
    poll();
    expect(opened.programs().get('a')).toBe(good);
    expect(opened.problems()).toHaveLength(1);
    expect(lines).toEqual(['error program_refused a.yaml']);
    save('a.yaml', program('a', '{ knead: 20 }'));
    poll();
    expect(opened.programs().get('a')).not.toBe(good);
    expect(opened.problems()).toEqual([]);
  });

  it('gives an id to the first file that has it', () => {
    save('a.yaml', program('same'));
    save('b.yaml', program('same'));
    const opened = open();
    expect(opened.programs().get('same')?.file).toBe('a.yaml');
    expect(opened.problems().map(({ rule, severity, file }) => `${severity} ${rule} ${file}`)).toEqual([
      'warning file-name a.yaml',
      'warning file-name b.yaml',
      'error id b.yaml',
    ]);
    save('c.yaml', program('c'));
    poll();
    expect(lines).toEqual(['info program_loaded c.yaml']);
    unlinkSync(join(directory, 'a.yaml'));
    poll();
    expect(opened.programs().get('same')?.file).toBe('b.yaml');
  });

  it('loads a technique that some chairs lack: each chair decides', () => {
    save('a.yaml', program('a').replace('back', 'legs'));
    expect(idsOf(open())).toEqual(['a']);
  });

  it('finds a folder that appears later', () => {
    rmSync(directory, { recursive: true });
    const opened = open();
    expect(idsOf(opened)).toEqual([]);
    poll();
    expect(lines).toEqual([]);
    mkdirSync(directory);
    save('a.yaml', program('a'));
    poll();
    expect(idsOf(opened)).toEqual(['a']);
    expect(changes).toBe(1);
  });

  it('keeps its programs while the folder is away', () => {
    save('a.yaml', program('a'));
    const opened = open();
    renameSync(directory, `${directory}-away`);
    poll();
    expect(idsOf(opened)).toEqual(['a']);
    expect(lines).toEqual(['warn programs_folder_unreadable']);
    renameSync(`${directory}-away`, directory);
    poll();
    expect(idsOf(opened)).toEqual(['a']);
    expect(lines.at(-1)).toBe('info programs_folder_found');
  });

  it('refuses what is not a file, not text, or too large', () => {
    mkdirSync(join(directory, 'a.yaml'));
    writeFileSync(join(directory, 'b.yaml'), new Uint8Array([0xff, 0xfe, 0x00]));
    save('c.yaml', `# ${'x'.repeat(70_000)}`);
    save('d.yaml', '');
    expect(
      open()
        .problems()
        .map(({ file, message }) => `${file} ${message}`),
    ).toEqual([
      'a.yaml is not a file',
      'b.yaml is not UTF-8 text',
      'c.yaml the file is over 64 KiB',
      'd.yaml the file must be a program: id, name, summary, goal, avoid and phases',
    ]);
  });

  it('reads a folder that changes as a whole in several goes', () => {
    const opened = open();
    for (let index = 10; index < 20; index += 1) save(`p${index}.yaml`, program(`p${index}`));
    time.advance(5000);
    expect(idsOf(opened)).toHaveLength(4);
    time.advance(600);
    expect(idsOf(opened)).toHaveLength(10);
  });

  it('is quiet once it is closed', () => {
    const opened = open();
    opened.close();
    save('a.yaml', program('a'));
    poll();
    expect(changes).toBe(0);
  });

  it('looks again when something changed while a file was being read', () => {
    const held: (() => void)[] = [];
    const reader: ProgramReader = {
      read: (place, take) => void held.push(() => take(readProgramPlace(place))),
    };
    const opened = openProgramFolder({ directory, log, clock: time, reader, onChange: () => (changes += 1) });
    folder = opened;
    save('a.yaml', program('a'));
    poll();
    save('b.yaml', program('b'));
    poll();
    expect([held.length, idsOf(opened)]).toEqual([1, []]);
    held.shift()?.();
    expect(idsOf(opened)).toEqual(['a']);
    time.advance(300);
    held.shift()?.();
    expect([idsOf(opened), changes]).toEqual([['a', 'b'], 2]);
  });

  it('comes up in time whatever is in it, and reads the rest later', () => {
    for (let index = 10; index < 20; index += 1) save(`p${index}.yaml`, program(`p${index}`));
    // Each look at the time takes 3 s, in which no timer runs: reading holds everything up.
    let lateMs = 0;
    const slow: Clock = Object.assign(Object.create(time), {
      nowMs: () => {
        lateMs += 3000;
        return time.nowMs() + lateMs;
      },
    });
    const opened = openProgramFolder({
      directory,
      log,
      clock: slow,
      reader: readsAtOnce,
      onChange: () => (changes += 1),
    });
    folder = opened;
    expect(idsOf(opened).length).toBeLessThan(5);
    time.advance(5000);
    expect(idsOf(opened)).toHaveLength(10);
  });
});
