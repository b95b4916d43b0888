import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { stagesOf } from '../support/dockerfile.js';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'deploy/home-assistant/chair2mqtt');
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const config = parse(textOf('config.yaml'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Left out where it is not installed, but never in CI. */
const hasParser = process.env['CI'] === 'true' || spawnSync('apparmor_parser', ['--version']).status === 0;

/** What the Supervisor knows, by the page "App configuration" of its developers. */
const documented = new Set(
  `name version slug description arch machine url startup webui boot ports ports_description host_network host_ipc host_dbus host_pid host_uts
  devices homeassistant hassio_role hassio_api homeassistant_api docker_api privileged full_access apparmor map environment audio video gpio usb uart
  udev devicetree kernel_modules stdin legacy options schema image timeout tmpfs discovery services auth_api ingress ingress_port ingress_entry
  ingress_stream panel_icon panel_title panel_admin backup backup_pre backup_post backup_exclude advanced stage init watchdog realtime journald
  breaking_versions ulimits`.split(/\s+/),
);
/** The kinds of values of a schema there. */
const kind =
  /^(?:str|password|int|float)(?:\([\d.]*,[\d.]*\))?\??$|^(?:bool|email|url|port)\??$|^match\(.*\)\??$|^list\(.+\)\??$|^device(?:\(subsystem=\w+\))?\??$/;
const leavesOf = (schema: unknown): readonly string[] =>
  typeof schema === 'string' ? [schema] : Object.values(schema as object).flatMap(leavesOf);

describe('the configuration of the app', () => {
  it('has every key that has to be there, and none that the Supervisor does not know', () => {
    expect(Object.keys(config).filter((key) => !documented.has(key))).toEqual([]);
    expect(['name', 'version', 'slug', 'description', 'arch'].filter((key) => !(key in config))).toEqual([]);
    expect(config).toMatchObject({ slug: 'chair2mqtt', version, arch: ['aarch64', 'amd64'] });
  });

  it('asks for serial ports and the broker, and for no other right', () => {
    expect(config).toMatchObject({ uart: true, services: ['mqtt:need'], apparmor: true, init: false });
    const rights = [
      'full_access',
      'privileged',
      'host_network',
      'docker_api',
      'hassio_api',
      'homeassistant_api',
      'host_dbus',
      'usb',
      'ports',
    ];
    expect(rights.filter((key) => key in config)).toEqual([]);
    expect(config.map).toEqual(['app_config', 'ssl']);
  });

  it('is shown by ingress alone, at the port that the start script opens, and is asked there whether it is well', () => {
    expect(config).toMatchObject({ ingress: true, ingress_port: 8099, panel_admin: true });
    expect(config.watchdog).toMatch(/^(?:https?|tcp):\/\/\[HOST\]:8099\/healthz$/);
    expect(textOf('run.mjs')).toContain("CHAIR2MQTT_HTTP__INGRESS: '0.0.0.0:8099'");
  });

  it('leaves a stop more time than it takes, and its records alone while they are copied', () => {
    const source = readFileSync(join(root, 'src/cli/daemon-process.ts'), 'utf8');
    const stopMs = Number(/const stopDeadlineMs = (\d+);/.exec(source)?.[1]);
    expect(config.timeout * 1000).toBeGreaterThan(stopMs + 2000);
    expect(config).toMatchObject({ backup: 'cold', backup_exclude: ['broker-password'] });
  });

  it('has a kind for every option, and an option for every kind that is not left out', () => {
    expect(leavesOf(config.schema).filter((each) => !kind.test(each))).toEqual([]);
    const needed = Object.entries(config.schema).filter(
      ([, value]) => typeof value !== 'string' || !value.endsWith('?'),
    );
    expect(Object.keys(config.options)).toEqual(needed.map(([key]) => key));
    const [, idForm = ''] = /^match\((.*)\)$/.exec(config.schema.chairs[0].id) ?? [];
    expect(config.options.chairs[0].id).toMatch(new RegExp(idForm));
  });

  it('has options for chairs that the daemon knows', () => {
    const table = readFileSync(join(root, 'docs/configuration.md'), 'utf8');
    const keys = Object.keys(config.schema.chairs[0]).map((key) => `\`chairs[].${key}\``);
    expect(keys.filter((key) => !table.includes(key))).toEqual([]);
  });

  it.each(['en', 'de'])('is told whole in the language %s', (language) => {
    const { configuration } = parse(textOf(`translations/${language}.yaml`));
    expect(Object.keys(configuration)).toEqual(Object.keys(config.schema));
    expect(Object.keys(configuration.chairs.fields)).toEqual(Object.keys(config.schema.chairs[0]));
    const told = [...Object.values(configuration), ...Object.values(configuration.chairs.fields)] as readonly object[];
    for (const each of told) expect(each).toMatchObject({ name: expect.any(String), description: expect.any(String) });
  });
});

describe('the folder of the app', () => {
  it('has what the Supervisor looks for, and no build.yaml, which it does not want any more', () => {
    expect(
      readdirSync(folder)
        .filter((name) => !name.endsWith('.tgz'))
        .sort(),
    ).toEqual('DOCS.md Dockerfile apparmor.txt config.yaml icon.png logo.png run.mjs translations'.split(' '));
    expect(parse(readFileSync(join(folder, '../repository.yaml'), 'utf8'))).toHaveProperty('name');
  });

  it.each([
    ['icon.png', 128, 128],
    ['logo.png', 250, 100],
  ])('has a picture %s of the size that is shown', (name, width, height) => {
    const picture = readFileSync(join(folder, name));
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect([picture.readUInt32BE(16), picture.readUInt32BE(20)]).toEqual([width, height]);
  });

  it('builds on what the image for containers is built on, and starts under a program that passes signals on', () => {
    const [, ...stages] = stagesOf(textOf('Dockerfile'));
    const last = stages.at(-1) ?? [];
    const bases = stages.map(([from]) => from?.words.split(' ')[0]);
    const other = readFileSync(join(root, 'deploy/docker/Dockerfile'), 'utf8');
    const [, major] = /^ARG NODE=(\d+)$/m.exec(other) ?? [];
    expect([...new Set(bases)]).toEqual([`node:${major}-trixie-slim`]);
    const wordsOf = (keyword: string) => last.filter((each) => each.keyword === keyword).map(({ words }) => words);
    expect(wordsOf('ENTRYPOINT')).toEqual(['["/usr/bin/tini", "--"]']);
    expect(wordsOf('CMD')).toEqual(['["node", "/opt/chair2mqtt/run.mjs"]']);
    expect(wordsOf('RUN')[0]).toMatch(/ --no-install-recommends tini && rm -rf \/var\/lib\/apt\/lists\/\*$/);
  });
});

describe('the AppArmor profile', () => {
  const profile = textOf('apparmor.txt');

  it.runIf(hasParser)('can be read by the parser of AppArmor, as one profile of the name of the app', () => {
    const { status, stderr } = spawnSync('apparmor_parser', ['-Q', '-K', join(folder, 'apparmor.txt')], {
      encoding: 'utf8',
    });
    expect([status, stderr.replace(/^Cache read\/write disabled.*\n/m, '')]).toEqual([0, '']);
    expect([...profile.matchAll(/^profile (\S+)/gm)].map(([, name]) => name)).toEqual([config.slug]);
  });

  it('lets the app write its own folder, and of devices open serial ports alone', () => {
    const written = [...profile.matchAll(/^ {2}(\/\S+) r?w\w*,$/gm)].map(([, path]) => path);
    expect(written).toEqual([
      '/data/**',
      '/tmp/**',
      '/dev/tty{USB,ACM,AMA,S}*',
      '/dev/{null,zero,full,random,urandom,tty,pts/*}',
      '/run/lock/**',
    ]);
    expect(profile).not.toMatch(/\bcapability\b|\bmount\b|\bptrace\b|\bunconfined\b/);
  });
});
