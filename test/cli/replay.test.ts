import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommands } from '../support/command-line.js';
import { temporaryFolder } from '../support/program.js';

const fixtures = join(import.meta.dirname, '../fixtures/flights');
const main = join(import.meta.dirname, '../../dist/program/main.js');
const names = ['stall', 'link-lost', 'stop-unverified'] as const;
const recordOf = (name: string): string => join(fixtures, `${name}.jsonl`);

const folder = temporaryFolder();
afterAll(() => folder.remove());

const save = (name: string, text: string): string => {
  const file = join(folder.path, name);
  writeFileSync(file, text);
  return file;
};

const run = async (...words: readonly string[]) => {
  const { output, errors, exitCode } = await runCommands(['replay', ...words]);
  return { output, errors, exitCode };
};

describe.each(names)('the recorded example %s', (name) => {
  it('is told as ever, and the machine of today still agrees with it', async () => {
    const { output, errors, exitCode } = await run(recordOf(name));
    expect([errors, exitCode]).toEqual(['', 0]);
    expect(output).toContain('The replay agrees');
    await expect(output).toMatchFileSnapshot(join(fixtures, `${name}.txt`));
  });

  it('is told line by line with --all, and as JSON with --json', async () => {
    const whole = await run('--all', recordOf(name));
    const lines = readFileSync(recordOf(name), 'utf8').trimEnd().split('\n');
    expect(whole.output.split('\n').length).toBeGreaterThan(lines.length);
    expect(whole.output).toMatch(/< T \d+ run .*\*[0-9A-F]{4}/);
    const { output } = await run('--json', recordOf(name));
    const told = JSON.parse(output);
    expect(told).toMatchObject({
      chair: 'chair',
      agrees: true,
      reasons: [expect.objectContaining({ t: 0 })].concat(told.reasons.slice(1)),
    });
    expect(told.rows[0]).toMatchObject({ t: expect.any(Number), sign: expect.any(String), text: expect.any(String) });
  });
});

describe('replay refuses in one line', () => {
  it.each([
    ['a file that is not there', () => join(folder.path, 'nowhere.jsonl'), 'there is no such file'],
    ['a folder', () => folder.path, 'it is a folder, not a file'],
    ['an empty file', () => save('empty.jsonl', ''), 'it is empty'],
    ['another file', () => save('other.jsonl', 'mqtt: {}\n'), 'it is not a flight record of chair2mqtt'],
    ['bytes', () => save('bytes.jsonl', '\u0000\u0001\ufffd'.repeat(500)), 'it is not a flight record of chair2mqtt'],
    [
      'a later version',
      () => save('later.jsonl', '{"flightRecord":7}\n'),
      'its format is version 7, and this program reads version 1',
    ],
    ['a huge file', () => save('huge.jsonl', 'x'.repeat(9 * 1024 * 1024)), 'it is over 8192 KiB'],
    ['a device without an end', () => '/dev/zero', 'it is over 8192 KiB'],
  ])('%s', async (_what, make, message) => {
    const file = make();
    const { output, errors, exitCode } = await run(file);
    expect([output, errors, exitCode]).toEqual(['', `${file}: ${message}\n`, 1]);
  });
});

describe('a damaged record', () => {
  const text = readFileSync(recordOf('stall'), 'utf8');

  it('is told as far as it goes, with what is wrong', async () => {
    const cut = await run(save('cut.jsonl', text.slice(0, -30)));
    expect(cut.output).toContain('running -> fault');
    expect(cut.errors).toMatch(/its last line is cut off\n$/);
    expect(cut.exitCode).toBe(1);
    const spoilt = await run(save('spoilt.jsonl', text.replace('\n{"t"', '\n{"u"')));
    expect(spoilt.errors).toMatch(/line 2 is damaged and left out\n$/);
    expect(spoilt.exitCode).toBe(1);
  });

  it('brings no control sequences to the terminal', async () => {
    const file = save('colour.jsonl', text.replaceAll('the chair reports', '\\u001b[31mthe chair reports'));
    const { output } = await run(file);
    expect(output).toContain('the chair reports');
    expect(output).not.toContain('\u001b');
  });
});

describe('as a process', () => {
  const start = (...words: readonly string[]) =>
    spawnSync(process.execPath, [main, 'replay', ...words], { encoding: 'utf8', cwd: folder.path });

  it('tells the same twice, and exits 0', () => {
    const first = start(recordOf('stop-unverified'));
    expect([first.status, first.stderr]).toEqual([0, '']);
    expect(first.stdout).toContain('stop_unverified');
    expect(start(recordOf('stop-unverified')).stdout).toBe(first.stdout);
  });

  it('exits 1 for a file that is none, and 2 for a wrong command line', () => {
    expect(start('nowhere.jsonl')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'nowhere.jsonl: there is no such file\n',
    });
    expect(start().status).toBe(2);
    expect(start('--from', '3', recordOf('stall')).status).toBe(2);
  });
});

describe('doctor', () => {
  it('says where the records are, once there are any', async () => {
    const config = save('c.yaml', `data_dir: ${folder.path}/data\nchairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]\n`);
    const about = async () => (await runCommands(['doctor', '--config', config])).output;
    expect(await about()).not.toContain('flight records');
    mkdirSync(join(folder.path, 'data/flights'), { recursive: true });
    save('data/flights/hall-20260101T120000.000Z-stall.jsonl', '');
    expect(await about()).toContain('flight records: one fault was recorded in');
  });
});

it('reaches a reader that takes its time whole, as every command does', () => {
  const command = `"${process.execPath}" "${main}" replay --json --all "${recordOf('stop-unverified')}"`;
  const { stdout } = spawnSync('sh', ['-c', `${command} | (sleep 1; cat)`], { encoding: 'utf8' });
  expect(stdout.length).toBeGreaterThan(65_536);
  expect(() => JSON.parse(stdout)).not.toThrow();
});
