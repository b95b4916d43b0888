// Makes a folder in which a current Home Assistant runs: a small Debian with the Python that it needs, and its packages.
// No part of the project depends on it. Says nothing where it is there already.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { InstallTrouble, installOrSay, makeDebian, runWhole } from '../support/other-debian.mjs';

/** Raised by hand when a new one is out; its Python comes with the Debian below. */
const homeAssistant = 'homeassistant==2026.11.0';
const debian = { release: 'forky', packages: 'python3,python3-venv,ca-certificates' };
const root = fileURLToPath(new URL('../../node_modules/.cache/hubs/home-assistant', import.meta.url));
const stamp = join(root, 'srv', 'installed');
const python = '/srv/hass/bin/python';
const inside = (words, env) => runWhole('chroot', [root, ...words], env);

/** uv does not read the settings of pip. */
function packageIndex() {
  const { stdout } = spawnSync('chroot', [root, python, '-m', 'pip', 'config', 'get', 'global.index-url'], {
    encoding: 'utf8',
  });
  const index = process.env.PIP_INDEX_URL ?? stdout?.trim() ?? '';
  return index === '' ? {} : { UV_DEFAULT_INDEX: index };
}

/** The integrations whose code a file of this one takes in, as MQTT does with every kind of entity. */
function importedIn(folder) {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.flatMap((text) => [
    ...[...text.matchAll(/homeassistant\.components\.(\w+)/g)].map(([, name]) => name),
    ...[...text.matchAll(/from homeassistant\.components import ([\w, ]+|\([^)]*\))/g)].flatMap(([, names]) =>
      names.match(/\w+/g),
    ),
  ]);
}

/** What the integrations that every Home Assistant loads ask for, and MQTT, as its own files say. */
function requirements() {
  const packages = inside([
    python,
    '-c',
    'import homeassistant, pathlib; print(pathlib.Path(homeassistant.__file__).parent)',
  ]);
  const home = join(root, packages);
  const list = /^DEFAULT_INTEGRATIONS = \{([\s\S]*?)^\}/m.exec(readFileSync(join(home, 'bootstrap.py'), 'utf8'))?.[1];
  const waiting = ['mqtt', ...[...(list ?? '').matchAll(/^ {4}"(\w+)"/gm)].map(([, name]) => name)];
  const found = new Map();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const file = join(home, 'components', name, 'manifest.json');
    if (found.has(name) || !existsSync(file)) continue;
    const { requirements: own = [], dependencies = [] } = JSON.parse(readFileSync(file, 'utf8'));
    found.set(name, own);
    waiting.push(...dependencies, ...importedIn(join(home, 'components', name)));
  }
  return [...new Set([...found.values()].flat())];
}

function isDone(run) {
  try {
    run();
    return true;
  } catch (error) {
    if (error instanceof InstallTrouble) return false;
    throw error;
  }
}

function installHomeAssistant() {
  inside(['python3', '-m', 'venv', '/srv/hass']);
  inside([python, '-m', 'pip', 'install', '-q', '--no-cache-dir', 'uv']);
  const index = packageIndex();
  const install = (names) =>
    inside(['/srv/hass/bin/uv', 'pip', 'install', '-q', '--no-cache', '--python', python, ...names], index);
  install([homeAssistant]);
  // One by one: what an integration asks for that nobody here uses may not be on this registry.
  const missing = requirements().filter((name) => !isDone(() => install([name])));
  if (missing.length > 0) console.log(`Not on this registry, and so left out: ${missing.join(', ')}.`);
}

installOrSay('Home Assistant', () => {
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === homeAssistant) return;
  console.log('Home Assistant is being installed in node_modules/.cache/hubs: about two minutes, 1.2 GB.');
  makeDebian(root, debian.release, debian.packages);
  installHomeAssistant();
  writeFileSync(stamp, homeAssistant);
});
