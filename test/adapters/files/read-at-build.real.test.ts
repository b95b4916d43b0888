import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ProgramReading, readProgramPlace } from '../../../src/adapters/files/program-reader.js';
import { contentName, type ReadAtBuild } from '../../../src/adapters/files/read-at-build.js';
import { root } from '../../docs/page.js';

const list = join('dist', 'program', 'programs.json');
const readIn = (folder: string): ReadAtBuild => JSON.parse(readFileSync(join(folder, list), 'utf8'));

it('the build has read each program that ships as it would be read now', () => {
  const folder = join(root, 'programs');
  const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
  const known = readIn(root);
  expect(Object.keys(known)).toHaveLength(files.length);
  for (const file of files) {
    const path = join(folder, file);
    const loaded = known[contentName(readFileSync(path))];
    expect({ kind: 'loaded', loaded }).toStrictEqual(readProgramPlace({ path, file, folder }));
  }
});

let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'read-at-build-'));
  for (const each of ['package.json', 'programs', join('dist', 'program')])
    cpSync(join(root, each), join(copy, each), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});

afterEach(() => rmSync(copy, { recursive: true }));

/** As the built program reads it. */
async function nameOfDemo(file = 'demo.yaml'): Promise<string> {
  const folder = join(copy, 'programs');
  const thread = new Worker(pathToFileURL(join(copy, 'dist/program/adapters/files/program-worker.js')));
  thread.postMessage({ path: join(folder, file), file, folder });
  const [reading] = (await once(thread, 'message')) as [ProgramReading];
  await thread.terminate();
  return reading.kind === 'loaded' ? reading.loaded.program.name : reading.kind;
}

it('what the build has read is taken for a file that is still the same, under its own name, and for no other', async () => {
  const known = Object.entries(readIn(copy)).map(([name, loaded]) => [
    name,
    { ...loaded, program: { ...loaded.program, name: 'As the build read it' } },
  ]);
  writeFileSync(join(copy, list), JSON.stringify(Object.fromEntries(known)));
  expect(await nameOfDemo()).toBe('As the build read it');
  cpSync(join(copy, 'programs', 'demo.yaml'), join(copy, 'programs', 'other.yaml'));
  expect(await nameOfDemo('other.yaml')).toBe('Demo');
  appendFileSync(join(copy, 'programs', 'demo.yaml'), '# changed\n');
  expect(await nameOfDemo()).toBe('Demo');
});

it('without what the build has read, or with a damaged list, programs are read all the same', async () => {
  for (const damaged of ['{', 'null', '[]']) {
    writeFileSync(join(copy, list), damaged);
    expect(await nameOfDemo()).toBe('Demo');
  }
  rmSync(join(copy, list));
  expect(await nameOfDemo()).toBe('Demo');
});
