// Makes a fresh clone ready: the locked packages, then the build (not with --packages). Says nothing when there is nothing to do,
// but for --demo, which comes before a program that takes its time to load.
// Runs before anything is installed, so it is plain JavaScript without a dependency.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const root = dirname(fileURLToPath(import.meta.url));
const nodeMin = [20, 19];
const lockFolder = join(root, '.setup-lock');
const packagesStamp = join(root, 'node_modules', '.setup-stamp');
const buildStamp = join(root, 'dist', '.setup-stamp');
const waitMaxMs = 600_000;

/** Ends with a sentence for people instead of a stack. */
class Trouble extends Error {}

const textOf = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1])) return;
  const wanted = nodeMin.join('.');
  throw new Trouble(
    `chair2mqtt needs Node.js ${wanted} or newer; this is ${process.versions.node}. Get it at https://nodejs.org.`,
  );
}

/** Built binaries of packages fit one system and processor. */
const lockHash = () =>
  createHash('sha256')
    .update(`${process.platform} ${process.arch} `)
    .update(textOf(join(root, 'package-lock.json')) ?? '')
    .digest('hex');

/** The tests build the firmware in there; that is no source, and what was built of the others stays right. */
const firmwareBuild = join(root, 'hardware-sim', 'firmware', 'build');

function filesUnder(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return files.filter((file) => !file.startsWith(firmwareBuild));
}

function sourceHash() {
  const files = [...filesUnder(join(root, 'src')), ...filesUnder(join(root, 'hardware-sim'))];
  const settings = [
    'tsconfig.json',
    'tsconfig.build.json',
    'build-page.mjs',
    'build-program.mjs',
    'package-lock.json',
  ].map((name) => join(root, name));
  const hash = createHash('sha256');
  for (const file of [...files, ...settings].sort()) hash.update(`${relative(root, file)}\0${textOf(file)}\0`);
  return hash.digest('hex');
}

/** True where npm itself has installed what is locked, by its own record. */
function isInstalledByNpm() {
  try {
    const { packages: locked } = JSON.parse(textOf(join(root, 'package-lock.json')));
    const { packages: installed } = JSON.parse(textOf(join(root, 'node_modules', '.package-lock.json')));
    return Object.entries(locked).every(([path, { version, optional }]) => {
      if (path === '') return true;
      return installed[path] === undefined ? optional === true : installed[path].version === version;
    });
  } catch {
    return false;
  }
}

const needsPackages = () => textOf(packagesStamp) !== lockHash();
const isBuildWanted = !process.argv.includes('--packages');
/** What the build ends with. */
const built = [join(root, 'dist', 'program', 'licences.txt'), join(root, 'dist', 'page', 'manifest.json')];
const needsBuild = () =>
  isBuildWanted && (textOf(buildStamp) !== sourceHash() || built.some((file) => !existsSync(file)));

const isStack = /^npm error\s+(at |\w+: .*,?$|\}$)/;

/** While something takes its time: a line that counts on a terminal, a line every 15 s elsewhere. */
function showProgress(what) {
  const isTerminal = process.stderr.isTTY === true;
  const startedMs = Date.now();
  const seconds = () => Math.round((Date.now() - startedMs) / 1000);
  const timer = setInterval(
    () => process.stderr.write(isTerminal ? `\r${what} ${seconds()} s` : `... ${seconds()} s\n`),
    isTerminal ? 1000 : 15_000,
  );
  return (isDone) => {
    clearInterval(timer);
    if (!isDone) process.stderr.write(isTerminal ? '\n' : '');
    else process.stderr.write(isTerminal ? `\r${what} done in ${seconds()} s\n` : `Done in ${seconds()} s.\n`);
  };
}

/** Runs npm quietly; what it said is shown only when it failed. */
async function npm(words, { what, failure }) {
  process.stderr.write(process.stderr.isTTY === true ? what : `${what}\n`);
  const end = showProgress(what);
  const path = process.env.npm_execpath;
  const [file, first] = path?.endsWith('.js') ? [process.execPath, [path]] : ['npm', []];
  const child = spawn(file, [...first, ...words], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = `${said}${text}`.slice(-100_000);
    });
  }
  const ending = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (status, signal) => resolve(status === 0 ? null : signal === null ? '' : `ended by ${signal}`));
  });
  end(ending === null);
  if (ending === null) return;
  const lines = said
    .trim()
    .split('\n')
    .filter((line) => !isStack.test(line))
    .slice(-30)
    .join('\n');
  throw new Trouble(`${lines || ending}\n\n${failure}`);
}

/** Offline, npm's own waits between tries would add up to more than a minute. */
const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=8000'];

async function installPackages() {
  if (!isInstalledByNpm()) {
    // Every binary that is needed lies ready in its package, so that no script of a package has to run.
    const words = [
      'ci',
      '--include=dev',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
      ...patience,
    ];
    await npm(words, {
      what: 'Installing the locked packages (once, about a minute) ...',
      failure: 'The packages could not be installed. Is this machine online? Then run the same command again.',
    });
  }
  writeFileSync(packagesStamp, lockHash());
}

async function build() {
  const hash = sourceHash();
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await npm(['run', '--silent', 'build'], {
    what: 'Building (once for every change of the sources, about half a minute) ...',
    failure: 'The sources do not compile: see the lines above.',
  });
  writeFileSync(buildStamp, hash);
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** The process that holds the lock, or null where that one has ended without giving it back. */
function lockHolder() {
  const pid = Number(textOf(join(lockFolder, 'pid')));
  if (pid > 0) return isAlive(pid) ? pid : null;
  // Between making the folder and writing the number lies a moment.
  const madeMs = statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - madeMs < 5000 ? 0 : null;
}

function takeLock() {
  try {
    mkdirSync(lockFolder);
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw new Trouble(`This folder cannot be written (${error.code}): ${root}`);
  }
  writeFileSync(join(lockFolder, 'pid'), String(process.pid));
  return true;
}

/** A rename has one winner, where two see the same abandoned lock. */
function breakLock() {
  const aside = `${lockFolder}-${process.pid}`;
  try {
    renameSync(lockFolder, aside);
  } catch {
    return;
  }
  rmSync(aside, { recursive: true, force: true });
}

const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

function waitForLock() {
  for (let waitedMs = 0; !takeLock(); waitedMs += 200) {
    const holder = lockHolder();
    if (holder === null) breakLock();
    if (waitedMs === 1000) process.stderr.write(`Another set-up is at work (process ${holder}); waiting for it ...\n`);
    if (waitedMs > waitMaxMs)
      throw new Trouble(`Another set-up holds ${lockFolder}. If none is running, remove that folder.`);
    pause(200);
  }
}

async function setUp() {
  checkNode();
  if (!needsPackages() && !needsBuild()) return;
  waitForLock();
  try {
    if (needsPackages()) await installPackages();
    if (needsBuild()) await build();
  } finally {
    rmSync(lockFolder, { recursive: true, force: true });
  }
}

try {
  await setUp();
  if (process.argv.includes('--demo')) {
    process.stderr.write('Starting a broker, a simulated chair and the daemon; this takes a few seconds ...\n');
  }
} catch (error) {
  process.stderr.write(error instanceof Trouble ? `${error.message}\n` : `${error.stack}\n`);
  process.exitCode = 1;
}
