import { describe, expect, it } from 'vitest';
import { beginHandshake, type HandshakeOutcome, stepHandshake } from '../../../src/chair/clp/handshake.js';
import type { ChairAnswer } from '../../../src/core/protocol/exchange.js';
import type { ErrorCode, Request } from '../../../src/core/protocol/messages.js';
import { sampleGreeting } from '../../support/sample-identity.js';

const hello: Request = { verb: 'HELLO', version: 1, host: 'test' };
/** Of a chair of two zones, without the version. */
const identity = sampleGreeting.replace('OK 1 ', '').replace('seat,', '');
const ok = (words: string): ChairAnswer => ({ kind: 'ok', seq: 1, args: words === '' ? [] : words.split(' ') });
const error = (code: ErrorCode, detail = ''): ChairAnswer => ({ kind: 'error', seq: 1, code, detail });

const greetedWith = (words: string): HandshakeOutcome => stepHandshake(beginHandshake, hello, ok(words));

/** The handshake after HELLO and these answers to CAPS of back and legs. */
function afterCaps(...answers: readonly ChairAnswer[]): HandshakeOutcome {
  let outcome = greetedWith(`1 ${identity}`);
  for (const [at, answer] of answers.entries()) {
    if (outcome.kind !== 'going') return outcome;
    outcome = stepHandshake(outcome.handshake, { verb: 'CAPS', zone: at === 0 ? 'back' : 'legs' }, answer);
  }
  return outcome;
}

const finish = (outcome: HandshakeOutcome, answer: ChairAnswer): HandshakeOutcome =>
  outcome.kind === 'going' ? stepHandshake(outcome.handshake, { verb: 'RESET', cause: 'lease' }, answer) : outcome;

describe('the handshake', () => {
  it('asks what each zone can do, and clears the one latch that a host may clear', () => {
    expect(greetedWith(`1 ${identity}`)).toMatchObject({
      kind: 'going',
      ask: [
        { verb: 'CAPS', zone: 'back' },
        { verb: 'CAPS', zone: 'legs' },
        { verb: 'RESET', cause: 'lease' },
      ],
    });
  });

  it.each([['OK', ok('')] as const, ['another latch', error('latched', 'overtemp')] as const])(
    'is done when RESET was answered with %s',
    (_what, answer) => {
      expect(finish(afterCaps(ok('roll:2-30'), ok('compress:1-12')), answer)).toMatchObject({
        kind: 'done',
        identity: { id: 'SIM0001' },
        capabilities: { back: { roll: { min: 2, max: 30 } }, legs: { compress: { min: 1, max: 12 } } },
      });
    },
  );

  it.each([['an error', error('unsupported')] as const, ['nonsense', ok('roll')] as const])(
    'takes a zone that answers CAPS with %s for one that can do nothing',
    (_what, answer) => {
      expect(finish(afterCaps(answer, ok('compress:1-12')), ok(''))).toMatchObject({
        kind: 'done',
        capabilities: { back: {}, legs: { compress: { min: 1, max: 12 } } },
      });
    },
  );

  it('is refused by a chair that restarts in the middle of it [S5]', () => {
    expect(afterCaps(error('hello'))).toMatchObject({ kind: 'refused', isContradiction: false });
    expect(finish(afterCaps(ok(''), ok('')), error('hello'))).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['another version', '2', identity, false],
    ['an answer that is none', '1', 'fw=sim', false],
    ['a lease of 199 ms', '1', identity.replace('600', '199'), true],
    ['a lease of 2001 ms', '1', identity.replace('600', '2001'), true],
    ['a time to live of 999 ms', '1', identity.replace('5000', '999'), true],
    ['a time to live of 10001 ms', '1', identity.replace('5000', '10001'), true],
  ])('is refused with %s', (_what, version, words, isContradiction) => {
    expect(greetedWith(`${version} ${words}`)).toMatchObject({ kind: 'refused', isContradiction });
  });

  it('is refused where HELLO is', () => {
    expect(stepHandshake(beginHandshake, hello, error('unsupported', '1'))).toMatchObject({ kind: 'refused' });
  });
});
