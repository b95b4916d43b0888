import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { SimulatedChair } from '../../hardware-sim/index.js';
import { runCommands } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { Program } from '../support/program.js';

const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function chairAt(...faults: readonly string[]): Promise<{ chair: SimulatedChair; port: string }> {
  const chair = await SimulatedChair.listen({ tcp: { host: '127.0.0.1', port: 0 }, faults });
  cleanups.push(() => chair.close());
  return { chair, port: `tcp://127.0.0.1:${chair.addresses.tcp?.port}` };
}

const linesOf = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('chair2mqtt conformance', () => {
  it('lists its clauses, each with its level and the section that it cites', async () => {
    const { exitCode, output } = await runCommands(['conformance', '--list']);
    expect(exitCode).toBe(0);
    const lines = output.trim().split('\n');
    expect(lines.length).toBeGreaterThan(200);
    for (const line of lines) expect(line).toMatch(/^(MUST|SHOULD) +[a-z0-9.-]+ +\S.*\(\d/);
  });

  it.each([
    [[], 2, 'say which port'],
    [['ttyUSB0'], 2, 'a device such as'],
    [['tcp://127.0.0.1:1', '--baud', '9600'], 2, 'whole number from 38400'],
    [['tcp://127.0.0.1:1', '--yes', '--only', 'framing.crc', 'no.such'], 2, 'there is no clause no.such'],
    [['tcp://127.0.0.1:1', '--yes'], 1, 'nothing listens there'],
  ])('refuses %j with code %i', async (words, code, message) => {
    const { exitCode, errors } = await runCommands(['conformance', ...words]);
    expect(exitCode).toBe(code);
    expect(errors).toContain(message);
  });

  it('warns, and refuses to move motors unasked where there is no terminal', async () => {
    const { chair, port } = await chairAt();
    const { exitCode, errors, output } = await runCommands(['conformance', port]);
    expect([exitCode, output]).toEqual([1, '']);
    expect(errors).toContain('This moves the motors');
    expect(errors).toContain('say --yes');
    expect(chair.history).toEqual([]);
  });

  it('prints a table and writes JUnit XML for a chair that keeps what is asked', async () => {
    const { port } = await chairAt();
    const file = join(folder, 'clp.xml');
    const words = [
      '--yes',
      '--junit',
      file,
      '--only',
      'hello.form',
      'framing.crc',
      'lease.expires',
      'caps.missing-zone',
    ];
    const { exitCode, output, errors } = await runCommands(['conformance', port, ...words]);
    expect(errors).toContain('[4/4]');
    expect(errors).toContain('The chair was seen still at the end.');
    expect(output).toMatch(/^pass +MUST +lease\.expires +zero after \d+ ms, allowed 1100$/m);
    expect(output).toContain('MUST    3 pass, 0 fail, 1 skip');
    expect(exitCode).toBe(0);
    const xml = readFileSync(file, 'utf8');
    expect(xml).toContain('tests="4" failures="0" errors="0" skipped="1"');
    expect(xml).toContain('<testcase classname="clp1.lease" name="lease.expires (MUST)"/>');
  });

  it('prints one object a line for each clause, and exits with 1 where a MUST does not hold', async () => {
    const { port } = await chairAt('no-lease');
    const words = ['--yes', '--json', '--only', 'framing.crc', 'lease.expires'];
    const { exitCode, output } = await runCommands(['conformance', port, ...words]);
    expect(exitCode).toBe(1);
    const verdicts = linesOf(output);
    expect(verdicts.map((each) => Object.keys(each))).toEqual(Array(2).fill(['id', 'level', 'verdict', 'detail']));
    expect(verdicts).toMatchObject([
      { id: 'framing.crc', level: 'MUST', verdict: 'pass' },
      {
        id: 'lease.expires',
        level: 'MUST',
        verdict: 'fail',
        detail: expect.stringContaining('not zero within 1100 ms'),
      },
    ]);
  });

  it('exits with 3 where the chair is not seen still at the end', async () => {
    const { port } = await chairAt('runaway:legs:hard');
    const { exitCode, errors } = await runCommands(['conformance', port, '--yes', '--only', 'zones.each']);
    expect(exitCode).toBe(3);
    expect(errors).toContain('DANGER');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('stops the chair at %s [S15]', async (signal) => {
    const { chair, port } = await chairAt();
    const program = new Program(['conformance', port, '--yes', '--only', 'set.ramp-off', 'stop']);
    cleanups.push(() => program.kill());
    await eventually(() => chair.zones.back.level >= 5, 'the back moves');
    expect(chair.isArmed).toBe(true);
    program.signal(signal);
    expect(await program.exit).toBe(1);
    expect(program.text).toContain('The chair was seen still at the end.');
    expect(program.text).toContain('not checked: interrupted');
    const { back, seat, legs } = chair.zones;
    expect([chair.mode, back.level, seat.level, legs.level]).toEqual(['idle', 0, 0, 0]);
  });
});
