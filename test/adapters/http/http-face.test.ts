import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { closeHttpBenches, httpBench } from '../../support/http-bench.js';
import { until } from '../../support/wire-contract.js';

afterEach(closeHttpBenches);

const rig = (token: string | null = null) => httpBench({ token });

describe('the HTTP face', () => {
  it('says that it is there, without a token', async () => {
    const { send } = await rig('secret');
    expect(await send('GET', '/healthz')).toMatchObject({ status: 200, body: { ok: true } });
  });

  it('lists chairs and shows one', async () => {
    const { send } = await rig();
    const { body } = await send('GET', '/chairs');
    expect(body).toMatchObject([{ id: 'hall', available: true, state: 'idle' }, { id: 'attic' }]);
    const hall = await send('GET', '/chairs/hall?x=1');
    expect(hall.body).toMatchObject({ id: 'hall', status: { state: 'idle' }, link: { rtt_ms: 4 } });
  });

  it('gives a command to the chair and its verdict to the client', async () => {
    const { fleet, send } = await rig();
    const answer = await send('POST', '/chairs/hall/set', '{"command":"start","program":"relaxation","duration":"5m"}');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ok: true, code: 'ok', message: '' });
    expect(fleet.commands).toEqual([{ command: 'start', program: 'relaxation', duration: 300_000 }]);
  });

  it.each([
    ['resting', 409],
    ['remote_start_off', 409],
    ['unknown_program', 422],
    ['link_down', 503],
  ] as const)('answers %s with the status %d', async (code, status) => {
    const { fleet, send } = await rig();
    fleet.verdict = { code, message: 'because' };
    const answer = await send('POST', '/chairs/hall/set', '{"command":"start"}');
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ ok: false, code, message: 'because' });
  });

  it.each([
    ['', 400, 'invalid_json'],
    ['{', 400, 'invalid_json'],
    ['{"command":"explode"}', 400, 'invalid_command'],
    ['{"command":"start","intensty":3}', 400, 'invalid_command'],
    [`{"command":"start","id":"${'x'.repeat(5000)}"}`, 413, 'too_large'],
    ['{"command":"start","ts":1}', 409, 'stale'],
  ])('refuses the body %.40s', async (body, status, code) => {
    const { fleet, send } = await rig();
    expect(await send('POST', '/chairs/hall/set', body)).toMatchObject({ status, body: { ok: false, code } });
    expect(fleet.commands).toEqual([]);
  });

  it('runs one id once, and tells its result again until a stop came', async () => {
    const { fleet, send } = await rig();
    const start = () => send('POST', '/chairs/hall/set', '{"command":"start","id":"a"}');
    expect((await start()).body).toMatchObject({ code: 'ok' });
    expect((await start()).body).toMatchObject({ code: 'ok' });
    expect(fleet.commands).toHaveLength(1);
    await send('POST', '/chairs/hall/stop');
    expect((await start()).body).toMatchObject({ code: 'stale' });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect((await start()).body).toMatchObject({ code: 'duplicate' });
    expect(fleet.commands).toHaveLength(1);
  });

  it('takes no more than ten commands a second, but every stop [S7]', async () => {
    const { fleet, send } = await rig();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => send('POST', '/chairs/hall/set', '{"command":"skip"}')),
    );
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThanOrEqual(10);
    expect(await send('POST', '/chairs/hall/set', '{"command":"stop"}')).toMatchObject({ status: 200 });
    expect(fleet.commands.at(-1)).toEqual({ command: 'stop' });
  });

  it.each(['stop', 'estop'])('takes a %s with any body [S7]', async (kind) => {
    const { fleet, send } = await rig();
    const answer = await send('POST', `/chairs/attic/${kind}`, '{{{'.repeat(10_000));
    expect(answer).toMatchObject({ status: 200, body: { ok: true } });
    expect(fleet.calls).toEqual([`attic lane ${kind} http`]);
  });

  it.each([
    ['GET', '/', 404],
    ['GET', '/chairs/cellar', 404],
    ['GET', '/chairs/__proto__', 404],
    ['POST', '/chairs/hall/dance', 404],
    ['POST', '/chairs/hall/set/x', 404],
    ['GET', '/chairs/hall/stop', 405],
    ['DELETE', '/chairs/hall', 405],
    ['POST', '/healthz', 405],
  ])('answers %s %s with %d', async (method, path, status) => {
    const { fleet, send } = await rig();
    expect((await send(method, path)).status).toBe(status);
    expect(fleet.calls).toEqual([]);
  });

  it('lets nobody do anything without the token but programs of this machine, which may read and stop', async () => {
    const { fleet, send } = await rig('s3cret');
    const start = (headers: Record<string, string>) => send('POST', '/chairs/hall/set', '{"command":"start"}', headers);
    for (const authorization of ['', 'Bearer', 'Bearer s3cre', 'Bearer s3crett', 'Basic s3cret', 's3cret']) {
      expect((await start({ authorization })).status).toBe(401);
    }
    const proxied = { 'x-forwarded-for': '127.0.0.1' };
    expect((await send('GET', '/chairs', '', proxied)).status).toBe(401);
    expect((await send('POST', '/chairs/hall/stop', '', proxied)).status).toBe(401);
    expect(fleet.calls).toEqual([]);
    expect((await send('GET', '/chairs')).status).toBe(200);
    expect((await start({ authorization: 'Bearer s3cret' })).status).toBe(200);
    expect((await send('POST', '/chairs/hall/stop')).status).toBe(200);
    expect(fleet.calls).toContain('hall lane stop http');
  });

  it('serves nothing to pages of other sites', async () => {
    const { fleet, send } = await rig();
    const start = (headers: Record<string, string>) => send('POST', '/chairs/hall/set', '{"command":"start"}', headers);
    expect((await start({ origin: 'http://evil.example' })).status).toBe(403);
    expect((await start({ host: 'evil.example:8470' })).status).toBe(403);
    expect(fleet.calls).toEqual([]);
  });

  it('outlives clients that send garbage or go away', async () => {
    const { port, send } = await rig();
    for (const text of [
      'garbage\r\n\r\n',
      'POST /chairs/hall/set HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{',
    ]) {
      const socket = connect(port, '127.0.0.1', () => socket.end(text));
      socket.on('error', () => undefined).resume();
      await new Promise((resolve) => socket.on('close', resolve));
    }
    expect((await send('GET', '/healthz')).status).toBe(200);
  });

  it('says that its port is taken, and nothing else happens', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await until('taken', () => holder.listening);
    const address = holder.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    const places: unknown[] = [];
    const listen = { host: '127.0.0.1', port };
    const { face } = await httpBench({ listen, onListening: (place) => places.push(place) });
    expect(places).toEqual([null]);
    await face.close(100);
    await new Promise((resolve) => holder.close(resolve));
  });
});
