import { execFileSync } from 'node:child_process';
import { cpSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';
import { root } from '../docs/page.js';
import { temporaryFolder } from '../support/program.js';
import { Times } from './figures.js';

interface Locked {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => lstatSync(join(folder, name)))
    .reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);

/** A package may hold others below it: they count for themselves. */
function ownBytes(folder: string): number {
  const nested = join(folder, 'node_modules');
  const names = readdirSync(folder);
  return bytesIn(folder) - (names.includes('node_modules') ? bytesIn(nested) : 0);
}

/** What is installed in a folder of packages. */
const listedIn = (modules: string): Readonly<Record<string, Locked>> =>
  JSON.parse(readFileSync(join(modules, '.package-lock.json'), 'utf8')).packages;

/** Where a package of this name is found from there. */
function resolveFrom(packages: Readonly<Record<string, Locked>>, from: string, name: string): string | null {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (at === '') return null;
  }
}

/** The packages that these need, themselves included. */
function closureOf(packages: Readonly<Record<string, Locked>>, names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (from: string, name: string): void => {
    const path = resolveFrom(packages, from, name);
    if (path === null || found.has(path)) return;
    found.add(path);
    const { dependencies = {}, optionalDependencies = {} } = packages[path] ?? {};
    for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) visit(path, needed);
  };
  for (const name of names) visit('', name);
  return found;
}

it('measures what an installation holds', () => {
  const folder = temporaryFolder();
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(root, name), join(folder.path, name));
  const quietly = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', ...quietly], { cwd: folder.path, stdio: 'pipe' });
  const packages = listedIn(join(folder.path, 'node_modules'));
  const packed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  const { unpackedSize } = JSON.parse(packed)[0];
  // The script needs a package that is installed for developers only.
  const script = closureOf(listedIn(join(root, 'node_modules')), ['mqtt', 'serialport']);
  const scriptBytes = [...script].reduce((sum, path) => sum + ownBytes(join(root, path)), 0);
  const count = new Times('packages of an installation, without this one', 'packages');
  count.add('chair2mqtt', Object.keys(packages).length);
  count.add('script', script.size);
  count.record();
  const size = new Times('installed, the page and all documents included', 'MB');
  size.add('chair2mqtt', (bytesIn(join(folder.path, 'node_modules')) + unpackedSize) / 1e6);
  size.add('script', scriptBytes / 1e6);
  size.record();
  folder.remove();
});
