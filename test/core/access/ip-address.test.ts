import { describe, expect, it } from 'vitest';
import {
  isInRange,
  isLoopbackAddress,
  isSameAddress,
  neighbourhoodOf,
  readIpAddress,
  readIpRange,
} from '../../../src/core/access/ip-address.js';

const read = (text: string) => {
  const address = readIpAddress(text);
  if (address === null) throw new Error(`${text} is no address`);
  return address;
};

describe('an address', () => {
  it.each([
    ['127.0.0.1', '::ffff:127.0.0.1'],
    ['127.0.0.1', '::FFFF:7f00:1'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['fe80::1', 'fe80::1%eth0'],
    ['2001:db8::8:800:200c:417a', '2001:0DB8:0000:0000:0008:0800:200C:417A'],
    ['64:ff9b::c000:221', '64:ff9b::192.0.2.33'],
    ['::', '0::0'],
  ])('%s is the same as %s', (one, other) => {
    expect(isSameAddress(read(one), read(other))).toBe(true);
  });

  it.each([
    ...[
      '',
      ' ',
      '127.0.0',
      '127.0.0.1.',
      '127.0.0.256',
      '127.0.0.01',
      '0x7f.0.0.1',
      '2130706433',
      '127.1',
      '127.0.0.1:80',
    ],
    ...[':', ':::', '1::2::3', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7:8::', 'g::1', '12345::', '[::1]'],
    ...['::ffff:127.0.0.256', '::1.2.3', '1.2.3.4::', '::1 ', 'fe80::1%'],
  ])('is not %j', (text) => {
    expect(readIpAddress(text)).toBeNull();
  });

  it.each([
    ['127.0.0.1', true],
    ['127.255.0.9', true],
    ['::1', true],
    ['::ffff:127.3.2.1', true],
    ['::', false],
    ['::2', false],
    ['128.0.0.1', false],
    ['1::1', false],
    ['::127.0.0.1', false],
  ])('%s is of this machine: %s', (text, isOwn) => {
    expect(isLoopbackAddress(read(text))).toBe(isOwn);
  });
});

describe('who is counted together', () => {
  it.each([
    ['192.168.1.5', '192.168.1.6', false],
    ['192.168.1.5', '::ffff:192.168.1.5', true],
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
  ])('%s and %s: %s', (one, other, areTogether) => {
    expect(neighbourhoodOf(read(one)) === neighbourhoodOf(read(other))).toBe(areTogether);
  });
});

describe('a range', () => {
  it.each([
    ['10.0.0.0/8', '10.255.1.2', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['192.168.1.64/26', '192.168.1.127', true],
    ['192.168.1.64/26', '192.168.1.128', false],
    ['192.168.1.7', '192.168.1.7', true],
    ['192.168.1.7', '::ffff:192.168.1.7', true],
    ['192.168.1.7', '192.168.1.8', false],
    ['0.0.0.0/0', '8.8.8.8', true],
    ['0.0.0.0/0', '::1', false],
    ['fd00::/7', 'fdff::1', true],
    ['fd00::/7', 'fe80::1', false],
    ['::1/128', '::1', true],
  ])('%s has %s: %s', (range, address, isIn) => {
    const { address: first = [], bits = 0 } = readIpRange(range) ?? {};
    expect(isInRange(read(address), { address: first, bits })).toBe(isIn);
  });

  it.each(['10.0.0.0/33', '::/129', '10.0.0.0/', '10.0.0.0/8/8', '/8', 'pi.local', 'fe80::1%eth0', '10.0.0.0/-1'])(
    'is not %j',
    (text) => {
      expect(readIpRange(text)).toBeNull();
    },
  );
});
