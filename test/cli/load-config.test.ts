import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type LoadedConfig, loadConfig, showProblem } from '../../src/cli/load-config.js';
import { selfSigned } from '../support/self-signed.js';

const top = mkdtempSync(join(tmpdir(), 'config-'));
afterAll(() => rmSync(top, { recursive: true }));

let folder = '';
let count = 0;
beforeEach(() => {
  count += 1;
  folder = join(top, String(count));
  mkdirSync(folder);
});

function file(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

/** As `check` prints them, with the folder left out. */
function problems(loaded: LoadedConfig): string[] {
  if (loaded.kind === 'loaded') return [];
  return loaded.problems.map((problem) => showProblem(problem).trimEnd().replaceAll(`${folder}/`, ''));
}

const good = 'chairs: [{ id: hall, port: /dev/ttyUSB0 }]\n';

describe('loading the configuration', () => {
  it('reads the file that is named, else the first of the usual ones, else the environment', () => {
    const usual = [join(folder, 'none.yaml'), file('usual.yaml', good)];
    expect(loadConfig(undefined, {}, usual)).toMatchObject({ kind: 'loaded', file: usual[1] });
    expect(loadConfig(file('named.yaml', good), {}, usual)).toMatchObject({ file: join(folder, 'named.yaml') });
    const environment = { CHAIR2MQTT_CHAIRS__0__ID: 'a', CHAIR2MQTT_CHAIRS__0__PORT: 'tcp://h:1' };
    const loaded = loadConfig(undefined, environment, []);
    expect(loaded).toMatchObject({ kind: 'loaded', file: null, config: { chairs: [{ id: 'a' }] } });
  });

  it('lets relative paths begin at its own folder, those of a variable where the program was started', () => {
    writeFileSync(join(folder, 'password'), 'secret');
    const text =
      'chairs: [{ id: hall, port: ./ttyCHAIR }, { id: loft, port: tcp://h:1 }]\nmqtt: { username: a, password_file: password }\n';
    const loaded = loadConfig(file('here.yaml', text), {});
    expect(loaded).toMatchObject({
      config: { data_dir: join(folder, 'data'), chairs: [{ port: { path: join(folder, 'ttyCHAIR') } }, {}] },
      secrets: { mqttPassword: 'secret' },
    });
    expect(loadConfig(file('here.yaml', text), { CHAIR2MQTT_DATA_DIR: './records' })).toMatchObject({
      config: { data_dir: './records' },
    });
    expect(loadConfig(file('here.yaml', `${text}data_dir: /var/lib/x\n`), {})).toMatchObject({
      config: { data_dir: '/var/lib/x' },
    });
  });

  it('says what to do where there is none', () => {
    const [text] = problems(loadConfig(undefined, {}, [join(folder, 'chair2mqtt.yaml')]));
    expect(text).toContain('there is no configuration: looked for chair2mqtt.yaml; name one with --config FILE');
  });

  it('never falls back from a file that is named and missing', () => {
    const environment = { CHAIR2MQTT_CHAIRS__0__ID: 'a', CHAIR2MQTT_CHAIRS__0__PORT: 'tcp://h:1' };
    expect(problems(loadConfig(join(folder, 'no.yaml'), environment))).toEqual([
      'no.yaml: the configuration cannot be read: there is no such file',
    ]);
  });

  it.each([
    ['a folder', '', 'it is a folder'],
    ['/dev/zero', '/dev/zero', 'it is over 256 KiB'],
  ])('refuses %s', (_, path, words) => {
    expect(problems(loadConfig(path || folder, {}))[0]).toContain(words);
  });

  it('refuses bytes that are no text, and broken YAML with its place', () => {
    expect(problems(loadConfig(file('a', Buffer.from([0xff, 0xfe])), {}))).toEqual([
      'a: the configuration is not UTF-8 text',
    ]);
    expect(problems(loadConfig(file('b', 'chairs:\n\t- id: a\n'), {}))[0]).toMatch(/^b:2:1: /);
    expect(problems(loadConfig(file('c', 'a: &x 1\nb: *x\n'), {}))[0]).toMatch(/^c:1:/);
    expect(problems(loadConfig(file('d', ''), {}))).toEqual([
      "d:1:1: 'chairs' is missing; such as chairs: [{ id: living-room, port: /dev/ttyUSB0 }]",
    ]);
  });

  it('gives line and column of everything that is wrong, in the order of the file', () => {
    const text = 'mqtt:\n  urll: x\nchairs:\n  - id: Hall\n    port: ttyUSB0\n    limits: { session_max: 30 }\n';
    expect(problems(loadConfig(file('x.yaml', text), {}))).toEqual([
      "x.yaml:2:3: unknown key 'urll'; did you mean 'url'?",
      expect.stringContaining("x.yaml:4:9: 'id' must be"),
      expect.stringMatching(/^x\.yaml:5:11: .*write \/dev\/ttyUSB0$/),
      expect.stringMatching(/^x\.yaml:6:28: .*write 30m, not 30$/),
    ]);
  });

  it('names both places of what stands twice', () => {
    const text = 'chairs:\n  - { id: hall, port: /dev/ttyUSB0 }\n  - { id: hall, port: /dev/ttyUSB1 }\n';
    const told = (environment: Readonly<Record<string, string>>) =>
      problems(loadConfig(file('a.yaml', text), environment));
    expect(told({})).toEqual(['a.yaml:3:11: the id hall is used twice, first in line 2; give each chair its own id']);
    expect(told({ CHAIR2MQTT_CHAIRS__0__ID: 'loft', CHAIR2MQTT_CHAIRS__0__PORT: '/dev/ttyUSB1' })).toEqual([
      'a.yaml:3:23: the port /dev/ttyUSB1 is used twice, first in CHAIR2MQTT_CHAIRS__0__PORT; give each chair its own port',
    ]);
  });

  it('refuses a schedule of a program that does not ship, and warns of one that an own folder lacks as well', () => {
    const text = (program: string) =>
      `${good}people: { anna: {} }\ntime_zone: Europe/Berlin\nschedules: [{ id: e, chair: hall, program: ${program}, person: anna, when: "0 20 * * *" }]\n`;
    expect(loadConfig(file('a.yaml', text('relaxation')), {})).toMatchObject({ kind: 'loaded', warnings: [] });
    expect(problems(loadConfig(file('a.yaml', text('relaxtion')), {}))).toEqual([
      "a.yaml:4:44: there is no program relaxtion for hall; did you mean 'relaxation'?",
    ]);
    mkdirSync(join(folder, 'own'));
    file('own/mine.yaml', '');
    expect(loadConfig(file('b.yaml', `${text('yours')}programs: own\n`), {})).toMatchObject({
      kind: 'loaded',
      warnings: [{ message: 'there is no program yours for hall' }],
    });
    for (const program of ['mine', 'relaxation'])
      expect(loadConfig(file('b.yaml', `${text(program)}programs: own\n`), {})).toMatchObject({ warnings: [] });
  });

  it('warns of a schedule that offers what its person is to be spared', () => {
    const text = (avoid: string) =>
      `${good}people: { anna: { avoid: [${avoid}] } }\ntime_zone: Europe/Berlin\nschedules: [{ id: e, chair: hall, program: relaxation, person: anna, when: "0 20 * * *" }]\n`;
    expect(loadConfig(file('a.yaml', text('clot-risk, pregnancy')), {})).toMatchObject({
      kind: 'loaded',
      warnings: [
        {
          message: 'relaxation is to be avoided with clot-risk, which anna has: nobody could start this offer',
          line: 4,
        },
      ],
    });
    const two = `${text('clot-risk').trimEnd().slice(0, -1)}, { id: f, chair: hall, program: relaxation, person: anna, when: "0 8 * * *" }]\n`;
    expect(loadConfig(file('b.yaml', two), {})).toMatchObject({ warnings: [{ line: 4 }, { line: 4 }] });
    // That one caps the back, and refuses nothing.
    expect(loadConfig(file('a.yaml', text('osteoporosis, pregnancy')), {})).toMatchObject({ warnings: [] });
  });

  it('names the variable where a value came from the environment', () => {
    const environment = { CHAIR2MQTT_CHAIRS__0__LIMITS__LEVEL_MAX: '200', CHAIR2MQTT_MQTT_URL: 'x' };
    expect(problems(loadConfig(file('x.yaml', good), environment))).toEqual([
      'CHAIR2MQTT_MQTT_URL: no setting has this name; did you mean CHAIR2MQTT_MQTT__URL?',
      expect.stringContaining('CHAIR2MQTT_CHAIRS__0__LIMITS__LEVEL_MAX: '),
    ]);
  });
});

describe('secrets', () => {
  const configured = (lines: string) => loadConfig(file('x.yaml', `${good}${lines}`), {});

  it('come from files, without their last line feed', () => {
    const password = file('password', 'two words\n');
    const pem = file('ca.pem', '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n');
    const loaded = configured(`mqtt: { username: u, password_file: ${password}, ca_file: ${pem} }`);
    expect(loaded).toMatchObject({ secrets: { mqttPassword: 'two words', mqttCa: expect.stringContaining('BEGIN') } });
  });

  it('come from the environment', () => {
    const environment = { CHAIR2MQTT_MQTT__USERNAME: 'u', CHAIR2MQTT_MQTT__PASSWORD: '0123' };
    expect(loadConfig(file('x.yaml', good), environment)).toMatchObject({ secrets: { mqttPassword: '0123' } });
  });

  it.each([
    ['missing', null, 'there is no such file'],
    ['empty', '\n', 'is empty'],
    ['of two lines', 'hunter2\nhunter3\n', 'holds more than one line of text'],
    ['short', 'hunter2\n', 'is too short: it must have at least 16 characters'],
  ])('in a file that is %s are a problem at their key', (_, text, words) => {
    const path = text === null ? join(folder, 'none') : file('secret', text);
    const found = problems(configured(`http: { listen: "127.0.0.1:1", token_file: ${path} }`));
    expect(found).toEqual([expect.stringMatching(new RegExp(`^x\\.yaml:2:44: .*${words}$`))]);
    expect(found.join()).not.toContain('hunter');
  });

  it('are certificates where certificates are asked for', () => {
    expect(problems(configured(`mqtt: { ca_file: ${file('ca', 'hello')} }`))[0]).toContain('is not a PEM file');
  });

  it('are a certificate and the key that belongs to it', () => {
    const tls = (cert: string, key: string) =>
      configured(
        `http: { listen: "127.0.0.1:1", tls: { cert_file: ${file('cert.pem', cert)}, key_file: ${file('key.pem', key)} } }`,
      );
    const { cert, key } = selfSigned;
    expect(tls(cert, key)).toMatchObject({ secrets: { httpCert: cert, httpKey: key } });
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const otherKey = other.export({ type: 'pkcs8', format: 'pem' }).toString();
    const locked = other.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' }).toString();
    expect(problems(tls(cert, otherKey))).toEqual([expect.stringContaining('the key of another certificate')]);
    expect(problems(tls(cert, locked))).toEqual([expect.stringContaining('without a passphrase')]);
    expect(problems(tls(key, key))).toEqual([expect.stringContaining('cannot be used')]);
  });

  it('of TLS begin at the folder of the configuration, too', () => {
    file('cert.pem', selfSigned.cert);
    file('key.pem', selfSigned.key);
    const loaded = configured('http: { listen: "127.0.0.1:1", tls: { cert_file: cert.pem, key_file: key.pem } }');
    expect(loaded).toMatchObject({ kind: 'loaded', secrets: { httpKey: selfSigned.key } });
  });

  it('are not repeated in problems', () => {
    const found = problems(configured('mqtt: { username: u, password: 424242 }'));
    expect(found).toHaveLength(1);
    expect(found.join()).not.toContain('424242');
  });
});
