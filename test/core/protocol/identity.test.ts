import { describe, expect, it } from 'vitest';
import {
  capabilityArgs,
  decodeReport,
  encodeReport,
  identityArgs,
  readCapabilities,
  readIdentity,
} from '../../../src/core/protocol/codec.js';
import { lineBytesMax } from '../../../src/core/protocol/messages.js';
import { sampleGreeting, sampleIdentity } from '../../support/sample-identity.js';

const args = sampleGreeting.split(' ').slice(1);
const changed = (from: string, to: string): string[] => args.map((arg) => (arg.startsWith(from) ? to : arg));

describe('the answer to HELLO', () => {
  it('is written as in the worked exchange', () => {
    expect(`OK ${identityArgs(sampleIdentity).join(' ')}`).toBe(sampleGreeting);
  });

  it('is read back', () => {
    expect(readIdentity(args)).toEqual(sampleIdentity);
  });

  it('may have its keys in any order, and keys of a later version', () => {
    const [version = '', ...keys] = args;
    expect(readIdentity([version, ...keys.reverse(), 'colour=red'])).toEqual(sampleIdentity);
  });

  it.each([['back'], ['legs'], ['back,legs']])('may name the zones %s', (zones) => {
    expect(readIdentity(changed('zones', `zones=${zones}`))?.zones).toEqual(zones.split(','));
  });

  it('fits into a line where every name is as long as it may be', () => {
    const longest = { ...sampleIdentity, fw: 'f'.repeat(24), model: 'm'.repeat(16), id: 'i'.repeat(16) };
    const line = encodeReport({
      kind: 'ok',
      seq: 65_535,
      args: identityArgs({ ...longest, leaseMs: 2000, ttlMs: 10_000 }),
    });
    expect(line.length).toBeLessThanOrEqual(lineBytesMax);
    expect(decodeReport(line.trimEnd())).toMatchObject({ kind: 'ok', seq: 65_535 });
    expect(readIdentity(identityArgs(longest))).toEqual(longest);
  });

  it.each([
    ['no sampleGreeting at all', []],
    ['no version', args.slice(1)],
    ['a version that is no number', ['one', ...args.slice(1)]],
    ['no firmware', args.filter((arg) => !arg.startsWith('fw'))],
    ['no id', args.filter((arg) => !arg.startsWith('id'))],
    ['no zones', args.filter((arg) => !arg.startsWith('zones'))],
    ['a firmware name of 25 letters', changed('fw', `fw=${'f'.repeat(25)}`)],
    ['a model of 17 letters', changed('model', `model=${'m'.repeat(17)}`)],
    ['an id of 17 letters', changed('id', `id=${'i'.repeat(17)}`)],
    ['an empty id', changed('id', 'id=')],
    ['an id with a letter outside the set', changed('id', 'id=a"b')],
    ['a boot id of three digits', changed('boot', 'boot=9F3')],
    ['a boot id of five digits', changed('boot', 'boot=9F3A0')],
    ['a boot id with a letter before it', changed('boot', 'boot=x9F3A')],
    ['a boot id in small letters', changed('boot', 'boot=9f3a')],
    ['a lease that is no number', changed('lease', 'lease=soon')],
    ['a negative lease', changed('lease', 'lease=-600')],
    ['a time to live that is no number', changed('ttl', 'ttl=5s')],
    ['no zone', changed('zones', 'zones=')],
    ['an unknown zone', changed('zones', 'zones=back,arms')],
    ['zones in another order', changed('zones', 'zones=legs,back')],
    ['a zone twice', changed('zones', 'zones=back,back')],
    ['a key without its equals sign', changed('id', 'idSIM0001')],
    ['a word that is no key', [...args, 'junk']],
    ['a key twice', [...args, 'lease=60000']],
  ])('is refused with %s', (_what, answer) => {
    expect(readIdentity(answer)).toBeNull();
  });
});

describe('the answer to CAPS', () => {
  const ranges = { compress: { min: 1, max: 12 }, roll: { min: 2, max: 30 }, vibrate: { min: 20, max: 90 } };

  it('is written as in the worked exchange, and read back', () => {
    expect(capabilityArgs(ranges).join(' ')).toBe('compress:1-12 roll:2-30 vibrate:20-90');
    expect(readCapabilities(capabilityArgs(ranges))).toEqual(ranges);
  });

  it('may name one rate alone', () => {
    expect(readCapabilities(['press:4-4'])).toEqual({ press: { min: 4, max: 4 } });
  });

  it('may be empty: a zone that can do nothing', () => {
    expect(readCapabilities([])).toEqual({});
  });

  it.each([
    ['compress'],
    ['compress:'],
    ['compress:1'],
    ['compress:1-'],
    ['compress:-1-12'],
    ['compress:1-12x'],
    ['compress:a-b'],
    ['compress:12-1'],
    ['compress:1-70000'],
    ['compress:0-70000'],
    ['compress:70000-5'],
    ['9compress:1-12'],
    ['Compress:1-12'],
    ['off:1-2'],
    ['constructor:1-2'],
    ['__proto__:1-2'],
    [''],
  ])('is refused with "%s"', (word) => {
    expect(readCapabilities(['roll:2-30', word])).toBeNull();
  });
});
