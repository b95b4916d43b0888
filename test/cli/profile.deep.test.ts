import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { counting, pressed } from '../core/capture/wires.js';
import { eventually } from '../support/eventually.js';
import { KeyedBench } from '../support/keyed-bench.js';
import { KeyedProgram } from '../support/keyed-program.js';
import { ownProfiles } from '../support/own-profile.js';
import { Program, temporaryFolder } from '../support/program.js';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const run = async (...words: readonly string[]) => {
  const program = new Program(words, { cwd: folder.path });
  return { code: await program.exit, text: program.text };
};

const write = (file: string, text: string): void => writeFileSync(join(folder.path, file), text);

describe('chair2mqtt sim --profile', () => {
  it('is a chair that takes keys, shows its status, and can be told to fail', async () => {
    const chair = await KeyedProgram.start(folder.path, '--tcp', '127.0.0.1:0', '--fault', 'lost-key:1', '--json');
    expect(await chair.ask({ do: 'state' })).toMatchObject({ ok: true, on: false, minutes: null });
    await chair.press('power');
    expect(await chair.ask({ do: 'state' })).toMatchObject({ on: true, minutes: 15 });
    expect(await chair.press('lift-off')).toMatchObject({ ok: false });
    expect(await chair.ask({ do: 'inject', fault: 'mute' })).toEqual({ ok: true });
    expect(await chair.ask({ do: 'clear', fault: 'mute' })).toEqual({ ok: true });
    expect(await chair.ask({ do: 'inject', fault: 'warp' })).toMatchObject({ ok: false });
    expect(await chair.ask({ do: 'dance' })).toMatchObject({ ok: false });
    expect(await chair.program.line(/"event":"key"/)).toContain('"key":"power","by":"person"');
    await chair.program.end();
  });

  it.each([
    ['hf8', 'audio', { audio: true }],
    ['rongtai', 'power', { phase: 'waiting', forbidden: 0 }],
  ])('is a device with a wire of its own: %s', async (profile, key, shown) => {
    const device = await KeyedProgram.of(profile, folder.path, '--pty', './ttyOWN', '--fault', 'mute@1h');
    await device.press(key);
    expect(await device.ask({ do: 'state' })).toMatchObject({ ok: true, presses: 1, ...shown });
    expect(await device.ask({ do: 'history' })).toMatchObject({ ok: true, changes: expect.any(Array) });
    expect(await device.ask({ do: 'inject', fault: 'stall:legs' })).toMatchObject({ ok: false });
    await device.program.end();
  });

  it('is made from any profile, by the path of its file, and says what that is worth', async () => {
    const chair = await KeyedProgram.of(join(ownProfiles, 'kneader.yaml'), folder.path, '--pty', './ttyMINE');
    expect(chair.program.text).toContain('it shows that the profile fits itself, not that it fits your chair');
    await chair.press('power');
    await chair.press('air-up');
    expect(await chair.ask({ do: 'state' })).toMatchObject({ phase: 'running', outputs: { legs: 'compress 30' } });
    await chair.program.end();
  });

  it.each([
    [['--profile', './nowhere.yaml'], 'there is no file ./nowhere.yaml'],
    [['--profile', 'remote-buss'], "did you mean 'remote-bus'?"],
    [['--profile', 'remote-bus', '--fault', 'stall:legs'], 'lost-key:RATE'],
    [['--profile', 'remote-bus', '--count', '2'], '--count'],
  ])('refuses %j', async (words, message) => {
    const { code, text } = await run('sim', '--tcp', '127.0.0.1:0', ...words);
    expect(text).toContain(message);
    expect(code).not.toBe(0);
  });
});

describe('chair2mqtt programs check --chair', () => {
  it('says for each chair what it cannot do', async () => {
    write('chair2mqtt.yaml', 'chairs:\n  - { id: old, driver: "profile:remote-bus", port: "tcp://127.0.0.1:1" }\n');
    for (const name of ['old', 'remote-bus', 'profile:remote-bus']) {
      const { code, text } = await run('programs', 'check', '--chair', name);
      expect(text).toContain("relaxation.yaml:1:1 error chair 0:00 the chair has no zone 'seat'");
      expect(text).toContain("knead 45 in 'back' becomes 20: this chair has steps");
      expect(code).toBe(1);
    }
  });

  it('finds nothing wrong with what the chair can do', async () => {
    const program = ['id: mine', 'name: Mine', 'summary: Just rolling.', 'goal: break', 'phases:'];
    write('mine.yaml', `${[...program, '  - { name: Roll, for: 2m, back: { roll: 20 } }'].join('\n')}\n`);
    const { code, text } = await run('programs', 'check', '--chair', 'remote-bus', 'mine.yaml');
    expect([code, text.trim()]).toEqual([0, '1 file, 0 errors, 0 warnings']);
  });

  it('knows the chairs that there are', async () => {
    const { code, text } = await run('programs', 'check', '--chair', 'sofa');
    expect(text).toContain("there is no chair 'sofa'");
    expect(code).toBe(1);
  });
});

describe('a configuration with a profile', () => {
  const check = async (chair: string) => {
    write('chair2mqtt.yaml', `profiles: ./own\nchairs:\n  - { id: a, port: "tcp://127.0.0.1:1", ${chair} }\n`);
    return await run('check');
  };

  it.each([
    ['driver: "profile:remote-buss"', "there is no profile 'remote-buss'; did you mean 'remote-bus'?"],
    ['driver: bluetooth', 'must be clp or profile:<name>'],
    ['driver: "profile:remote-bus", baud_rate: 115200', "is the profile's"],
    ['driver: "profile:remote-bus", require_commissioning: true', 'no dead-man to prove'],
  ])('is refused: %s', async (chair, message) => {
    const { code, text } = await check(chair);
    expect(text).toContain(message);
    expect(code).toBe(1);
  });

  it('takes a profile of the own folder before one that ships', async () => {
    const { mkdirSync } = await import('node:fs');
    mkdirSync(join(folder.path, 'own'));
    write('own/remote-bus.yaml', 'name: remote-bus\nkeys: {}\nframes: {}\n');
    const { code, text } = await check('driver: "profile:remote-bus"');
    expect(text).toContain("own/remote-bus.yaml:1:1: 'title' is missing");
    expect(code).toBe(1);
  });
});

/** What a key changed is told by 3 s of frames, up to 2.5 s before the key was named. */
const beforeKeyMs = 5600;

/** The time from the first frame of a capture to its newest. */
function heardMs(file: string): number {
  const path = join(folder.path, file);
  const frames = existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  const [first, last] = [frames.at(1), frames.at(-1)].map((line) => (line === undefined ? 0 : JSON.parse(line).t));
  return frames.length < 2 ? 0 : last - first;
}

/** A wire behind a serial server that sends what it is told. */
class TcpWire {
  private readonly sockets = new Set<Socket>();
  private timer: NodeJS.Timeout | null = null;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TcpWire> {
    const server = createServer();
    const wire = new TcpWire(server);
    server.on('connection', (socket) => {
      wire.sockets.add(socket);
      socket.on('error', () => wire.sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return wire;
  }

  get port(): string {
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  send(bytes: readonly number[]): void {
    for (const socket of this.sockets) socket.write(Uint8Array.from(bytes));
  }

  sendEvery(everyMs: number, bytesAt: (at: number) => readonly number[]): void {
    let at = 0;
    this.timer = setInterval(() => this.send(bytesAt(at++)), everyMs);
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

describe('chair2mqtt capture', () => {
  it('records every byte, shows what a key changed, and drafts a profile', async () => {
    const chair = await KeyedProgram.start(folder.path, '--tcp', '127.0.0.1:0');
    await chair.press('power');
    const capture = new Program(['capture', chair.port, '--draft', 'draft.yaml'], { cwd: folder.path });
    await eventually(() => heardMs('capture.jsonl') >= beforeKeyMs, 'frames of the time before the key');
    await chair.press('air-mode');
    capture.type('Air mode\n');
    expect(await capture.line(/^Air mode: /)).toBe('Air mode: answered 1103; B3[4] of 18 digits: 0 to 1');
    capture.type('quit\n');
    expect(await capture.exit).toBe(0);
    const draft = readFileSync(join(folder.path, 'draft.yaml'), 'utf8');
    expect(draft).toContain('air-mode: { press: "?", release: "?", answer: expected }');
    expect(draft).toContain('# 18 digits B3[4] 0 to 1');
    const lines = readFileSync(join(folder.path, 'capture.jsonl'), 'utf8').trim().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    expect(JSON.parse(lines[0] ?? '')).toEqual({ capture: 1, baud: 9600, parity: 'none' });
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({ line: 'status', hex: expect.stringMatching(/^[0-9a-f]+$/) });
    const again = await run('capture', '--from', 'capture.jsonl');
    expect(again.text).toContain('Air mode: answered 1103; B3[4] of 18 digits: 0 to 1');
    expect(again.text).toContain(draft.trim());
    await chair.program.end();
  });

  it('finds the frames, the check and the lamps of a binary wire by itself', async () => {
    const [status, command] = [await TcpWire.start(), await TcpWire.start()];
    let lamps = 0;
    status.sendEvery(50, (at) => counting(at + 1, () => lamps)[at]?.bytes ?? []);
    const capture = new Program(['capture', status.port, '--command', command.port, '--out', 'binary.jsonl'], {
      cwd: folder.path,
    });
    expect(await capture.line(/^status: frames/)).toContain('frames of 18 bytes, from F0 to F1');
    await eventually(() => heardMs('binary.jsonl') >= beforeKeyMs, 'frames of the time before the key');
    for (const { bytes } of pressed([0x20], () => 0)) command.send(bytes);
    lamps = 4;
    capture.type('Knead\n');
    expect(await capture.line(/^Knead: /)).toBe('Knead: sent F082205DF1; B3[2] of 36 digits: 0 to 1');
    capture.type('quit\n');
    expect(await capture.exit).toBe(0);
    expect(capture.text).toContain('frame: { binary: { start: "F0", end: "F1", length: 18, check: { kind: none } } }');
    expect(capture.text).toContain('knead: { press: "F0 82 20 5D F1" }');
    await Promise.all([status.stop(), command.stop()]);
  });

  it('says what a file is that is no record, and what is missing on the command line', async () => {
    write('notes.txt', 'knead is 0304');
    expect(await run('capture', '--from', 'notes.txt')).toEqual({
      code: 1,
      text: expect.stringContaining('notes.txt: the first line of a capture is missing'),
    });
    expect((await run('capture', '--from', 'nothing.jsonl')).text).toContain('there is no such file');
    expect(await run('capture')).toEqual({ code: 2, text: expect.stringContaining('say where the chair is') });
    expect((await run('capture', 'tcp://127.0.0.1:1', '--baud', 'auto')).text).toContain('the rate is set there');
  });

  it('overwrites nothing, and says when there is no port', async () => {
    write('capture.jsonl', 'mine\n');
    expect((await run('capture', 'tcp://127.0.0.1:1')).text).toContain('is there already');
    expect(readFileSync(join(folder.path, 'capture.jsonl'), 'utf8')).toBe('mine\n');
    const { code, text } = await run('capture', 'tcp://127.0.0.1:1', '--out', 'other.jsonl');
    expect([code, text.includes('nothing listens there')]).toEqual([1, true]);
    expect(existsSync(join(folder.path, 'other.jsonl'))).toBe(true);
  });
});

describe('what needs the line protocol', () => {
  it('is not there for a chair by profile, but its record is played again', async () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.inject('stuck');
    bench.bench.run({ command: 'stop' });
    bench.advance(20_000);
    write('record.jsonl', bench.bench.flights.last);
    const replay = await run('replay', 'record.jsonl');
    expect(replay.text).toContain('pressed power  [same]');
    expect(replay.text).toContain('The replay agrees');
    expect(replay.code).toBe(0);
  });
});

describe('chair2mqtt setup', () => {
  it('listens to a chair by profile, says what it does not promise, and presses no key', async () => {
    const chair = await KeyedProgram.start(folder.path, '--pty', './ttyBUS', '--json');
    const setup = new Program(['setup'], { cwd: folder.path });
    setup.type('./ttyBUS\nprofile:remote-bus\nbus\n\n\nq\n');
    expect(await setup.exit).toBe(1);
    expect(setup.text).toContain('frames short, long; it is off');
    expect(setup.text).toContain('guarantees no more than dead_man: none');
    expect(setup.text).toContain('4/6 Broker');
    expect(chair.program.text).not.toContain('"event":"key"');
    write(
      'chair2mqtt.yaml',
      'chairs: [{ id: bus, port: ./ttyBUS, driver: "profile:remote-bus" }]\nmqtt: { url: "mqtt://127.0.0.1:1" }\n',
    );
    const { text } = await run('doctor');
    expect(text).toContain('frames short, long; it is off');
    await chair.program.end();
  });
});
