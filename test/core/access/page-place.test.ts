import { describe, expect, it } from 'vitest';
import {
  isReachable,
  linkOf,
  nearHost,
  pageAddresses,
  pagePlaceRecord,
  readPagePlace,
} from '../../../src/core/access/page-place.js';

const at = (host: string, port = 8470, isTls = false) => ({ host, port, isTls });
const house = { hostNames: undefined, machine: 'Pi.fritz.box', addresses: ['192.168.1.7', '10.0.0.7'] };

describe('where people find the page', () => {
  it.each([
    [at('127.0.0.1'), ['http://127.0.0.1:8470/']],
    [at('::1'), ['http://[::1]:8470/']],
    [at('localhost'), ['http://localhost:8470/']],
    [at('0.0.0.0'), ['http://192.168.1.7:8470/', 'http://10.0.0.7:8470/', 'http://pi.local:8470/']],
    [at('::', 80), ['http://192.168.1.7/', 'http://10.0.0.7/', 'http://pi.local/']],
    [at('192.168.1.7'), ['http://192.168.1.7:8470/', 'http://pi.local:8470/']],
    [at('0.0.0.0', 443, true), ['https://pi.local/', 'https://192.168.1.7/', 'https://10.0.0.7/']],
    [at('127.0.0.1', 443, true), ['https://127.0.0.1/']],
  ])('%j', (place, addresses) => {
    expect(pageAddresses(place, house)).toEqual(addresses);
  });

  it('is where the configuration says, with the port of whoever passes it on', () => {
    const hostNames = ['chair.lan', 'wall.lan:80', '[fd00::7]'];
    expect(pageAddresses(at('0.0.0.0'), { ...house, hostNames })).toEqual([
      'http://chair.lan:8470/',
      'http://wall.lan/',
      'http://[fd00::7]:8470/',
    ]);
  });

  it('is known to commands of this machine', () => {
    expect([nearHost(at('0.0.0.0')), nearHost(at('::')), nearHost(at('192.168.1.7'))]).toEqual([
      '127.0.0.1',
      '::1',
      '192.168.1.7',
    ]);
    expect([isReachable(at('::')), isReachable(at('127.0.0.2')), isReachable(at('pi.lan'))]).toEqual([
      true,
      false,
      true,
    ]);
  });

  it('is kept, and is nowhere where what is kept cannot be read', () => {
    expect(readPagePlace(pagePlaceRecord(at('::1')))).toEqual(at('::1'));
    for (const record of [pagePlaceRecord(null), undefined, null, {}, { version: 1, place: { host: 'x', port: 0 } }])
      expect(readPagePlace(record)).toBeNull();
  });

  it('has its code in the fragment, which browsers do not send', () => {
    expect(new URL(linkOf('http://pi.local:8470/', 'a-b_c')).hash).toBe('#code=a-b_c');
  });
});
