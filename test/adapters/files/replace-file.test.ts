import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { replaceFile } from '../../../src/adapters/files/replace-file.js';
import { killChild, startOwned } from '../../support/child.js';

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'replace-'));
  file = join(folder, 'chair2mqtt.yaml');
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const read = (path: string): string => readFileSync(path, 'utf8');

describe('a file that is put in place of another', () => {
  it('keeps what was there as .bak, and leaves nothing else behind', () => {
    writeFileSync(file, 'old');
    expect(replaceFile(file, 'new', false)).toEqual({ kind: 'written', file, backup: `${file}.bak` });
    expect([read(file), read(`${file}.bak`)]).toEqual(['new', 'old']);
    expect(readdirSync(folder)).toHaveLength(2);
    replaceFile(file, 'newer', false);
    expect(read(`${file}.bak`)).toBe('new');
  });

  it('does not mind what was left by a thread that was given up, or by a process of the same number', () => {
    writeFileSync(file, 'old');
    for (const left of ['new', 'bak.new']) writeFileSync(`${file}.${process.pid}.${left}`, 'half');
    expect(replaceFile(file, 'new', false)).toMatchObject({ kind: 'written' });
    expect([read(file), readdirSync(folder).length]).toEqual(['new', 2]);
  });

  it('may be the first', () => {
    expect(replaceFile(file, 'new', false)).toEqual({ kind: 'written', file, backup: null });
    expect(modeOf(file)).toBe('644');
  });

  it.each<[number | null, boolean, string]>([
    [null, true, '600'],
    [0o600, false, '600'],
    [0o640, true, '640'],
    [0o644, false, '644'],
    [0o644, true, '640'],
  ])('of mode %o, with a secret: %s, has the mode %s, and so has its .bak what it had', (before, hasSecret, after) => {
    if (before !== null) {
      writeFileSync(file, 'old');
      chmodSync(file, before);
    }
    replaceFile(file, 'new', hasSecret);
    expect(modeOf(file)).toBe(after);
    if (before !== null) expect(modeOf(`${file}.bak`)).toBe(before.toString(8));
  });

  it('stays where a link leads', () => {
    const real = join(folder, 'real.yaml');
    writeFileSync(real, 'old');
    symlinkSync(real, file);
    replaceFile(file, 'new', false);
    expect(lstatSync(file).isSymbolicLink()).toBe(true);
    expect([read(real), read(`${real}.bak`)]).toEqual(['new', 'old']);
  });

  it('is a problem with a sentence where it cannot be', () => {
    const nowhere = join(folder, 'no', 'file.yaml');
    const replaced = replaceFile(nowhere, 'new', false);
    expect(replaced).toEqual({ kind: 'problem', message: expect.stringContaining(`${nowhere} cannot be written`) });
    expect(existsSync(nowhere)).toBe(false);
  });

  it('is the old one or the new one, whenever the process is killed', async () => {
    const texts = ['a', 'b'].map((letter) => `# ${letter.repeat(300_000)}\n`);
    const script = `import { replaceFile } from './dist/src/adapters/files/replace-file.js';
      const [a, b] = ['a', 'b'].map((letter) => '# ' + letter.repeat(300_000) + '\\n');
      process.stdout.write('.');
      for (;;) { replaceFile(process.argv[1], a, false); replaceFile(process.argv[1], b, false); }`;
    writeFileSync(file, texts[0] ?? '');
    for (let run = 0; run < 8; run += 1) {
      const child = startOwned(process.execPath, ['--input-type=module', '-e', script, file]);
      await once(child.stdout, 'data');
      for (let look = 0; look < run * 40; look += 1) readdirSync(folder);
      await killChild(child);
      expect(texts).toContain(read(file));
    }
    replaceFile(file, 'whole', false);
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});
