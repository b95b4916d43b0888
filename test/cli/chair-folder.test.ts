import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoadedConfig, loadConfig, showProblem } from '../../src/cli/load-config.js';
import { chairCountMax } from '../../src/core/configuration/chair-section.js';
import { runCommands } from '../support/command-line.js';

const top = mkdtempSync(join(tmpdir(), 'chairs-'));
afterAll(() => rmSync(top, { recursive: true }));

let folder = '';
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(top, String(count));
  mkdirSync(join(folder, 'chairs'), { recursive: true });
});

function file(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const load = (text: string, environment: Readonly<Record<string, string>> = {}): LoadedConfig =>
  loadConfig(file('main.yaml', text), environment);

function configOf(loaded: LoadedConfig) {
  if (loaded.kind === 'refused') throw new Error(loaded.problems.map(showProblem).join(''));
  return loaded.config;
}

const chairsOf = (loaded: LoadedConfig) => configOf(loaded).chairs;

/** As `check` prints them, with the folder left out. */
function problemsOf(loaded: LoadedConfig): string[] {
  if (loaded.kind === 'loaded') return [];
  return loaded.problems.map((problem) => showProblem(problem).trimEnd().replaceAll(`${folder}/`, ''));
}

const inFolder = 'chairs_dir: chairs\n';

describe('a folder with a file a chair', () => {
  it('gives the chairs in the order of their names, behind those of the configuration', () => {
    file('chairs/b-2.yaml', 'port: /dev/ttyUSB2\n');
    file('chairs/a-10.yaml', 'id: loft\nname: Loft\nport: /dev/ttyUSB1\n');
    const loaded = load(`${inFolder}chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n`);
    expect(chairsOf(loaded).map(({ id, name }) => [id, name])).toEqual([
      ['hall', 'hall'],
      ['loft', 'Loft'],
      ['b-2', 'b-2'],
    ]);
  });

  it('may hold all chairs, and begins at the folder of the configuration, as do paths in its files', () => {
    file('chairs/hall.yaml', 'port: ./ttyCHAIR\n');
    expect(chairsOf(load(inFolder))).toMatchObject([{ id: 'hall', port: { path: join(folder, 'ttyCHAIR') } }]);
    expect(chairsOf(load(`chairs_dir: ${join(folder, 'chairs')}\n`))).toHaveLength(1);
  });

  it('can be named by a variable, and its chairs are not counted by those of the file', () => {
    file('chairs/hall.yaml', 'port: /dev/ttyUSB1\n');
    const environment = {
      CHAIR2MQTT_CHAIRS_DIR: join(folder, 'chairs'),
      CHAIR2MQTT_CHAIRS__0__ID: 'loft',
      CHAIR2MQTT_CHAIRS__0__PORT: 'tcp://h:1',
    };
    expect(chairsOf(load('', environment)).map(({ id }) => id)).toEqual(['loft', 'hall']);
    expect(chairsOf(loadConfig(undefined, environment, [])).map(({ id }) => id)).toEqual(['loft', 'hall']);
  });

  it('says file, line, column and nearest key of what is wrong in it, one file after the other', () => {
    file('chairs/b.yaml', '# the second\nprot: /dev/ttyUSB2\n');
    file('chairs/a.yaml', 'port: /dev/ttyUSB1\nlimits:\n  level_max: 200\n');
    expect(problemsOf(load(`${inFolder}chairs: [{ id: Hall, port: /dev/ttyUSB0 }]\n`))).toEqual([
      expect.stringMatching(/^main\.yaml:2:16: 'id' must be/),
      expect.stringMatching(/^chairs\/a\.yaml:3:14: 'level_max' must be/),
      "chairs/b.yaml:2:1: unknown key 'prot'; did you mean 'port'?",
    ]);
  });

  it('names the other file where two chairs have one id or one port', () => {
    file('chairs/hall.yaml', 'port: /dev/ttyUSB0\n');
    file('chairs/loft.yaml', 'id: hall\nport: /dev/ttyUSB1\n');
    file('chairs/zoo.yaml', 'port: /dev/ttyUSB1\n');
    expect(problemsOf(load(inFolder))).toEqual([
      'chairs/loft.yaml:1:5: the id hall is used twice, first in chairs/hall.yaml:1; give each chair its own id',
      'chairs/zoo.yaml:1:7: the port /dev/ttyUSB1 is used twice, first in chairs/loft.yaml:2; give each chair its own port',
    ]);
  });

  it('takes no name that is no id for one', () => {
    file('chairs/Living Room.yaml', 'port: /dev/ttyUSB0\n');
    expect(problemsOf(load(inFolder))).toEqual([
      expect.stringMatching(/^chairs\/Living Room\.yaml:1:1: 'id' must be .*write living-room$/),
    ]);
  });

  it('passes no file over whose chair would then be missing', () => {
    file('chairs/a.yaml', '');
    file('chairs/b.yaml', '- port: /dev/ttyUSB0\n');
    file('chairs/c.yaml', 'port: [\n');
    file('chairs/d.yaml', Buffer.from([0xff]));
    file('chairs/e.yml', 'port: /dev/ttyUSB0\n');
    file('chairs/f.yaml/x', '');
    file('chairs/g.yaml', `# ${'x'.repeat(70_000)}`);
    symlinkSync(join(folder, 'nothing'), join(folder, 'chairs/h.yaml'));
    symlinkSync(file('elsewhere.yaml', 'port: /dev/ttyUSB0\n'), join(folder, 'chairs/i.yaml'));
    expect(problemsOf(load(inFolder))).toEqual([
      'chairs/a.yaml:1:1: must be the keys of one chair, such as port: /dev/ttyUSB0',
      'chairs/b.yaml:1:1: must be the keys of one chair, such as port: /dev/ttyUSB0',
      expect.stringMatching(/^chairs\/c\.yaml:\d+:\d+: /),
      'chairs/d.yaml:1:1: is not UTF-8 text',
      'chairs/e.yml:1:1: its name has to end in .yaml, or it is no chair',
      'chairs/f.yaml:1:1: is not a file',
      'chairs/g.yaml:1:1: is over 64 KiB',
      'chairs/h.yaml:1:1: cannot be read: there is no such file',
      'chairs/i.yaml:1:1: is a link that leads out of its folder',
    ]);
  });

  it('leaves hidden files and other endings alone, and follows links within the folder', () => {
    file('chairs/.hall.yaml', 'no: chair\n');
    file('chairs/README.md', 'no chair\n');
    file('chairs/hall.yaml.bak', 'no chair\n');
    file('chairs/..v1/hall.yaml', 'port: /dev/ttyUSB0\n');
    symlinkSync('..v1/hall.yaml', join(folder, 'chairs/hall.yaml'));
    expect(chairsOf(load(inFolder)).map(({ id }) => id)).toEqual(['hall']);
  });

  it('is a problem where it is named, when it is not there, is no folder, or leaves the daemon without a chair', () => {
    expect(problemsOf(load('chairs_dir: none\n'))).toEqual([
      'main.yaml:1:13: the folder of chairs cannot be read: there is no such folder',
    ]);
    file('plain', '');
    expect(problemsOf(load('chairs_dir: plain\n'))).toEqual([
      'main.yaml:1:13: the folder of chairs cannot be read: it is a file, not a folder',
    ]);
    expect(problemsOf(load(inFolder))).toEqual([
      'main.yaml:1:13: there is no chair in this folder: it takes files such as living-room.yaml',
    ]);
    expect(problemsOf(load('', { CHAIR2MQTT_CHAIRS_DIR: join(folder, 'none') }))).toEqual([
      'CHAIR2MQTT_CHAIRS_DIR: the folder of chairs cannot be read: there is no such folder',
    ]);
    expect(chairsOf(load(`${inFolder}chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n`))).toHaveLength(1);
  });

  it('holds as many chairs as a daemon may have, and not one more', () => {
    for (let at = 0; at < chairCountMax; at += 1) file(`chairs/chair-${at}.yaml`, `port: tcp://h:${at + 1}\n`);
    expect(chairsOf(load(inFolder))).toHaveLength(chairCountMax);
    expect(problemsOf(load(`${inFolder}chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n`))).toEqual([
      expect.stringContaining(`may have at most ${chairCountMax} chairs`),
    ]);
    file('chairs/one-more.yaml', 'port: tcp://h:9999\n');
    expect(problemsOf(load(inFolder))).toEqual([
      `main.yaml:1:13: the folder holds ${chairCountMax + 1} chairs, and ${chairCountMax} is the most there may be`,
    ]);
  });
});

describe('what all chairs have', () => {
  const defaults = 'chair_defaults: { groups: [all-of-them], baud_rate: 57600, limits: { level_max: 60, rest: 1h } }\n';

  it('is taken by chairs of the configuration and of the folder, and a key of their own goes before it', () => {
    file('chairs/loft.yaml', 'port: /dev/ttyUSB1\ngroups: [upstairs]\nlimits: { level_max: 40 }\n');
    const chairs = chairsOf(load(`${defaults}${inFolder}chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n`));
    expect(chairs).toMatchObject([
      { id: 'hall', groups: ['all-of-them'], baud_rate: 57_600, limits: { level_max: 60, rest: 3_600_000 } },
      { id: 'loft', groups: ['upstairs'], baud_rate: 57_600, limits: { level_max: 40, rest: 3_600_000 } },
    ]);
  });

  it('can be set by variables', () => {
    const loaded = load(`${defaults}chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n`, {
      CHAIR2MQTT_CHAIR_DEFAULTS__LIMITS__LEVEL_MAX: '50',
    });
    expect(chairsOf(loaded)).toMatchObject([{ limits: { level_max: 50, rest: 3_600_000 } }]);
  });

  it('is wrong once, where it stands, however many chairs there are', () => {
    const chairs = 'chairs: [{ id: hall, port: /dev/ttyUSB0 }, { id: loft, port: /dev/ttyUSB1 }]\n';
    expect(problemsOf(load(`chair_defaults: { person: nobody-here, driver: 'profile:none' }\n${chairs}`))).toEqual([
      expect.stringMatching(/^main\.yaml:1:27: there is no nobody-here under people/),
    ]);
    expect(problemsOf(load(`chair_defaults: { driver: 'profile:none' }\n${chairs}`))).toEqual([
      expect.stringMatching(/^main\.yaml:1:27: there is no profile 'none'/),
    ]);
    expect(problemsOf(load(`chair_defaults: { limits: { level_maxx: 60 }, hupcl: 7 }\n${chairs}`))).toEqual([
      "main.yaml:1:29: unknown key 'level_maxx'; did you mean 'level_max'?",
      expect.stringMatching(/^main\.yaml:1:54: 'hupcl' must be true or false/),
    ]);
  });

  it('holds nothing that is one chair’s own', () => {
    const chairs = 'chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n';
    for (const key of ['id: hall', 'name: Hall', 'port: /dev/ttyUSB0', 'usb: {}']) {
      expect(problemsOf(load(`chair_defaults: { ${key} }\n${chairs}`))).toEqual([
        expect.stringContaining(`main.yaml:1:19: unknown key '${key.split(':')[0]}'`),
      ]);
    }
  });
});

describe('the commands about it', () => {
  it('check looks at every file and says how many chairs there are', async () => {
    file('chairs/loft.yaml', 'port: /dev/ttyUSB1\n');
    const config = file('main.yaml', `${inFolder}chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n`);
    expect(await runCommands(['check', '--config', config])).toMatchObject({
      exitCode: 0,
      output: `${config}: valid; 2 chairs: hall, loft\n`,
    });
    file('chairs/attic.yaml', 'prot: x\n');
    expect(await runCommands(['check', '--config', config])).toMatchObject({ exitCode: 1 });
  });

  it('schema has one for such a file, which asks for no id', async () => {
    const { output } = await runCommands(['schema', 'chair']);
    const schema = JSON.parse(output) as Record<string, unknown>;
    expect(schema).toMatchObject({ title: 'chair2mqtt chair', additionalProperties: false });
    expect(schema['required']).toBeUndefined();
  });
});
