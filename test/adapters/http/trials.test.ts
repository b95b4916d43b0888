import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/adapters/system-clock.js';
import type { Right } from '../../../src/core/web/frames.js';
import { trialAnswerSchema } from '../../../src/core/web/programs.js';
import { type BenchOptions, DaemonBench, shippedPrograms } from '../../support/daemon-bench.js';
import { closeHttpBenches, gateWith, httpBench, serveHttp } from '../../support/http-bench.js';

afterEach(closeHttpBenches);

const text =
  'id: new-one\nname: New one\nsummary: A sample.\ngoal: break\nphases:\n  - { name: One, for: 1m, back: { knead: 30, rate: 20 } }\n';

/** A whole daemon with a simulated chair in virtual time, behind a real port. */
async function setUp(options: BenchOptions = {}, rights: readonly Right[] = ['stop', 'control', 'own']) {
  let served: ReturnType<typeof serveHttp> | null = null;
  const bench = DaemonBench.ready({
    ...options,
    face: (fleet, intake) => {
      const gate = gateWith(rights, 'session');
      served = serveHttp({ fleet, intake, gate, clock: systemClock(), programs: () => shippedPrograms });
      return { start: () => undefined, close: async () => undefined };
    },
  });
  if (served === null) throw new Error('no face was asked for');
  const { send } = await (served as ReturnType<typeof serveHttp>);
  const ask = async (body = text, query = '') => {
    const { status, body: told } = await send('POST', `/api/chairs/chair/trial${query}`, body);
    return { status, told };
  };
  return { bench, send, ask };
}

describe('a trial by HTTP', () => {
  it('runs for ten seconds and stands in the ledger as one', async () => {
    const { bench, ask } = await setUp();
    const { status, told } = await ask(text, '?at_s=20');
    expect([status, trialAnswerSchema.parse(told)]).toMatchObject([200, { ok: true, code: 'ok', command: 'trial' }]);
    bench.advance(5000);
    expect(bench.status).toMatchObject({ state: 'running', session: { source: 'trial' }, duration_s: 10 });
    expect(bench.outputNow).toBeGreaterThan(20);
    bench.advance(8000);
    expect([bench.state, bench.outputNow]).toEqual(['idle', 0]);
    expect(bench.ledger.lines).toMatchObject([
      { kind: 'opened', trial: true, source: 'trial', program: 'new-one' },
      { kind: 'closed', ended_by: 'completed', elapsed_s: 10 },
    ]);
  });

  it('ends by a stop in its middle, which is seen to', async () => {
    const { bench, send, ask } = await setUp();
    await ask();
    bench.advance(4000);
    expect((await send('POST', '/api/chairs/chair/stop')).status).toBe(200);
    expect(bench.untilZero(1500)).not.toBeNull();
    bench.advance(500);
    expect([bench.status.stop?.still, bench.status.last_session?.ended_by]).toEqual([true, 'stopped']);
    expect((await ask()).told).toMatchObject({ ok: true });
  });

  it('is refused where nobody sits there, with what is missing', async () => {
    const { bench, ask } = await setUp({ isOccupied: false });
    const { status, told } = await ask();
    expect([status, told]).toMatchObject([409, { ok: false, code: 'unoccupied', missing: 'occupant' }]);
    bench.advance(12_000);
    expect(bench.outputNow).toBe(0);
  });

  it.each([
    ['a program with an error', text.replace('knead', 'kneed')],
    ['a level over the cap of the chair', text.replace('back:', 'fade: 1..0, back:').replace('knead: 30', 'knead: 70')],
    ['a technique that it has not', text.replace('knead: 30, rate: 20', 'compress: 20, rate: 4')],
    ['a rate that it has not', text.replace('rate: 20', 'rate: 500')],
    ['more than a session may last', text.replace('1m', '31m')],
  ])('is refused with %s, and is told where that is', async (_, body) => {
    const { bench, ask } = await setUp({ settings: { levelMax: 60 } });
    const { status, told } = await ask(body);
    expect(status).toBe(422);
    expect(trialAnswerSchema.parse(told)).toMatchObject({
      code: 'program_rejected',
      findings: [{ severity: 'error' }],
    });
    bench.advance(12_000);
    expect([bench.outputNow, bench.state]).toEqual([0, 'idle']);
  });

  it('is refused while another session runs, and while the chair rests', async () => {
    const { bench, send, ask } = await setUp();
    await send('POST', '/api/chairs/chair/commands', '{"command":"start","program":"relaxation"}');
    bench.advance(5000);
    expect((await ask()).told).toMatchObject({ code: 'not_in_state' });
    bench.advance(21 * 60_000);
    expect(await ask()).toMatchObject({ status: 409, told: { code: 'resting' } });
  });

  it.each(['?at_s=60', '?at_s=3601', '?at_s=-1', '?at_s=x', '?at_s=', '?id='])('is refused with %s', async (query) => {
    const { bench, ask } = await setUp();
    expect(await ask(text, query)).toMatchObject({ status: 400, told: { code: 'invalid_command' } });
    bench.advance(2000);
    expect(bench.outputNow).toBe(0);
  });

  it('is refused where nothing moves in those ten seconds, or the body is too long', async () => {
    const { ask } = await setUp();
    const late = text.replace('{ knead: 30, rate: 20 }', '[{ rest: 30s }, { knead: 30, rate: 20 }]');
    expect(await ask(late)).toMatchObject({ status: 400, told: { code: 'invalid_command' } });
    expect((await ask(late, '?at_s=29')).told).toMatchObject({ ok: true });
    expect((await ask('x'.repeat(65_537))).status).toBe(413);
  });

  it('is made by no other way, whoever sends it [S18]', async () => {
    const { bench, send } = await setUp();
    for (const body of ['{"command":"trial"}', '{"command":"trial","program":{},"timeline":{}}'])
      for (const path of ['/api/chairs/chair/commands', '/chairs/chair/set'])
        expect((await send('POST', path, body)).body).toMatchObject({ code: 'invalid_command' });
    expect((await send('GET', '/api/chairs/chair/trial')).status).toBe(405);
    expect((await send('POST', '/api/chairs/nobody/trial', text)).status).toBe(404);
    const guest = await setUp({}, ['stop', 'control']);
    expect((await guest.ask()).status).toBe(403);
    bench.advance(2000);
    expect([bench.outputNow, guest.bench.outputNow]).toEqual([0, 0]);
  });
});

it('a trial whose body was on its way when a stop came never takes effect [S6]', async () => {
  const { fleet, intake, dial } = await httpBench({ gate: gateWith(['stop', 'control', 'own']) });
  const askInTwo = async (between: () => void): Promise<string> => {
    const socket = await dial();
    const head = ['POST /api/chairs/hall/trial HTTP/1.1', 'Host: localhost', `Content-Length: ${text.length}`, '', ''];
    socket.write(head.join('\r\n') + text.slice(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 50));
    between();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const told = new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())));
    socket.write(text.slice(20));
    return await told;
  };
  expect(await askInTwo(() => intake.onStop('hall', 'stop'))).toContain('"code":"stale"');
  expect(fleet.commands).toEqual([]);
  expect(await askInTwo(() => undefined)).toContain('"code":"ok"');
  expect(fleet.commands).toMatchObject([{ command: 'trial' }]);
});
