import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { shippedProgramsDirectory } from '../../../src/adapters/files/package-folder.js';
import { shelfAtOnce, shelfBeside, shelfFolders } from '../../../src/adapters/files/program-shelf.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import type { SaveWish } from '../../../src/core/program/shelf.js';

let top = '';
let folder = '';
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'shelf-'));
  folder = join(top, 'programs');
  mkdirSync(folder);
});
afterEach(() => rmSync(top, { recursive: true }));

const shipped = shippedProgramsDirectory();
const textOf = (id: string, level = 20): string =>
  `id: ${id}\nname: Mine\nsummary: A sample.\ngoal: break\nphases:\n  - { name: One, for: 1m, back: { knead: ${level}, rate: 6 } }\n`;
const wishOf = (id: string, more: Partial<SaveWish> = {}): SaveWish => ({
  id,
  text: Buffer.from(textOf(id)),
  madeFrom: null,
  holder: null,
  ...more,
});
const setUp = () => shelfAtOnce(shelfFolders(folder, shipped));
const place = (name: string): string => join(folder, name);
const read = (name: string): string => readFileSync(place(name), 'utf8');

async function etagOf(id: string): Promise<string> {
  const found = await setUp().open('me', id, null);
  if (found?.kind !== 'text') throw new Error(`no text of ${id}`);
  return found.etag;
}

describe('the files of programs', () => {
  it('are opened as they stand on the disk, own ones and those that ship', async () => {
    writeFileSync(place('mine.yaml'), `${textOf('mine')}# the end\r\n`);
    expect(await setUp().open('me', 'mine', 'mine.yaml')).toMatchObject({
      kind: 'text',
      text: `${textOf('mine')}# the end\r\n`,
      isOwn: true,
      isReplaceable: true,
    });
    const relaxation = readFileSync(join(shipped, 'relaxation.yaml'), 'utf8');
    expect(await setUp().open('me', 'relaxation', null)).toMatchObject({
      text: relaxation,
      isOwn: false,
      isReplaceable: false,
    });
  });

  it('are opened where they are wrong, so that they can be mended', async () => {
    writeFileSync(place('broken.yaml'), 'id: [');
    expect(await setUp().open('me', 'broken', null)).toMatchObject({ text: 'id: [', isReplaceable: true });
  });

  it.each(['../mine', '..%2fmine', 'a/b', '', '.', 'mine.yaml', 'MINE'])('are not opened as %j', async (id) => {
    writeFileSync(join(top, 'mine.yaml'), textOf('mine'));
    expect(await setUp().open('me', id, null)).toEqual({ kind: 'absent' });
  });

  it('are not opened where a link leads out of the folder', async () => {
    writeFileSync(join(top, 'secret'), 'token');
    symlinkSync(join(top, 'secret'), place('mine.yaml'));
    expect(await setUp().open('me', 'mine', null)).toEqual({
      kind: 'problem',
      message: 'mine.yaml is a link that leads out of its folder',
    });
  });

  it('are those that ship where an own file has their name and holds another program', async () => {
    writeFileSync(place('waves.yaml'), textOf('wobble'));
    const waves = readFileSync(join(shipped, 'waves.yaml'), 'utf8');
    expect(await setUp().open('me', 'waves', 'waves.yaml')).toMatchObject({ text: waves, isOwn: false });
    writeFileSync(place('waves.yaml'), textOf('waves'));
    expect(await setUp().open('me', 'waves', 'waves.yaml')).toMatchObject({ text: textOf('waves'), isOwn: true });
  });

  it('say of one in a file of another name that it cannot be saved', async () => {
    writeFileSync(place('other.yaml'), textOf('mine'));
    expect(await setUp().open('me', 'mine', 'other.yaml')).toMatchObject({ isOwn: true, isReplaceable: false });
  });
});

describe('a program that is saved', () => {
  it('stands there whole, with what was there before beside it', async () => {
    const first = await setUp().save('me', wishOf('mine'));
    expect(first).toEqual({ kind: 'saved', etag: await etagOf('mine'), findings: [] });
    const text = Buffer.from(textOf('mine', 30));
    const second = await setUp().save('me', wishOf('mine', { text, madeFrom: ['"older"', await etagOf('mine')] }));
    expect(second).toEqual({ kind: 'saved', etag: await etagOf('mine'), findings: [] });
    expect([read('mine.yaml'), read('mine.yaml.bak')]).toEqual([textOf('mine', 30), textOf('mine')]);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('comes with the warnings about it, and with errors is not saved at all', async () => {
    const still = textOf('mine').replace('knead: 20', 'knead: 0');
    expect(await setUp().save('me', wishOf('mine', { text: Buffer.from(still) }))).toMatchObject({
      kind: 'saved',
      findings: [{ rule: 'still', severity: 'warning' }],
    });
    for (const text of [textOf('new', 101), textOf('new').replace('knead', 'kneed'), 'id: [', '\xff', ''])
      expect(await setUp().save('me', wishOf('new', { text: Buffer.from(text, 'latin1') }))).toMatchObject({
        kind: 'refused',
        findings: [{ severity: 'error' }],
      });
    expect(existsSync(place('new.yaml'))).toBe(false);
  });

  it('says itself under which id it is saved', async () => {
    expect(await setUp().save('me', wishOf('mine', { text: Buffer.from(textOf('other')) }))).toMatchObject({
      kind: 'refused',
      findings: [{ rule: 'file-name', severity: 'error', line: 1, column: 5 }],
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each(['a_b', 'A', '../mine', 'x'.repeat(33), '', 'a.b'])('is never called %j', async (id) => {
    expect(await setUp().save('me', wishOf(id))).toMatchObject({ kind: 'barred' });
    expect([readdirSync(folder), readdirSync(top)]).toEqual([[], ['programs']]);
  });

  it('is refused where somebody else has saved it meanwhile, by page or by hand', async () => {
    const shelf = setUp();
    await shelf.save('me', wishOf('mine'));
    const madeFrom = [await etagOf('mine')];
    const [mine, theirs] = [Buffer.from(textOf('mine', 25)), Buffer.from(textOf('mine', 28))];
    expect(await shelf.save('they', wishOf('mine', { text: theirs, madeFrom }))).toMatchObject({
      kind: 'saved',
    });
    expect(await shelf.save('me', wishOf('mine', { text: mine, madeFrom }))).toMatchObject({
      kind: 'overtaken',
    });
    const known = [await etagOf('mine')];
    writeFileSync(place('mine.yaml'), textOf('mine', 22));
    expect(await shelf.save('me', wishOf('mine', { madeFrom: known }))).toMatchObject({ kind: 'overtaken' });
    expect(read('mine.yaml')).toBe(textOf('mine', 22));
    unlinkSync(place('mine.yaml'));
    expect(await shelf.save('me', wishOf('mine', { madeFrom: known }))).toMatchObject({ kind: 'overtaken' });
    expect(existsSync(place('mine.yaml'))).toBe(false);
  });

  it('is refused as new where it is there already', async () => {
    await setUp().save('me', wishOf('mine'));
    expect(await setUp().save('me', wishOf('mine'))).toMatchObject({ kind: 'overtaken' });
  });

  it('never takes the id of one that ships, also where such a file lies in the folder', async () => {
    expect(await setUp().save('me', wishOf('relaxation'))).toMatchObject({ kind: 'barred' });
    writeFileSync(place('relaxation.yaml'), textOf('relaxation'));
    const madeFrom = [await etagOf('relaxation')];
    expect(await setUp().save('me', wishOf('relaxation', { madeFrom }))).toMatchObject({ kind: 'barred' });
    const own = shelfAtOnce(shelfFolders(shipped, shipped));
    expect(await own.save('me', wishOf('brand-new'))).toMatchObject({ kind: 'barred' });
    expect(existsSync(join(shipped, 'brand-new.yaml'))).toBe(false);
  });

  it('never takes the id that another file has, known to the daemon already or not', async () => {
    expect(await setUp().save('me', wishOf('mine', { holder: 'other.yaml' }))).toMatchObject({ kind: 'barred' });
    writeFileSync(place('other.yml'), textOf('mine'));
    expect(await setUp().save('me', wishOf('mine'))).toMatchObject({
      kind: 'barred',
      message: 'other.yml has the id mine already: change it there, or choose another',
    });
  });

  it('is the two hundredth at most', async () => {
    for (let index = 0; index < 200; index += 1) writeFileSync(place(`p${index}.yaml`), '');
    expect(await setUp().save('me', wishOf('mine'))).toMatchObject({ kind: 'barred' });
    writeFileSync(place('p7.yaml'), textOf('p7'));
    const madeFrom = [await etagOf('p7')];
    expect(await setUp().save('me', wishOf('p7', { madeFrom }))).toMatchObject({ kind: 'saved' });
  });

  it('follows no link, wherever it leads and whoever has put it there', async () => {
    const outside = join(top, 'outside.yaml');
    writeFileSync(outside, textOf('mine'));
    for (const target of [outside, join(top, 'nothing.yaml'), place('own.yaml')]) {
      symlinkSync(target, place('mine.yaml'));
      for (const madeFrom of [null, ['"any"']])
        expect(await setUp().save('me', wishOf('mine', { madeFrom }))).toMatchObject({ kind: 'barred' });
      unlinkSync(place('mine.yaml'));
    }
    expect([readFileSync(outside, 'utf8'), readdirSync(top).sort()]).toEqual([
      textOf('mine'),
      ['outside.yaml', 'programs'],
    ]);
  });

  it('is not written where another folder or a link stands in place of the folder', async () => {
    const shelf = setUp();
    const elsewhere = join(top, 'elsewhere');
    mkdirSync(elsewhere);
    renameSync(folder, join(top, 'before'));
    symlinkSync(elsewhere, folder);
    expect(await shelf.save('me', wishOf('mine'))).toMatchObject({ kind: 'barred' });
    unlinkSync(folder);
    expect(await shelf.save('me', wishOf('mine'))).toMatchObject({ kind: 'problem' });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('goes where the link led that the configuration itself names, as long as it leads there', async () => {
    const link = join(top, 'link');
    symlinkSync(folder, link);
    const shelf = shelfAtOnce(shelfFolders(link, shipped));
    expect(await shelf.save('me', wishOf('mine'))).toMatchObject({ kind: 'saved' });
    unlinkSync(link);
    // Nobody would read what is written where it led before.
    symlinkSync(top, link);
    expect(await shelf.save('me', wishOf('yours'))).toMatchObject({ kind: 'barred' });
    expect(readdirSync(folder)).toEqual(['mine.yaml']);
  });

  it('needs a folder of the configuration that is there', async () => {
    expect(await shelfAtOnce(shelfFolders(null, shipped)).save('me', wishOf('mine'))).toMatchObject({ kind: 'barred' });
    const later = shelfAtOnce(shelfFolders(join(top, 'later'), shipped));
    expect(await later.save('me', wishOf('mine'))).toMatchObject({ kind: 'problem' });
    mkdirSync(join(top, 'later'));
    expect(await later.save('me', wishOf('mine'))).toMatchObject({ kind: 'saved' });
  });

  it('is written beside the daemon as it would be at once', async () => {
    const built = new URL('../../../dist/src/adapters/files/program-desk-worker.js', import.meta.url);
    const shelf = shelfBeside(built, systemClock())(shelfFolders(folder, shipped));
    expect(await shelf.save('me', wishOf('mine'))).toEqual({ kind: 'saved', etag: await etagOf('mine'), findings: [] });
    expect(await shelf.open('me', 'mine', null)).toEqual(await setUp().open('me', 'mine', null));
  });
});
