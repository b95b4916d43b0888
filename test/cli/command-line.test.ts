import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommands } from '../support/command-line.js';

const folder = mkdtempSync(join(tmpdir(), 'frame-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const good = file('good.yaml', 'chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]\n');
const bad = file('bad.yaml', 'chairs: [{ id: hall, port: x, limits: { rest: 5 } }]\n');
const commands = [
  'start',
  'demo',
  'sim',
  'programs',
  'send',
  'status',
  'watch',
  'link',
  'completion',
  'ports',
  'doctor',
  'report',
  'conformance',
  'acl',
  'check',
  'schema',
  'service',
];

describe('the command line', () => {
  it('tells its version', async () => {
    expect(await runCommands(['--version'])).toMatchObject({ exitCode: 0, output: '9.8.7\n' });
  });

  it('names every command, the exit codes and examples in its help', async () => {
    const { exitCode, output } = await runCommands(['--help']);
    expect(exitCode).toBe(0);
    for (const command of [...commands, 'Exit codes: 0 done, 1 refused or a problem, 2', 'Examples:']) {
      expect(output).toContain(command);
    }
  });

  it.each(commands)('has help with exit codes and an example for %s', async (command) => {
    const { exitCode, output } = await runCommands([command, '--help']);
    expect(exitCode).toBe(0);
    expect(output).toContain(`Usage: chair2mqtt ${command}`);
    expect(output).toMatch(/exit codes?:|exits? with/i);
    expect(output).toContain('chair2mqtt');
  });

  it.each([
    [['chek'], 'Did you mean check?'],
    [['check', '--cofnig', 'x'], 'Did you mean --config?'],
    [['schema', 'konfig'], 'Allowed choices are config, chair, program'],
    [['check', 'x'], 'too many arguments'],
    [['check', '--config'], 'argument missing'],
    [[], 'Usage:'],
  ])('refuses %j with code 2 and says what to do', async (words, text) => {
    const { exitCode, errors } = await runCommands(words);
    expect(exitCode).toBe(2);
    expect(errors).toContain(text);
  });
});

describe('check', () => {
  it('says that a configuration is right', async () => {
    const { exitCode, output, errors } = await runCommands(['check', '--config', good]);
    expect([exitCode, output, errors]).toEqual([0, `${good}: valid; 1 chair: hall\n`, '']);
  });

  it('exits with 1 and says where it is not', async () => {
    const { exitCode, errors } = await runCommands(['check', '-c', bad]);
    expect(exitCode).toBe(1);
    expect(errors).toContain(`${bad}:1:28: 'port' must be a device`);
    expect(errors).toContain('2 problems');
  });

  it('warns where remote starts are asked for of a chair that nobody sees, and says what to do', async () => {
    const pad = '{ id: pad, driver: "profile:hf8", port: "tcp://127.0.0.1:1", remote_start: true';
    const unseen = file('pad.yaml', `chairs:\n  - ${pad} }\n`);
    const { exitCode, output, errors } = await runCommands(['check', '--config', unseen]);
    expect([exitCode, output]).toEqual([0, `${unseen}: valid; 1 chair: pad\n`]);
    expect(errors).toMatch(
      /^warning: .*pad\.yaml:2:\d+: has no effect: .* until watched_by says in words who watches it/,
    );
    const { output: json } = await runCommands(['check', '--json', '--config', unseen]);
    expect(JSON.parse(json)).toMatchObject({ ok: true, warnings: [{ path: 'chairs.0.remote_start', line: 2 }] });
    file('pad.yaml', `chairs:\n  - ${pad}, watched_by: somebody }\n`);
    expect((await runCommands(['check', '--config', unseen])).errors).toBe('');
  });

  it('warns of a list of brokers whose old commands nobody could tell, and says what to do', async () => {
    const chairs = 'chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]\n';
    const listed = (more: string) => file('cluster.yaml', `mqtt: { url: [mqtt://a, mqtt://b]${more} }\n${chairs}`);
    const { exitCode, errors } = await runCommands(['check', '--config', listed('')]);
    expect([exitCode, errors]).toEqual([
      0,
      expect.stringMatching(/^warning: .*cluster\.yaml:1:\d+: .*require_ts: true/),
    ]);
    expect((await runCommands(['check', '--config', listed(', require_ts: true')])).errors).toBe('');
  });

  it('gives JSON for programs', async () => {
    const right = await runCommands(['check', '--json', '--config', good]);
    expect(JSON.parse(right.output)).toEqual({ ok: true, file: good, problems: [], warnings: [] });
    const wrong = await runCommands(['check', '--json', '--config', bad], { CHAIR2MQTT_X: '1' });
    expect(wrong.exitCode).toBe(1);
    expect(JSON.parse(wrong.output)).toMatchObject({
      ok: false,
      problems: [
        { file: 'CHAIR2MQTT_X', line: null },
        {
          file: bad,
          line: 1,
          column: 28,
          path: 'chairs.0.port',
          suggestion: expect.stringContaining('such as /dev/ttyUSB0'),
        },
        { path: 'chairs.0.limits.rest', suggestion: 'write 5m, not 5' },
      ],
    });
  });
});

describe('schema', () => {
  it.each(['config', 'chair', 'program'])('prints the JSON Schema of a %s', async (what) => {
    const { exitCode, output } = await runCommands(['schema', what]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' });
  });
});
