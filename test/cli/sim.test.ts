import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { openSerial } from '../../src/adapters/serial/serial-wire.js';
import { openTcp } from '../../src/adapters/serial/tcp-wire.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import type { OpenWire } from '../../src/ports.js';
import { startOwned } from '../support/child.js';
import { Program, temporaryFolder } from '../support/program.js';
import { silentLog } from '../support/silent-log.js';
import { until, WireDiary } from '../support/wire-contract.js';

const clock = systemClock();
const programs: Program[] = [];
const folder = temporaryFolder();

afterEach(async () => {
  for (const program of programs.splice(0)) await program.kill();
});

afterAll(() => folder.remove());

function start(...words: readonly string[]): Program {
  const program = new Program(['sim', ...words], { cwd: folder.path });
  programs.push(program);
  return program;
}

/** What the first line says of a word: `tcp`, `pty` or `control`. */
async function ready(program: Program, word: string): Promise<string> {
  const line = await program.line(/^ready /);
  expect(program.lines[0]).toBe(line);
  return new RegExp(`${word}=(\\S+)`).exec(line)?.[1] ?? 'not there';
}

const portsOf = (text: string): number[] => text.split(',').map((each) => Number(each.split(':')[1]));

/** Greets a chair over any wire; gives its answer. */
async function greet(open: OpenWire): Promise<string> {
  const diary = new WireDiary();
  const wire = open(diary);
  await until('opened', () => diary.has('opened'));
  wire.write(`\n${frameLine('1 HELLO 1 host')}`);
  await until('answered', () => diary.lines.some((line) => line.startsWith('1 OK')));
  await wire.close();
  return diary.lines.find((line) => line.startsWith('1 OK')) ?? '';
}

async function askControl(port: number, ...lines: readonly string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
    .setEncoding('utf8')
    .on('error', () => undefined);
  let text = '';
  socket.on('data', (data) => {
    text += data;
  });
  await once(socket, 'connect');
  socket.write(`${lines.join('\n')}\n`);
  await until('answers', () => text.split('\n').length > lines.length);
  socket.destroy();
  return text;
}

describe('chair2mqtt sim', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'says where it listens, serves there, and ends with 0 at %s',
    async (signal) => {
      const program = start(
        '--tcp',
        '127.0.0.1:0',
        '--pty',
        './ttyCHAIR',
        '--control',
        '127.0.0.1:0',
        '--id',
        'SIM0042',
      );
      const [port] = portsOf(await ready(program, 'tcp'));
      expect(await ready(program, 'pty')).toBe('./ttyCHAIR');
      const path = join(folder.path, 'ttyCHAIR');
      expect(await greet(openTcp({ host: '127.0.0.1', port: port ?? 0 }, clock))).toContain('id=SIM0042');
      expect(await greet(openSerial({ path, baudRate: 115_200, hupcl: false }, clock, silentLog))).toContain(
        'id=SIM0042',
      );
      const [control] = portsOf(await ready(program, 'control'));
      expect(await askControl(control ?? 0, '{"do":"state"}')).toContain('"mode":"idle"');
      program.signal(signal);
      expect(await program.exit).toBe(0);
      expect(existsSync(path)).toBe(false);
    },
  );

  it('says only what was asked for', async () => {
    const program = start('--tcp', '127.0.0.1:0');
    expect(await program.line(/^ready /)).toMatch(/^ready tcp=127\.0\.0\.1:\d+$/);
  });

  it('is a fleet with --count', async () => {
    const program = start('--tcp', '127.0.0.1:0', '--pty', './ttyFLEET', '--count', '3');
    const ports = portsOf(await ready(program, 'tcp'));
    expect(ports).toHaveLength(3);
    expect(await ready(program, 'pty')).toBe('./ttyFLEET1,./ttyFLEET2,./ttyFLEET3');
    expect(await greet(openTcp({ host: '127.0.0.1', port: ports[2] ?? 0 }, clock))).toContain('id=SIM0003');
  });

  it('begins empty, with its faults and its scenario, and tells about it with --json', async () => {
    writeFileSync(
      join(folder.path, 'evening.yaml'),
      '- { at: 100ms, fault: "stall:legs" }\n- { at: 200ms, do: clear, fault: stall }\n- fault: sit@300ms\n',
    );
    const words = [
      '--empty',
      '--fault',
      'hot:legs:50',
      '--fault',
      'slow:20@50ms',
      '--scenario',
      'evening.yaml',
      '--json',
    ];
    const program = start('--tcp', '127.0.0.1:0', '--control', '127.0.0.1:0', ...words);
    const [control] = portsOf(await ready(program, 'control'));
    await program.line(/"event":"fault","fault":"slow:20","is":"injected"/);
    await program.line(/"event":"fault","fault":"stall:legs","is":"cleared"/);
    await program.line(/"event":"event","line":"E occupied 1"/);
    expect(await askControl(control ?? 0, '{"do":"state"}')).toContain('"faults":["hot:legs:50","slow:20","sit"]');
    for (const line of program.lines.slice(1)) expect(JSON.parse(line)).toMatchObject({ id: 'SIM0001' });
  });

  it('ends with its standard input where that was asked for', async () => {
    const main = join(import.meta.dirname, '../../dist/program/main.js');
    const child = startOwned(process.execPath, [main, 'sim', '--tcp', '127.0.0.1:0', '--exit-with-stdin']);
    await once(child.stdout, 'data');
    child.stdin.end();
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it('stays when its standard input closes unasked', async () => {
    const main = join(import.meta.dirname, '../../dist/program/main.js');
    const child = startOwned(process.execPath, [main, 'sim', '--tcp', '127.0.0.1:0']);
    await once(child.stdout, 'data');
    child.stdin.end();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect((await once(child, 'exit'))[0]).toBe(0);
  });

  it.each([
    [['--count', '1'], 2, 'say where'],
    [['--tcp', 'here'], 2, 'HOST:PORT'],
    [['--tcp', '127.0.0.1:70000'], 2, 'HOST:PORT'],
    [['--tcp', '127.0.0.1:0', '--seed', '-1'], 2, 'whole number'],
    [['--tcp', '127.0.0.1:0', '--count', '0'], 2, 'whole number from 1 to 500'],
    [['--tcp', '127.0.0.1:0', '--id', 'a b'], 2, 'at most 16'],
    [['--tcp', '127.0.0.1:0', '--fault', 'stal:legs'], 2, 'is not a fault'],
    [['--tcp', '127.0.0.1:0', '--scenario', 'none.yaml'], 2, 'no such file'],
    [['--tcp', '127.0.0.1:0', '--loud'], 2, '--loud'],
    [['--pty', './no/folder/tty'], 1, 'folder does not exist'],
    [['--tcp', '203.0.113.1:5555'], 1, 'no such address'],
  ])('%j ends with %i and says why', async (words, code, message) => {
    const program = start(...words);
    expect(await program.exit).toBe(code);
    expect(program.text).toContain(message);
  });
});
