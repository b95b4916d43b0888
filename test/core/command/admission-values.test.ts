import { describe, expect, it } from 'vitest';
import { once, value, wallS } from './admission-support.js';

describe('a single value', () => {
  it.each([
    ['program', 'relaxation', { command: 'select', program: 'relaxation' }],
    ['program', { value: 'relaxation', id: 'p1' }, { command: 'select', program: 'relaxation', id: 'p1' }],
    ['person', 'guest', { command: 'select', person: 'guest' }],
    ['run', 'ON', { command: 'start' }],
    ['run', ' True\n', { command: 'start' }],
    ['run', { value: true, ts: wallS, id: 'r1' }, { command: 'start', ts: wallS, id: 'r1' }],
    ['run', 'off', { command: 'stop' }],
    ['intensity', '70', { command: 'select', intensity: 70 }],
    ['intensity', '70.0', { command: 'select', intensity: 70 }],
    ['intensity', { value: 70 }, { command: 'select', intensity: 70 }],
    ['intensity', { value: '70' }, { command: 'select', intensity: 70 }],
    ['duration', '15', { command: 'select', duration: 900_000 }],
    ['duration', '12.5', { command: 'select', duration: 750_000 }],
    ['pause', 'ON', { command: 'pause' }],
    ['pause', 'FALSE', { command: 'resume' }],
    ['remote_start', 'ON', { command: 'remote_start', enabled: true }],
    ['remote_start', 'off', { command: 'remote_start', enabled: false }],
    ['start', 'PRESS', { command: 'start' }],
    ['start', '', { command: 'start' }],
    ['skip', '[1,2', { command: 'skip' }],
    ['reset', { value: { a: 1 }, id: 'b1' }, { command: 'reset', id: 'b1' }],
  ])('%s %j is %j', (name, payload, command) => {
    expect(once(value(name, payload))).toEqual(command);
  });

  it.each([
    ['program', '', 'invalid_command'],
    ['program', 'no such id!', 'invalid_command'],
    ['program', { value: 'relaxation', person: 'guest' }, 'invalid_command'],
    ['program', { value: 7 }, 'invalid_command'],
    ['run', 'START', 'invalid_command'],
    ['run', '1', 'invalid_command'],
    ['run', '', 'invalid_command'],
    ['run', { value: 'ON', tS: 5 }, 'invalid_command'],
    ['run', { ts: wallS }, 'invalid_command'],
    ['run', '{"value":"ON"', 'invalid_json'],
    ['intensity', 'full', 'invalid_command'],
    ['intensity', '70,0', 'invalid_command'],
    ['intensity', '1e1', 'invalid_command'],
    ['intensity', '70.5', 'invalid_command'],
    ['intensity', '101', 'invalid_command'],
    ['intensity', '', 'invalid_command'],
    ['intensity', { value: null }, 'invalid_command'],
    ['duration', '15m', 'invalid_command'],
    ['duration', '0', 'invalid_command'],
    ['duration', '30.1', 'invalid_command'],
    ['pause', { value: 'maybe' }, 'invalid_command'],
    ['start', { value: 1, when: 'now' }, 'invalid_command'],
    ['start', '{', 'invalid_json'],
    ['colour', 'red', 'invalid_command'],
    ['constructor', 'x', 'invalid_command'],
  ])('%s %j is refused as %s', (name, payload, code) => {
    expect(once(value(name, payload))).toBe(code);
  });

  it.each(['running', 'paused'] as const)('of intensity or duration acts on what is %s', (state) => {
    expect(once(value('intensity', '40', { state }))).toEqual({ command: 'adjust', intensity: 40 });
    expect(once(value('duration', '20', { state }))).toEqual({ command: 'adjust', duration: 1_200_000 });
  });

  it.each(['starting', 'stopping', 'resting', 'fault', 'disconnected'] as const)(
    'of intensity sets the next start while %s',
    (state) => {
      expect(once(value('intensity', '40', { state }))).toEqual({ command: 'select', intensity: 40 });
    },
  );
});
