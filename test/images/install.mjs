// Makes the image on which those of deploy/ are built, where no registry of images is in reach: a small Debian of the same release, with
// the Node.js of the same major out of npm. Says nothing where it is there already.
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InstallTrouble, installOrSay, makeDebian, runWhole } from '../support/other-debian.mjs';

const dockerfile = readFileSync(new URL('../../deploy/docker/Dockerfile', import.meta.url), 'utf8');
const [, major] = /^ARG NODE=(\d+)$/m.exec(dockerfile);
const [, release] = /^FROM .*node:\$\{NODE\}-(\w+)-slim/m.exec(dockerfile);
const image = `docker.io/library/node:${major}-${release}-slim`;

const folder = fileURLToPath(new URL('../../node_modules/.cache/images', import.meta.url));
const root = join(folder, 'base');
const tools = join(folder, 'tools');
const stamp = join(folder, 'installed');
const authorities = 'etc/ssl/certs/ca-certificates.crt';

/** As in the image that this one stands in for: node, npm and a user of that name. */
function addNode() {
  const engine = join(root, 'tmp', 'engine');
  runWhole('npm', ['install', '--prefix', engine, '--no-audit', '--no-fund', `node@${major}`, 'npm@11']);
  const packages = join(root, 'usr/local/lib/node_modules');
  mkdirSync(packages, { recursive: true });
  cpSync(join(engine, 'node_modules/node/bin/node'), join(root, 'usr/local/bin/node'));
  cpSync(join(engine, 'node_modules/npm'), join(packages, 'npm'), { recursive: true, verbatimSymlinks: true });
  rmSync(engine, { recursive: true });
  for (const name of ['npm', 'npx']) {
    symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(root, 'usr/local/bin', name));
  }
  // Of a machine whose way to the registry has an authority of its own.
  if (existsSync(join(root, authorities))) {
    appendFileSync(join(packages, 'npm/npmrc'), `cafile=/${authorities}\nupdate-notifier=false\n`);
  }
  runWhole('chroot', [root, 'useradd', '--uid', '1000', '--create-home', 'node']);
}

/** Compose needs no engine to judge a file. */
function takeCompose() {
  runWhole('chroot', [root, 'sh', '-c', 'apt-get update -qq && cd /tmp && apt-get download -qq docker-compose']);
  runWhole('sh', [
    '-c',
    'dpkg-deb -x "$1"/tmp/docker-compose_*.deb "$2" && rm "$1"/tmp/docker-compose_*.deb',
    'sh',
    root,
    tools,
  ]);
}

/** Its files become the one layer of an image. */
function importImage() {
  const store = ['--root', join(folder, 'store'), '--runroot', join(folder, 'run')];
  const change = ['--change', 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'];
  const words = [...store, 'import', '--quiet', ...change, join(folder, 'base.tar'), image];
  runWhole('tar', ['-C', root, '-cf', join(folder, 'base.tar'), '.']);
  runWhole('podman', words);
  for (const each of [root, join(folder, 'base.tar')]) rmSync(each, { recursive: true });
}

installOrSay('The image that others are built on', () => {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === image) return;
  if (spawnSync('podman', ['--version']).error !== undefined) throw new InstallTrouble('podman is not installed.');
  console.log(`${image} is being put together in node_modules/.cache/images: about a minute, 0.3 GB.`);
  makeDebian(root, release, 'ca-certificates');
  addNode();
  takeCompose();
  importImage();
  writeFileSync(stamp, image);
});
