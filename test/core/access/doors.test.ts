import { describe, expect, it } from 'vitest';
import { approachOf } from '../../../src/core/access/approach.js';
import { refuseAtDoor, refuseStop } from '../../../src/core/access/doors.js';
import type { RequestFacts } from '../../../src/core/access/request-facts.js';
import type { AccessConfig } from '../../../src/core/access/settings.js';
import {
  atDoor,
  localRequest,
  refusedAtDoor,
  type SampleHeaders,
  sampleRequest,
  sampleSettings,
} from './sample-request.js';

const out = refusedAtDoor;

describe('the host that is asked for', () => {
  it.each([
    ['the name of the machine', 'pi:8470'],
    ['its name by mDNS', 'pi.local:8470'],
    ['in capitals', 'PI.Local:8470'],
    ['the address of the connection', '192.168.1.7:8470'],
  ])('may be %s', (_, host) => {
    expect(atDoor(sampleRequest({ headers: { host } }))).toBe('in');
  });

  it.each([
    ['a name that was pointed here', 'evil.example:8470'],
    ['one that ends in ours', 'evil.pi.local:8470'],
    ['one that begins with ours', 'pi.local.evil.example:8470'],
    ['ours with a dot at its end', 'pi.local.:8470'],
    ['another port', 'pi.local:80'],
    ['no port', 'pi.local'],
    ['a port that is none', 'pi.local:84700'],
    ['two ports', 'pi.local:8470:8470'],
    ['a user before it', 'pi.local@evil.example:8470'],
    ['ours behind a user', 'evil.example@pi.local:8470'],
    ['another address', '192.168.1.8:8470'],
    ['the loopback from elsewhere', '127.0.0.1:8470'],
    ['localhost from elsewhere', 'localhost:8470'],
    ['an address as one number', '3232235783:8470'],
    ['an address in hex', '0xc0.0xa8.0x01.0x07:8470'],
    ['a path', 'pi.local:8470/'],
    ['nothing', ''],
    ['a space', ' pi.local:8470'],
    ['a wildcard', '*:8470'],
    ['brackets around a name', '[pi.local]:8470'],
    ['brackets around IPv4', '[192.168.1.7]:8470'],
    ['a list', 'pi.local:8470, evil.example'],
    ['markup', '<script>:8470'],
  ])('may not be %s', (_, host) => {
    expect(atDoor(sampleRequest({ headers: { host } }))).toBe(out);
  });

  it('may not be missing or doubled, even where both are right', () => {
    const { host: _, ...others } = sampleRequest().headers;
    expect(atDoor({ ...sampleRequest(), headers: others })).toBe(out);
    expect(atDoor(sampleRequest({ headers: { host: ['pi.local:8470', 'pi.local:8470'] } }))).toBe(out);
    expect(atDoor(sampleRequest({ headers: { host: ['pi.local:8470', 'evil.example'] } }))).toBe(out);
  });

  it.each([
    ['localhost:8470', '127.0.0.1'],
    ['LOCALHOST:8470', '127.0.0.1'],
    ['127.0.0.1:8470', '::ffff:127.0.0.1'],
    ['localhost:8470', '::1'],
    ['[::1]:8470', '::1'],
    ['[0:0::1]:8470', '::1'],
    ['[::ffff:127.0.0.1]:8470', '127.0.0.1'],
    ['[fd00::7]:8470', 'fd00::7'],
    ['[FE80::7]:8470', 'fe80::7%eth0'],
  ])('may be %s where the connection ends at %s', (host, localAddress) => {
    expect(atDoor(localRequest({ localAddress, headers: { host } }))).toBe('in');
  });

  it.each([
    ['[::1]:8470', '127.0.0.1'],
    ['[::2]:8470', '::1'],
    ['::1:8470', '::1'],
    ['[::1:8470', '::1'],
    ['localhost.:8470', '127.0.0.1'],
    ['localhost.evil.example:8470', '127.0.0.1'],
    ['127.0.0.2:8470', '127.0.0.1'],
  ])('may not be %s where it ends at %s', (host, localAddress) => {
    expect(atDoor(localRequest({ localAddress, headers: { host } }))).toBe(out);
  });

  it('may leave out a port that is the usual one', () => {
    expect(atDoor(sampleRequest({ localPort: 80, headers: { host: 'pi.local' } }))).toBe('in');
    expect(atDoor(sampleRequest({ localPort: 443, isTls: true, headers: { host: 'pi.local' } }))).toBe('in');
    expect(atDoor(sampleRequest({ localPort: 443, headers: { host: 'pi.local' } }))).toBe(out);
  });

  it('may be one of http.host_names alone, where they are set; one may have the port of whoever passes it on', () => {
    const config = { host_names: ['chair.lan', 'Wall.LAN:80', '203.0.113.9:443'] };
    expect(atDoor(sampleRequest({ headers: { host: 'chair.lan:8470' } }), config)).toBe('in');
    expect(atDoor(sampleRequest({ headers: { host: 'wall.lan' } }), config)).toBe('in');
    expect(atDoor(sampleRequest({ headers: { host: '203.0.113.9:443' } }), config)).toBe('in');
    expect(atDoor(sampleRequest({ headers: { host: 'chair.lan' } }), config)).toBe(out);
    expect(atDoor(sampleRequest({ headers: { host: 'pi.local:8470' } }), config)).toBe(out);
  });

  it('is named in the refusal with what to add, so that adding it helps', () => {
    for (const host of ['chair.lan:8470', 'chair.lan', 'chair.lan:9000', '[fd00::9]:8470', '203.0.113.9']) {
      const facts = sampleRequest({ headers: { host } });
      const denial = refuseAtDoor(facts, approachOf(facts, sampleSettings()), false);
      const name = /add (\S+) to/.exec(denial?.error.help ?? '')?.[1] ?? '';
      expect(atDoor(facts, { host_names: [name] })).toBe('in');
    }
  });
});

const origins: readonly (readonly [string, SampleHeaders, string])[] = [
  ['no origin, as programs send', {}, 'in'],
  ['our own', { origin: 'http://pi.local:8470' }, 'in'],
  ['our address', { origin: 'http://192.168.1.7:8470' }, 'in'],
  ['another name of ours', { origin: 'http://pi:8470' }, 'in'],
  ['another site', { origin: 'https://evil.example' }, out],
  ['another port of this machine', { origin: 'http://pi.local:8123' }, out],
  ['the usual port of this machine', { origin: 'http://pi.local' }, out],
  ['null', { origin: 'null' }, out],
  ['empty', { origin: '' }, out],
  ['a file', { origin: 'file://' }, out],
  ['an extension', { origin: 'chrome-extension://abcdef' }, out],
  ['ours with a slash', { origin: 'http://pi.local:8470/' }, out],
  ['ours with a user', { origin: 'http://pi.local:8470@evil.example' }, out],
  ['ours with a dot', { origin: 'http://pi.local.:8470' }, out],
  ['ours in capitals', { origin: 'HTTP://PI.LOCAL:8470' }, out],
  ['a name that was pointed here', { host: 'evil.example:8470', origin: 'http://evil.example:8470' }, out],
  ['doubled', { origin: ['http://pi.local:8470', 'https://evil.example'] }, out],
  ['doubled and both right', { origin: ['http://pi.local:8470', 'http://pi.local:8470'] }, out],
  ['cross-site without an origin', { 'sec-fetch-site': 'cross-site' }, out],
  ['same-site without an origin', { 'sec-fetch-site': 'same-site' }, out],
  ['a word that nobody knows', { 'sec-fetch-site': 'friendly' }, out],
  ['same-origin', { 'sec-fetch-site': 'same-origin', origin: 'http://pi.local:8470' }, 'in'],
  ['typed by a person', { 'sec-fetch-site': 'none' }, 'in'],
  ['cross-site with our origin', { 'sec-fetch-site': 'Cross-Site', origin: 'http://pi.local:8470' }, out],
];

describe('where a request comes from', () => {
  it.each(origins)('counts for what changes something: %s', (_, headers, expected) => {
    const asked = { 'x-chair2mqtt': '1', ...headers };
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])
      expect(atDoor(sampleRequest({ method, headers: asked }))).toBe(expected);
  });

  it.each(origins)('counts for a stream: %s', (_, headers, expected) => {
    expect(atDoor(sampleRequest({ isUpgrade: true, path: 'api/stream', headers }))).toBe(expected);
  });

  it('needs the custom header for what changes something, or a token, which nobody sends unknowingly', () => {
    expect(atDoor(sampleRequest({ method: 'POST' }))).toBe(out);
    expect(atDoor(sampleRequest({ method: 'POST', isUpgrade: true }))).toBe(out);
    expect(atDoor(sampleRequest({ method: 'POST', headers: { 'x-chair2mqtt': '' } }))).toBe('in');
    expect(atDoor(sampleRequest({ method: 'POST' }), {}, true)).toBe('in');
    expect(atDoor(sampleRequest({ method: 'POST', headers: { origin: 'https://evil.example' } }), {}, true)).toBe(out);
  });

  it('lets a link on another site lead to the page, and to nothing else', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(atDoor(sampleRequest({ path: '', headers: link }))).toBe('in');
    expect(atDoor(sampleRequest({ path: 'api/snapshot', headers: link }))).toBe(out);
    expect(atDoor(sampleRequest({ path: '', headers: { ...link, 'sec-fetch-mode': 'no-cors' } }))).toBe(out);
    expect(atDoor(sampleRequest({ path: '', isUpgrade: true, headers: link }))).toBe(out);
    expect(atDoor(sampleRequest({ path: '', method: 'POST', headers: { ...link, 'x-chair2mqtt': '1' } }))).toBe(out);
  });
});

describe('a stop [S7]', () => {
  const post = { method: 'POST', path: 'api/stop' } as const;
  const stopped = (facts: RequestFacts, hasCredential: boolean, config: Partial<AccessConfig> = {}): string => {
    const denial = refuseStop(facts, sampleSettings(config), hasCredential);
    return denial === null ? 'taken' : String(denial.status);
  };

  it.each([
    ['nothing of it', []],
    ['another name', 'evil.example'],
    ['two', ['pi.local:8470', 'evil.example']],
    ['no name at all', '<<<'],
  ])('looks at no Host: %s', (_, host) => {
    expect(stopped(sampleRequest({ ...post, headers: { host } }), true)).toBe('taken');
    expect(stopped(localRequest({ ...post, headers: { host } }), false)).toBe('taken');
  });

  it('needs no custom header, and is taken from this machine without a login', () => {
    expect(stopped(localRequest(post), false)).toBe('taken');
    expect(stopped(localRequest({ ...post, peerAddress: '::1', localAddress: '::1' }), false)).toBe('taken');
    expect(stopped(localRequest({ ...post, peerAddress: '::ffff:127.0.0.1' }), false)).toBe('taken');
  });

  it('is refused to strangers from other machines, and to nobody with http.open_stop', () => {
    expect(stopped(sampleRequest(post), false)).toBe('401');
    expect(stopped(sampleRequest({ ...post, peerAddress: '' }), false)).toBe('401');
    expect(stopped(sampleRequest(post), true)).toBe('taken');
    expect(stopped(sampleRequest(post), false, { open_stop: true })).toBe('taken');
  });

  it.each(origins.filter(([, headers]) => headers['sec-fetch-site'] === undefined && headers['host'] === undefined))(
    'is refused to pages of others, whoever is logged in there: %s',
    (_, headers, expected) => {
      const isTaken = expected === 'in' ? 'taken' : '403';
      expect(stopped(sampleRequest({ ...post, headers }), true)).toBe(isTaken);
      expect(stopped(sampleRequest({ ...post, headers }), true, { open_stop: true })).toBe(isTaken);
    },
  );

  it.each([
    ['http://localhost:8470', 'taken'],
    ['http://127.0.0.1:8470', 'taken'],
    ['http://localhost:3000', '403'],
    ['http://evil.example:8470', '403'],
    ['null', '403'],
  ])('from %s in a browser of this machine: %s', (origin, expected) => {
    expect(stopped(localRequest({ ...post, headers: { origin } }), false)).toBe(expected);
  });

  it('is refused where a browser says cross-site, and only then', () => {
    const from = (site: string) => stopped(localRequest({ ...post, headers: { 'sec-fetch-site': site } }), false);
    expect([from('cross-site'), from('Cross-Site')]).toEqual(['403', '403']);
    expect([from('same-origin'), from('same-site'), from('none'), from('?')]).toEqual(Array(4).fill('taken'));
  });

  it.each(['forwarded', 'via', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-anything'])(
    'through a proxy on this machine (%s) is not from this machine',
    (header) => {
      expect(stopped(localRequest({ ...post, headers: { [header]: '127.0.0.1' } }), false)).toBe('401');
      const trusted = { trusted_proxies: ['127.0.0.1'] };
      expect(stopped(localRequest({ ...post, headers: { [header]: '127.0.0.1' } }), false, trusted)).toBe('401');
    },
  );
});
