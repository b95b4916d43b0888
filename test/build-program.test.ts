import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killChild, startWatched } from './support/child.js';
import { eventually } from './support/eventually.js';
import { temporaryFolder } from './support/program.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const textIn = (...names: readonly string[]): string => readFileSync(join(root, ...names), 'utf8');
const folder = temporaryFolder();
const main = join(folder.path, 'dist/program/main.js');

interface Locked {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** Where npm puts what it installs without what developers need. */
const installed = (): readonly string[] => {
  const { packages }: { readonly packages: Readonly<Record<string, Locked>> } = JSON.parse(textIn('package-lock.json'));
  return Object.entries(packages).flatMap(([path, { dev, devOptional }]) =>
    path === '' || dev === true || devOptional === true ? [] : [path],
  );
};

/** Only what ships, as far from the sources as on the machine of a user. */
beforeAll(() => {
  const { files } = JSON.parse(textIn('package.json'));
  const shipped = ['package.json', 'dist/program', 'programs', 'src/chair/profiles'];
  expect(files).toEqual(expect.arrayContaining(shipped.slice(1)));
  const present = installed().filter((path) => existsSync(join(root, path)));
  for (const path of [...shipped, ...present]) {
    cpSync(join(root, path), join(folder.path, path), { recursive: true });
  }
});

afterAll(() => folder.remove());

describe('the program as it ships', () => {
  it('asks for no package but those that are installed with it', () => {
    const parts = readdirSync(join(root, 'dist/program'), { recursive: true, encoding: 'utf8' });
    const asked = parts
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [...textIn('dist/program', name).matchAll(/^(?:import|export) .*?from "([^".][^"]*)";$/gm)])
      .map(([, name = '']) => name)
      .filter((name) => !isBuiltin(name));
    expect([...new Set(asked)]).toEqual(['@serialport/bindings-cpp']);
    expect(installed()).toContain('node_modules/@serialport/bindings-cpp');
  });

  it('names every library that is in it, with its licence', () => {
    const licences = textIn('dist/program/licences.txt');
    for (const name of ['mqtt', 'zod', 'xstate', 'pino', 'hono']) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: MIT$`, 'm'));
    }
  });

  it('runs without the packages of developers: a command, and the thread that reads programs', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [main, 'programs', 'list'], { cwd: folder.path });
    expect(stdout).toContain('relaxation');
    const run = join(folder.path, 'run');
    const addProgram = (id: string): void =>
      cpSync(join(root, 'programs', `${id}.yaml`), join(run, 'programs', `${id}.yaml`));
    mkdirSync(join(run, 'programs'), { recursive: true });
    addProgram('relaxation');
    const config = ['http: off', 'programs: ./programs', 'chairs: [{ id: a, port: /dev/none }]'];
    writeFileSync(join(run, 'chair2mqtt.yaml'), `mqtt: { url: "mqtt://127.0.0.1:1" }\n${config.join('\n')}\n`);
    const daemon = startWatched(process.execPath, [main, 'start'], { cwd: run });
    let said = '';
    daemon.stdout.on('data', (data: Buffer) => {
      said += data.toString();
    });
    await eventually(
      () => said.includes('"program":"relaxation"'),
      () => `the first program; it said: ${said}`,
    );
    addProgram('post-workout');
    await eventually(
      () => said.includes('"program":"post-workout"'),
      () => `the second program; it said: ${said}`,
    );
    await killChild(daemon);
    expect(said).not.toContain('"level":"error"');
  });
});
