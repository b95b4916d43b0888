import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandSchema, readDurationMs } from '../../../src/core/command/schema.js';

describe('a duration text', () => {
  it.each([
    ['500ms', 500],
    ['12s', 12_000],
    ['90s', 90_000],
    ['2m', 120_000],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['1h2m3s4ms', 3_723_004],
    ['0s', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(readDurationMs(text)).toBe(ms);
  });

  it.each([
    '',
    ' ',
    '15',
    '1.5m',
    '-1m',
    '+1m',
    'm',
    '1 m',
    ' 1m',
    '1m ',
    '1M',
    '1s1m',
    '1m1m',
    '1e3s',
    '٣s',
    'Infinitym',
  ])('"%s" is none', (text) => {
    expect(readDurationMs(text)).toBeNull();
  });

  it('of any kind is read or not, without a throw', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const ms = readDurationMs(text);
        expect(ms === null || (Number.isSafeInteger(ms) && ms >= 0)).toBe(true);
      }),
    );
  });
});

const isTaken = (value: unknown): boolean => commandSchema.safeParse(value).success;

describe('a command', () => {
  it.each([
    [{ command: 'start' }],
    [
      {
        command: 'start',
        program: 'leg-circulation',
        intensity: 70,
        duration: '15m',
        person: 'guest',
        id: 'a1',
        ts: 1.5,
      },
    ],
    [{ command: 'start', duration: 20 }],
    [{ command: 'start', duration: 0.5 }],
    [{ command: 'stop' }],
    [{ command: 'estop', id: 'a' }],
    [{ command: 'pause' }],
    [{ command: 'resume', ts: 1_732_310_000 }],
    [{ command: 'adjust', intensity: 1 }],
    [{ command: 'adjust', duration: '30m' }],
    [{ command: 'adjust', duration: 12, intensity: 100 }],
    [{ command: 'skip' }],
    [{ command: 'select' }],
    [{ command: 'select', program: 'a', intensity: 50, duration: '90s', person: 'b' }],
    [{ command: 'reset' }],
    [{ command: 'remote_start', enabled: false }],
  ])('%j is taken', (value) => {
    expect(isTaken(value)).toBe(true);
  });

  it.each([
    [null],
    ['start'],
    [[]],
    [{}],
    [{ command: 'dance' }],
    [{ command: 'START' }],
    [{ command: 1 }],
    [{ command: 'start', speed: 5 }],
    [{ command: 'start', Program: 'a' }],
    [{ command: 'stop', program: 'a' }],
    [{ command: 'start', program: '' }],
    [{ command: 'start', program: '../../etc/passwd' }],
    [{ command: 'start', program: 'Leg' }],
    [{ command: 'start', program: 'a'.repeat(65) }],
    [{ command: 'start', program: null }],
    [{ command: 'start', intensity: 0 }],
    [{ command: 'start', intensity: 101 }],
    [{ command: 'start', intensity: 50.5 }],
    [{ command: 'start', intensity: '50' }],
    [{ command: 'start', person: 'p'.repeat(33) }],
    [{ command: 'start', person: '' }],
    [{ command: 'start', id: '' }],
    [{ command: 'start', id: 'i'.repeat(65) }],
    [{ command: 'start', id: 7 }],
    [{ command: 'start', ts: '1732310000' }],
    [{ command: 'start', ts: 0 }],
    [{ command: 'start', ts: -1 }],
    [{ command: 'adjust' }],
    [{ command: 'adjust', program: 'a', intensity: 5 }],
    [{ command: 'skip', intensity: 5 }],
    [{ command: 'remote_start' }],
    [{ command: 'remote_start', enabled: 'ON' }],
  ])('%j is refused', (value) => {
    expect(isTaken(value)).toBe(false);
  });

  it.each([[Number.NaN], [Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY]])('refuses the number %d', (number) => {
    expect(isTaken({ command: 'start', duration: number })).toBe(false);
    expect(isTaken({ command: 'start', ts: number })).toBe(false);
  });

  it('of any kind is read or refused, without a throw', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(isTaken(value)).toBe(false);
      }),
    );
  });
});

describe('the duration of a command', () => {
  const durationOf = (duration: unknown): unknown => {
    const result = commandSchema.safeParse({ command: 'start', duration });
    return result.success && result.data.command === 'start' ? result.data.duration : 'refused';
  };

  it.each([
    ['90s', 90_000],
    ['15m', 900_000],
    ['30m', 1_800_000],
    ['1ms', 1],
    [15, 900_000],
    [0.5, 30_000],
    [1.23, 73_800],
    [30, 1_800_000],
  ])('%j is %d ms', (duration, ms) => {
    expect(durationOf(duration)).toBe(ms);
  });

  it.each(['15', '0s', '31m', '1h', '30m1ms', 'soon', '', 0, -5, 30.01, 1e-9, 1e300, null, true, [], {}])(
    '%j is refused, never clamped',
    (duration) => {
      expect(durationOf(duration)).toBe('refused');
    },
  );

  it('is left out where it was', () => {
    expect(durationOf(undefined)).toBeUndefined();
  });
});
