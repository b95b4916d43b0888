import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.js';
import { FakeProcess } from '../support/command-line.js';
import { eventually } from '../support/eventually.js';
import { Program, temporaryFolder } from '../support/program.js';

/** A folder of its own for each test, and a simulated pad in it: a proof mostly waits, so that the tests wait together. */
class PadHouse {
  readonly folder = temporaryFolder();
  private readonly programs: Program[] = [];

  static async use(test: (house: PadHouse) => Promise<void>): Promise<void> {
    const house = new PadHouse();
    try {
      await house.open();
      await test(house);
    } finally {
      await Promise.all(house.programs.map((program) => program.kill()));
      house.folder.remove();
    }
  }

  private async open(): Promise<void> {
    const sim = this.run('sim', '--profile', 'hf8', '--tcp', '127.0.0.1:0');
    const tcp = /tcp=(\S+)/.exec(await sim.line(/^ready /))?.[1];
    const chair = `{ id: pad, port: "tcp://${tcp}", driver: "profile:hf8" }`;
    const broker = 'mqtt: { url: "mqtt://127.0.0.1:1" }';
    writeFileSync(this.config, `${broker}\nhttp: off\nchairs: [${chair}]\ndata_dir: ${this.file('data')}\n`);
  }

  get config(): string {
    return this.file('chair2mqtt.yaml');
  }

  file(name: string): string {
    return join(this.folder.path, name);
  }

  run(...words: readonly string[]): Program {
    const program = new Program(words, { cwd: this.folder.path });
    this.programs.push(program);
    return program;
  }

  /** Somebody at a terminal, in this process. */
  atTerminal(): FakeProcess {
    const person = new FakeProcess();
    Object.assign(person.edge.stdin, { isTTY: true });
    void runCommandLine(person.edge, ['commission', 'pad', '--config', this.config]);
    return person;
  }

  async doctor(): Promise<string> {
    const program = this.run('doctor');
    await program.exit;
    return program.text;
  }

  get record(): { readonly result: string; readonly stops: readonly object[] } {
    return JSON.parse(readFileSync(this.file('data/pad.commissioning.json'), 'utf8'));
  }
}

const said = (person: FakeProcess, words: string): Promise<void> =>
  eventually(
    () => person.output.includes(words) || person.exitCode !== null,
    () => `${words}; it said:\n${person.output}${person.errors}`,
  );

describe('chair2mqtt commission, of a chair by profile', () => {
  it.concurrent('measures its answers, keeps the figures, and the doctor says so', async () => {
    await PadHouse.use(async (house) => {
      expect(await house.doctor()).toMatch(
        /warning {2}chair pad: its stop is not proved: its stop was never tried\n.*commission pad/,
      );
      const program = house.run('commission', 'pad', '--yes');
      expect(await program.exit, program.text).toBe(0);
      expect(program.text).toContain('Chair pad: Next Level Racing HF8 haptic pad, profile hf8, sight answers');
      expect(program.text).toContain('It has no dead-man');
      expect(program.lines.filter((line) => /^ok .*answered after \d+ ms, at most 3500 ms$/.test(line))).toHaveLength(
        3,
      );
      expect(program.text).toMatch(
        /Its stop was answered after at most \d+ ms of 3500 ms, which is no motion; nobody was asked to look at it\.\nKept in /,
      );
      expect(house.record).toMatchObject({ kind: 'stops', result: 'passed', profile: 'hf8', sight: 'answers' });
      expect(await house.doctor()).toMatch(/ok {7}chair pad: its stop was answered after at most \d+ ms/);
    });
  });

  it.concurrent('asks who sits at the terminal, and takes no for an answer', async () => {
    await PadHouse.use(async (house) => {
      const person = house.atTerminal();
      await said(person, 'Type yes to begin: ');
      person.type('yes\n');
      for (const zone of ['back', 'seat', 'legs']) {
        await said(person, `Does the ${zone} move?`);
        person.type('y\n');
      }
      await said(person, 'Does the back stand still now?');
      person.type('perhaps\n');
      await said(person, 'yes or no? \n'.trimEnd());
      person.type('no\n');
      await eventually(
        () => person.exitCode !== null,
        () => person.output,
      );
      expect(person.exitCode).toBe(1);
      expect(person.output).toMatch(/FAILED .*the back goes on, as you say/);
      expect(person.errors).toContain('NOT proved: this chair must not be used until that is fixed.');
      expect(person.errors).toContain('switch it off at the mains, now');
      expect(house.record.result).toBe('failed');
    });
  });

  it.concurrent('stops it at a signal, keeps nothing, and says what nobody can see', async () => {
    await PadHouse.use(async (house) => {
      const program = house.run('commission', 'pad', '--yes');
      await program.line(/^ok /);
      program.signal('SIGINT');
      expect(await program.exit).toBe(1);
      expect(program.text).toContain('NOT proved: it was interrupted (SIGINT).');
      expect(program.lines.at(-1)).toContain('LOOK AT IT');
      expect(() => house.record).toThrow();
    });
  });
});
