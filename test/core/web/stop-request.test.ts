import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStreamText, stopNumber, stopRequestOf } from '../../../src/core/web/stop-request.js';

describe('a stop by HTTP [S7]', () => {
  it.each([
    ['api/stop', { verb: 'stop', chair: null, isApi: true }],
    ['api/estop/', { verb: 'estop', chair: null, isApi: true }],
    ['api/chairs/hall/stop', { verb: 'stop', chair: 'hall', isApi: true }],
    ['api/chairs/hall/pause', { verb: 'pause', chair: 'hall', isApi: true }],
    ['chairs/hall/estop', { verb: 'estop', chair: 'hall', isApi: false }],
  ])('is known by its path: %s', (path, request) => {
    expect(stopRequestOf('POST', path)).toEqual(request);
    expect(stopRequestOf('GET', path)).toBeNull();
    expect(stopRequestOf(undefined, path)).toBeNull();
  });

  it.each([
    'stop',
    'api',
    'api/pause',
    'api/chairs/stop',
    'chairs/hall/pause',
    'chairs/a/b/stop',
    'api/stop/x',
    'xapi/stop',
  ])('is not %s', (path) => {
    expect(stopRequestOf('POST', path)).toBeNull();
  });

  it('has the number that its sender gave it', () => {
    expect([stopNumber('12'), stopNumber('a1'), stopNumber(''), stopNumber(null)]).toEqual([
      12,
      'a1',
      undefined,
      undefined,
    ]);
    expect(stopNumber('9'.repeat(100))).toBe('9'.repeat(64));
  });
});

describe('a frame of a stream', () => {
  it('is a stop of the chairs that it names, or of all', () => {
    expect(readStreamText('{"stop":"hall","n":3}')).toEqual({ kind: 'stop', verb: 'stop', chair: 'hall', n: 3 });
    expect(readStreamText('{"estop":"all"}')).toEqual({ kind: 'stop', verb: 'estop', chair: null, n: undefined });
  });

  it('that cannot be read stops all if the word is in it, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const reading = readStreamText(`{${before}stop${after}`);
        expect(reading.kind).toBe('stop');
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => void readStreamText(text)));
  });

  it('that a chair is called stop does not make a watch a stop', () => {
    expect(readStreamText('{"watch":["stop"]}')).toEqual({ kind: 'watch', chairs: ['stop'] });
    expect(readStreamText('{"watch":["hall"]}')).toEqual({ kind: 'watch', chairs: ['hall'] });
  });
});
