import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpFaceOptions } from '../../../../src/adapters/http/http-face.js';
import { closeHttpBenches, type HttpBench, httpBench } from '../../../support/http-bench.js';
import { freePort } from '../../../support/mosquitto.js';
import { selfSigned } from '../../../support/self-signed.js';
import { until } from '../../../support/wire-contract.js';

const token = 'correct horse battery';
const bearer = `Authorization: Bearer ${token}`;
afterEach(closeHttpBenches);

const house = (own: Partial<HttpFaceOptions> = {}) => httpBench({ token, ...own });

/** What comes back for these very bytes; `$` stands for the port. The last answer, where there are several. */
async function raw({ dial, port }: Pick<HttpBench, 'dial' | 'port'>, ...lines: readonly string[]) {
  const socket = await dial();
  let heard = '';
  socket.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
  });
  socket.write(`${lines.join('\r\n').replaceAll('$', String(port))}\r\n\r\n`, 'latin1');
  await until('an answer', () => /\r\n\r\n/.test(heard) || socket.destroyed);
  socket.destroy();
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(heard)?.[1]), heard };
}

const upgrade = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
];
const ours = 'Host: 127.0.0.1:$';

describe('a page of another site, in a browser of this machine', () => {
  it.each([
    ['a name that was pointed here', 'Host: evil.example:$', []],
    ['the same with its own origin', 'Host: evil.example:$', ['Origin: http://evil.example:$']],
    ['a Host twice, ours first', `${ours}\r\nHost: evil.example`, []],
    ['a Host twice, ours last', `Host: evil.example\r\n${ours}`, []],
    ['no Host', 'X-Host: 127.0.0.1:$', []],
    ['cross-site', ours, ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors']],
    ['a link that leads to data', ours, ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate']],
  ])('reads nothing: %s', async (_, host, headers) => {
    const bench = await house();
    for (const path of ['/api/snapshot', '/api/chairs/hall', '/chairs', '/api/session']) {
      const { status, heard } = await raw(bench, `GET ${path} HTTP/1.1`, host, ...headers);
      expect([path, status]).toEqual([path, expect.toSatisfy((code: number) => code === 403 || code === 400)]);
      expect(heard).not.toContain('"hall"');
    }
    expect((await raw(bench, 'GET /api/stream HTTP/1.1', host, ...headers, ...upgrade)).status).not.toBe(101);
  });

  it.each([
    'https://evil.example',
    'null',
    'http://127.0.0.1:1',
    'http://localhost.:$',
    'http://127.0.0.1:$, http://x',
  ])('stops nothing and opens no stream: Origin %s', async (origin) => {
    const bench = await house();
    for (const path of ['/api/stop', '/api/estop', '/api/chairs/hall/estop', '/chairs/hall/stop'])
      expect((await raw(bench, `POST ${path} HTTP/1.1`, ours, `Origin: ${origin}`)).status).toBe(403);
    const twice = [`Origin: http://127.0.0.1:$`, `Origin: ${origin}`];
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours, ...twice)).status).toBe(403);
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours, `oRiGiN: ${origin}`)).status).toBe(403);
    expect((await raw(bench, 'GET /api/stream HTTP/1.1', ours, `Origin: ${origin}`, ...upgrade)).status).toBe(403);
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours, `Origin: ${origin}`, ...upgrade)).status).toBe(403);
    expect(bench.fleet.calls).toEqual([]);
  });

  it('is told nothing by a preflight, and can change nothing without one', async () => {
    const bench = await house();
    const ask = ['Origin: https://evil.example', 'Access-Control-Request-Method: POST'];
    const { status, heard } = await raw(bench, 'OPTIONS /api/chairs/hall/commands HTTP/1.1', ours, ...ask);
    expect(status).toBe(403);
    expect(heard.toLowerCase()).not.toContain('access-control-allow');
    const form = ['Content-Type: text/plain', 'Content-Length: 18', '', '{"command":"skip"}'];
    expect((await raw(bench, 'POST /api/chairs/hall/commands HTTP/1.1', ours, ...form)).status).toBe(403);
    expect(bench.fleet.commands).toEqual([]);
  });
});

describe('a stop of this machine [S7]', () => {
  it.each([
    ['no Host', []],
    ['a Host of others', ['Host: evil.example']],
    ['a Host twice', [ours, 'Host: evil.example']],
    ['20 KB of cookies', [ours, `Cookie: ${'x=y; '.repeat(4000)}`]],
    ['a wrong token', [ours, 'Authorization: Bearer wrong']],
    ['an upgrade to h2c', [ours, 'Connection: Upgrade, HTTP2-Settings', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABk']],
    ['Expect', [ours, 'Expect: 100-continue', 'Content-Length: 5']],
    ['our own origin', [ours, 'Origin: http://127.0.0.1:$']],
  ])('is taken with %s', async (_, headers) => {
    const bench = await house();
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ...headers)).heard).toMatch(/^HTTP\/1\.1 200/m);
    expect(bench.fleet.calls).toContain('hall lane stop http');
  });

  it('is taken by HTTP/1.0, and where the target is a whole address', async () => {
    const bench = await house();
    expect((await raw(bench, 'POST /api/stop HTTP/1.0')).status).toBe(200);
    expect((await raw(bench, 'POST http://evil.example/api/chairs/hall/estop HTTP/1.1')).status).toBe(200);
    expect(bench.fleet.calls).toContain('hall lane estop http');
  });

  it('is not one for a proxy of this machine', async () => {
    const bench = await house();
    for (const header of ['Forwarded: for=127.0.0.1', 'X-Forwarded-For: 127.0.0.1', 'Via: 1.1 x', 'X-REAL-IP: ::1']) {
      expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours, header)).status).toBe(401);
      expect((await raw(bench, 'GET /api/snapshot HTTP/1.1', ours, header)).status).toBe(401);
    }
    expect(bench.fleet.calls).toEqual([]);
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours, 'Via: 1.1 x', bearer)).status).toBe(200);
  });
});

describe('a path that is meant to be another one', () => {
  it.each([
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/../../etc/passwd',
    '/..\\..\\etc\\passwd',
    '//etc/passwd',
    '/%00',
    '/%',
    '/%c0%ae%c0%ae/etc/passwd',
    '/api/..%2f..%2fpackage.json',
    '/manifest.json',
  ])('%s leads nowhere', async (path) => {
    const { status, heard } = await raw(await house(), `GET ${path} HTTP/1.1`, ours);
    expect([400, 404]).toContain(status);
    expect(heard).not.toMatch(/root:|"name": "chair2mqtt"/);
  });

  it.each([
    '/api/session/../chairs/hall/commands',
    '/api/session/%2e%2e/chairs/hall/commands',
    '/api/session/..%2fchairs/hall/commands',
    '/healthz/../api/chairs/hall/commands',
    '/api//chairs/hall/commands',
    '/API/chairs/hall/commands',
    '/api/chairs/hall/commands/',
    '/api/chairs/hall/commands?x=/api/session',
    '/api/chairs/hall/commands#/api/session',
    'http://127.0.0.1/api/chairs/hall/commands',
  ])('%s gives nobody a right', async (path) => {
    const bench = await house();
    const body = ['Content-Type: application/json', 'Content-Length: 18', '', '{"command":"skip"}'];
    const { status } = await raw(bench, `POST ${path} HTTP/1.1`, ours, 'X-Chair2mqtt: 1', ...body);
    expect([400, 401, 404]).toContain(status);
    expect(bench.fleet.commands).toEqual([]);
  });

  it.each(['/api/x/../stop', '/api/%73top', '/api/./stop', '//api/stop', '/api//stop'])(
    '%s is no way around the rules for a stop',
    async (path) => {
      const bench = await house();
      await raw(bench, `POST ${path} HTTP/1.1`, ours, 'Origin: https://evil.example');
      await raw(bench, `POST ${path} HTTP/1.1`, ours, 'Via: 1.1 x');
      expect(bench.fleet.calls).toEqual([]);
    },
  );
});

describe('requests within requests', () => {
  const hidden = `POST /api/estop HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`;

  it.each([
    ['two lengths', ['Content-Length: 0', `Content-Length: ${hidden.length}`]],
    ['length and chunks', ['Transfer-Encoding: chunked', `Content-Length: ${hidden.length}`]],
    ['a coding of others', ['Transfer-Encoding: x, chunked', 'Content-Length: 3']],
    ['a folded header', ['X-A: 1', ' Content-Length: 0', `Content-Length: ${hidden.length}`]],
    ['a carriage return alone', [`X-A: 1\rContent-Length: 0`, `Content-Length: ${hidden.length}`]],
    ['a space before the colon', ['Content-Length : 0', `Content-Length: ${hidden.length}`]],
  ])('are not read: %s', async (_, headers) => {
    const bench = await house();
    await raw(bench, 'POST /api/session HTTP/1.1', ours, 'Via: 1.1 x', ...headers, '', hidden);
    expect(bench.fleet.calls).toEqual([]);
  });

  it('are not read where a wish for another protocol is left out', async () => {
    const bench = await house();
    const wish = ['Connection: Upgrade', 'Upgrade: h2c', 'Via: 1.1 x', `Content-Length: ${hidden.length}`];
    await raw(bench, 'POST /api/session HTTP/1.1', ours, ...wish, '', hidden);
    expect(bench.fleet.calls).toEqual([]);
  });
});

const cookieOf = (heard: string): string =>
  [...heard.matchAll(/^set-cookie: ([^;]+)/gim)].map(([, pair]) => pair).join('; ');
const posted = (body: string): readonly string[] => [
  'X-Chair2mqtt: 1',
  'Content-Type: application/json',
  `Content-Length: ${body.length}`,
  '',
  body,
];
const logIn = (bench: HttpBench, body: object) =>
  raw(bench, 'POST /api/session HTTP/1.1', ours, 'Via: 1.1 x', ...posted(JSON.stringify(body)));

describe('logins over sockets', () => {
  it('give a cookie that opens what it should from afar, and the pass the stop alone', async () => {
    const bench = await house();
    const { status, heard } = await logIn(bench, { token });
    expect(status).toBe(200);
    const [login = '', pass = ''] = cookieOf(heard).split('; ');
    const far = (...lines: string[]) => raw(bench, ...lines, ours, 'Via: 1.1 x');
    expect((await raw(bench, 'GET /api/snapshot HTTP/1.1', ours, 'Via: 1.1 x', `Cookie: ${login}`)).status).toBe(200);
    expect((await raw(bench, 'GET /api/snapshot HTTP/1.1', ours, 'Via: 1.1 x', `Cookie: ${pass}`)).status).toBe(401);
    expect((await far('GET /api/snapshot HTTP/1.1')).status).toBe(401);
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours, 'Via: 1.1 x', `Cookie: ${pass}`)).status).toBe(200);
    const evil = ['Origin: https://evil.example', `Cookie: ${login}; ${pass}`];
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours, 'Via: 1.1 x', ...evil)).status).toBe(403);
    const stream = await raw(bench, 'GET /api/stream HTTP/1.1', ours, 'Via: 1.1 x', `Cookie: ${pass}`, ...upgrade);
    expect(stream.status).toBe(101);
    expect((await raw(bench, 'GET /api/stream HTTP/1.1', ours, 'Via: 1.1 x', ...upgrade)).status).toBe(401);
  });

  it('are given once for a code, however many ask at once', async () => {
    const bench = await house();
    const made = await raw(bench, 'POST /api/session/codes HTTP/1.1', ours, bearer, ...posted('{"guest":true}'));
    const code = /"code":"([\w-]{22})"/.exec(made.heard)?.[1] ?? '';
    const all = await Promise.all(Array.from({ length: 4 }, () => logIn(bench, { code })));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
    const guest = cookieOf(all.find(({ status }) => status === 200)?.heard ?? '');
    const ask = (line: string, ...more: readonly string[]) =>
      raw(bench, `${line} HTTP/1.1`, ours, 'Via: 1.1 x', `Cookie: ${guest}`, ...more);
    expect((await ask('GET /api/snapshot')).status).toBe(200);
    expect((await ask('GET /api/people')).status).toBe(403);
    expect((await ask('POST /api/session/codes', ...posted('{}'))).status).toBe(403);
  });

  it('are held up after five failures, with the time; a stop and the token are not', async () => {
    const bench = await house();
    for (let times = 0; times < 5; times += 1) expect((await logIn(bench, { token: 'wrong' })).status).toBe(401);
    const held = await logIn(bench, { token });
    expect([held.status, held.heard]).toEqual([429, expect.stringMatching(/retry-after: \d+/i)]);
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours)).status).toBe(200);
    expect((await raw(bench, 'GET /api/snapshot HTTP/1.1', ours, bearer)).status).toBe(200);
    expect((await raw(bench, 'GET /api/snapshot HTTP/1.1', ours, 'Authorization: Bearer wrong')).status).toBe(429);
  });

  it.each([
    '{',
    '[]',
    '"token"',
    '{"token":{"$gt":""}}',
    `{"token":"${'x'.repeat(20_000)}"}`,
    '{"__proto__":{"token":1}}',
  ])('are not asked by the body %.30s', async (body) => {
    const bench = await house();
    const { status } = await raw(bench, 'POST /api/session HTTP/1.1', ours, ...posted(body));
    expect([400, 413]).toContain(status);
  });
});

describe('the port for the ingress of a hub', () => {
  it('answers nobody but the hub, whatever he says he is', async () => {
    const at = await freePort();
    const bench = await house({ ingress: { host: '127.0.0.1', port: at } });
    const own = byPort(at);
    const claims = ['X-Ingress-Path: /api/hassio_ingress/abc', 'X-Forwarded-For: 172.30.32.2', 'X-Remote-User-Id: 1'];
    expect((await raw(own, 'GET / HTTP/1.1', ours, ...claims)).status).toBe(403);
    expect((await raw(own, 'GET /api/snapshot HTTP/1.1', ours, ...claims, bearer)).status).toBe(403);
    expect((await raw(own, 'POST /api/stop HTTP/1.1', ours, ...claims)).status).toBe(401);
    expect((await raw(own, 'GET /api/stream HTTP/1.1', ours, ...claims, ...upgrade)).status).toBe(403);
    expect(bench.fleet.calls).toEqual([]);
    expect((await raw(bench, 'GET /api/snapshot HTTP/1.1', ours, ...claims)).status).toBe(401);
  });
});

/** The same house by another of its ports. */
const byPort = (port: number): Pick<HttpBench, 'dial' | 'port'> => ({
  port,
  dial: () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket));
    }),
});

describe('TLS', () => {
  it('is the same house: stops, commands that are new, cookies that are Secure', async () => {
    const bench = await house({ tls: selfSigned });
    const secure: Pick<HttpBench, 'dial' | 'port'> = {
      port: bench.port,
      dial: () =>
        new Promise((resolve) => {
          const socket = connectTls({ port: bench.port, host: '127.0.0.1', ca: selfSigned.cert }, () =>
            resolve(socket),
          );
        }),
    };
    expect((await raw(secure, 'POST /api/stop HTTP/1.1', ours)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const skip = await raw(secure, 'POST /chairs/hall/set HTTP/1.1', ours, bearer, ...posted('{"command":"skip"}'));
    expect(skip.status).toBe(200);
    const { heard } = await raw(secure, 'POST /api/session HTTP/1.1', ours, ...posted(JSON.stringify({ token })));
    expect([...heard.matchAll(/^set-cookie: .*; Secure\r$/gim)]).toHaveLength(2);
    expect(heard).toContain('wss://127.0.0.1:');
    const origin = ['Origin: http://127.0.0.1:$'];
    expect((await raw(secure, 'POST /api/stop HTTP/1.1', ours, ...origin)).status).toBe(403);
    const h2c = ['Connection: Upgrade', 'Upgrade: h2c'];
    expect((await raw(secure, 'GET /api/snapshot HTTP/1.1', ours, ...h2c)).status).toBe(200);
    expect((await raw(bench, 'POST /api/stop HTTP/1.1', ours)).status).not.toBe(200);
  });
});
