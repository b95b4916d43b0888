import { request as ask } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpFace, type HttpFace } from '../../../src/adapters/http/http-face.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { eventually } from '../../support/eventually.js';
import { MemoryStore } from '../../support/memory-store.js';
import { freePort } from '../../support/mosquitto.js';
import { silentLog } from '../../support/silent-log.js';
import { until } from '../../support/wire-contract.js';
import { FakeFleet, intakeOver } from '../mqtt/fake-fleet.js';

const token = 'secret';
const authorization = `Bearer ${token}`;
const sockets: Socket[] = [];
const faces: HttpFace[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await Promise.all(faces.splice(0).map((face) => face.close(200)));
});

async function serve() {
  const fleet = new FakeFleet({ hall: [] });
  const clock = systemClock();
  const intake = intakeOver(fleet, { clock, store: new MemoryStore(), log: silentLog });
  const listen = { host: '127.0.0.1', port: await freePort() };
  const face = createHttpFace({ fleet, intake, listen, token, clock, log: silentLog });
  faces.push(face);
  face.start();
  const open = async (): Promise<Socket> => {
    const socket = connect(listen.port, listen.host);
    socket.on('error', () => undefined);
    sockets.push(socket);
    await new Promise((resolve) => socket.on('connect', resolve).on('error', resolve));
    return socket;
  };
  const post = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const headers = { authorization, connection: 'close' };
      const request = ask({ ...listen, method: 'POST', path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      request.on('error', reject).end();
    });
  const isThere = () =>
    post('/chairs/hall/nothing').then(
      () => true,
      () => false,
    );
  await eventually(isThere, 'the face listens');
  return { fleet, intake, open, post };
}

const head = (length: number): string =>
  `POST /chairs/hall/set HTTP/1.1\r\nHost: h\r\nAuthorization: ${authorization}\r\nContent-Length: ${length}\r\n\r\n`;

/** Sends pieces, each when `next` has been done, and gives the body of the answer. */
async function sendInPieces(socket: Socket, pieces: readonly string[], next: () => Promise<unknown>): Promise<string> {
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
  });
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (piece !== pieces.at(-1)) await next();
  }
  await until('an answer', () => heard.includes('\r\n\r\n') && heard.includes('}'));
  return heard.slice(heard.indexOf('\r\n\r\n'));
}

describe('connections that say nothing', () => {
  it('never hold a stop out, however many they are [S7]', async () => {
    const { fleet, open, post } = await serve();
    for (let count = 0; count < 200; count += 1) await open();
    for (let count = 0; count < 40; count += 1) (await open()).write('POST /chairs/hall/set HT');
    expect(await post('/chairs/hall/stop')).toBe(200);
    expect(fleet.calls).toContain('hall lane stop http');
  });

  it('are dropped, the oldest first; one that is being served is kept', async () => {
    const { fleet, open } = await serve();
    const served = await open();
    const body = '{"command":"skip"}';
    const answer = sendInPieces(served, [head(body.length), body], async () => {
      for (let count = 0; count < 100; count += 1) await open();
    });
    expect(await answer).toContain('"ok":true');
    expect(fleet.commands).toEqual([{ command: 'skip' }]);
  });
});

describe('a request that began before a stop [S6]', () => {
  const start = '{"command":"start"}';

  it.each([
    ['in the body', [head(start.length) + start.slice(0, 5), start.slice(5)]],
    ['behind its head', [head(start.length), start]],
    ['in its head', [head(start.length).slice(0, 20), head(start.length).slice(20) + start]],
  ])('never takes effect after it, cut %s', async (_, pieces) => {
    const { fleet, intake, open } = await serve();
    const wait = new Promise((resolve) => setTimeout(resolve, 1200));
    const answer = await sendInPieces(await open(), pieces, async () => {
      intake.onStop('hall', 'stop');
      await wait;
    });
    expect(answer).toContain('"code":"stale"');
    expect(fleet.commands).toEqual([]);
  });

  it('is judged by itself where a connection carries several', async () => {
    const { fleet, intake, open } = await serve();
    const socket = await open();
    const skip = '{"command":"skip"}';
    await sendInPieces(socket, [head(skip.length) + skip], async () => undefined);
    intake.onStop('hall', 'stop');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    socket.removeAllListeners('data');
    expect(await sendInPieces(socket, [head(start.length) + start], async () => undefined)).toContain('"code":"ok"');
    expect(fleet.commands).toEqual([{ command: 'skip' }, { command: 'start' }]);
  });
});
