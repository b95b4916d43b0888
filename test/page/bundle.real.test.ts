import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

interface BuiltFile {
  readonly path: string;
  readonly file: string;
  readonly type: string;
  readonly gzip: string;
  readonly br: string;
  readonly isImmutable: boolean;
}

const root = join(import.meta.dirname, '../..');
/** Gzip, everything, one language. */
const firstLoadBytesMax = 45_000;
/** The code of a room, when it is asked for. */
const roomBytesMax = 15_000;
/** And how it looks. */
const roomStyleBytesMax = 1500;
/** What a room says in one language, where that is a file of its own. */
const roomWordBytesMax = 5000;
const rooms = ['setup', 'history', 'studio', 'linter'] as const;
/** Of six in all: the stream and one snapshot come on top. */
const filesMax = 4;

let folder: string;
let manifest: readonly BuiltFile[];
let inputs: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chair2mqtt-page-'));
  const meta = join(folder, 'meta.json');
  await promisify(execFile)(process.execPath, ['build-page.mjs', join(folder, 'page'), `--meta=${meta}`], {
    cwd: root,
  });
  manifest = JSON.parse(readFileSync(join(folder, 'page', 'manifest.json'), 'utf8'));
  inputs = Object.keys(JSON.parse(readFileSync(meta, 'utf8')).inputs);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bytes = (name: string): number => statSync(join(folder, 'page', name)).size;
/** Loaded when it is asked for. */
const isRoom = ({ file }: BuiltFile): boolean => rooms.some((room) => file.startsWith(room));
const isGerman = ({ file }: BuiltFile): boolean => file.startsWith('german');
const isEnglish = ({ file }: BuiltFile): boolean => file.startsWith('english');

describe('the page as it is built', () => {
  it.each([
    ['English', isGerman],
    ['German', isEnglish],
  ])('weighs at most 45 KB at first load in %s, in at most four files', (_name, isLeftOut) => {
    const loaded = manifest.filter((file) => !isLeftOut(file) && !isRoom(file));
    expect(loaded.length).toBeLessThanOrEqual(filesMax);
    expect(loaded.reduce((sum, { gzip }) => sum + bytes(gzip), 0)).toBeLessThan(firstLoadBytesMax);
  });

  it.each(rooms)(
    'has a file for the room %s, which takes what it shares from the file that was loaded first',
    (room) => {
      const text = (start: string): string => {
        const found = manifest.filter(({ file }) => file.startsWith(start) && file.endsWith('.js'));
        expect(found).toHaveLength(1);
        return readFileSync(join(folder, 'page', found[0]?.file ?? ''), 'utf8');
      };
      const namesIn = (list: string) => list.split(',').map((name) => name.split(/ as |:/));
      const taken = [...text(`${room}-`).matchAll(/import\{([^}]*)\}from"\.\/page-[0-9A-F]{8}\.js"/g)];
      const asked = taken.flatMap(([, list = '']) => namesIn(list).map(([name]) => name));
      const given = namesIn(/export\{([^}]*)\}/.exec(text('page-'))?.[1] ?? '').map((names) => names.at(-1));
      expect(asked).toContain(room === 'linter' ? 'compile' : 'usePage');
      expect(given).toEqual(expect.arrayContaining(asked));
      const places = [...text(`${room}-`).matchAll(/from"([^"]*)"/g)].map(([, place]) => place);
      expect(places.every((place) => place?.startsWith('./page-'))).toBe(true);
      const own = manifest.filter(({ file }) => file.startsWith(`${room}-`));
      const sizeOf = (kind: string) => own.flatMap(({ file, gzip }) => (file.endsWith(kind) ? [bytes(gzip)] : []));
      expect(sizeOf('.js')).toEqual([expect.toSatisfy((size) => size < roomBytesMax)]);
      const styles = room === 'linter' ? [] : [expect.toSatisfy((size) => size < roomStyleBytesMax)];
      expect(sizeOf('.css')).toEqual(styles);
      const style = own.find(({ file }) => file.endsWith('.css'));
      if (style !== undefined) expect(text('page-')).toContain(`"./${style.file}"`);
    },
  );

  it.each(['english', 'german'])('has the words of the studio in a file of their own: %s', (language) => {
    const [words, ...more] = manifest.filter(({ file }) => file.startsWith(`studio_${language}-`));
    expect(more).toEqual([]);
    expect(bytes(words?.gzip ?? '')).toBeLessThan(roomWordBytesMax);
  });

  it('holds of the daemon only what plays a program and what every face says, and no schema, YAML or module of Node', () => {
    const ours = inputs.filter((input) => input.startsWith('src/') && !input.startsWith('src/page/'));
    expect(
      ours.filter(
        (input) => !/^src\/core\/(ids|program|safety|shape|studio|zones|time-text|words|web\/patience\.ts)/.test(input),
      ),
    ).toEqual([]);
    expect(ours).toContain('src/core/program/compile.ts');
    const packages = inputs.flatMap((input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);
    expect([...new Set(packages)].sort()).toEqual(['@preact/signals', '@preact/signals-core', 'preact']);
  });

  it('lists every file with its compressed forms, and has no other', () => {
    const listed = manifest.flatMap(({ file, gzip, br }) => [file, gzip, br]);
    expect(readdirSync(join(folder, 'page')).sort()).toEqual([...listed, 'manifest.json'].sort());
    for (const { file, gzip } of manifest)
      expect(gunzipSync(readFileSync(join(folder, 'page', gzip)))).toEqual(readFileSync(join(folder, 'page', file)));
  });

  it('keeps for ever only what has a hash in its name', () => {
    for (const { path, file, isImmutable } of manifest) {
      expect(isImmutable).toBe(/-[A-Z0-9]{8}\.(js|css)$/.test(file));
      expect(path).toBe(file === 'index.html' ? '' : file);
    }
  });

  it('asks for nothing from elsewhere, and has nothing in its HTML that a strict policy refuses', () => {
    const html = readFileSync(join(folder, 'page', 'index.html'), 'utf8');
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses.filter((address) => !address.startsWith('data:') && address.includes(':'))).toEqual([]);
    expect(addresses.some((address) => address.startsWith('/'))).toBe(false);
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?![^>]*src=)/);
    const css = manifest.find(({ file }) => file.endsWith('.css'))?.file ?? '';
    expect(readFileSync(join(folder, 'page', css), 'utf8')).not.toMatch(/url\(/);
  });
});
