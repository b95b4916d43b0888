import { describe, expect, it } from 'vitest';
import { chairStates } from '../../../src/core/status.js';
import { intentOf, KeyReader } from '../../../src/core/watch/keys.js';

const keysOf = (...texts: readonly string[]): readonly string[] => {
  const reader = new KeyReader();
  return texts.flatMap((text) => reader.take(text));
};

describe('the keys of a watch', () => {
  it('reads signs, arrows in both forms, and control keys by their names', () => {
    expect(keysOf('sq', '\u001b[A\u001bOB', '\u001b[5~\u001b[6~', '\r\u001b', '\u0003\u001a\u000c')).toEqual([
      's',
      'q',
      'up',
      'down',
      'pageUp',
      'pageDown',
      'enter',
      'back',
      'interrupt',
      'suspend',
      'redraw',
    ]);
  });

  it('presses no key for a sequence that it does not know', () => {
    expect(keysOf('\u001b[1;5P\u001b[?2026;2$y\u001b[24~\u00e9')).toEqual([]);
  });

  it('presses no key by what is pasted, also where it comes in pieces', () => {
    expect(keysOf('s\u001b[200~ee stop\u001b[201~q')).toEqual(['s', 'q']);
    expect(keysOf('\u001b[200~e', 'e\u001b[20', '1~n')).toEqual(['n']);
    expect(keysOf('\u001b[200~pp', 'ee')).toEqual([]);
  });

  it('stops in every state', () => {
    for (const state of chairStates) {
      expect(intentOf('s', state, false)).toEqual({ kind: 'ask', command: 'stop' });
      expect(intentOf('e', state, true)).toEqual({ kind: 'ask', command: 'estop' });
    }
  });

  it('makes an emergency stop of the second press alone', () => {
    expect(intentOf('e', 'running', false)).toEqual({ kind: 'arm' });
  });

  it.each([
    ['p', 'running', { kind: 'ask', command: 'pause' }],
    ['p', 'paused', { kind: 'ask', command: 'resume' }],
    ['n', 'running', { kind: 'ask', command: 'skip' }],
    ['n', 'paused', { kind: 'refused', why: 'Not while the chair is: paused.' }],
    ['p', 'idle', { kind: 'refused', why: 'Not while the chair is: ready.' }],
  ] as const)('asks by %s of a chair that is %s for what it would take', (key, state, intent) => {
    expect(intentOf(key, state, false)).toEqual(intent);
  });

  it('has no key that begins a session, in whatever state', () => {
    const printable = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
    const asked = chairStates.flatMap((state) =>
      printable.flatMap((key) => {
        const intent = intentOf(key, state, true);
        return intent.kind === 'ask' ? [intent.command] : [];
      }),
    );
    expect([...new Set(asked)].sort()).toEqual(['estop', 'pause', 'resume', 'skip', 'stop']);
  });

  it('asks for nothing where there is no chair, and ends all the same', () => {
    expect(intentOf('s', null, false)).toEqual({ kind: 'nothing' });
    expect(intentOf('q', null, false)).toEqual({ kind: 'quit' });
    expect(intentOf('interrupt', null, false)).toEqual({ kind: 'quit' });
  });
});
