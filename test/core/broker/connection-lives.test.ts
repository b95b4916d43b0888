import { describe, expect, it } from 'vitest';
import {
  type ConnectionEnd,
  endOfConnection,
  looksLikeFight,
  noLives,
  sessionRenewed,
  shouldRenewSession,
  waitAfter,
  waitedAtBroker,
} from '../../../src/core/broker/connection-lives.js';

const livesAfter = (...ends: readonly ConnectionEnd[]) => ends.reduce(endOfConnection, noLives);
const refused: ConnectionEnd = { livedMs: null, cause: 'named' };
const atHello: ConnectionEnd = { livedMs: null, cause: 'silent' };
const closed = (livedMs: number): ConnectionEnd => ({ livedMs, cause: 'silent' });
const ours = (livedMs: number): ConnectionEnd => ({ livedMs, cause: 'ours' });

/** The wait before each next attempt. */
function waits(...ends: readonly ConnectionEnd[]): readonly (number | null)[] {
  let lives = noLives;
  return ends.map((end) => {
    const wait = waitAfter(lives, end);
    lives = endOfConnection(lives, end);
    return wait;
  });
}

describe('the wait after an end', () => {
  it.each([
    ['grows while nothing comes up', [refused, atHello, refused], [0, 1, 2]],
    ['is none after a good life, and small again', [refused, closed(60_000), refused, refused], [0, null, 0, 1]],
    ['grows where lives are short', [closed(59_999), closed(100), closed(100)], [0, 1, 2]],
    ['grows where another client takes over', [{ livedMs: 90_000, cause: 'taken-over' }, closed(100)], [0, 1]],
    ['is none where we have broken it off for the first time', [refused, refused, ours(4000)], [0, 1, null]],
    ['grows where we break off the next ones too', [ours(4000), ours(4000), ours(4000)], [null, 0, 1]],
    ['is none again after a good life', [ours(4000), ours(4000), ours(61_000), ours(4000)], [null, 0, null, null]],
  ] as const)('%s', (_name, ends, expected) => {
    expect(waits(...ends)).toEqual(expected);
  });
});

describe('what ends add up to', () => {
  it.each([
    [[closed(100), closed(30_000)], false],
    [[closed(100), closed(30_000), closed(59_999)], true],
    [[closed(100), refused, closed(30_000), atHello, closed(59_999)], true],
    [[closed(100), closed(60_000), closed(30_000), closed(100)], false],
    [[closed(100), { livedMs: 100, cause: 'named' }, closed(30_000), closed(100)], false],
    [[closed(1), closed(1), closed(1), closed(1)], false],
  ] as const)('a fight is named once, at the third short life in a row: %j', (ends, isFight) => {
    expect(looksLikeFight(livesAfter(...ends))).toBe(isFight);
  });

  it.each([
    [[closed(4999)], false],
    [[closed(4999), closed(4999)], true],
    [[closed(4999), refused, { livedMs: 10, cause: 'named' }], true],
    [[closed(4999), closed(5000)], false],
    [[ours(10), ours(10)], false],
  ] as const)('a session is renewed after two early ends in a row: %j', (ends, isDue) => {
    expect(shouldRenewSession(livesAfter(...ends))).toBe(isDue);
    expect(shouldRenewSession(sessionRenewed(livesAfter(...ends)))).toBe(false);
  });
});

it.each([
  ['before the answer', null, null, true],
  ['right after it', 199, null, true],
  ['after a pause', 200, null, false],
  ['behind one that was late', 900, 199, true],
  ['behind one that was late, after a pause', 900, 200, false],
  ['in a flood without an end', 10_000, 1, false],
])('a message waited at the broker: %s', (_name, sinceAnswerMs, sinceLastLateMs, isLate) => {
  expect(waitedAtBroker(sinceAnswerMs, sinceLastLateMs)).toBe(isLate);
});
