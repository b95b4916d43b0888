import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { realTime } from '../../../hardware-sim/real-time.js';
import { RongtaiTwin } from '../../../hardware-sim/twins/rongtai-twin.js';
import { type ListeningTwin, listenTwin } from '../../../hardware-sim/twins/twin-listen.js';
import { twinNamed } from '../../../hardware-sim/twins/twin-register.js';
import { openSerial } from '../../../src/adapters/serial/serial-wire.js';
import { eventually } from '../../support/eventually.js';
import { temporaryFolder } from '../../support/program.js';
import { silentLog } from '../../support/silent-log.js';
import { bytesOf, hexOf } from './twin-host.js';

const anyPort = { host: '127.0.0.1', port: 0 };
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(profile: string, pty?: string): Promise<ListeningTwin> {
  const twin = twinNamed(profile)?.({ clock: realTime(), seed: 1 });
  if (twin === undefined) throw new Error(`no ${profile}`);
  const listening = await listenTwin(twin, { faults: [], tcp: anyPort, pty, control: anyPort });
  if (listening.kind === 'problem') throw new Error(listening.message);
  closing.push(() => listening.close());
  return listening;
}

async function client(port: number | undefined): Promise<{ socket: Socket; text: () => string }> {
  const socket = connect(port ?? 0, '127.0.0.1')
    .setEncoding('latin1')
    .on('error', () => undefined);
  let text = '';
  socket.on('data', (more) => {
    text += more;
  });
  closing.push(() => socket.destroy());
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, text: () => text };
}

it('carries every byte of a binary wire over TCP, both ways, and tells the control port what really moves', async () => {
  const { tcp, control } = await listen('rongtai');
  const host = await client(tcp?.port);
  host.socket.write(bytesOf('F0 82 01 7C F1'), 'latin1');
  const waiting = bytesOf('F0 40 00 00 09 30 00 02 06 00 00 00 02 00 01 00 00 F1');
  await eventually(() => host.text().includes(waiting), 'the status of a chair that waits');
  const person = await client(control?.port);
  person.socket.write('{"do":"press","key":"knead"}\n{"do":"state"}\n{"do":"history","since_ms":0}\n');
  await eventually(() => person.text().split('\n').length === 4, 'three answers');
  const [pressed, state, history] = person
    .text()
    .split('\n')
    .slice(0, 3)
    .map((line) => JSON.parse(line));
  expect(pressed).toEqual({ ok: true });
  expect(state).toMatchObject({
    phase: 'running',
    massages: true,
    forbidden: 0,
    presses: 2,
    outputs: { rollers: 'scan' },
  });
  expect(history.changes).toContainEqual({ at_ms: expect.any(Number), output: 'rollers', value: 'scan' });
  person.socket.write('{"do":"history","since_ms":"soon"}\n{"do":"dance"}\n');
  await eventually(() => person.text().includes('state, history, press, inject, clear'), 'what can be asked');
  expect(person.text()).toContain('since_ms is a number');
});

it('carries every byte through a pseudo-terminal, which changes none of them', async () => {
  const folder = temporaryFolder();
  closing.push(() => folder.remove());
  const path = join(folder.path, 'ttyHAND');
  const { twin } = await listen('rongtai', path);
  let text = '';
  const wire = openSerial(
    { path, baudRate: 9600, hupcl: false },
    realTime(),
    silentLog,
  )({
    onOpened: () => {
      for (const key of ['01 7C', '20 5D', '4A 33', '0D 70', '0A 73', '11 6C', '13 6A', '7F 7E'])
        wire.write(bytesOf(`F0 82 ${key} F1`));
    },
    onLine: () => {},
    onNoise: () => {},
    onBytes: (bytes) => {
      text += Buffer.from(bytes).toString('latin1');
    },
    onClosed: () => {},
  });
  closing.push(() => wire.close());
  await eventually(() => text.length > 18 * 20, 'a second of statuses');
  const frames = text.match(/\xf0[^\xf0\xf1]{16}\xf1/g) ?? [];
  expect(frames.join('')).toBe(text.slice(text.indexOf(frames[0] ?? '-')).slice(0, frames.length * 18));
  expect(hexOf(frames.at(-1) ?? '')).toMatch(/^F0 40 .* F1$/);
  expect(twin.presses.map(({ key }) => key)).toEqual(['power', 'knead', 'air-off', 'automatic-2', 'automatic-4']);
  expect(twin instanceof RongtaiTwin && twin.forbidden).toBe(0);
});

it('is silent on the wire of the pad until it is asked', async () => {
  const { tcp, twin } = await listen('hf8');
  const host = await client(tcp?.port);
  host.socket.write('M0128\rP\r');
  await eventually(() => host.text() === 'E255,A0\r', 'its answer');
  expect(twin.look()).toMatchObject({ zones: { back: 0, seat: 0, legs: 128 } });
});
