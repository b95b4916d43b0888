import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCommands } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { LedgerBench } from '../support/ledger-bench.js';
import { closedLine, faultLine, openedLine, refusedLine } from '../support/ledger-lines.js';
import { Program, temporaryFolder } from '../support/program.js';

const password = 'hunter2 & "friends"';
const token = 'tok-0123456789abcdef-secret';
/** Nothing listens there. */
const nowhere = 'tcp://127.0.0.1:1';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const place = (name: string): string => join(folder.path, name);

function configure(text: string): void {
  writeFileSync(place('chair2mqtt.yaml'), text);
}

const whole = `
mqtt: { url: mqtt://127.0.0.1:1, username: chair, password: ${JSON.stringify(password)} }
http: { token_file: token }
chairs: [{ id: hall, name: Anna's chair, port: ${nowhere} }]
people: { anna: { avoid: [clot-risk] }, ben: {} }
data_dir: data
`;

/** A journal of a machine that has none. */
function journal(script: string): NodeJS.ProcessEnv {
  mkdirSync(place('bin'), { recursive: true });
  writeFileSync(place('bin/journalctl'), `#!/bin/sh\n${script}\n`);
  chmodSync(place('bin/journalctl'), 0o755);
  return { PATH: `${place('bin')}:${process.env['PATH']}` };
}

async function report(words: readonly string[] = [], env: NodeJS.ProcessEnv = { PATH: '/nowhere' }) {
  const file = place('report.txt');
  const done = await runCommands(['report', '-o', file, '-c', place('chair2mqtt.yaml'), ...words], env);
  return { done, file, text: existsSync(file) ? readFileSync(file, 'utf8') : '' };
}

const headings = (text: string): readonly string[] =>
  [...text.matchAll(/^\d+\. (.*)\n=+$/gm)].map(([, title = '']) => title);

describe('chair2mqtt report', () => {
  it('writes one file that only its owner may read, and says to read it', async () => {
    configure(whole);
    writeFileSync(place('token'), `${token}\n`);
    const { done, file, text } = await report();
    expect(done.exitCode).toBe(0);
    expect(done.output).toBe(`${file}\nRead it before you send it. Nothing was sent anywhere.\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(text).toMatch(/^chair2mqtt report of \d{4}-\d\d-\d\dT[\d:]+Z\n\nRead this before you send it/);
    expect(headings(text)).toEqual([
      'Versions',
      'What the doctor found',
      'The configuration',
      'Sessions, faults and refusals of the ledger',
      'Flight records, the newest first',
      'The end of the log',
    ]);
    expect(text).toMatch(/^chair2mqtt +9\.8\.7, built /m);
    expect(text).toMatch(/^Node\.js +v20\.19\.0$/m);
    expect(text).toMatch(/^mqtt +\d+\.\d+\.\d+/m);
    expect(text).toMatch(/^PROBLEM {2}broker: /m);
    expect(text).toContain('There is no log here');
  });

  it('takes secrets out of every part, and makes numbers of people and computers', async () => {
    configure(whole);
    writeFileSync(place('token'), `${token}\n`);
    const bench = new LedgerBench(place('data/ledger'));
    await bench.write(openedLine(), faultLine(), refusedLine({ chair: 'hall' }), closedLine());
    const basic = Buffer.from(`chair:${password}`).toString('base64');
    const lines = [
      JSON.stringify({ level: 'info', event: 'x', reason: `refused ${password}`, header: `Basic ${basic}` }),
      'contraindicated: ben and clot-risk',
      `https://${hostname()}:8470/?key=${encodeURIComponent(password)} ${token} by ben`,
    ];
    writeFileSync(place('daemon.log'), `${lines.join('\n')}\n`);
    const { text } = await report(['--log', place('daemon.log')]);
    for (const secret of ['hunter2', 'friends', encodeURIComponent(password), basic.slice(12), token]) {
      expect(text).not.toContain(secret);
    }
    expect(text).toContain('by person 2');
    expect(text).toContain("person 1's chair");
    expect(text).toMatch(/session \w+ began: relaxation for person 1, by mqtt/);
    expect(text).toMatch(/FAULT \w+/);
    expect(text).toMatch(/refused \w+: \w+/);
    expect(text).not.toMatch(/\banna\b|\bben\b|clot-risk/i);
    expect(text).not.toContain(hostname());
    expect(text).toContain('password: (removed)');
  });

  it.each([
    ['one that is no YAML', 'mqtt: { password: hunter2x\nchairs:\n  - id: hall\n', 'its keys alone are shown'],
    ['one with wrong keys', 'mqtt: { pasword: hunter2x }\nchairs: [{ id: hall, port: x }]\n', "unknown key 'pasword'"],
    ['one with a wrong form', 'password hunter2x\n', 'It is refused'],
    ['an empty one', '', 'It is refused'],
  ])('works with a broken configuration: %s', async (_, text, said) => {
    configure(text);
    const { done, text: written } = await report();
    expect(done.exitCode).toBe(0);
    expect(written).toContain(said);
    expect(written).not.toContain('hunter2x');
    expect(written).toContain('There is no ledger yet');
    expect(written).toContain('PROBLEM  configuration');
  });

  it('says which secrets it could not look for', async () => {
    configure(whole);
    mkdirSync(place('token'));
    const { text } = await report();
    expect(text).toMatch(
      /Could not be read, so what stands there was not looked for.*token \(it is a folder, not a file\)/,
    );
  });

  it('works without any configuration', async () => {
    const { done, text } = await report();
    expect(done.exitCode).toBe(0);
    expect(text).toContain('there is no such file');
  });

  it('names the variables of the environment, and shows none of their values', async () => {
    configure(whole.replace(/password: .* }/, '}'));
    const env = { PATH: '/nowhere', CHAIR2MQTT_MQTT__PASSWORD: 'hunter2x', CHAIR2MQTT_MQTT_PASSWORD: 'hunter3x' };
    const { text } = await report([], env);
    expect(text).toContain('CHAIR2MQTT_MQTT__PASSWORD, CHAIR2MQTT_MQTT_PASSWORD');
    expect(text).not.toMatch(/hunter[23]x/);
  });

  it('takes the log of the journal where the machine has one, in it nothing that a terminal obeys', async () => {
    configure(whole);
    const env = journal(
      `echo "2026-11-30T10:00:00 ${hostname()} chair2mqtt[7]: went well"; printf '\\033[31mred\\033[0m\\n'`,
    );
    const { text } = await report([], env);
    expect(text).toContain('2026-11-30T10:00:00 this computer chair2mqtt[7]: went well\nred\n');
  });

  it('asks the journal of this user where that of the machine has nothing', async () => {
    configure(whole);
    const { text } = await report([], journal('[ "$1" = --user ] && echo "of this user" || echo "-- No entries --"'));
    expect(text).toContain('of this user');
  });

  it('keeps the newest lines of a long log, and stays within its bound', async () => {
    configure(whole);
    const line = (index: number): string => `line ${index} ${'x'.repeat(90)}`;
    writeFileSync(place('daemon.log'), Array.from({ length: 30_000 }, (_, index) => line(index)).join('\n'));
    const { file, text } = await report(['--log', place('daemon.log')]);
    expect(text).toContain('line 29999');
    expect(text).toMatch(/\(\d+ lines are left out here, for length\)\nline 29/);
    expect(statSync(file).size).toBeLessThan(256 * 1024);
  });

  it('replaces a file only when it is told to, and then closes it to others', async () => {
    configure(whole);
    writeFileSync(place('report.txt'), 'mine', { mode: 0o644 });
    const refused = await report();
    expect(refused.done.exitCode).toBe(1);
    expect(refused.done.errors).toContain('is there already');
    expect(refused.text).toBe('mine');
    const forced = await report(['--force']);
    expect(forced.done.exitCode).toBe(0);
    expect(forced.text).toContain('chair2mqtt report of');
    expect(statSync(forced.file).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  it('prints it where that is asked for', async () => {
    configure(whole);
    const { output, exitCode } = await runCommands(['report', '-o', '-', '-c', place('chair2mqtt.yaml')], {});
    expect(exitCode).toBe(0);
    expect(headings(output)).toContain('The configuration');
  });

  it('says where it cannot write', async () => {
    configure(whole);
    const { exitCode, errors } = await runCommands(
      ['report', '-o', place('no/such/report.txt'), '-c', place('chair2mqtt.yaml')],
      {},
    );
    expect(exitCode).toBe(1);
    expect(errors).toContain('cannot be written');
  });

  it('tells the three newest flight records, and names the others', async () => {
    configure(whole);
    mkdirSync(place('data/flights'), { recursive: true });
    const record = readFileSync(new URL('../fixtures/flights/stall.jsonl', import.meta.url));
    const names = [1, 2, 3, 4].map((day) => `hall-2026112${day}T083400.960Z-stall.jsonl`);
    for (const name of names) writeFileSync(place(`data/flights/${name}`), record);
    writeFileSync(place('data/flights/hall-20261129T083400.960Z-estop.jsonl'), 'torn');
    const { text } = await report();
    expect(headings(text).slice(4, 8)).toEqual([
      'Flight records, the newest first',
      'hall-20261129T083400.960Z-estop.jsonl',
      'hall-20261124T083400.960Z-stall.jsonl',
      'hall-20261123T083400.960Z-stall.jsonl',
    ]);
    expect(text).toContain('It cannot be told: ');
    expect(text).toContain('! fault: the chair reports stall');
    expect(text).toContain('hall-20261121T083400.960Z-stall.jsonl');
  });

  it('says it beside a running daemon, and leaves that its chairs', async () => {
    configure(whole.replace('http: { token_file: token }', 'http: off'));
    const daemon = new Program(['start', '-c', place('chair2mqtt.yaml')], { cwd: folder.path });
    try {
      await eventually(
        () => existsSync(place('data/hall.json')) || existsSync(place('data/ledger')),
        'the daemon is up',
      );
      const { done, text } = await report();
      expect(done.exitCode).toBe(0);
      expect(text).toMatch(/^daemon +runs as process \d+$/m);
    } finally {
      await daemon.end();
    }
  });
});
