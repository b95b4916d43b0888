import { describe, expect, it } from 'vitest';
import { chairStates } from '../../../src/core/status.js';
import { once, value, wallS } from './admission-support.js';

describe('a single value', () => {
  it.each([
    ['program', 'relaxation', { command: 'select', program: 'relaxation' }],
    ['program', { value: 'relaxation', id: 'p1' }, { command: 'select', program: 'relaxation', id: 'p1' }],
    ['program', 'Leg circulation', { command: 'select', program: 'Leg circulation' }],
    ['person', 'guest', { command: 'select', person: 'guest' }],
    ['person', 'nobody', { command: 'select', person: null }],
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
    ['duration', '0', { command: 'select', duration: null }],
    ['duration', { value: 0.0 }, { command: 'select', duration: null }],
    ['duration', 'program', { command: 'select', duration: null }],
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
    ['program', 'x'.repeat(61), 'invalid_command'],
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
    ['duration', '-0.1', 'invalid_command'],
    ['duration', '1e-9', 'invalid_command'],
    ['duration', '0.000000001', 'invalid_command'],
    ['person', '', 'invalid_command'],
    ['person', { value: null }, 'invalid_command'],
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

  it.each(chairStates)('takes the choice of a length back while %s', (state) => {
    for (const payload of ['0', '0.0', 'program', { value: 0 }])
      expect(once(value('duration', payload, { state }))).toEqual({ command: 'select', duration: null });
  });

  it.each(['starting', 'stopping', 'resting', 'fault', 'disconnected'] as const)(
    'of intensity sets the next start while %s',
    (state) => {
      expect(once(value('intensity', '40', { state }))).toEqual({ command: 'select', intensity: 40 });
    },
  );
});
