import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Program, temporaryFolder } from '../support/program.js';

let folder: ReturnType<typeof temporaryFolder>;
const programs: Program[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.kill()));
  folder.remove();
});

function run(...words: readonly string[]): Program {
  const program = new Program(words, { cwd: folder.path });
  programs.push(program);
  return program;
}

/** A chair that nobody sits in, unless told otherwise, and a configuration for it. */
async function chairWith(words: readonly string[] = [], place = ['--tcp', '127.0.0.1:0'], more = ''): Promise<void> {
  const sim = run('sim', ...place, ...words);
  const at = await sim.line(/^ready /);
  const tcp = /tcp=(\S+)/.exec(at)?.[1];
  const port = tcp === undefined ? './ttyCHAIR' : `tcp://${tcp}`;
  const chair = `{ id: hall, port: "${port}"${more} }`;
  writeFileSync(
    join(folder.path, 'chair2mqtt.yaml'),
    `mqtt: { url: "mqtt://127.0.0.1:1" }\nchairs: [${chair}]\ndata_dir: ./data\n`,
  );
}

const recordFile = (): string => join(folder.path, 'data/hall.commissioning.json');
const record = (): { result: string } => JSON.parse(readFileSync(recordFile(), 'utf8'));
const good = { version: 1, at: '2026-01-01T12:00:00.000Z', fw: 'sim/0.1.0', model: 'sim-3z', serial: 'SIM0001' };
const proof = { kind: 'lease', zone: 'back', technique: 'vibrate', level: 20, tookMs: 1100, limitMs: 1250 };

/** As an earlier proof has left it. */
async function commissionedBefore(): Promise<void> {
  const daemon = run('start');
  await daemon.line(/chair\.up|not_commissioned/);
  await daemon.end();
  writeFileSync(recordFile(), JSON.stringify({ ...good, result: 'passed', leaseMs: 600, proofs: [proof] }));
}

async function doctor(): Promise<string> {
  const program = run('doctor');
  await program.exit;
  return program.text;
}

describe('chair2mqtt commission', () => {
  it('proves a chair on a pseudo-terminal, keeps the figures, and the doctor says so', async () => {
    await chairWith(['--empty'], ['--pty', './ttyCHAIR'], ', require_commissioning: true');
    expect(await doctor()).toMatch(/PROBLEM {2}chair hall: not commissioned.*never proved\n.*commission hall/);
    const program = run('commission', 'hall', '--yes');
    expect(await program.exit, program.text).toBe(0);
    expect(program.text).toContain('Chair hall: sim-3z SIM0001, firmware sim/0.1.0, zones back, seat, legs');
    expect(program.lines.filter((line) => /^ok .* \d+ ms, at most \d+ ms$/.test(line))).toHaveLength(9);
    expect(program.text).toContain('Commissioned: SIM0001 with firmware sim/0.1.0');
    expect(record()).toMatchObject({ result: 'passed', serial: 'SIM0001', fw: 'sim/0.1.0', leaseMs: 600 });
    expect(await doctor()).toContain('ok       chair hall: commissioned');
  }, 90_000);

  it('catches a chair without a dead-man, and takes away its earlier proof', async () => {
    await chairWith(['--empty', '--fault', 'no-lease']);
    await commissionedBefore();
    const program = run('commission', 'hall', '--yes');
    expect(await program.exit).toBe(1);
    expect(program.text).toMatch(/FAILED .*lease.* still driven 1[2-9]\d\d ms/);
    expect(program.text).toContain('NOT commissioned: this chair must not be used before that is mended.');
    expect(program.text).toContain('its lease does not work');
    expect(program.lines.at(-1)).toBe('Its outputs are at zero.');
    expect(record().result).toBe('failed');
    expect(await doctor()).toMatch(/warning {2}chair hall: not commissioned: it failed on/);
  }, 60_000);

  it('stops the chair at a signal, and leaves an earlier proof as it was', async () => {
    await chairWith(['--empty']);
    await commissionedBefore();
    const program = run('commission', 'hall', '--yes');
    await program.line(/^ok .*lease/, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    program.signal('SIGHUP');
    expect(await program.exit).toBe(1);
    expect(program.text).toContain('the proof was interrupted (SIGHUP). The earlier proof');
    expect(program.lines.at(-1)).toBe('Its outputs are at zero.');
    expect(record().result).toBe('passed');
  }, 60_000);

  it('moves nothing where nobody can agree, the chair is not known, or somebody sits in it', async () => {
    await chairWith();
    const words = [['hall'], ['attic', '--yes'], ['hall', '--yes']];
    const [quiet, unknown, occupied] = words.map((each) => run('commission', ...each));
    expect(await quiet?.exit).toBe(1);
    expect(quiet?.text).toContain('add --yes where nobody can be in the chair. Nothing was moved.');
    expect(await unknown?.exit).toBe(1);
    expect(unknown?.text).toBe('there is no chair attic in the configuration; there are hall');
    expect(await occupied?.exit).toBe(1);
    expect(occupied?.text).toContain('somebody sits in the chair');
    expect(existsSync(recordFile())).toBe(false);
  }, 30_000);

  it('leaves a chair alone whose daemon runs, and says so', async () => {
    await chairWith(['--empty']);
    const daemon = run('start');
    await daemon.line(/chair\.up|not_commissioned/);
    const program = run('commission', 'hall', '--yes');
    expect(await program.exit).toBe(1);
    expect(program.text).toMatch(/belongs to process \d+.*\nA daemon that runs has to be stopped/);
    expect(await daemon.end()).toBeUndefined();
  }, 30_000);

  it('moves nothing while the chair waits for a reset [S3]', async () => {
    await chairWith(['--empty']);
    await commissionedBefore();
    const file = join(folder.path, 'data/hall.json');
    const saved = JSON.parse(readFileSync(file, 'utf8'));
    const fault = { code: 'estop', zone: null, message: 'somebody', sinceMs: 0 };
    writeFileSync(file, JSON.stringify({ ...saved, faults: [fault] }));
    const program = run('commission', 'hall', '--yes');
    expect(await program.exit).toBe(1);
    expect(program.text).toContain('waits for a reset (estop: somebody)');
    writeFileSync(file, '{"torn');
    const second = run('commission', 'hall', '--yes');
    expect(await second.exit).toBe(1);
    expect(second.text).toContain('cannot be read');
    expect(readFileSync(file, 'utf8')).toBe('{"torn');
  }, 30_000);

  it('says why there is no chair to prove', async () => {
    writeFileSync(join(folder.path, 'chair2mqtt.yaml'), 'chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]\n');
    const program = run('commission', 'hall', '--yes');
    expect(await program.exit).toBe(1);
    expect(program.text).toMatch(/nothing listens there.*\nNothing was moved\.$/);
  });
});
