import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { methodsOf, type Needed, routeEntries } from '../../../src/adapters/http/routes.js';
import { apiErrorSchema, type Right, snapshotSchema, startableSchema } from '../../../src/core/web/frames.js';
import { closeHttpBenches, gateWith, httpBench } from '../../support/http-bench.js';
import { sampleKeeper } from '../../support/sample-keeper.js';
import { samplePrograms } from '../../support/unit-view.js';

afterEach(closeHttpBenches);

const programs = () => samplePrograms;
const exposition = async () => ({ contentType: 'text/plain', text: 'sample 1\n' });
const codeOf = (body: unknown): string => apiErrorSchema.parse(body).code;

/** Where a route can be tried. */
const placeOf = (path: string): string => path.replace('{id}', path.includes('programs') ? 'sample' : 'hall');

const mayDo = (needs: Needed, rights: readonly Right[], mayRead: boolean): boolean =>
  needs === 'open' || (needs === 'read' ? mayRead : rights.includes(needs));

const refusalOf = (kind: 'nobody' | 'session') => (kind === 'nobody' ? [401, 'unauthenticated'] : [403, 'forbidden']);

describe('what may be asked by whom', () => {
  const asked = routeEntries.filter(([name, { needs }]) => needs !== 'stop' && name !== 'openapi');
  const ways: readonly (readonly [string, readonly Right[], boolean])[] = [
    ['nobody', [], false],
    ['a stop pass', ['stop'], false],
    ['a reader', ['stop'], true],
    ['one in control', ['stop', 'control'], true],
    ['the owner', ['stop', 'control', 'own'], true],
  ];

  it.each(ways)('%s is served what its rights say, and is told what it lacks', async (_, rights, mayRead) => {
    const kind = rights.length === 0 ? 'nobody' : 'session';
    const keeper = sampleKeeper();
    const { send } = await httpBench({ programs, exposition, keeper, gate: gateWith(rights, kind, mayRead) });
    const told = new Map<string, unknown>();
    const wanted = new Map<string, unknown>();
    for (const [name, { method, path, needs }] of asked) {
      const { status, body } = await send(method.toUpperCase(), placeOf(path), method === 'post' ? '{}' : '');
      told.set(name, status === 401 || status === 403 ? [status, codeOf(body)] : 'served');
      wanted.set(name, mayDo(needs, rights, mayRead) ? 'served' : refusalOf(kind));
    }
    expect(told.size).toBeGreaterThan(15);
    expect(told).toEqual(wanted);
  });

  it('every answer carries the headers of the gate', async () => {
    const { send } = await httpBench({ gate: gateWith(['stop']) });
    for (const path of ['/api/chairs', '/api/people', '/nothing']) {
      expect((await send('GET', path)).headers['x-content-type-options']).toBe('nosniff');
    }
  });

  it('a guest says of nobody that they sit there, and is judged as the house at its most careful', async () => {
    const { fleet, send } = await httpBench({ gate: gateWith(['stop', 'control'], 'guest') });
    const path = '/api/chairs/hall/commands';
    const named = await send('POST', path, '{"command":"start","person":"anna"}');
    expect([named.status, codeOf(named.body)]).toEqual([403, 'forbidden']);
    for (const body of ['\ufeff{"command":"select","person":"anna"}', '{"command":"start","\\u0070erson":null}'])
      expect((await send('POST', path, body)).status).toBe(403);
    expect(fleet.calls).toEqual([]);
    expect((await send('POST', path, '{"command":"start"}')).status).toBe(200);
    expect((await send('POST', path, '{"command":"stop","person":"anna"}')).status).toBe(200);
    expect(fleet.strict).toEqual([true, true]);
  });
});

describe('a snapshot', () => {
  it('has every chair in short, or some of them whole', async () => {
    const { send } = await httpBench();
    const short = snapshotSchema.parse((await send('GET', '/api/snapshot')).body);
    expect(short).toMatchObject({
      epoch: 'mine',
      bridge_id: 'bridge',
      house: '00112233445566aa',
      access: { kind: 'loopback' },
    });
    expect(short.chairs).toMatchObject([{ id: 'hall', state: 'idle', stop: null }, { id: 'attic' }]);
    const whole = snapshotSchema.parse((await send('GET', '/api/snapshot?chairs=attic')).body);
    expect(whole.chairs).toMatchObject([{ id: 'attic', emergency_switch: 'the red knob of attic', telemetry: null }]);
  });

  it('is not sent again while nothing has changed', async () => {
    const { fleet, face, send } = await httpBench();
    const first = await send('GET', '/api/snapshot');
    const etag = String(first.headers.etag);
    const again = () => send('GET', '/api/snapshot', '', { 'if-none-match': etag });
    expect(await again()).toMatchObject({ status: 304, bytes: Buffer.alloc(0) });
    fleet.chair('hall').state = 'resting';
    face.onStatus?.('hall', fleet.status('hall'));
    expect(await again()).toMatchObject({ status: 200, body: { chairs: [{ state: 'resting' }, {}] } });
  });

  it('is compressed for who can read that', async () => {
    const { send } = await httpBench();
    const { headers, bytes } = await send('GET', '/api/snapshot?chairs=hall,attic', '', { 'accept-encoding': 'gzip' });
    expect(headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(bytes).toString())).toMatchObject({ chairs: [{ id: 'hall' }, { id: 'attic' }] });
  });

  it('does not tell who sits there to one who is not the owner', async () => {
    const { fleet, send } = await httpBench({ gate: gateWith(['stop', 'control']) });
    fleet.person = 'anna';
    for (const path of ['/api/snapshot?chairs=hall', '/api/chairs/hall']) {
      const { bytes } = await send('GET', path);
      expect(bytes.toString()).toContain('"selected"');
      expect(bytes.toString()).not.toContain('anna');
    }
  });

  it.each([
    ['cellar', 404, 'not_found'],
    [Array(51).fill('hall').join(','), 400, 'invalid_command'],
  ])('of %.10s is refused with %d', async (chairs, status, code) => {
    const { send } = await httpBench();
    const answer = await send('GET', `/api/snapshot?chairs=${chairs}`);
    expect([answer.status, codeOf(answer.body)]).toEqual([status, code]);
  });
});

describe('a command by the API', () => {
  it('is answered with its whole result, and what helps', async () => {
    const { fleet, send } = await httpBench();
    fleet.verdict = { code: 'resting', message: 'rests', values: { rest_s: 90 } };
    const { status, body } = await send('POST', '/api/chairs/hall/commands', '{"command":"start","id":"a"}');
    expect([status, body]).toMatchObject([
      409,
      { id: 'a', command: 'start', ok: false, code: 'resting', retry_after_s: 90, missing: null, state: 'idle' },
    ]);
  });

  it('is told who must be spared what only where the owner asks', async () => {
    const verdict = {
      code: 'contraindicated',
      message: 'relaxation is to be avoided with clot-risk',
      values: { program: 'relaxation', avoid: 'clot-risk' },
    } as const;
    const told = async (rights: readonly Right[]) => {
      const { fleet, send } = await httpBench({ gate: gateWith(rights) });
      fleet.verdict = verdict;
      const command = await send('POST', '/api/chairs/hall/commands', '{"command":"start"}');
      const asked = await send('GET', '/api/chairs/hall/startable');
      return `${command.bytes} ${asked.bytes}`;
    };
    expect(await told(['stop', 'control', 'own'])).toContain('clot-risk');
    const discreetly = await told(['stop', 'control']);
    expect(discreetly).not.toContain('clot-risk');
    expect(discreetly).toContain('not for this person');
  });

  it.each([
    [4097, 413],
    [20_000, 413],
    [2_000_000, 413],
  ])('of %d bytes is too large', async (length, status) => {
    const { fleet, send } = await httpBench();
    const answer = await send('POST', '/api/chairs/hall/commands', 'x'.repeat(length));
    expect([answer.status, codeOf(answer.body)]).toEqual([status, 'too_large']);
    expect(fleet.calls).toEqual([]);
  });
});

describe('whether a start would be taken', () => {
  it('is told for every program and for whoever is named, and counts as nothing', async () => {
    const { fleet, send } = await httpBench();
    fleet.named = [
      ['relaxation', 'Relaxation'],
      ['posture', 'Posture'],
    ];
    for (let count = 0; count < 12; count += 1) {
      const { body } = await send('GET', '/api/chairs/hall/startable?person=anna');
      expect(
        startableSchema
          .array()
          .parse(body)
          .map(({ program }) => program),
      ).toEqual(['relaxation', 'posture']);
    }
    expect(fleet.calls.slice(0, 2)).toEqual(['hall startable relaxation anna', 'hall startable posture anna']);
    expect(fleet.commands).toEqual([]);
  });
});

describe('programs and people', () => {
  it('are listed, shown and plotted', async () => {
    const { send } = await httpBench({ programs, people: ['anna', 'guest'] });
    expect((await send('GET', '/api/programs')).body).toMatchObject([
      { id: 'legs-only' },
      { id: 'sample', phases: [{}, {}, {}] },
    ]);
    expect((await send('GET', '/api/programs/sample')).body).toMatchObject({ id: 'sample' });
    const { body } = await send('GET', '/api/programs/sample/timeline?intensity=50&duration_s=300');
    expect(body).toMatchObject({
      programId: 'sample',
      totalMs: 300_000,
      setpoints: [{ zone: 'back', level: 10 }, {}, {}],
    });
    expect((await send('GET', '/api/people')).body).toEqual([{ id: 'anna' }, { id: 'guest' }]);
  });

  it.each([
    ['/api/programs/nothing', 404],
    ['/api/programs/__proto__', 404],
    ['/api/programs/nothing/timeline', 404],
    ['/api/programs/sample/timeline?intensity=0', 400],
    ['/api/programs/sample/timeline?duration_s=9999999', 400],
    ['/api/programs/sample/timeline?duration_s=x', 400],
  ])('answer %s with %d', async (path, status) => {
    const { send } = await httpBench({ programs });
    expect((await send('GET', path)).status).toBe(status);
  });

  it('are checked as the linter does, and not kept', async () => {
    const { send } = await httpBench({ programs });
    const good =
      'id: a\nname: A\nsummary: A sample.\ngoal: break\nphases:\n  - { name: One, for: 1m, back: { knead: 10 } }\n';
    expect((await send('POST', '/api/programs/check', good)).body).toEqual({ ok: true, findings: [] });
    const { status, body } = await send('POST', '/api/programs/check', good.replace('knead', 'kneed'));
    expect([status, body]).toMatchObject([
      200,
      { ok: false, findings: [{ severity: 'error', line: 6, file: 'program.yaml' }] },
    ]);
    expect((await send('POST', '/api/programs/check', 'x'.repeat(65_537))).status).toBe(413);
  });

  it('say so where the desk does not come to an end', async () => {
    const desk = {
      check: async () => null,
      compile: async () => null,
      write: async () => null,
      trial: async () => null,
    };
    const { send } = await httpBench({ programs, desk });
    for (const [method, path] of [
      ['POST', '/api/programs/check'],
      ['GET', '/api/programs/sample/timeline'],
    ] as const) {
      const answer = await send(method, path);
      expect([answer.status, answer.headers['retry-after'], codeOf(answer.body)]).toEqual([503, '2', 'unavailable']);
    }
  });
});

describe('the description of the API', () => {
  it('is OpenAPI 3.1 and has every route, with the right it needs', async () => {
    const { send } = await httpBench();
    const { body } = await send('GET', '/api/openapi.json');
    expect(body).toMatchObject({ openapi: '3.1.0', info: { title: 'chair2mqtt', version: '1.2.3' } });
    const { paths } = body as { readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>> };
    for (const [, { method, path, needs }] of routeEntries) {
      const described = JSON.stringify(paths[path]?.[method]);
      expect(described).toContain(needs === 'open' ? 'Needs no login' : `\`${needs}\``);
      expect(described).toContain('"schema":{');
    }
  });

  it('knows the methods of each path', () => {
    expect(methodsOf('api/session').toSorted()).toEqual(['DELETE', 'GET', 'POST']);
    expect(methodsOf('api/chairs/hall')).toEqual(['GET']);
    expect(methodsOf('api/chairs/hall/x/y')).toEqual([]);
  });
});
