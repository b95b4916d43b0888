import { describe, expect, it } from 'vitest';
import { AccessGate } from '../../../../src/adapters/http/access/access-gate.js';
import { accessBookName } from '../../../../src/core/access/access-book.js';
import type { RequestFacts } from '../../../../src/core/access/request-facts.js';
import type { AccessConfig } from '../../../../src/core/access/settings.js';
import {
  localRequest,
  type SampleHeaders,
  sampleRequest,
  sampleSettings,
} from '../../../core/access/sample-request.js';
import { MemoryStore } from '../../../support/memory-store.js';
import { silentLog } from '../../../support/silent-log.js';
import { VirtualTime } from '../../../support/virtual-time.js';

const token = 'correct horse battery';

function house(config: Partial<AccessConfig> = {}) {
  const clock = new VirtualTime();
  const store = new MemoryStore();
  const open = (secret = token) =>
    new AccessGate({
      token: secret,
      settings: sampleSettings(config),
      store,
      clock,
      log: silentLog,
      addresses: () => ['http://pi.local:8470/'],
    });
  return { clock, store, open, gate: open() };
}

const asked = (method: string, path: string, headers: SampleHeaders = {}, sample: Partial<RequestFacts> = {}) =>
  sampleRequest({ method, path, ...sample, headers: { 'x-chair2mqtt': '1', ...headers } });

/** What a browser sends back of the cookies that an answer has set. */
const cookiesOf = ({
  headers,
}: {
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}): string[] => [headers?.['Set-Cookie'] ?? []].flat().map((each) => each.split(';')[0] ?? '');

async function logIn(gate: AccessGate, body: object, sample: Partial<RequestFacts> = {}) {
  const reply = await gate.session(asked('POST', 'api/session', {}, sample), body);
  const [login = '', pass = ''] = cookiesOf(reply);
  return { reply, login, pass, both: `${login}; ${pass}` };
}

const seen = (gate: AccessGate, headers: SampleHeaders = {}, sample: Partial<RequestFacts> = {}): string => {
  const admittance = gate.admit(sampleRequest({ ...sample, headers }));
  return admittance.kind === 'denied' ? String(admittance.denial.status) : admittance.access.kind;
};

describe('a login', () => {
  it('with the token gives a session and a stop pass, of which only hashes are kept', async () => {
    const { gate, store } = house();
    const { reply, login, pass } = await logIn(gate, { token });
    expect(reply).toMatchObject({ status: 200, body: { kind: 'session', rights: ['stop', 'control', 'own'] } });
    const [first = '', second = ''] = [reply.headers?.['Set-Cookie'] ?? []].flat();
    expect(first).toMatch(/^chair2mqtt_[0-9a-f]{8}=[\w-]{43}; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    expect(second).toMatch(
      /^chair2mqtt_[0-9a-f]{8}_stop=[\w-]{43}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Strict$/,
    );
    expect([seen(gate, { cookie: login }), seen(gate, { cookie: pass }), seen(gate)]).toEqual([
      'session',
      'pass',
      'nobody',
    ]);
    const kept = store.records.get(accessBookName) ?? '';
    for (const secret of [login, pass].map((each) => each.split('=')[1] ?? '?')) expect(kept).not.toContain(secret);
    expect(kept).not.toContain(token);
  });

  it.each([{ token: 'wrong horse battery' }, { token: `${token} ` }, { code: 'x' }])(
    'does not come of %j',
    async (body) => {
      const { gate, store } = house();
      const { reply } = await logIn(gate, body);
      expect(reply).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
      expect(reply.headers).toEqual({ 'WWW-Authenticate': 'Bearer' });
      expect(store.records.size).toBe(0);
    },
  );

  it.each([undefined, null, {}, [], 'token', { token: 7 }, { token: '' }, { token, code: 'x' }, { token: [token] }])(
    'is not asked by the body %j',
    async (body) => {
      const { gate } = house();
      const reply = await gate.session(asked('POST', 'api/session'), body);
      expect(reply).toMatchObject({ status: 400, body: { code: 'invalid_json' } });
    },
  );

  it('is over thirty days after its last visit, and leaves the stop for a year', async () => {
    const { gate, clock } = house();
    const { both } = await logIn(gate, { token });
    const days = (count: number) => clock.advance(count * 86_400_000);
    await days(20);
    const visit = await gate.session(asked('GET', 'api/session', { cookie: both }), undefined);
    expect(cookiesOf(visit)).toEqual(both.split('; '));
    await days(29);
    expect(seen(gate, { cookie: both })).toBe('session');
    await days(2);
    expect(seen(gate, { cookie: both })).toBe('pass');
    expect(gate.refuseStop(asked('POST', 'api/stop', { cookie: both }))).toBeNull();
    await days(330);
    expect(seen(gate, { cookie: both })).toBe('pass');
    await days(20);
    expect(seen(gate, { cookie: both })).toBe('nobody');
    expect(gate.refuseStop(asked('POST', 'api/stop', { cookie: both }))?.status).toBe(401);
  });

  it('goes on for who opens the page now and then, and by nothing else that is asked', async () => {
    const { gate, clock } = house();
    const { both } = await logIn(gate, { token });
    for (let week = 0; week < 60; week += 1) {
      await clock.advance(7 * 86_400_000);
      const visit = gate.admit(asked('GET', '', { cookie: both }));
      expect(visit.kind === 'admitted' && cookiesOf(visit)).toEqual(both.split('; '));
      const ask = gate.admit(asked('GET', 'api/snapshot', { cookie: both }));
      expect(ask.kind === 'admitted' && cookiesOf(ask)).toEqual([]);
    }
    expect(seen(gate, { cookie: both })).toBe('session');
  });

  it('outlives the daemon, but not its token', async () => {
    const { gate, open } = house();
    const { both } = await logIn(gate, { token });
    expect(seen(open(), { cookie: both })).toBe('session');
    expect(seen(open('another token of ours'), { cookie: both })).toBe('nobody');
    expect(seen(open(), { cookie: both })).toBe('session');
  });

  it('ends where somebody leaves; the stop pass stays', async () => {
    const { gate } = house();
    const { both } = await logIn(gate, { token });
    const reply = await gate.session(asked('DELETE', 'api/session', { cookie: both }), undefined);
    expect(reply).toMatchObject({ status: 200, body: { kind: 'pass', rights: ['stop'] } });
    expect([reply.headers?.['Set-Cookie']].flat()[0]).toContain('Max-Age=0');
    expect(seen(gate, { cookie: both })).toBe('pass');
  });

  it('ends the one before of the same browser, and keeps its stop pass', async () => {
    const { gate } = house();
    const first = await logIn(gate, { token });
    const again = await gate.session(asked('POST', 'api/session', { cookie: first.both }), { token });
    const [login = '', pass = ''] = cookiesOf(again);
    expect(pass).toBe(first.pass);
    expect(seen(gate, { cookie: first.login })).toBe('nobody');
    expect(seen(gate, { cookie: login })).toBe('session');
  });

  it('is Secure under TLS', async () => {
    const { gate } = house();
    const { reply } = await logIn(gate, { token }, { isTls: true });
    for (const cookie of [reply.headers?.['Set-Cookie'] ?? []].flat()) expect(cookie).toMatch(/; Secure$/);
  });

  it('of another daemon on this machine is not taken for one of ours', async () => {
    const [one, other] = [house(), house()];
    const { both } = await logIn(one.gate, { token });
    await logIn(other.gate, { token });
    expect(seen(other.gate, { cookie: both })).toBe('nobody');
  });

  it('needs the custom header and our own page, as everything that changes something', async () => {
    const { gate } = house();
    const without = await gate.session(sampleRequest({ method: 'POST', path: 'api/session' }), { token });
    const foreign = await gate.session(asked('POST', 'api/session', { origin: 'https://evil.example' }), { token });
    expect([without.status, foreign.status]).toEqual([403, 403]);
  });
});

describe('a one-time code', () => {
  const codes = (gate: AccessGate, body?: object, headers: SampleHeaders = { authorization: `Bearer ${token}` }) =>
    gate.session(asked('POST', 'api/session/codes', headers), body);

  it('is made by who has the right own, and logs another browser in, once, within ten minutes', async () => {
    const { gate, clock } = house();
    const made = await codes(gate);
    expect(made).toMatchObject({ status: 200, body: { guest: false, code: expect.stringMatching(/^[\w-]{22}$/) } });
    const { code } = made.body as { code: string };
    expect(made.body).toMatchObject({ links: [`http://pi.local:8470/#code=${code}`] });
    await clock.advance(599_000);
    expect((await logIn(gate, { code })).reply).toMatchObject({ status: 200, body: { kind: 'session' } });
    expect((await logIn(gate, { code })).reply).toMatchObject({ status: 401 });
    const late = (await codes(gate)).body as { code: string };
    await clock.advance(600_000);
    expect((await logIn(gate, late)).reply.status).not.toBe(200);
  });

  it('for a guest gives two hours of control, and a stop after that', async () => {
    const { gate, clock } = house();
    const { code } = (await codes(gate, { guest: true })).body as { code: string };
    const { reply, both } = await logIn(gate, { code });
    expect(reply.body).toMatchObject({ kind: 'guest', rights: ['stop', 'control'] });
    expect((await codes(gate, {}, { cookie: both })).status).toBe(403);
    await clock.advance(7_200_000);
    expect(seen(gate, { cookie: both })).toBe('pass');
  });

  it('is refused to everybody else', async () => {
    const { gate } = house();
    expect((await codes(gate, {}, {})).status).toBe(401);
    const local = await gate.session(
      localRequest({ method: 'POST', path: 'api/session/codes', headers: { 'x-chair2mqtt': '1' } }),
      {},
    );
    expect(local).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    expect(await codes(gate, { guest: 'yes' })).toMatchObject({ status: 400 });
  });
});

describe('failures', () => {
  const wrong = { authorization: 'Bearer wrong wrong wrong wrong' };

  it('hold an address up after five, with the time; what is right beside a login is not held up', async () => {
    const { gate, clock } = house();
    const { both } = await logIn(gate, { token });
    for (let times = 0; times < 5; times += 1) expect(seen(gate, wrong)).toBe('401');
    expect(seen(gate, wrong)).toBe('429');
    await clock.advance(20_000);
    const { reply } = await logIn(gate, { token });
    expect(reply).toMatchObject({ status: 429, body: { code: 'rate_limited', values: { retry_after_s: 40 } } });
    expect(reply.headers).toEqual({ 'Retry-After': '40' });
    expect(seen(gate, { cookie: both })).toBe('session');
    expect(seen(gate, { cookie: both, ...wrong })).toBe('session');
    expect(seen(gate, { authorization: `Bearer ${token}` })).toBe('token');
    expect(gate.refuseStop(asked('POST', 'api/stop', { cookie: both }))).toBeNull();
    expect(gate.refuseStop(asked('POST', 'api/stop', { ...wrong, cookie: both }))).toBeNull();
    expect(seen(gate, wrong, { peerAddress: '192.168.1.21' })).toBe('401');
    await clock.advance(40_000);
    expect((await logIn(gate, { token })).reply.status).toBe(200);
  });

  it('are those of any request, with the custom header or without', async () => {
    const { gate } = house();
    const post = sampleRequest({ method: 'POST', path: 'api/session/codes', headers: wrong });
    for (let times = 0; times < 5; times += 1) expect((await gate.session(post, {})).status).toBe(401);
    expect((await gate.session(post, {})).status).toBe(429);
  });

  it('count for a whole /64, and fifty of all hold up everybody', () => {
    const { gate } = house();
    for (let host = 0; host < 5; host += 1) expect(seen(gate, wrong, { peerAddress: `2001:db8::${host}` })).toBe('401');
    expect(seen(gate, wrong, { peerAddress: '2001:db8::ffff:1' })).toBe('429');
    for (let host = 0; host < 45; host += 1) expect(seen(gate, wrong, { peerAddress: `10.1.0.${host}` })).toBe('401');
    expect(seen(gate, wrong, { peerAddress: '10.2.0.1' })).toBe('429');
  });

  it('are not what nobody tries: requests without a login, and looks at an open stream', () => {
    const { gate } = house();
    for (let times = 0; times < 20; times += 1) {
      expect(seen(gate)).toBe('nobody');
      expect(gate.look(sampleRequest({ headers: wrong })).kind).toBe('admitted');
      expect(gate.refuseStop(asked('POST', 'api/stop', wrong))?.status).toBe(401);
    }
    expect(seen(gate, wrong)).toBe('401');
  });

  it('are those of whom a trusted proxy names, not of the proxy', () => {
    const { gate } = house({ host_names: ['pi.local'] });
    const through = (client: string) =>
      seen(gate, { ...wrong, 'x-forwarded-for': client }, { peerAddress: '10.0.0.2' });
    for (let times = 0; times < 5; times += 1) expect(through('192.168.1.20')).toBe('401');
    expect([through('192.168.1.20'), through('192.168.1.21')]).toEqual(['429', '401']);
  });
});

describe('a stream that is open', () => {
  it('goes over to the stop pass when its login ends', async () => {
    const { gate, clock } = house();
    const { both } = await logIn(gate, { token });
    const stream = sampleRequest({ isUpgrade: true, path: 'api/stream', headers: { cookie: both } });
    expect(gate.look(stream)).toMatchObject({ access: { kind: 'session' }, mayRead: true });
    await gate.session(asked('DELETE', 'api/session', { cookie: both }), undefined);
    expect(gate.look(stream)).toMatchObject({ access: { kind: 'pass', rights: ['stop'] }, mayRead: false });
    await clock.advance(366 * 86_400_000);
    expect(gate.look(stream)).toMatchObject({ access: { kind: 'nobody', rights: [] } });
  });
});

describe("the hub's ingress", () => {
  const ingress = (method: string, path: string, headers: SampleHeaders = {}) =>
    asked(
      method,
      path,
      { 'x-ingress-path': '/api/hassio_ingress/abc', 'x-forwarded-host': 'ha.lan:8123', ...headers },
      {
        listener: 'ingress',
        peerAddress: '172.30.32.2',
      },
    );

  it('knows no login and no cookie of ours, and nobody becomes more there', async () => {
    const { gate } = house();
    const { both } = await logIn(gate, { token });
    for (const headers of [
      {},
      { cookie: both },
      { authorization: `Bearer ${token}` },
      { authorization: 'Bearer wrong' },
    ]) {
      const admittance = gate.admit(ingress('GET', 'api/snapshot', headers));
      expect(admittance).toMatchObject({ kind: 'admitted', access: { rights: ['stop', 'control'] } });
    }
    expect(await gate.session(ingress('POST', 'api/session'), { token })).toMatchObject({ status: 403 });
    expect(await gate.session(ingress('POST', 'api/session/codes'), {})).toMatchObject({ status: 403 });
    expect((await gate.session(ingress('GET', 'api/session', { cookie: both }), undefined)).headers).toEqual({});
  });
});
