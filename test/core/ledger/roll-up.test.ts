import { describe, expect, it } from 'vitest';
import type { LedgerLine, LineOf } from '../../../src/core/ledger/lines.js';
import { endsOfLost } from '../../../src/core/ledger/lost-sessions.js';
import { addedTimes, hoursOfMs, seedFor, timesOf } from '../../../src/core/ledger/motor-hours.js';
import { noHours, RollUp, rollUpSchema } from '../../../src/core/ledger/roll-up.js';
import { closedLine, faultLine, openedLine, refusedLine } from '../../support/ledger-lines.js';

const file = '2026-11.jsonl';

function rolledUp(...lines: readonly LedgerLine[]): RollUp {
  const rollUp = new RollUp();
  for (const line of lines) rollUp.take(file, line);
  return rollUp;
}

describe('the roll-up of the ledger', () => {
  it('counts a session when it has ended: for its day, its program, and the hours of each zone', () => {
    const rollUp = rolledUp(openedLine(), faultLine(), refusedLine(), closedLine());
    expect(rollUp.dayOf('2026-11-22')).toEqual({ sessions: 1, running_s: 1200 });
    expect(rollUp.programOf('relaxation')).toEqual({ sessions: 1, running_s: 1200 });
    expect(rollUp.hoursOf('SIM0001')).toEqual({ motor_h: 0.3, zones: { back: 0.2 } });
    expect(rollUp.record().days['2026-11-22']?.people).toEqual({ anna: { sessions: 1, running_s: 1200 } });
    expect(rollUp.openSessions.size).toBe(0);
  });

  it('counts it for the day on which it was for the person', () => {
    const rollUp = rolledUp(openedLine({ at: '2026-11-22T23:30:00Z', tz: 'Europe/Berlin' }), closedLine());
    expect(rollUp.dayOf('2026-11-23').sessions).toBe(1);
  });

  it('counts for each day the sessions in the place of an appointment: no try, no trial, none of a clock that was not set', () => {
    const rollUp = rolledUp(
      ...[openedLine(), closedLine()],
      ...[openedLine({ id: 'try' }), closedLine({ id: 'try', elapsed_s: 299 })],
      ...[openedLine({ id: 'trial', trial: true }), closedLine({ id: 'trial' })],
      ...[openedLine({ id: 'unset', wall_ok: false }), closedLine({ id: 'unset' })],
    );
    expect([...rollUp.appointments]).toEqual([['2026-11-22', 1]]);
    rollUp.forget('anna');
    expect([...new RollUp(rollUpSchema.parse(rollUp.record())).appointments]).toEqual([['2026-11-22', 1]]);
  });

  it('counts it for hours and for no day while the clock was not set', () => {
    const rollUp = rolledUp(openedLine({ at: '1970-01-01T00:01:00Z', wall_ok: false }), closedLine());
    expect(rollUp.hoursOf('SIM0001').motor_h).toBe(0.3);
    expect(rollUp.record().days).toEqual({});
  });

  it('knows when each zone of a unit was looked after last, whichever month is read first', () => {
    const service = (at: string, note: string, more: Partial<LineOf<'service'>> = {}): LedgerLine => ({
      ...{ kind: 'service', chair: 'hall', serial: 'SIM0001', zone: 'back', done_at_h: 12, note, at, ...more },
    });
    const lines = [
      service('2026-11-22T10:00:00Z', 'new hose'),
      service('2026-05-01T10:00:00Z', 'oiled'),
      service('2031-01-01T10:00:00Z', 'while the clock was wrong', { done_at_h: 5 }),
      service('2026-11-23T10:00:00Z', 'of the legs', { zone: 'legs' }),
      service('2026-11-24T10:00:00Z', 'of another', { serial: 'SIM0002' }),
      service('2026-11-25T10:00:00Z', 'of nobody', { serial: null }),
    ];
    const again = new RollUp(rollUpSchema.parse(JSON.parse(JSON.stringify(rolledUp(...lines).record()))));
    expect(again.servicesOf('SIM0001')).toEqual({
      back: { done_at_h: 12, note: 'new hose', at: '2026-11-22T10:00:00Z' },
      legs: { done_at_h: 12, note: 'of the legs', at: '2026-11-23T10:00:00Z' },
    });
    expect(again.servicesOf('SIM0003')).toEqual({});
  });

  it('takes no end without a beginning, and none twice', () => {
    expect(rolledUp(closedLine()).hoursOf('SIM0001')).toEqual(noHours);
    expect(rolledUp(openedLine(), closedLine(), closedLine()).hoursOf('SIM0001').motor_h).toBe(0.3);
  });

  it('is the same when it is written down between any two lines and read again', () => {
    const lines = [openedLine(), openedLine({ id: 'other', person: null }), closedLine({ id: 'other' }), closedLine()];
    for (let at = 0; at <= lines.length; at++) {
      const first = rolledUp(...lines.slice(0, at));
      const again = new RollUp(rollUpSchema.parse(JSON.parse(JSON.stringify(first.record()))));
      for (const line of lines.slice(at)) again.take(file, line);
      expect(again.record()).toEqual(rolledUp(...lines).record());
    }
  });

  it('adds what a seed says to the hours of its unit', () => {
    const seed: LedgerLine = {
      kind: 'seed',
      chair: 'hall',
      serial: 'SIM0001',
      motor_h: 12.5,
      hours: { back: 12.5, legs: 12.5 },
      at: '2026-11-01T00:00:00Z',
    };
    expect(rolledUp(seed, openedLine(), closedLine()).hoursOf('SIM0001')).toEqual({
      motor_h: 12.8,
      zones: { back: 12.7, legs: 12.5 },
    });
  });
});

describe('motor hours', () => {
  const at = '2026-11-22T21:04:00Z';

  it('of the ledger count beyond those that were told, zone by zone', () => {
    const told = hoursOfMs(7_200_000, { back: 7_200_000, seat: 3_600_000 });
    const ledger = { motor_h: 3, zones: { back: 1, legs: 3 } };
    expect(timesOf(ledger, told)).toEqual({ motorMs: 3_600_000, zoneMs: { legs: 10_800_000 } });
    expect(timesOf(told, told)).toBeNull();
    expect(addedTimes({ back: 1 }, { back: 2, legs: 3 })).toEqual({ back: 3, legs: 3 });
  });

  it('are brought into the ledger once', () => {
    const told = { motor_h: 2, zones: { back: 2 } };
    const seed = seedFor('hall', 'SIM0001', told, noHours, at);
    expect(seed).toEqual({ kind: 'seed', chair: 'hall', serial: 'SIM0001', motor_h: 2, hours: { back: 2 }, at });
    expect(seedFor('hall', 'SIM0001', told, told, at)).toBeNull();
    expect(seedFor('hall', 'SIM0001', told, { motor_h: 3, zones: { back: 3 } }, at)).toBeNull();
  });
});

describe('sessions that a daemon left open', () => {
  it('end as lost, with what was known of them last', () => {
    const { openSessions } = rolledUp(openedLine(), openedLine({ id: 'young' }));
    const { ended_by: _, ...running } = closedLine({ elapsed_s: 60 });
    expect(endsOfLost(openSessions, [running])).toEqual([
      closedLine({ elapsed_s: 60, ended_by: 'daemon_lost' }),
      expect.objectContaining({ id: 'young', ended_by: 'daemon_lost', elapsed_s: 0, at: openedLine().at }),
    ]);
  });

  it('are none where the session has ended, whatever was written down of it', () => {
    const { openSessions } = rolledUp(openedLine(), closedLine());
    expect(endsOfLost(openSessions, [closedLine()])).toEqual([]);
  });
});
