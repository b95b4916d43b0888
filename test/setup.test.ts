import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startWatched } from './support/child.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const pathIn = (...names: readonly string[]): string => join(folder, ...names);
let folder = '';

/** Stands for npm: writes down what it was asked, and leaves behind what npm would. */
const fakeNpm = `
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
const words = process.argv.slice(2);
appendFileSync('asked', words.filter((word) => !word.startsWith('--')).join(' ') + '\\n');
await new Promise((resolve) => setTimeout(resolve, 300));
if (existsSync('offline')) { console.error('npm error network'); process.exit(1); }
if (words[0] === 'ci') { rmSync('node_modules', { recursive: true, force: true }); mkdirSync('node_modules'); }
else for (const file of ['dist/program/licences.txt', 'dist/page/manifest.json']) { mkdirSync(dirname(file), { recursive: true }); writeFileSync(file, ''); }
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
  copyFileSync(join(root, 'setup.mjs'), pathIn('setup.mjs'));
  mkdirSync(pathIn('src'));
  writeFileSync(pathIn('src', 'a.ts'), 'one');
  writeFileSync(pathIn('package-lock.json'), '{"packages":{}}');
  mkdirSync(pathIn('npm'));
  writeFileSync(pathIn('npm', 'package.json'), '{"type":"module"}');
  writeFileSync(pathIn('npm', 'npm-cli.js'), fakeNpm);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

function setUp(options: readonly string[] = [], words: readonly string[] = []): Promise<Ended> {
  const env = { ...process.env, npm_execpath: pathIn('npm', 'npm-cli.js') };
  const child = startWatched(process.execPath, [...options, pathIn('setup.mjs'), ...words], { cwd: folder, env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

function asked(): string[] {
  const text = existsSync(pathIn('asked')) ? readFileSync(pathIn('asked'), 'utf8') : '';
  rmSync(pathIn('asked'), { force: true });
  return text.split('\n').filter((line) => line !== '');
}

describe('the set-up of a clone', () => {
  it('installs and builds once, and then has nothing to say', async () => {
    expect((await setUp()).code).toBe(0);
    expect(asked()).toEqual(['ci', 'run build']);
    expect(await setUp()).toEqual({ code: 0, said: '' });
    expect(asked()).toEqual([]);
  });

  it('says at each step what it does and for how long, and when it is done', async () => {
    expect((await setUp([], ['--demo'])).said.split('\n')).toEqual([
      'Installing the locked packages (once, about a minute) ...',
      expect.stringMatching(/^Done in \d+ s\.$/),
      expect.stringMatching(/^Building \(once .*, about half a minute\) \.\.\.$/),
      expect.stringMatching(/^Done in \d+ s\.$/),
      expect.stringMatching(/^Starting a broker, a simulated chair and the daemon/),
      '',
    ]);
    expect((await setUp([], ['--demo'])).said).toMatch(/^Starting .*\n$/);
  });

  it('builds again when a source changes, and installs again when the lock does', async () => {
    await setUp();
    asked();
    writeFileSync(pathIn('src', 'a.ts'), 'two');
    await setUp();
    expect(asked()).toEqual(['run build']);
    writeFileSync(pathIn('package-lock.json'), '{"packages":{"":{}}}');
    await setUp();
    expect(asked()).toEqual(['ci', 'run build']);
  });

  it('only installs, and builds nothing, where just the packages are wanted', async () => {
    expect((await setUp([], ['--packages'])).code).toBe(0);
    expect(asked()).toEqual(['ci']);
    expect(await setUp([], ['--packages'])).toEqual({ code: 0, said: '' });
  });

  it('leaves packages alone that npm has installed as they are locked', async () => {
    const packages = {
      '': {},
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b': { version: '2.0.0', optional: true },
    };
    writeFileSync(pathIn('package-lock.json'), JSON.stringify({ packages }));
    mkdirSync(pathIn('node_modules'));
    const installed = { packages: { 'node_modules/a': { version: '1.0.0' } } };
    writeFileSync(pathIn('node_modules', '.package-lock.json'), JSON.stringify(installed));
    await setUp();
    expect(asked()).toEqual(['run build']);
  });

  it('does its work once when it is run three times at once', async () => {
    const ended = await Promise.all([setUp(), setUp(), setUp()]);
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(asked()).toEqual(['ci', 'run build']);
    expect(existsSync(pathIn('.setup-lock'))).toBe(false);
  });

  it('takes over from one that was killed', async () => {
    mkdirSync(pathIn('.setup-lock'));
    writeFileSync(pathIn('.setup-lock', 'pid'), '999999999');
    expect((await setUp()).code).toBe(0);
  });

  it('says what to do when it is offline, and goes on from there later', async () => {
    writeFileSync(pathIn('offline'), '');
    const { code, said } = await setUp();
    expect(code).toBe(1);
    expect(said).toContain('npm error network');
    expect(said).toContain('Is this machine online?');
    expect(said).not.toContain('at ');
    rmSync(pathIn('offline'));
    expect((await setUp()).code).toBe(0);
  });

  it('refuses a Node.js that is too old, before anything else', async () => {
    const old = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.18.3'})";
    const { code, said } = await setUp(['--import', old]);
    expect(code).toBe(1);
    expect(said).toContain('needs Node.js 20.19 or newer; this is 20.18.3');
    expect(asked()).toEqual([]);
  });
});

describe('the lock file', () => {
  it('names the binaries of every platform, or a clean install would fail', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, { readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
    };
    const known = Object.keys(packages);
    const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
    expect(wanted.filter((name) => !known.some((path) => path.endsWith(`node_modules/${name}`)))).toEqual([]);
  });
});
