import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { takenSchema } from '../../../src/core/web/frames.js';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';
import { silentLog } from '../../support/silent-log.js';
import { until } from '../../support/wire-contract.js';

afterEach(closeHttpBenches);

interface Said {
  readonly status: number;
  readonly body: string;
}

/** The last answer in what was heard, once it is whole; answers that only say "go on" are none. */
function lastAnswer(heard: string): Said | null {
  const text = heard.replace(/^HTTP\/1\.1 100 Continue\r\n\r\n/, '');
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  const isWhole = length === undefined ? body.endsWith('0') || body.endsWith('}\n') : body.length >= Number(length);
  return head === '' || rest.length === 0 || !isWhole ? null : { status: Number(head.slice(9, 12)), body };
}

/** Writes bytes as they are, and gives what comes back. */
async function say(socket: Socket, text: string): Promise<Said> {
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString();
  });
  socket.write(text);
  await until('an answer', () => lastAnswer(heard) !== null);
  return lastAnswer(heard) ?? { status: 0, body: '' };
}

const own = 'Host: localhost';
const lines = (...all: readonly string[]): string => `${all.join('\r\n')}\r\n\r\n`;

describe('the stop lane of HTTP [S7]', () => {
  it.each([
    ['no Host and no body', lines('POST /api/chairs/hall/stop HTTP/1.1')],
    ['HTTP/1.0', lines('POST /api/chairs/hall/stop HTTP/1.0')],
    ['a torn body', `${lines('POST /api/chairs/hall/stop HTTP/1.1', own, 'Content-Length: 100')}{"st`],
    ['a broken chunk', `${lines('POST /api/chairs/hall/stop HTTP/1.1', own, 'Transfer-Encoding: chunked')}zz`],
    ['2 MB', `${lines('POST /api/chairs/hall/stop HTTP/1.1', own, 'Content-Length: 2000000')}${'x'.repeat(100_000)}`],
    ['an odd content type', lines('POST /api/chairs/hall/stop HTTP/1.1', own, 'Content-Type: ;;/multipart')],
    ['Expect', lines('POST /api/chairs/hall/stop HTTP/1.1', own, 'Expect: 100-continue', 'Content-Length: 5')],
    ['an odd Expect', lines('POST /api/chairs/hall/stop HTTP/1.1', own, 'Expect: miracles', 'Content-Length: 5')],
    [
      'a wish for HTTP/2',
      lines(
        'POST /api/chairs/hall/stop HTTP/1.1',
        own,
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AA',
      ),
    ],
    [
      'a wish for a WebSocket',
      lines('POST /api/chairs/hall/stop HTTP/1.1', own, 'Connection: Upgrade', 'Upgrade: websocket'),
    ],
    ['20 KB of cookies', lines('POST /api/chairs/hall/stop HTTP/1.1', own, `Cookie: a=${'x'.repeat(20_480)}`)],
    ['a whole address', lines('POST http://localhost/api/chairs/hall/stop HTTP/1.1', own)],
    ['a query', lines('POST /api/chairs/hall/stop?a=%zz HTTP/1.1', own)],
  ])('takes one with %s', async (_, request) => {
    const { fleet, dial } = await httpBench({ gate: gateWith(['stop']) });
    const { status, body } = await say(await dial(), request);
    expect(status).toBe(200);
    expect(takenSchema.parse(JSON.parse(body))).toMatchObject({ stop: 'stop', chairs: [{ id: 'hall', ok: true }] });
    expect(fleet.calls).toEqual(['hall lane stop http']);
  });

  it.each([
    ['/api/stop', ['hall lane stop http', 'attic lane stop http']],
    ['/api/estop', ['hall lane estop http', 'attic lane estop http']],
    ['/api/chairs/attic/estop', ['attic lane estop http']],
    ['/api/chairs/attic/pause', ['attic pause']],
  ])('stops by %s whom it names', async (path, calls) => {
    const { fleet, send } = await httpBench();
    expect(await send('POST', path)).toMatchObject({ status: 200 });
    expect(fleet.calls).toEqual(calls);
  });

  it.each([
    ['/api/stop?n=12', {}, 12],
    ['/api/stop?n=a-1', {}, 'a-1'],
    ['/api/stop', { 'x-n': '7' }, 7],
    ['/api/stop', {}, undefined],
  ])('answers with the number of %s %j, and never looks for it in the body', async (path, headers, n) => {
    const { send } = await httpBench();
    expect(takenSchema.parse((await send('POST', path, '{"n":99}', headers)).body).n).toBe(n);
  });

  it('says of each chair whether the stop was taken, and fails where it was not', async () => {
    const { fleet, send } = await httpBench();
    fleet.stopVerdict = { code: 'foreign_owner', message: 'the chair is of another daemon' };
    const { status, body } = await send('POST', '/api/stop');
    expect(status).toBe(409);
    expect(body).toMatchObject({ chairs: [{ id: 'hall', ok: false, code: 'foreign_owner' }, { id: 'attic' }] });
  });

  it.each([
    ['GET', '/api/stop', 405],
    ['GET', '/api/chairs/hall/stop', 405],
    ['POST', '/api/chairs/cellar/stop', 404],
    ['POST', '/api/chairs/hall/stop/now', 404],
    ['POST', '/API/STOP', 404],
    ['POST', '/api/chairs/hall%2fstop', 405],
    ['POST', '/../api/stop', 404],
  ])('takes no stop from %s %s: %d', async (method, path, status) => {
    const { fleet, send } = await httpBench();
    expect((await send(method, path)).status).toBe(status);
    expect(fleet.calls).toEqual([]);
  });

  it('is answered while 200 requests beside it hang in their bodies', async () => {
    const { fleet, dial, send } = await httpBench();
    for (let count = 0; count < 200; count += 1) {
      const hanging = await dial();
      hanging.write(lines('POST /api/chairs/hall/commands HTTP/1.1', own, 'Content-Length: 50').concat('{"command"'));
    }
    expect(await send('POST', '/api/chairs/hall/stop')).toMatchObject({ status: 200 });
    expect(fleet.calls).toEqual(['hall lane stop http']);
  });

  it('leaves an answer to what Node cannot parse at all, and a line in the log', async () => {
    const told: string[] = [];
    const { dial, send } = await httpBench({ log: { ...silentLog, warn: (event) => told.push(event) } });
    expect((await say(await dial(), 'STOP!\r\n\r\n')).status).toBe(400);
    expect(told).toContain('http_unreadable');
    expect((await send('POST', '/api/stop')).status).toBe(200);
  });
});

describe('a request that wishes for a protocol of which we speak none', () => {
  const h2c = ['Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AA'];

  it('is served as if it did not', async () => {
    const { dial } = await httpBench({ gate: gateWith(['stop', 'control']) });
    const { status, body } = await say(await dial(), lines('GET /api/chairs HTTP/1.1', own, ...h2c));
    expect([status, JSON.parse(body)]).toMatchObject([200, [{ id: 'hall' }, { id: 'attic' }]]);
  });

  it('is served with its body, however that comes', async () => {
    const { fleet, dial } = await httpBench({ gate: gateWith(['stop', 'control']) });
    const command = '{"command":"skip"}';
    const head = lines('POST /api/chairs/hall/commands HTTP/1.1', own, `Content-Length: ${command.length}`, ...h2c);
    expect((await say(await dial(), head + command)).status).toBe(200);
    const socket = await dial();
    socket.write(head + command.slice(0, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await say(socket, command.slice(5))).status).toBe(200);
    expect(fleet.commands).toEqual([{ command: 'skip' }, { command: 'skip' }]);
  });

  it('has begun when it began: a stop in its middle ends it [S6]', async () => {
    const { fleet, intake, dial } = await httpBench({ gate: gateWith(['stop', 'control']) });
    const start = '{"command":"start"}';
    const socket = await dial();
    socket.write(
      lines('POST /api/chairs/hall/commands HTTP/1.1', own, `Content-Length: ${start.length}`, ...h2c) +
        start.slice(0, 5),
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    intake.onStop('hall', 'stop');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await say(socket, start.slice(5))).body).toContain('"code":"stale"');
    expect(fleet.commands).toEqual([]);
  });
});
