import { describe, expect, it } from 'vitest';
import { interrupted, newAdmission, withAnswer } from '../../../src/core/command/admission.js';
import { noIds, restoreStarts, startsRecord } from '../../../src/core/command/ids.js';
import { Admitting, request, result, value, wallMs } from './admission-support.js';

const start = (id = 'a1', nowMs = 100_000) => request({ command: 'start', id }, { nowMs });

function afterStart(rest = {}): Admitting {
  const admitting = new Admitting();
  admitting.take(start());
  admitting.state = withAnswer(admitting.state, 'a1', result(rest));
  return admitting;
}

describe('a repeated id', () => {
  it('is never run again and gets the stored result', () => {
    const admitting = afterStart({ message: 'as it was' });
    expect(admitting.take(start())).toEqual(result({ message: 'as it was' }));
    expect(admitting.take(request({ command: 'skip', id: 'a1' }))).toEqual(result({ message: 'as it was' }));
    expect(admitting.take(value('run', { value: 'ON', id: 'a1' }))).toEqual(result({ message: 'as it was' }));
  });

  it('is a duplicate while the first is worked on', () => {
    const admitting = new Admitting();
    admitting.take(start());
    expect(admitting.take(start())).toBe('duplicate');
  });

  it.each([
    ['a stop', request({ command: 'stop' })],
    ['a pause', value('pause', 'ON')],
  ])('is a duplicate once %s has come since', (_name, halt) => {
    const admitting = afterStart();
    admitting.take(halt);
    expect(admitting.take(start())).toBe('duplicate');
  });

  it('is a duplicate once a fault has come since, and a new id is not', () => {
    const admitting = afterStart();
    admitting.state = interrupted(admitting.state);
    expect(admitting.take(start())).toBe('duplicate');
    expect(admitting.take(start('a2'))).toMatchObject({ id: 'a2' });
  });

  it('is new after ten minutes', () => {
    const admitting = afterStart();
    expect(admitting.take(start('a1', 100_000 + 599_999))).toEqual(result());
    expect(admitting.take(start('a1', 100_000 + 600_000))).toMatchObject({ command: 'start' });
  });

  it('is new once 1,000 others have come since', () => {
    const admitting = afterStart();
    for (let index = 1; index < 1000; index += 1) admitting.take(start(`b${index}`, 100_000 + index * 200));
    expect(admitting.take(start('a1', 310_000))).toEqual(result());
    admitting.take(start('b1000', 320_000));
    expect(admitting.take(start('a1', 330_000))).toMatchObject({ command: 'start' });
  });

  it('of a command that was stale is not remembered', () => {
    const admitting = new Admitting();
    expect(admitting.take({ ...start(), isSettling: true })).toBe('stale');
    expect(admitting.take(start())).toMatchObject({ command: 'start' });
  });

  it('comes after staleness', () => {
    expect(afterStart().take({ ...start(), isRetained: true })).toBe('retained');
  });
});

describe('the ids of starts over a restart', () => {
  const now = { boot: 'b1', nowMs: 160_000, wallMs: wallMs + 60_000 };
  const recordOf = (admitting: Admitting) => JSON.parse(JSON.stringify(startsRecord(admitting.state.ids, 'b1')));

  function restarted(record: unknown, at = now): Admitting {
    const admitting = new Admitting();
    admitting.state = { ...newAdmission, ids: restoreStarts(record, at) ?? noIds };
    return admitting;
  }

  it('are duplicates, because a restart stops the chair', () => {
    expect(restarted(recordOf(afterStart())).take(start('a1', now.nowMs))).toBe('duplicate');
  });

  it('give the stored result where the start was refused', () => {
    const refused = { ok: false, code: 'resting' } as const;
    expect(restarted(recordOf(afterStart(refused))).take(start('a1', now.nowMs))).toEqual(result(refused));
  });

  it('hold starts only', () => {
    const admitting = afterStart();
    admitting.take(request({ command: 'skip', id: 's1' }));
    admitting.state = withAnswer(admitting.state, 's1', result({ id: 's1' }));
    expect(recordOf(admitting).starts).toHaveLength(1);
  });

  it('are counted by the clock of the boot, whatever the time of day does', () => {
    const jumped = { ...now, wallMs: wallMs + 86_400_000 };
    expect(restarted(recordOf(afterStart()), jumped).take(start('a1', now.nowMs))).toBe('duplicate');
  });

  it('are counted by the time of day over a boot, and kept where it went back', () => {
    const record = recordOf(afterStart());
    const soon = { boot: 'b2', nowMs: 5_000, wallMs: wallMs + 300_000 };
    expect(restarted(record, soon).take(start('a1', 5_000))).toBe('duplicate');
    expect(restarted(record, { ...soon, wallMs: 0 }).take(start('a1', 5_000))).toBe('duplicate');
    const later = { ...soon, wallMs: wallMs + 600_000 };
    expect(restarted(record, later).take(start('a1', 5_000))).toMatchObject({ command: 'start' });
  });

  it('hold a start before it has its answer, and call it a duplicate whatever became of it', () => {
    const admitting = new Admitting();
    admitting.take(start('a1'));
    expect(recordOf(admitting).starts).toMatchObject([{ id: 'a1', result: null }]);
    expect(restarted(recordOf(admitting)).take(start('a1', now.nowMs))).toBe('duplicate');
  });

  it('are none where there is no record', () => {
    expect(restarted(undefined).take(start('a1', now.nowMs))).toMatchObject({ command: 'start' });
  });

  it.each([[null], ['x'], [{ boot: 'b1' }], [{ boot: 'b1', starts: [{}] }]])('are not known from %j', (record) => {
    expect(restoreStarts(record, now)).toBeNull();
  });
});
