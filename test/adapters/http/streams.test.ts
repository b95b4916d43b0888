import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Gate } from '../../../src/adapters/http/gate.js';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';
import { StreamPage } from '../../support/stream-client.js';
import { VirtualTime } from '../../support/virtual-time.js';
import { until } from '../../support/wire-contract.js';

const pages: StreamPage[] = [];
afterEach(async () => {
  for (const { socket } of pages.splice(0)) socket.terminate();
  await closeHttpBenches();
});

async function setUp(own: Parameters<typeof httpBench>[0] = {}) {
  const clock = new VirtualTime();
  const bench = await httpBench({ ...own, clock });
  const join = async (): Promise<StreamPage> => {
    const page = await StreamPage.open(bench.port);
    if (typeof page === 'number') throw new Error(`refused with ${page}`);
    pages.push(page);
    return page;
  };
  /** What a chair tells the faces when it has changed. */
  const tells = (chairId: string): void => bench.face.onStatus?.(chairId, bench.fleet.status(chairId));
  return { ...bench, clock, join, tells };
}

describe('the stream', () => {
  it('begins with a snapshot, and beats every second', async () => {
    const { clock, join } = await setUp();
    const page = await join();
    expect(page.frames).toMatchObject([
      {
        t: 'snapshot',
        seq: 1,
        epoch: 'mine',
        bridge_id: 'bridge',
        access: { kind: 'loopback' },
        chairs: [{ id: 'hall' }, { id: 'attic' }],
      },
    ]);
    clock.advance(3000);
    await until('three beats', () => page.of('beat').length === 3);
    expect(page.frames.map((frame) => ('seq' in frame ? frame.seq : 0))).toEqual([1, 2, 3, 4]);
  });

  it('that nobody reads is cut off after 10 s, and counted', async () => {
    const { clock, join, face } = await setUp();
    const page = await join();
    page.socket.pause();
    for (let second = 0; second < 12; second += 1) clock.advance(1000);
    expect(face.cutOffStreams).toBe(1);
  });

  it('tells all pages in short what has changed, at most once a second and nothing else', async () => {
    const { fleet, clock, join, tells } = await setUp();
    const page = await join();
    fleet.chair('attic').state = 'resting';
    for (let count = 0; count < 20; count += 1) tells('attic');
    clock.advance(1000);
    await until('a beat', () => page.of('beat').length === 1);
    expect(page.of('chairs')).toMatchObject([{ chairs: [{ id: 'attic', state: 'resting' }] }]);
    clock.advance(1000);
    await until('a beat', () => page.of('beat').length === 2);
    expect(page.of('chairs')).toHaveLength(1);
    expect(page.of('state')).toEqual([]);
  });

  it('tells who watches a chair all of it, and its telemetry twice a second', async () => {
    const { fleet, face, clock, join, tells } = await setUp();
    fleet.measured = { zones: {}, rail_v: 24, lease_ms: 900, link: fleet.link(), ts: '2026-01-01T12:00:00Z' };
    const page = await join();
    page.say({ watch: ['hall', 'cellar'] });
    await until('all of it', () => page.of('telemetry').length === 1);
    expect(page.frames.slice(1).map(({ t }) => t)).toEqual(['state', 'programs', 'telemetry']);
    expect(page.last('telemetry')).not.toHaveProperty('seq');
    tells('hall');
    tells('attic');
    face.onEvent?.('hall', { ...noEvent, event_type: 'occupied' });
    face.onPrograms?.('hall');
    clock.advance(2000);
    await until('two beats', () => page.of('beat').length === 2);
    expect([page.of('state').length, page.of('event').length, page.of('programs').length]).toEqual([2, 1, 2]);
    expect(page.of('telemetry')).toHaveLength(1 + 4);
    expect(page.of('state').every(({ chair }) => chair === 'hall')).toBe(true);
    page.say({ watch: [] });
    page.say({ stop: 'attic', n: 1 });
    await until('the answer', () => page.last('taken') !== undefined);
    tells('hall');
    clock.advance(1000);
    await until('a beat', () => page.of('beat').length === 3);
    expect(page.of('state')).toHaveLength(2);
  });

  it('does not say who sits there but to the owner', async () => {
    const { fleet, join, tells } = await setUp({ gate: gateWith(['stop', 'control']) });
    fleet.person = 'anna';
    const page = await join();
    page.say({ watch: ['hall'] });
    await until('a state', () => page.last('state') !== undefined);
    tells('hall');
    await until('another', () => page.of('state').length === 2);
    expect(JSON.stringify(page.frames)).not.toContain('anna');
  });
});

describe('a stop by the stream [S7]', () => {
  it.each([
    [{ stop: 'hall', n: 5 }, ['hall lane stop http'], 5],
    [{ estop: 'attic', n: 'x' }, ['attic lane estop http'], 'x'],
    [{ stop: 'all' }, ['hall lane stop http', 'attic lane stop http'], undefined],
    ['{"stop":"ha', ['hall lane stop http', 'attic lane stop http'], undefined],
    ['please STOP', ['hall lane stop http', 'attic lane stop http'], undefined],
    ['{"estop', ['hall lane estop http', 'attic lane estop http'], undefined],
    [Buffer.from('\xff\xfe stop', 'latin1'), ['hall lane stop http', 'attic lane stop http'], undefined],
    [`${'x'.repeat(1_000_000)}stop`, ['hall lane stop http', 'attic lane stop http'], undefined],
    [{ stop: true, n: 3 }, ['hall lane stop http', 'attic lane stop http'], 3],
  ])('is taken at once and answered: %.40j', async (message, calls, n) => {
    const { fleet, join } = await setUp();
    const page = await join();
    page.say(message);
    await until('the answer', () => page.last('taken') !== undefined);
    expect(fleet.calls).toEqual(calls);
    expect(page.last('taken')?.n).toBe(n);
    expect(page.last('taken')?.chairs.every(({ ok }) => ok)).toBe(true);
  });

  it('of a chair that is not there stops none, and says so', async () => {
    const { fleet, join } = await setUp();
    const page = await join();
    page.say({ stop: 'cellar' });
    await until('the answer', () => page.last('taken') !== undefined);
    expect(page.last('taken')?.chairs).toMatchObject([{ id: 'cellar', ok: false, code: 'not_found' }]);
    expect(fleet.calls).toEqual([]);
  });

  it('is the only thing that a frame can do to a chair', async () => {
    const { fleet, join } = await setUp();
    const page = await join();
    for (const message of [{ command: 'start' }, { start: 'hall' }, 'null', '[]', '{', '{"watch":7}', ''])
      page.say(message);
    page.say({ stop: 'attic' });
    await until('the answer', () => page.last('taken') !== undefined);
    expect(fleet.calls).toEqual(['attic lane stop http']);
  });

  it('comes through behind a flood that closes the stream', async () => {
    const { fleet, join } = await setUp();
    const page = await join();
    for (let count = 0; count < 15; count += 1) page.say({ watch: ['hall'] });
    page.say({ stop: 'hall' });
    for (let count = 0; count < 100; count += 1) page.say({ watch: [] });
    await until('its end', () => page.closed !== null);
    expect([page.closed, fleet.calls]).toEqual([1008, ['hall lane stop http']]);
  });
});

describe('who may only stop', () => {
  it('is told of each chair no more than that needs', async () => {
    const { fleet, clock, join, tells } = await setUp({ gate: gateWith(['stop'], 'pass', false) });
    const page = await join();
    expect(page.last('snapshot')?.chairs).toEqual([
      { id: 'hall', name: 'hall', state: 'idle', stop: null },
      { id: 'attic', name: 'attic', state: 'idle', stop: null },
    ]);
    page.say({ watch: ['hall'] });
    tells('hall');
    clock.advance(1000);
    await until('a beat', () => page.last('beat') !== undefined);
    expect(page.of('state')).toEqual([]);
    expect(page.last('chairs')?.chairs).toEqual([{ id: 'hall', name: 'hall', state: 'idle', stop: null }]);
    page.say({ stop: 'hall' });
    await until('the answer', () => page.last('taken') !== undefined);
    expect(fleet.calls).toEqual(['hall lane stop http']);
  });

  it('is who was logged in, when the login ends: the stream goes on', async () => {
    let gate: Gate = gateWith(['stop', 'control', 'own'], 'session');
    const { clock, join, tells } = await setUp({ gate: { ...gate, look: (facts) => gate.look(facts) } });
    const page = await join();
    page.say({ watch: ['hall'] });
    await until('a state', () => page.last('programs') !== undefined);
    gate = gateWith(['stop'], 'pass', false);
    clock.advance(1000);
    await until('the other form', () => page.of('snapshot').length === 2);
    expect(page.last('snapshot')).toMatchObject({ access: { kind: 'pass' }, chairs: [{ id: 'hall' }, {}] });
    expect(page.last('snapshot')?.chairs[0]).not.toHaveProperty('available');
    tells('hall');
    clock.advance(1000);
    await until('a beat', () => page.of('beat').length === 2);
    expect([page.of('state').length, page.closed]).toEqual([1, null]);
  });

  it('may not even that, without login and pass', async () => {
    let gate: Gate = gateWith(['stop'], 'pass', false);
    const { port, clock, join } = await setUp({
      gate: { ...gate, admit: (facts) => gate.admit(facts), look: (facts) => gate.look(facts) },
    });
    const page = await join();
    gate = gateWith([], 'nobody', false);
    clock.advance(1000);
    await until('its end', () => page.closed !== null);
    expect(page.closed).toBe(1008);
    expect(await StreamPage.open(port)).toBe(401);
  });
});

describe('a daemon that ends', () => {
  it('says so to its pages, and does not wait for one that has gone silent', async () => {
    const { face, clock, join } = await setUp();
    const page = await join();
    const silent = await join();
    silent.socket.pause();
    const closing = face.close(500);
    await until('its end', () => page.closed === 1001);
    clock.advance(500);
    await closing;
  });
});

describe('room for streams', () => {
  it('is for 16 of one address; the next is told to poll, and a stop by POST is taken', async () => {
    const { fleet, port, join, send } = await setUp();
    for (let count = 0; count < 16; count += 1) await join();
    expect(await StreamPage.open(port)).toBe(503);
    expect((await send('GET', '/api/snapshot')).status).toBe(200);
    expect((await send('POST', '/api/stop')).status).toBe(200);
    expect(fleet.calls).toHaveLength(2);
    pages[0]?.socket.close();
    await until('room', () => pages[0]?.closed !== null);
    expect(await StreamPage.open(port)).toBeInstanceOf(StreamPage);
  });

  it('is for 64 in all, wherever they come from; a stop by POST is taken then, too [S7]', async () => {
    const { fleet, port, send } = await setUp();
    for (let count = 0; count < 64; count += 1) {
      const page = await StreamPage.open(port, {}, `127.0.0.${2 + (count % 4)}`);
      if (typeof page === 'number') throw new Error(`refused with ${page}`);
      pages.push(page);
    }
    expect(await StreamPage.open(port, {}, '127.0.0.9')).toBe(503);
    expect((await send('POST', '/api/stop')).status).toBe(200);
    expect(fleet.calls).toHaveLength(2);
  });

  it('is counted by whom a trusted proxy names, not by the proxy', async () => {
    const { port } = await setUp({
      access: { trusted_proxies: ['127.0.0.1'], host_names: ['127.0.0.1'] },
      token: 'secret of ours',
    });
    const from = (address: string) =>
      StreamPage.open(port, { authorization: 'Bearer secret of ours', 'x-forwarded-for': address });
    const opened = await Promise.all(Array.from({ length: 32 }, (_, at) => from(`192.168.1.${at % 2}`)));
    pages.push(...opened.filter((page) => typeof page !== 'number'));
    expect(pages).toHaveLength(32);
    expect(await from('192.168.1.1')).toBe(503);
    const another = await from('192.168.1.7');
    expect(another).toBeInstanceOf(StreamPage);
    if (typeof another !== 'number') pages.push(another);
  });

  it('is not taken away by connections that say nothing, however many they are', async () => {
    const { port, clock, join, dial } = await setUp();
    const page = await join();
    for (let count = 0; count < 300; count += 1) await dial();
    clock.advance(1000);
    await until('a beat', () => page.of('beat').length === 1);
    expect(page.closed).toBeNull();
    expect(await StreamPage.open(port)).toBeInstanceOf(StreamPage);
  });

  it('is only at its place', async () => {
    const { port } = await setUp();
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString();
    });
    socket.write('GET /api/chairs HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await until('an answer', () => heard.includes('}'));
    expect(heard).toMatch(/^HTTP\/1\.1 404 /);
    socket.destroy();
  });
});

const noEvent = {
  session_id: null,
  program: null,
  phase: null,
  ended_by: null,
  fault: null,
  reason: null,
  late: null,
  source: null,
  schedule: null,
  code: null,
  ts: '2026-01-01T12:00:00Z',
};
