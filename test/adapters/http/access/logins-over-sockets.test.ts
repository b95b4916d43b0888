import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpFaceOptions } from '../../../../src/adapters/http/http-face.js';
import { closeHttpBenches, type HttpBench, httpBench } from '../../../support/http-bench.js';
import { freePort } from '../../../support/mosquitto.js';
import {
  rawBearer as bearer,
  ours,
  type RawPlace,
  raw,
  rawToken as token,
  upgrade,
} from '../../../support/raw-http.js';
import { selfSigned } from '../../../support/self-signed.js';

afterEach(closeHttpBenches);

const house = (own: Partial<HttpFaceOptions> = {}) => httpBench({ token, ...own });

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
const byPort = (port: number): RawPlace => ({
  port,
  dial: () =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(socket));
    }),
});

describe('TLS', () => {
  it('is the same house: stops, commands that are new, cookies that are Secure', async () => {
    const bench = await house({ tls: selfSigned });
    const secure: RawPlace = {
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
