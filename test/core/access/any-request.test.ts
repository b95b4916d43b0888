import fc from 'fast-check';
import { expect, it } from 'vitest';
import { approachOf } from '../../../src/core/access/approach.js';
import { refuseAtDoor, refuseStop } from '../../../src/core/access/doors.js';
import { securityHeaders } from '../../../src/core/access/security-headers.js';
import { accessOf, noWorth } from '../../../src/core/access/worth.js';
import { localRequest, sampleRequest, sampleSettings } from './sample-request.js';

const settings = sampleSettings();
const passedOn = ['forwarded', 'via', 'x-real-ip', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto'];
const others = [
  'host',
  'authorization',
  'cookie',
  'x-ingress-path',
  'x-chair2mqtt',
  'x-forwarded',
  'referer',
  '__proto__',
];
const fromBrowsers = ['origin', 'sec-fetch-site', 'sec-fetch-mode'];

const value = fc.oneof(
  fc.constantFrom(
    ...[
      'pi.local:8470',
      'localhost:8470',
      '127.0.0.1:8470',
      '[::1]:8470',
      '127.0.0.1',
      '::1',
      '10.0.0.2',
      '172.30.32.2',
    ],
    ...[
      'http://pi.local:8470',
      'http://localhost:8470',
      'https://evil.example',
      'null',
      'same-origin',
      'none',
      'https',
    ],
    ...['/api/hassio_ingress/x', 'for=127.0.0.1;host=pi.local', 'x; script-src *', 'Bearer x', '', ',', ' '],
  ),
  fc.string({ maxLength: 20 }),
);
const headersOf = (names: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...names), fc.array(value, { minLength: 1, maxLength: 3 }), { maxKeys: 6 });
const method = fc.constantFrom('GET', 'POST', 'DELETE', 'OPTIONS');

const stranger = fc.constantFrom('192.168.1.20', '::ffff:192.168.1.20', 'fe80::9%eth0', '126.0.0.1', '172.30.32.2', '');

it('no header gives a stranger of another machine a right', () => {
  fc.assert(
    fc.property(
      stranger,
      headersOf([...passedOn, ...others, ...fromBrowsers]),
      method,
      (peerAddress, headers, verb) => {
        const facts = sampleRequest({ method: verb, peerAddress, headers });
        expect(accessOf(noWorth, approachOf(facts, settings), settings).rights).toEqual([]);
        expect(refuseStop(facts, settings, false)).not.toBeNull();
      },
    ),
  );
});

it('no header lets the page of another site change or stop anything, whoever is logged in there', () => {
  const ours = /^https?:\/\/(pi|pi\.local|192\.168\.1\.7):8470$/;
  const foreign = value.filter((origin) => !ours.test(origin));
  fc.assert(
    fc.property(stranger, headersOf([...passedOn, ...others]), foreign, (peerAddress, headers, origin) => {
      const facts = sampleRequest({ method: 'POST', path: 'api/stop', peerAddress, headers: { ...headers, origin } });
      expect(refuseStop(facts, settings, true)?.status).toBe(403);
      expect(refuseAtDoor(facts, approachOf(facts, settings), true)?.status).toBe(403);
    }),
  );
});

it('no header but those that proxies and browsers write keeps a program of this machine from a stop [S7]', () => {
  const local = fc.constantFrom('127.0.0.1', '::1', '::ffff:127.0.0.1', '127.9.9.9');
  fc.assert(
    fc.property(local, headersOf(others.filter((name) => name !== 'x-forwarded')), (peerAddress, headers) => {
      const facts = localRequest({ method: 'POST', path: 'api/stop', peerAddress, headers });
      expect(refuseStop(facts, settings, false)).toBeNull();
    }),
  );
});

it('no header gets into the policy of an answer but as a host', () => {
  const anybody = fc.constantFrom('192.168.1.20', '10.0.0.2', '127.0.0.1');
  const listener = fc.constantFrom('main' as const, 'ingress' as const);
  fc.assert(
    fc.property(anybody, listener, headersOf([...passedOn, ...others]), (peerAddress, door, headers) => {
      const facts = sampleRequest({ peerAddress, listener: door, headers });
      const policy = securityHeaders(facts, approachOf(facts, settings))['Content-Security-Policy'] ?? '';
      expect(policy).toMatch(/; connect-src 'self'( wss?:\/\/[a-z0-9_.:[\]-]+){0,2}; form-action 'self'; /i);
      expect(policy.split(';')).toHaveLength(8);
    }),
  );
});
