import { afterEach, describe, expect, it } from 'vitest';
import { closeHttpBenches, httpBench } from '../../../support/http-bench.js';
import { rawBearer as bearer, ours, raw, rawToken, upgrade } from '../../../support/raw-http.js';

afterEach(closeHttpBenches);

const house = () => httpBench({ token: rawToken });

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

  it('are read where they are requests of their own', async () => {
    const bench = await house();
    await raw(bench, 'POST /api/session HTTP/1.1', ours, 'Via: 1.1 x', 'Content-Length: 0', '', hidden);
    expect(bench.fleet.calls).toContain('hall lane estop http');
  });

  it('are not read where a wish for another protocol is left out', async () => {
    const bench = await house();
    const wish = ['Connection: Upgrade', 'Upgrade: h2c', 'Via: 1.1 x', `Content-Length: ${hidden.length}`];
    await raw(bench, 'POST /api/session HTTP/1.1', ours, ...wish, '', hidden);
    expect(bench.fleet.calls).toEqual([]);
  });
});
