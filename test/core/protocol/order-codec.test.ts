import { describe, expect, it } from 'vitest';
import { bareStop, decodeOrder, emergencyStop, encodeOrder } from '../../../src/core/protocol/codec.js';
import { frameLine } from '../../../src/core/protocol/crc.js';
import { emergencyByte } from '../../../src/core/protocol/messages.js';
import { theLine, waysToFeed } from './fed.js';
import { badOrders, orderCases } from './order-cases.js';

describe('orders', () => {
  it.each(orderCases)('%s is written as its line', (payload, order) => {
    expect(encodeOrder(order)).toBe(frameLine(payload));
  });

  it.each(badOrders)('"%s" is refused as %s', (payload, why, seq) => {
    expect(decodeOrder(frameLine(payload).trimEnd())).toEqual({ kind: 'malformed', why, seq });
  });

  it('reads a line whose check is wrong as nothing but that', () => {
    expect(decodeOrder('4 STOP*0000')).toEqual({ kind: 'malformed', why: 'crc', seq: 0 });
  });
});

describe.each(waysToFeed)('orders that come %s', (_how, feed) => {
  it.each(orderCases)('%s is read', (payload, order) => {
    expect(decodeOrder(theLine(feed(frameLine(payload))))).toEqual(order);
  });

  it.each(badOrders)('"%s" is a value: %s', (payload, why, seq) => {
    expect(decodeOrder(theLine(feed(frameLine(payload))))).toEqual({ kind: 'malformed', why, seq });
  });

  it('ends a half line that the chair holds before a bare STOP', () => {
    expect(feed(`3 SET legs ro${bareStop}`)).toEqual([
      { kind: 'line', line: '3 SET legs ro' },
      { kind: 'line', line: 'STOP' },
    ]);
  });
});

describe('the two lines outside the framing', () => {
  it('are the byte with a line feed, and STOP between line feeds [S3]', () => {
    expect(emergencyStop).toBe('\u0018\n');
    expect(emergencyStop.charCodeAt(0)).toBe(emergencyByte);
    expect(bareStop).toBe('\nSTOP\n');
  });
});
