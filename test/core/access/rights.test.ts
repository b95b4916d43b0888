import { describe, expect, it } from 'vitest';
import { approachOf } from '../../../src/core/access/approach.js';
import { bearerOf, cookieText, cookieValues } from '../../../src/core/access/cookies.js';
import { readHostPlace } from '../../../src/core/access/own-names.js';
import type { RequestFacts } from '../../../src/core/access/request-facts.js';
import { securityHeaders } from '../../../src/core/access/security-headers.js';
import { accessSettingsOf } from '../../../src/core/access/settings.js';
import { accessOf, hasCredential, mayRead, noWorth, type Worth } from '../../../src/core/access/worth.js';
import { localRequest, sampleRequest, sampleSettings } from './sample-request.js';

const session: Worth = { ...noWorth, login: { kind: 'session', untilMs: 0 } };
const guest: Worth = { ...noWorth, login: { kind: 'guest', untilMs: 0 } };
const token: Worth = { ...noWorth, bearer: 'right' };
const pass: Worth = { ...noWorth, hasPass: true };

function told(facts: RequestFacts, worth: Worth, settings = sampleSettings()): string {
  const access = accessOf(worth, approachOf(facts, settings), settings);
  return `${access.kind}: ${[...access.rights, ...(mayRead(access) ? ['read'] : [])].join(' ')}`.trim();
}

describe('what somebody may do', () => {
  const remote = sampleRequest();
  const local = localRequest();
  const proxied = localRequest({ headers: { 'x-forwarded-for': '127.0.0.1' } });

  it.each([
    ['nothing, from afar', remote, noWorth, 'nobody:'],
    ['a wrong token', remote, { ...noWorth, bearer: 'wrong' } as Worth, 'nobody:'],
    ['the token', remote, token, 'token: stop control own read'],
    ['a session', remote, session, 'session: stop control own read'],
    ['a guest', remote, guest, 'guest: stop control read'],
    ['a stop pass', remote, pass, 'pass: stop'],
    ['the token beside a guest', remote, { ...guest, bearer: 'right' } as Worth, 'token: stop control own read'],
    ['nothing, from this machine', local, noWorth, 'loopback: stop read'],
    ['a stop pass, from this machine', local, pass, 'loopback: stop read'],
    ['a guest, from this machine', local, guest, 'guest: stop control read'],
    ['nothing, through a proxy of this machine', proxied, noWorth, 'nobody:'],
    ['a session, through a proxy of this machine', proxied, session, 'session: stop control own read'],
  ])('with %s: %s', (_, facts, worth, expected) => {
    expect(told(facts, worth)).toBe(expected);
  });

  it('is everything from this machine where the chairs are simulated, but not through a proxy', () => {
    expect(told(local, noWorth, sampleSettings({}, 'own'))).toBe('loopback: stop control own read');
    expect(told(proxied, noWorth, sampleSettings({}, 'own'))).toBe('nobody:');
    expect(told(remote, noWorth, sampleSettings({}, 'own'))).toBe('nobody:');
  });

  it('is a stop for everybody with http.open_stop, and nothing to see', () => {
    expect(told(remote, noWorth, sampleSettings({ open_stop: true }))).toBe('nobody: stop');
  });

  it("is what the hub's users may, whoever they are, in its ingress", () => {
    const facts = sampleRequest({ listener: 'ingress', headers: { 'x-remote-user-name': 'admin' } });
    expect(told(facts, noWorth)).toBe('session: stop control read');
    expect(told(facts, noWorth, sampleSettings({ ingress_own: true }))).toBe('session: stop control own read');
  });

  it('makes a stop possible with a token, a session, a guest or a pass', () => {
    expect([token, session, guest, pass].map(hasCredential)).toEqual([true, true, true, true]);
    expect([noWorth, { ...noWorth, bearer: 'wrong' } as Worth].map(hasCredential)).toEqual([false, false]);
  });
});

describe('whose failures are counted', () => {
  const counted = (facts: RequestFacts) => approachOf(facts, sampleSettings()).neighbourhood;
  const from = (peerAddress: string, forwarded?: string) =>
    counted(sampleRequest({ peerAddress, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }));

  it('is the address of the connection', () => {
    expect(from('192.168.1.20')).toBe('192.168.1.20');
    expect(from('192.168.1.20', '10.9.9.9')).toBe('192.168.1.20');
  });

  it('is the nearest one behind a trusted proxy, whatever stands before it', () => {
    expect(from('10.0.0.2', '192.168.1.20')).toBe('192.168.1.20');
    expect(from('10.0.0.2', '6.6.6.6, 192.168.1.20')).toBe('192.168.1.20');
    expect(from('10.0.0.2', '192.168.1.20, 10.0.0.2')).toBe('192.168.1.20');
    expect(from('10.0.0.2', '6.6.6.6, garbage')).toBe('10.0.0.2');
    expect(from('10.0.0.2', '')).toBe('10.0.0.2');
  });
});

describe('a cookie', () => {
  const value = 'A'.repeat(43);
  const facts = (...cookie: string[]) => ({ headers: { cookie } });

  it('is found among others, each time it is there', () => {
    const other = 'B'.repeat(43);
    expect(cookieValues(facts(`a=1; chair=${value}; b=2`), 'chair')).toEqual([value]);
    expect(cookieValues(facts(`chair=${other}; chair=${value}`), 'chair')).toEqual([other, value]);
    expect(cookieValues(facts(`chair=${other}`, `chair=${value}`), 'chair')).toEqual([other, value]);
  });

  it('is none where it does not look like one of ours', () => {
    const odd = [
      '',
      'chair',
      '=x',
      'chair=',
      `chair=${value}x`,
      `chair="${value}"`,
      `xchair=${value}`,
      `Chair=${value}`,
    ];
    for (const cookie of [...odd, ';;;=;', '__proto__=x']) expect(cookieValues(facts(cookie), 'chair')).toEqual([]);
    expect(cookieValues({ headers: {} }, 'chair')).toEqual([]);
    expect(cookieValues(facts(`chair=${value};`.repeat(1000)), 'chair')).toHaveLength(8);
  });

  it('is for this page alone, and by TLS only where the page is', () => {
    expect(cookieText('chair', value, 60_000, { base: '/', isSecure: false })).toBe(
      `chair=${value}; Path=/; Max-Age=60; HttpOnly; SameSite=Strict`,
    );
    expect(cookieText('chair', '', 0, { base: '/wall/', isSecure: true })).toBe(
      'chair=; Path=/wall/; Max-Age=0; HttpOnly; SameSite=Strict; Secure',
    );
  });

  it('has its path and its safety from a trusted proxy only', () => {
    const passed = { 'x-forwarded-prefix': '/wall/', 'x-forwarded-proto': 'https' };
    const approach = (peerAddress: string, headers: Record<string, string> = passed) =>
      approachOf(sampleRequest({ peerAddress, headers }), sampleSettings());
    expect(approach('10.0.0.2')).toMatchObject({ base: '/wall/', isSecure: true });
    expect(approach('192.168.1.20')).toMatchObject({ base: '/', isSecure: false });
    for (const prefix of ['/a; Domain=evil.example', '//evil.example', '/../x', 'x', '/a\r\nX: y'])
      expect(approach('10.0.0.2', { 'x-forwarded-prefix': prefix })).toMatchObject({ base: '/' });
  });
});

describe('a bearer token', () => {
  it('is read in any case of its word, once', () => {
    const read = (...authorization: string[]) => bearerOf({ headers: { authorization } });
    expect([read('Bearer abc'), read('bearer   a b')]).toEqual(['abc', 'a b']);
    expect([
      read('Bearer'),
      read('Bearer '),
      read('Basic abc'),
      read('abc'),
      read(),
      bearerOf({ headers: {} }),
    ]).toEqual(Array(6).fill(null));
    expect(read('Bearer one', 'Bearer two')).toBe('one, Bearer two');
  });
});

describe('the headers of an answer', () => {
  const policyOf = (facts: RequestFacts) =>
    securityHeaders(facts, approachOf(facts, sampleSettings()))['Content-Security-Policy'];

  it('let the page load from here alone', () => {
    expect(policyOf(sampleRequest())).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
        "connect-src 'self' ws://pi.local:8470; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    );
    const { 'Content-Security-Policy': _, ...others } = securityHeaders(
      sampleRequest(),
      approachOf(sampleRequest(), sampleSettings()),
    );
    expect(others).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cross-Origin-Resource-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
    });
  });

  it('name the stream by TLS where the page is', () => {
    expect(policyOf(sampleRequest({ isTls: true }))).toContain("connect-src 'self' wss://pi.local:8470;");
  });

  it('never repeat a host that is not ours', () => {
    for (const host of ['evil.example:8470', 'pi.local:8470; script-src *', 'x ws://evil.example', ''])
      expect(policyOf(sampleRequest({ headers: { host } }))).toContain("connect-src 'self';");
  });

  it("let the hub show the page in its own, and name the hub's stream", () => {
    const ingress = (hub: string) => sampleRequest({ listener: 'ingress', headers: { 'x-forwarded-host': hub } });
    expect(policyOf(ingress('ha.lan:8123'))).toContain("connect-src 'self' ws://ha.lan:8123 wss://ha.lan:8123;");
    expect(policyOf(ingress('ha.lan:8123'))).toContain("frame-ancestors 'self'");
    expect(policyOf(ingress("ha.lan; script-src 'unsafe-inline'"))).toContain("connect-src 'self';");
  });
});

describe('the names of the machine', () => {
  it('are those of its network where none are configured', () => {
    const names = (machine: string, host_names?: readonly string[]) =>
      accessSettingsOf(
        { open_stop: false, host_names, trusted_proxies: [], ingress_own: false, may_edit_programs: false },
        machine,
        'read',
        false,
      ).hostNames.map(({ name }) => name);
    expect(names('pi')).toEqual(['pi', 'pi.local']);
    expect(names('Pi.Fritz.Box')).toEqual(['pi.fritz.box', 'pi', 'pi.local']);
    expect(names('pi', ['chair.lan', '[fd00::7]'])).toEqual(['chair.lan', 'fd00::7']);
    expect(names('')).toEqual(['.local'].filter((name) => readHostPlace(name) !== null));
  });
});
