import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/system-clock.js';
import { LiveSetupDesk } from '../../src/cli/setup-desk.js';
import { readSetupSource } from '../../src/cli/setup-file.js';
import { type SetupPage, serveSetup } from '../../src/cli/setup-page.js';
import { type SetupDraft, type SetupState, setupStateSchema } from '../../src/core/web/setup.js';
import { startAedes } from '../support/aedes-broker.js';
import { FakeProcess } from '../support/command-line.js';
import { type HttpAnswer, requestsTo } from '../support/http-bench.js';
import { until } from '../support/wire-contract.js';

const secret = 'a s3cret word';
const before = `# ours
mqtt: { url: "mqtt://127.0.0.1:1", username: chair, password: "${secret}" }
chairs: [{ id: hall, port: /dev/ttyUSB0 }] # one
http: { token: "0123456789-token-of-many-signs" }
# password: ${secret} of before
`;

let folder = '';
let file = '';
let page: SetupPage | null = null;
let base = '';
const cleanups: (() => unknown)[] = [];

async function serve(list = async () => [], demoBroker: string | null = null): Promise<SetupPage> {
  const source = readSetupSource(file, true, {});
  if (source.kind === 'refused') throw new Error(source.problems.join('\n'));
  const desk = new LiveSetupDesk({
    source,
    file,
    environment: {},
    clock: systemClock(),
    version: '1.2.3',
    list,
    demoBroker: () => demoBroker,
  });
  page = await serveSetup(new FakeProcess().edge, desk);
  if (page === null) throw new Error('no port is free');
  base = page.link().replace(/#.*/, '');
  return page;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-page-'));
  file = join(folder, 'chair2mqtt.yaml');
  writeFileSync(file, before);
});
afterEach(async () => {
  await page?.close();
  page = null;
  for (const cleanup of cleanups.splice(0)) await cleanup();
  rmSync(folder, { recursive: true });
});

it('opens nothing but its simulated chair where it is the demo that asks', async () => {
  const source = readSetupSource(file, true, {});
  if (source.kind === 'refused') throw new Error(source.problems.join('\n'));
  const others = [{ key: './ttySPARE', port: './ttySPARE', path: './ttySPARE', about: 'simulated' }];
  const options = { source, file: null, environment: {}, clock: systemClock(), version: '1.2.3', others };
  const desk = new LiveSetupDesk({ ...options, isSimulated: true, list: async () => [] });
  for (const port of ['/dev/ttyS0', 'tcp://127.0.0.1:1', 'usb:10c4:ea60', './ttySPARE/../other']) {
    const { revision, answers } = await desk.state();
    const broker = { ...answers.broker, password: null };
    await desk.answer(revision, { ...answers, broker, port: { adds_chair: true, port } });
    await desk.test((await desk.state()).revision);
    const [step] = (await desk.state()).steps;
    expect(step?.findings.map(({ code }) => code)).toEqual(['port_of_demo']);
  }
});

type Headers = Record<string, string>;

const send = (method: string, path: string, body = '', headers: Headers = {}): Promise<HttpAnswer> => {
  const { hostname: host, port } = new URL(base);
  return requestsTo({ host, port: Number(port) })(method, `/api/${path}`, body, headers);
};

const post = (path: string, body: unknown, headers: Headers = {}): Promise<HttpAnswer> =>
  send('POST', path, typeof body === 'string' ? body : JSON.stringify(body), headers);

/** Logs in by a link; gives the cookie. */
async function loggedIn(link: string): Promise<{ readonly status: number; readonly cookie: string }> {
  const { status, headers } = await post('session', { code: link.split('#code=')[1] });
  const cookie = (headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; ');
  return { status, cookie };
}

const stateIn = ({ body }: HttpAnswer): SetupState => setupStateSchema.parse(body);
const stepIn = ({ steps, step }: SetupState) => steps.find(({ id }) => id === step);
/** Logged in, with the state as it is after each request. */
async function walkIn({ link }: SetupPage) {
  const { cookie } = await loggedIn(link());
  const walk = {
    state: stateIn(await send('GET', 'setup', '', { cookie })),
    async go(path: string, more: object = {}): Promise<void> {
      walk.state = stateIn(await post(`setup/${path}`, { revision: walk.state.revision, ...more }, { cookie }));
    },
  };
  return walk;
}

const noChair = { port: { adds_chair: false, port: '' } };

/** A serial server that says nothing; `dialled` counts who came. */
async function silentServer(): Promise<{ readonly port: string; dialled(): number }> {
  let count = 0;
  const server = createServer((socket) => {
    count += 1;
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  cleanups.push(() => server.close());
  await until('it listens', () => server.listening);
  const address = server.address();
  return { port: `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`, dialled: () => count };
}

describe('the page of a set-up', () => {
  it('lets in who has the link, once, and nobody else', async () => {
    const { link } = await serve();
    const first = link();
    for (const path of ['setup', 'setup/draft', 'setup/test', 'setup/write', 'setup/answers']) {
      const answer = path === 'setup' ? await send('GET', 'setup') : await post(path, { revision: 1 });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    const { status, cookie } = await loggedIn(first);
    expect(status).toBe(200);
    expect((await loggedIn(first)).status).toBe(401);
    expect((await send('GET', 'setup', '', { cookie })).status).toBe(200);
    const { body } = await post('session/codes', { guest: true }, { cookie });
    const guest = body as { links: string[] };
    const asGuest = await loggedIn(guest.links[0] ?? '');
    expect((await send('GET', 'setup', '', { cookie: asGuest.cookie })).status).toBe(403);
  });

  it('is refused to pages of other sites, and under other names', async () => {
    const { cookie } = await loggedIn((await serve()).link());
    const foreign = { cookie, Origin: 'http://evil.example' };
    expect((await post('setup/write', { revision: 1 }, foreign)).status).toBe(403);
    expect((await post('setup/write', { revision: 1 }, { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await send('GET', 'setup', '', { cookie, host: 'evil.example' })).status).toBe(403);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('takes nothing that is not asked: another file, a large body, what is no JSON', async () => {
    const { cookie } = await loggedIn((await serve()).link());
    const sent = async (path: string, body: unknown): Promise<number> => (await post(path, body, { cookie })).status;
    expect(await sent('setup/write', { revision: 1, file: '/etc/passwd' })).toBe(400);
    expect(await sent('setup/answers', { revision: 1, answers: { file: { path: '/etc/passwd' } } })).toBe(400);
    expect(await sent('setup/answers', '{"revision":1,')).toBe(400);
    expect(await sent('setup/answers', { revision: 1, answers: { port: { adds_chair: true, port: 7 } } })).toBe(400);
    expect(await sent('setup/answers', 'x'.repeat(20_000))).toBe(413);
    expect(await sent('setup/draft', 'x'.repeat(5_000_000))).toBe(413);
    expect(await sent('setup/step', { revision: 1, go: 'file' })).toBe(400);
    expect((await send('GET', 'setup', '', { cookie })).status).toBe(200);
  });

  it('never tells what the file keeps secret', async () => {
    const { cookie } = await loggedIn((await serve()).link());
    const texts = [
      await send('GET', 'setup', '', { cookie }),
      await post('setup/draft', { answers: noChair }, { cookie }),
      await post('setup/answers', { revision: 1, answers: noChair }, { cookie }),
    ].map(({ bytes }) => bytes.toString());
    for (const text of texts) {
      expect(text).not.toContain('s3cret');
      expect(text).not.toContain('token-of-many');
    }
    const draft = JSON.parse(texts[1] ?? '') as SetupDraft;
    expect(draft.withheld).toBe(2);
    expect(draft.text).toContain('password: "***"');
    expect(draft.text).toContain('# password: ***');
  });

  it('of two pages lets only the one go on that has seen what stands there', async () => {
    const { cookie } = await loggedIn((await serve()).link());
    const first = await post('setup/answers', { revision: 1, answers: noChair }, { cookie });
    expect(stateIn(first).revision).toBe(2);
    const second = await post('setup/test', { revision: 1 }, { cookie });
    expect([second.status, second.body]).toEqual([
      409,
      { code: 'conflict', message: 'something else stands there by now: look again', values: {} },
    ]);
  });

  it('makes one test at a time, also where two ask at once', async () => {
    const { port, dialled } = await silentServer();
    const { cookie } = await loggedIn((await serve()).link());
    await post('setup/answers', { revision: 1, answers: { port: { adds_chair: true, port } } }, { cookie });
    const both = await Promise.all([1, 2].map(() => post('setup/test', { revision: 2 }, { cookie })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(dialled()).toBe(1);
  });

  it('writes what every test has passed, and begins anew with the next answer', async () => {
    const broker = await startAedes();
    cleanups.push(() => broker.stop());
    const walk = await walkIn(await serve());
    const brokerAnswers = { username: '', password: '', password_file: '', ca_file: '', url: broker.url };
    await walk.go('answers', { answers: { ...noChair, broker: brokerAnswers } });
    for (const step of ['port', 'broker', 'people', 'file']) {
      expect(walk.state.step).toBe(step);
      await walk.go('test');
      expect([step, stepIn(walk.state)?.state]).toEqual([step, 'passed']);
      if (step !== 'file') await walk.go('step', { go: 'next' });
    }
    await walk.go('write');
    expect(walk.state.written).toEqual({
      file,
      backup: `${file}.bak`,
      commands: [`npx chair2mqtt doctor --config ${file}`, `npx chair2mqtt start --config ${file}`],
    });
    const [, after = ''] = before.split('chairs:');
    expect(readFileSync(file, 'utf8')).toBe(`# ours\nmqtt: { url: ${broker.url} }\nchairs:${after}`);
    expect(readFileSync(`${file}.bak`, 'utf8')).toBe(before);
    await walk.go('answers', { answers: { port: { adds_chair: true, port: '/dev/x' } } });
    expect([walk.state.written, walk.state.step, walk.state.answers.broker.url]).toEqual([null, 'port', broker.url]);
  });

  it.each([
    { broker: { url: 'homeassistant', username: '', password: '', password_file: '', ca_file: '' } },
    { broker: { url: 'mqtt://a', username: '', password: 'x', password_file: '', ca_file: '' } },
    { broker: { url: 'mqtt://a', username: 'c', password: '', password_file: '/no/such', ca_file: '/no' } },
    { people: { people: [{ id: 'Oma Erna', avoid: ['age'], level_max: 100 }], person: 'ben' } },
  ])('tests a step without what is wrong in a later one, and names that as the form does', async (wrong) => {
    const { port } = await silentServer();
    const walk = await walkIn(await serve());
    await walk.go('answers', { answers: { port: { adds_chair: true, port }, ...wrong } });
    for (const step of ['port', 'chair']) {
      await walk.go('test');
      expect([walk.state.step, stepIn(walk.state)]).toMatchObject([step, { state: 'passed' }]);
      await walk.go('step', { go: 'next' });
    }
    expect(walk.state.problems).not.toEqual([]);
    for (const { field, line, message } of walk.state.problems) {
      expect([field === null, line]).toEqual([false, null]);
      expect(message).toMatch(/^(Address of the broker|Password|File with the password|Certificate|People|Who sits)/);
    }
  });

  it('says of the broker of a demo that it ends with the demo', async () => {
    const broker = await startAedes();
    cleanups.push(() => broker.stop());
    const walk = await walkIn(await serve(async () => [], broker.url));
    expect(walk.state.demo_broker).toBe(broker.url);
    const asked = { url: broker.url, username: '', password: '', password_file: '', ca_file: '' };
    await walk.go('answers', { answers: { ...noChair, broker: asked } });
    await walk.go('test');
    await walk.go('step', { go: 'next' });
    await walk.go('test');
    expect(stepIn(walk.state)?.findings.map(({ kind, code }) => `${kind} ${code}`)).toContain('warning broker_of_demo');
    expect(stepIn(walk.state)?.state).toBe('passed');
  });

  it('writes nothing before every step was passed', async () => {
    const { cookie } = await loggedIn((await serve()).link());
    expect((await post('setup/write', { revision: 1 }, { cookie })).status).toBe(409);
    expect((await post('setup/step', { revision: 1, go: 'next' }, { cookie })).status).toBe(409);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('has no chairs, and answers no more when it has ended', async () => {
    const served = await serve();
    const { cookie } = await loggedIn(served.link());
    expect((await send('GET', 'snapshot', '', { cookie })).body).toMatchObject({ chairs: [] });
    await served.close();
    await expect(send('GET', 'setup', '', { cookie })).rejects.toThrow();
  });
});
