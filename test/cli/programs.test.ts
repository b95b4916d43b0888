import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import type { CliIo } from '../../src/cli/process-edge.js';
import { programsCommand } from '../../src/cli/programs.js';
import { VirtualTime } from '../support/virtual-time.js';

const folder = mkdtempSync(join(tmpdir(), 'programs-'));
afterAll(() => rmSync(folder, { recursive: true }));
const save = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const program = (id: string, more: string): string =>
  `id: ${id}\nname: Name of ${id}\nsummary: A sample.\ngoal: break\nphases:\n  - name: One\n    for: 1m\n    ${more}\n`;

interface Outcome {
  readonly out: string;
  readonly err: string;
  readonly exit: number | null;
}

function run(
  words: readonly string[],
  screen: { isTTY?: boolean; columns?: number; env?: NodeJS.ProcessEnv } = {},
): Outcome {
  const stdout = Object.assign(new PassThrough(), screen);
  const stderr = new PassThrough();
  let exit: number | null = null;
  const io = {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    env: screen.env ?? {},
    clock: new VirtualTime(),
    onSignal: () => {},
    exit: (code: number) => {
      exit = code;
    },
  } satisfies CliIo;
  const command = programsCommand(io).exitOverride();
  for (const child of command.commands)
    child.exitOverride().configureOutput({ writeErr: (text) => stderr.write(text) });
  command.parse([...words], { from: 'user' });
  return { out: String(stdout.read() ?? ''), err: String(stderr.read() ?? ''), exit };
}

describe('programs list', () => {
  it('lists the programs that ship', () => {
    const { out, err, exit } = run(['list']);
    expect(out.split('\n')[0]).toBe('demo                    1:00  back seat legs  Demo');
    expect(out.trim().split('\n')).toHaveLength(11);
    expect([err, exit]).toEqual(['', null]);
  });

  it('writes what the programs topic says, as JSON', () => {
    const cards = JSON.parse(run(['list', '--json']).out);
    expect(cards).toContainEqual(
      expect.objectContaining({
        id: 'leg-circulation',
        goal: 'circulation',
        duration_s: 1200,
        zones: ['back', 'seat', 'legs'],
      }),
    );
  });
});

describe('programs check', () => {
  it('finds nothing to say about what ships', () => {
    expect(run(['check'])).toEqual({ out: '11 files, 0 errors, 0 warnings\n', err: '', exit: null });
  });

  it('names file, line and column of what is wrong, and exits with 1', () => {
    const file = save('a.yaml', program('a', 'back: { kneed: 40 }'));
    const { out, exit } = run(['check', file]);
    expect(out).toBe(
      `${file}:8:13 error schema unknown technique 'kneed'; did you mean 'knead'?\n1 file, 1 error, 0 warnings\n`,
    );
    expect(exit).toBe(1);
  });

  it('passes files with warnings only', () => {
    const file = save('other-name.yaml', program('b', 'back: { knead: 20 }'));
    const { out, exit } = run(['check', file]);
    expect(out).toContain(`${file}:1:5 warning file-name the id is 'b', but the file is called other-name.yaml`);
    expect(exit).toBeNull();
  });

  it('takes the simulated chair as the measure of techniques and rates', () => {
    const file = save('c.yaml', program('c', 'legs: { knead: 20 }'));
    expect(run(['check', file]).out).toContain("error capability the chair cannot knead in zone 'legs'");
  });

  it('checks folders, and that ids are used once', () => {
    const other = mkdtempSync(join(folder, 'more-'));
    for (const name of ['x.yaml', 'y.yaml']) writeFileSync(join(other, name), program('x', 'back: { knead: 20 }'));
    expect(run(['check', other]).out).toContain(`error id the id 'x' belongs to ${join(other, 'x.yaml')} already`);
    expect(run(['check', '--programs', other]).exit).toBe(1);
  });

  it('says so when a file does not exist', () => {
    const { out, exit } = run(['check', join(folder, 'missing.yaml')]);
    expect(out).toMatch(/missing\.yaml:1:1 error file cannot be read: there is no such file/);
    expect(exit).toBe(1);
  });

  it('writes JSON', () => {
    const file = save('d.yaml', program('d', 'back: { knead: 20, ramp: 0s }'));
    const { out, exit } = run(['check', '--json', file]);
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      files: [file],
      findings: [{ rule: 'slope', severity: 'error', file, line: 8, column: 11, at: 0 }],
    });
    expect(exit).toBe(1);
  });

  it('keeps control sequences of files away from the terminal', () => {
    const file = save('e.yaml', program('e', '"ba\\u001b[2Jck": 4'));
    expect(run(['check', file]).out).not.toContain('\u001b');
  });
});

describe('programs show', () => {
  it('draws each zone over the width of the terminal, without colour where there is no terminal', () => {
    const { out } = run(['show', 'leg-circulation'], { columns: 60 });
    expect(out).not.toContain('\u001b');
    const rows = out.split('\n');
    expect(Math.max(...rows.slice(2, 10).map((row) => [...row].length))).toBeLessThanOrEqual(60);
    expect(rows.find((row) => row.startsWith('legs'))).toMatch(/▅/);
    expect(out).toContain('c compress');
    expect(out).toContain(' 2:00  Squeeze (15:00)');
    expect(out).toContain('compress 20-35 at 2 cycles/min');
  });

  it('has colours on a terminal, unless NO_COLOR is set', () => {
    expect(run(['show', 'demo'], { isTTY: true }).out).toContain('\u001b[36m');
    expect(run(['show', 'demo'], { isTTY: true, env: { NO_COLOR: '1' } }).out).not.toContain('\u001b');
  });

  it('tells loops in words, as they were written', () => {
    expect(run(['show', 'leg-circulation']).out).toContain('seat  compress 50: 1 s off, 11 s on, 48 s off\n');
    const plan = 'back: [{ repeat: 2, do: [{ press: 40, for: 3s }, { press: 10, for: 1s }] }, { knead: 20 }]';
    const file = save('loops.yaml', program('loops', plan));
    const words = (...more: string[]): string =>
      run(['show', file, ...more])
        .out.split('\n')
        .at(-2)
        ?.trim() ?? '';
    expect(words()).toMatch(/: 2 times \(3 s press at 40, 1 s press at 10\), then knead to the end$/);
    expect(words('--intensity', '50')).toContain('2 times (3 s press at 20, 1 s press at 5)');
    const single = save('single.yaml', program('single', 'back: { knead: 20 }'));
    expect(run(['show', single]).out).toContain('back  knead 20\n');
  });

  it('scales and stretches', () => {
    const { out } = run(['show', 'demo', '--intensity', '50', '--duration', '2m', '--json']);
    const shown = JSON.parse(out);
    expect(shown).toMatchObject({ id: 'demo', total_ms: 120_000 });
    expect(shown.setpoints[0]).toEqual({
      atMs: 0,
      zone: 'back',
      technique: 'knead',
      level: 20,
      rate: 12,
      rampMs: 10_000,
    });
  });

  it('draws a file too', () => {
    const file = save('f.yaml', program('f', 'back: { knead: 20 }'));
    expect(run(['show', file]).out).toContain('Name of f, 1:00');
  });

  it('suggests the id that was probably meant, and says why a program is refused', () => {
    expect(run(['show', 'relaxtion'])).toEqual({
      out: '',
      err: "unknown program 'relaxtion'; did you mean 'relaxation'?\n",
      exit: 1,
    });
    save('g.yaml', program('g', 'back: { knead: 200 }'));
    expect(run(['show', 'g', '--programs', folder])).toMatchObject({
      exit: 1,
      err: expect.stringContaining('g.yaml:8:20 error'),
    });
  });

  it.each([
    ['--intensity', '0'],
    ['--intensity', '101'],
    ['--duration', '31m'],
    ['--duration', 'soon'],
  ])('refuses %s %s', (option, value) => {
    expect(() => run(['show', 'demo', option, value])).toThrow(/It must be/);
  });
});

describe('programs plot', () => {
  it('writes a picture to standard output, with what show draws and the scale of a start', () => {
    const { out, err, exit } = run(['plot', 'leg-circulation', '--intensity', '50', '--duration', '10m']);
    expect(out).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" /);
    expect(out).toContain('10 min in 3 phases: Warm-up, Squeeze, Cool-down. By zone: back up to level 8 and 25 °C, ');
    expect([err, exit]).toEqual(['', null]);
  });

  it('writes the same bytes into a file, also of a program in a file', () => {
    const file = save('h.yaml', program('h', 'back: { knead: 20 }'));
    const picture = join(folder, 'h.svg');
    expect(run(['plot', file, '-o', picture])).toEqual({ out: '', err: '', exit: null });
    expect(readFileSync(picture, 'utf8')).toBe(run(['plot', 'h', '--programs', folder]).out);
  });

  it('says where a picture cannot be written, and what to do', () => {
    const nowhere = join(folder, 'none', 'h.svg');
    expect(run(['plot', 'demo', '-o', nowhere])).toEqual({
      out: '',
      err: `${nowhere} cannot be written: there is no such folder; choose another file with --output\n`,
      exit: 1,
    });
    expect(run(['plot', 'demo', '-o', folder])).toMatchObject({ exit: 1, err: expect.stringContaining('is a folder') });
  });

  it('suggests the id that was probably meant', () => {
    expect(run(['plot', 'demmo'])).toEqual({
      out: '',
      err: "unknown program 'demmo'; did you mean 'demo'?\n",
      exit: 1,
    });
  });
});
