import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Program, temporaryFolder } from '../support/program.js';

const good = { version: 1, at: '2026-01-01T12:00:00.000Z', fw: 'sim/0.1.0', model: 'sim-3z', serial: 'SIM0001' };
const proof = { kind: 'lease', zone: 'back', technique: 'vibrate', level: 20, tookMs: 1100, limitMs: 1250 };

/** A folder of its own for each test, and what runs in it: a proof mostly waits, so that the tests wait together. */
class Workshop {
  private readonly folder = temporaryFolder();
  private readonly programs: Program[] = [];

  static async use(test: (workshop: Workshop) => Promise<void>): Promise<void> {
    const workshop = new Workshop();
    try {
      await test(workshop);
    } finally {
      await Promise.all(workshop.programs.map((program) => program.kill()));
      workshop.folder.remove();
    }
  }

  run(...words: readonly string[]): Program {
    const program = new Program(words, { cwd: this.folder.path });
    this.programs.push(program);
    return program;
  }

  file(name: string): string {
    return join(this.folder.path, name);
  }

  /** A chair that nobody sits in, unless told otherwise, and a configuration for it. */
  async chairWith(words: readonly string[] = [], place = ['--tcp', '127.0.0.1:0'], more = ''): Promise<void> {
    const sim = this.run('sim', ...place, ...words);
    const at = await sim.line(/^ready /);
    const tcp = /tcp=(\S+)/.exec(at)?.[1];
    const port = tcp === undefined ? './ttyCHAIR' : `tcp://${tcp}`;
    const chair = `{ id: hall, port: "${port}"${more} }`;
    writeFileSync(
      this.file('chair2mqtt.yaml'),
      `mqtt: { url: "mqtt://127.0.0.1:1" }\nhttp: off\nchairs: [${chair}]\ndata_dir: ./data\n`,
    );
  }

  get recordFile(): string {
    return this.file('data/hall.commissioning.json');
  }

  get record(): { result: string } {
    return JSON.parse(readFileSync(this.recordFile, 'utf8'));
  }

  /** As an earlier proof has left it. */
  async commissionedBefore(): Promise<void> {
    const daemon = this.run('start');
    await daemon.line(/chair_up|not_commissioned/);
    await daemon.end();
    writeFileSync(this.recordFile, JSON.stringify({ ...good, result: 'passed', leaseMs: 600, proofs: [proof] }));
  }

  async doctor(): Promise<string> {
    const program = this.run('doctor');
    await program.exit;
    return program.text;
  }
}

describe('chair2mqtt commission', () => {
  it.concurrent('proves a chair on a pseudo-terminal, keeps the figures, and the doctor says so', async () => {
    await Workshop.use(async (workshop) => {
      await workshop.chairWith(['--empty'], ['--pty', './ttyCHAIR'], ', require_commissioning: true');
      expect(await workshop.doctor()).toMatch(
        /PROBLEM {2}chair hall: not commissioned.*never proved\n.*commission hall/,
      );
      const program = workshop.run('commission', 'hall', '--yes');
      expect(await program.exit, program.text).toBe(0);
      expect(program.text).toContain('Chair hall: sim-3z SIM0001, firmware sim/0.1.0, zones back, seat, legs');
      expect(program.lines.filter((line) => /^ok .* \d+ ms, at most \d+ ms$/.test(line))).toHaveLength(9);
      expect(program.text).toContain('Commissioned: SIM0001 with firmware sim/0.1.0');
      expect(workshop.record).toMatchObject({ result: 'passed', serial: 'SIM0001', fw: 'sim/0.1.0', leaseMs: 600 });
      expect(await workshop.doctor()).toContain('ok       chair hall: commissioned');
    });
  });

  it.concurrent('catches a chair without a dead-man, and takes away its earlier proof', async () => {
    await Workshop.use(async (workshop) => {
      await workshop.chairWith(['--empty', '--fault', 'no-lease']);
      await workshop.commissionedBefore();
      const program = workshop.run('commission', 'hall', '--yes');
      expect(await program.exit).toBe(1);
      expect(program.text).toMatch(/FAILED .*lease.* still driven 1[2-9]\d\d ms/);
      expect(program.text).toContain('NOT commissioned: this chair must not be used until that is fixed.');
      expect(program.text).toContain('its lease does not work');
      expect(program.lines.at(-1)).toBe('Its outputs are at zero.');
      expect(workshop.record.result).toBe('failed');
      expect(await workshop.doctor()).toMatch(/warning {2}chair hall: not commissioned: it failed on/);
    });
  });

  it.concurrent('stops the chair at a signal, and leaves an earlier proof as it was', async () => {
    await Workshop.use(async (workshop) => {
      await workshop.chairWith(['--empty']);
      await workshop.commissionedBefore();
      const program = workshop.run('commission', 'hall', '--yes');
      await program.line(/^ok .*lease/);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      program.signal('SIGHUP');
      expect(await program.exit).toBe(1);
      expect(program.text).toContain('the proof was interrupted (SIGHUP). The earlier proof');
      expect(program.lines.at(-1)).toBe('Its outputs are at zero.');
      expect(workshop.record.result).toBe('passed');
    });
  });

  it.concurrent('moves nothing where nobody can agree, the chair is not known, or somebody sits in it', async () => {
    await Workshop.use(async (workshop) => {
      await workshop.chairWith();
      const words = [['hall'], ['attic', '--yes'], ['hall', '--yes']];
      const [quiet, unknown, occupied] = words.map((each) => workshop.run('commission', ...each));
      expect(await quiet?.exit).toBe(1);
      expect(quiet?.text).toContain('add --yes where nobody can be in the chair. Nothing was moved.');
      expect(await unknown?.exit).toBe(1);
      expect(unknown?.text).toBe('there is no chair attic in the configuration; there are hall');
      expect(await occupied?.exit).toBe(1);
      expect(occupied?.text).toContain('somebody is sitting in the chair');
      expect(existsSync(workshop.recordFile)).toBe(false);
    });
  });

  it.concurrent('leaves a chair alone whose daemon runs, and says so', async () => {
    await Workshop.use(async (workshop) => {
      await workshop.chairWith(['--empty']);
      const daemon = workshop.run('start');
      await daemon.line(/chair_up|not_commissioned/);
      const program = workshop.run('commission', 'hall', '--yes');
      expect(await program.exit).toBe(1);
      expect(program.text).toMatch(/belongs to process \d+.*\nStop the daemon of this chair first/);
      expect(await daemon.end()).toBeUndefined();
    });
  });

  it.concurrent('moves nothing while the chair waits for a reset [S3]', async () => {
    await Workshop.use(async (workshop) => {
      await workshop.chairWith(['--empty']);
      await workshop.commissionedBefore();
      const file = workshop.file('data/hall.json');
      const { checksum: _checksum, ...saved } = JSON.parse(readFileSync(file, 'utf8'));
      const fault = { code: 'estop', zone: null, message: 'somebody', sinceMs: 0 };
      writeFileSync(file, JSON.stringify({ ...saved, faults: [fault] }));
      const program = workshop.run('commission', 'hall', '--yes');
      expect(await program.exit).toBe(1);
      expect(program.text).toContain('waits for a reset (estop: somebody)');
      writeFileSync(file, '{"torn');
      const second = workshop.run('commission', 'hall', '--yes');
      expect(await second.exit).toBe(1);
      expect(second.text).toContain('cannot be read');
      expect(readFileSync(file, 'utf8')).toBe('{"torn');
    });
  });

  it.concurrent('says why there is no chair to prove', async () => {
    await Workshop.use(async (workshop) => {
      writeFileSync(workshop.file('chair2mqtt.yaml'), 'chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]\n');
      const program = workshop.run('commission', 'hall', '--yes');
      expect(await program.exit).toBe(1);
      expect(program.text).toMatch(/nothing listens there.*\nNothing was moved\.$/);
    });
  });
});
