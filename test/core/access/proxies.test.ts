import { describe, expect, it } from 'vitest';
import { approachOf } from '../../../src/core/access/approach.js';
import { refuseAtDoor, refuseStop } from '../../../src/core/access/doors.js';
import type { RequestFacts } from '../../../src/core/access/request-facts.js';
import { atDoor, refusedAtDoor, type SampleHeaders, sampleRequest, sampleSettings } from './sample-request.js';

const out = refusedAtDoor;

describe('behind a proxy', () => {
  const through = (headers: SampleHeaders, sample: Partial<RequestFacts> = {}) =>
    sampleRequest({ peerAddress: '10.0.0.2', localAddress: '10.0.0.7', ...sample, headers });
  const config = { host_names: ['chair.lan'] };
  const passed = { host: 'chair.lan', 'x-forwarded-for': '192.168.1.20', 'x-forwarded-proto': 'https' };

  it('a trusted one says under which name and port people reach us', () => {
    const post = { method: 'POST' };
    const asked = { ...passed, 'x-chair2mqtt': '1' };
    expect(atDoor(through(passed), config)).toBe('in');
    expect(atDoor(through({ ...asked, origin: 'https://chair.lan' }, post), config)).toBe('in');
    expect(atDoor(through({ ...asked, origin: 'http://chair.lan' }, post), config)).toBe(out);
    expect(atDoor(through({ ...asked, origin: 'https://chair.lan:8443' }, post), config)).toBe(out);
    for (const known of [{ 'x-forwarded-host': 'chair.lan:8443' }, { 'x-forwarded-port': '8443' }]) {
      expect(atDoor(through({ ...asked, ...known, origin: 'https://chair.lan:8443' }, post), config)).toBe('in');
      expect(atDoor(through({ ...asked, ...known, origin: 'https://chair.lan' }, post), config)).toBe(out);
    }
  });

  it('a trusted one cannot bring a name that is not ours', () => {
    expect(atDoor(through({ ...passed, host: 'evil.example' }), config)).toBe(out);
    expect(atDoor(through({ ...passed, 'x-forwarded-host': 'evil.example' }), config)).toBe(out);
    expect(atDoor(through({ ...passed, 'x-forwarded-host': 'chair.lan, evil.example' }), config)).toBe(out);
    const evil = { ...passed, 'x-chair2mqtt': '1', origin: 'https://evil.example', 'x-forwarded-host': 'evil.example' };
    expect(atDoor(through(evil, { method: 'POST' }), config)).toBe(out);
  });

  it('another one is named in the refusal with what to set, so that setting it helps', () => {
    const headers = { host: 'chair.lan', 'x-forwarded-for': '192.168.1.20', 'x-forwarded-proto': 'https' };
    const facts = sampleRequest({ peerAddress: '::ffff:172.18.0.3', headers });
    const denial = refuseAtDoor(facts, approachOf(facts, sampleSettings()), false);
    const [, name = '', proxy = ''] = /add (\S+) to .* proxy (\S+) to/.exec(denial?.error.help ?? '') ?? [];
    expect(atDoor(facts, { host_names: [name], trusted_proxies: [proxy] })).toBe('in');
  });

  it('what another one says is not believed', () => {
    const forged = { host: 'evil.example', 'x-forwarded-host': 'pi.local:8470', 'x-forwarded-proto': 'https' };
    expect(atDoor(sampleRequest({ headers: forged }))).toBe(out);
    const secure = { 'x-forwarded-proto': 'https', 'x-chair2mqtt': '1', origin: 'https://pi.local' };
    expect(atDoor(sampleRequest({ method: 'POST', headers: secure }))).toBe(out);
  });
});

describe("the hub's ingress", () => {
  const path = '/api/hassio_ingress/Zx8_kQ-1';
  const ingress = (headers: SampleHeaders = {}, sample: Partial<RequestFacts> = {}) =>
    sampleRequest({
      listener: 'ingress',
      peerAddress: '172.30.32.2',
      ...sample,
      headers: {
        host: 'a0d7b954-chair2mqtt:8099',
        'x-ingress-path': path,
        'x-forwarded-host': 'ha.lan:8123',
        ...headers,
      },
    });

  it('comes from the hub alone, with its path', () => {
    expect(atDoor(ingress())).toBe('in');
    expect(atDoor(ingress({}, { peerAddress: '::ffff:172.30.32.2' }))).toBe('in');
    for (const peerAddress of ['172.30.32.1', '172.30.32.20', '127.0.0.1', '::1', '', '192.168.1.20'])
      expect(atDoor(ingress({}, { peerAddress }))).toBe(out);
    for (const wrong of [
      '',
      '/',
      '//evil.example',
      '/a/../b',
      '/a/./b',
      '/a b',
      '/a"><script>',
      'api',
      '/a\\b',
      '/%2e%2e',
      [path, path],
    ])
      expect(atDoor(ingress({ 'x-ingress-path': wrong }))).toBe(out);
  });

  it.each([
    ['http://ha.lan:8123', 'ha.lan:8123', 'in'],
    ['https://ha.lan', 'ha.lan', 'in'],
    ['https://ha.lan', 'ha.lan:443', 'in'],
    ['https://ha.lan:8123', 'ha.lan', out],
    ['https://evil.example', 'ha.lan', out],
    ['null', 'ha.lan', out],
    ['https://evil.example', 'ha.lan, evil.example', out],
    ['http://pi.local:8470', 'ha.lan:8123', out],
  ])('takes the origin %s where the hub is %s: %s', (origin, hub, expected) => {
    const headers = { origin, 'x-forwarded-host': hub, 'x-chair2mqtt': '1' };
    expect(atDoor(ingress(headers, { method: 'POST' }))).toBe(expected);
    expect(refuseStop(ingress(headers, { method: 'POST' }), sampleSettings(), false) === null).toBe(expected === 'in');
  });

  it('takes no stop from elsewhere [S7]', () => {
    const settings = sampleSettings();
    expect(refuseStop(ingress({}, { method: 'POST' }), settings, false)).toBeNull();
    expect(refuseStop(ingress({}, { method: 'POST', peerAddress: '172.30.33.4' }), settings, false)).not.toBeNull();
  });
});
