import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRecord, type SavedRecord } from '../../src/core/saved-record.js';

const record: SavedRecord = {
  version: 1,
  saved: { bootId: 'boot', nowMs: 5000, wallMs: 1_767_268_800_000 },
  runs: [{ startMs: -1000, endMs: 4000 }],
  faults: [{ code: 'estop', zone: null, message: 'emergency stop requested by mqtt', sinceMs: 1_767_268_700_000 }],
  lastSession: { program: 'sample', endedBy: 'emergency_stop', endedWallMs: 1_767_268_700_000, elapsedMs: 5000 },
  selection: { program: 'sample', intensity: 70, durationMs: null, person: null },
  isRemoteStartOff: true,
};

const kindOf = (value: unknown): string => readRecord(value).kind;

describe('the record of a chair', () => {
  it('is read as it was written', () => {
    expect(readRecord(JSON.parse(JSON.stringify(record)))).toEqual({ kind: 'record', record });
  });

  it('may be missing', () => {
    expect(readRecord(undefined)).toEqual({ kind: 'none' });
  });

  it('with keys of a later version is read without them', () => {
    expect(readRecord({ ...record, moods: ['good'] })).toEqual({ kind: 'record', record });
  });

  it.each([
    ['another version', { ...record, version: 2 }],
    ['a fault that there is not', { ...record, faults: [{ ...record.faults[0], code: 'rain' }] }],
    ['an ending that there is not', { ...record, lastSession: { ...record.lastSession, endedBy: 'rain' } }],
    ['a time that is none', { ...record, saved: { ...record.saved, nowMs: null } }],
    ['an intensity out of range', { ...record, selection: { ...record.selection, intensity: 0 } }],
    ['more runs than a day holds', { ...record, runs: Array.from({ length: 301 }, () => ({ startMs: 0, endMs: 1 })) }],
    ['no latches at all', { ...record, faults: undefined }],
  ])('with %s is not guessed at: it says what is wrong', (_what, value) => {
    expect(readRecord(value)).toMatchObject({ kind: 'unreadable', message: expect.stringMatching(/./) });
  });

  it('of any other shape is unreadable, and never throws', () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => kindOf(value) === 'unreadable'));
  });
});
