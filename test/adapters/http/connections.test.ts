import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { closeHttpBenches, httpBench } from '../../support/http-bench.js';
import { until } from '../../support/wire-contract.js';

const token = 'secret';
const authorization = `Bearer ${token}`;
afterEach(closeHttpBenches);

async function serve() {
  const { fleet, intake, dial, send } = await httpBench({ token, access: { host_names: ['h:80'] } });
  const post = async (path: string): Promise<number> => (await send('POST', path, '', { authorization })).status;
  return { fleet, intake, open: dial, post };
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
    for (let count = 0; count < 300; count += 1) await open();
    for (let count = 0; count < 40; count += 1) (await open()).write('POST /chairs/hall/set HT');
    expect(await post('/chairs/hall/stop')).toBe(200);
    expect(fleet.calls).toContain('hall lane stop http');
  });

  it('are dropped, the oldest first; one that is being served is kept', async () => {
    const { fleet, open } = await serve();
    const served = await open();
    const body = '{"command":"skip"}';
    const answer = sendInPieces(served, [head(body.length), body], async () => {
      for (let count = 0; count < 300; count += 1) await open();
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

  it('never takes effect after it, begun while another on the same connection was being answered', async () => {
    const { fleet, intake, open } = await serve();
    fleet.replies = [];
    const socket = await open();
    const skip = '{"command":"skip"}';
    socket.write(head(skip.length) + skip);
    await until('the first is worked on', () => fleet.replies?.length === 1);
    const cut = head(start.length) + start;
    const answer = sendInPieces(socket, [cut.slice(0, 30), cut.slice(30)], async () => {
      fleet.replies?.[0]?.({ code: 'ok', message: '' });
      fleet.replies = null;
      intake.onStop('hall', 'stop');
      await new Promise((resolve) => setTimeout(resolve, 1200));
    });
    await answer;
    await until('both were answered', () => fleet.commands.length === 1);
    expect(fleet.commands).toEqual([{ command: 'skip' }]);
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
