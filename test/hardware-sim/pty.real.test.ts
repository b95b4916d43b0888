import { existsSync, lstatSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Device } from '../../hardware-sim/device.js';
import { servePty } from '../../hardware-sim/serve-pty.js';
import { openTerminal } from '../../hardware-sim/serve-terminal.js';
import { SimulatedChair } from '../../hardware-sim/simulated-chair.js';
import { openSerial } from '../../src/adapters/serial/serial-wire.js';
import { systemClock } from '../../src/adapters/system-clock.js';
import { frameLine } from '../../src/core/protocol/crc.js';
import type { Wire } from '../../src/ports.js';
import { silentLog } from '../support/silent-log.js';
import { until, WireDiary } from '../support/wire-contract.js';

const clock = systemClock();
let folder: string;
let path: string;
const opened: { close(): Promise<void> }[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sim-pty-'));
  path = join(folder, 'ttyCHAIR');
});

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
  rmSync(folder, { recursive: true });
});

/** A host that opens the port like any USB adapter. */
async function open(): Promise<{ readonly diary: WireDiary; readonly wire: Wire }> {
  const diary = new WireDiary();
  const wire = openSerial({ path, baudRate: 115_200, hupcl: false }, clock, silentLog)(diary);
  opened.push(wire);
  await until('opened or closed', () => diary.has('opened') || diary.has('closed'));
  return { diary, wire };
}

/** A close that is late still holds the lock of the port: a host then tries again, as every supervisor does. */
async function openAgain(): ReturnType<typeof open> {
  let host = await open();
  for (let tries = 0; tries < 20 && host.diary.has('closed'); tries += 1) host = await open();
  return host;
}

/** HELLO is repeated until it is answered, as the protocol says. */
async function greet({ diary, wire }: { diary: WireDiary; wire: Wire }): Promise<void> {
  const hello = (): void => wire.write(`\n${frameLine('1 HELLO 1 host')}`);
  hello();
  const timer = clock.every(500, hello);
  try {
    await until(`greeted (${diary.reason})`, () => diary.lines.some((line) => line.startsWith('1 OK 1 fw=')));
  } finally {
    clock.clear(timer);
  }
}

async function listen(...faults: readonly string[]): Promise<SimulatedChair> {
  const chair = await SimulatedChair.listen({ pty: path, faults });
  opened.push(chair);
  return chair;
}

describe('a chair on a pseudo-terminal', () => {
  it('is opened like a USB adapter, closed and opened again', async () => {
    const chair = await listen();
    expect(chair.addresses).toEqual({ tcp: null, pty: path, control: null });
    for (let count = 0; count < 5; count += 1) {
      const host = await openAgain();
      await greet(host);
      await host.wire.close();
    }
    const host = await openAgain();
    await greet(host);
    expect(host.diary.has('closed')).toBe(false);
  });

  it('goes away at unplug, and comes back at the same path', async () => {
    const chair = await listen();
    const host = await open();
    await greet(host);
    chair.inject('unplug');
    await until('closed', () => host.diary.has('closed'));
    expect(existsSync(path)).toBe(false);
    expect((await open()).diary.reason).toContain('no port');
    chair.clear('unplug');
    await until('back', () => existsSync(path));
    await greet(await open());
  });

  it('goes away under a stream of lines, again and again', async () => {
    const chair = await listen('flood:2000');
    for (let count = 0; count < 10; count += 1) {
      const host = await open();
      await until('lines', () => host.diary.lines.length > 20);
      chair.inject('unplug@0s+50ms');
      await until('closed', () => host.diary.has('closed'));
      await until('back', () => existsSync(path));
    }
    await greet(await open());
  });

  it('is not wedged by a host that opens it and does not read, nor by nobody at all', async () => {
    const chair = await listen('flood:5000');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const host = await open();
    chair.clear('flood');
    await greet(host);
    const whole = host.diary.lines.filter((line) => /^[^*]+\*[0-9A-F]{4}$/.test(line));
    expect(host.diary.lines.length - whole.length).toBeLessThanOrEqual(1);
  });

  it('takes no more when it is stalled, and takes it all later', async () => {
    const chair = await listen('stall-write');
    const host = await open();
    host.wire.write(frameLine('1 HELLO 1 host'));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(host.diary.lines.filter((line) => line.startsWith('1 OK'))).toEqual([]);
    chair.clear('stall-write');
    await until('greeted', () => host.diary.lines.some((line) => line.startsWith('1 OK 1 fw=')));
  });

  it('leaves nothing behind, and replaces a link that an earlier run left', async () => {
    symlinkSync('/dev/pts/99999', path);
    const chair = await listen();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    await greet(await open());
    await chair.close();
    expect(() => lstatSync(path)).toThrow();
  });

  it('does not replace a file, and says when there is no folder', async () => {
    writeFileSync(path, 'precious');
    await expect(SimulatedChair.listen({ pty: path })).rejects.toThrow('is there already');
    await expect(SimulatedChair.listen({ pty: join(folder, 'no', 'tty') })).rejects.toThrow('does not exist');
  });
});

describe('without the native package', () => {
  const withoutNative: typeof openTerminal = (at, itsClock, onBytes) => openTerminal(at, itsClock, onBytes, () => null);
  const newDevice = (): Device => {
    const device = new Device({ clock, seed: 1, id: 'SIM0001', isOccupied: true, onNote: () => {} });
    opened.push({ close: async () => device.close() });
    return device;
  };

  it('socat makes the terminal', async () => {
    const device = newDevice();
    const served = await servePty(device, path, withoutNative);
    if (served.kind === 'problem') throw new Error(served.message);
    opened.push(served);
    const host = await open();
    await greet(host);
    await host.wire.close();
    const again = await open();
    await greet(again);
    await served.close();
    await until('closed', () => again.diary.has('closed'));
    expect(existsSync(path)).toBe(false);
  });

  it('and without socat, it says so', async () => {
    const searchPath = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      const served = await servePty(newDevice(), path, withoutNative);
      expect(served).toEqual({ kind: 'problem', message: expect.stringContaining('use TCP instead') });
    } finally {
      process.env['PATH'] = searchPath;
    }
  });
});
