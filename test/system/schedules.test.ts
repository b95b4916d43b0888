import { describe, expect, it } from 'vitest';
import { decodeReport, encodeReport } from '../../src/core/protocol/codec.js';
import { RecordingLog } from '../adapters/mqtt/support.js';
import { DaemonBench } from '../support/daemon-bench.js';
import {
  scheduleBench as bench,
  evening,
  minuteMs,
  offerOf,
  outcomes,
  press,
  until,
} from '../support/schedule-bench.js';

/** A line of a chair that has no sensor in its seat. */
function seatless(line: string): string {
  const report = decodeReport(line);
  if (report.kind !== 'telemetry') return line;
  return encodeReport({ ...report, telemetry: { ...report.telemetry, occupied: 'none' } }).trimEnd();
}

describe('a schedule', () => {
  it('offers at its time, to who has sat there for 3 s, and starts nothing [S5] [S18]', () => {
    const house = bench();
    until(house, '12:29:59');
    expect(offerOf(house)).toBeNull();
    house.advance(2500);
    expect([offerOf(house)?.ready, outcomes(house)]).toEqual([false, []]);
    house.advance(2500);
    expect(outcomes(house)).toEqual(['offered']);
    expect(offerOf(house)).toMatchObject({
      schedule: 'evening',
      program: 'quick-break',
      person: 'anna',
      planned_at: '2026-01-01T12:30:00Z',
      until: '2026-01-01T12:40:00Z',
      ready: true,
      code: 'ok',
    });
    until(house, '12:39:59');
    expect([house.state, house.outputNow]).toEqual(['idle', 0]);
    house.advance(2000);
    expect(outcomes(house)).toEqual(['offered', 'skipped not_pressed']);
    expect([house.state, house.eventTypes.includes('session_started')]).toEqual(['idle', false]);
    expect(press(house)).toBe('not_in_state');
  });

  it('begins by a press from afar, for the person that it names, as a session of the schedule', () => {
    const house = bench();
    until(house, '12:30:10');
    expect(press(house)).toBe('ok');
    house.advance(5000);
    expect(house.status).toMatchObject({
      program: 'quick-break',
      session: { source: 'schedule', person: 'anna' },
    });
    expect(outcomes(house)).toEqual(['offered', 'started']);
    expect(house.ledger.all('opened').at(-1)).toMatchObject({
      source: 'schedule',
      schedule: 'evening',
      person: 'anna',
    });
    expect(house.events.find(({ event_type }) => event_type === 'session_started')?.schedule).toBe('evening');
    expect(offerOf(house)).toBeNull();
  });

  it('begins by the start button of the chair, which does not say who sits there: the strictest of all counts', () => {
    const house = bench();
    until(house, '12:30:10');
    house.inject('button:start');
    house.advance(5000);
    expect(house.status).toMatchObject({ program: 'quick-break', session: { source: 'button', person: null } });
    expect(house.ledger.all('opened').at(-1)).toMatchObject({ schedule: 'evening', person: null });
    house.advance(2 * minuteMs);
    const levels = house.statuses.flatMap(({ zones }) => Object.values(zones).map((zone) => zone?.level ?? 0));
    expect(Math.max(...levels)).toBeLessThanOrEqual(35);
    expect(outcomes(house)).toEqual(['offered', 'started']);
  });

  it('leaves the start button alone while nobody has sat there for 3 s, and once the offer is over', () => {
    const house = bench({ isOccupied: false });
    house.run({ command: 'select', program: 'relaxation', person: 'ben' });
    until(house, '12:31:00');
    house.inject('sit@0s');
    house.advance(1500);
    house.inject('button:start');
    house.advance(4000);
    expect(house.status).toMatchObject({ program: 'relaxation', session: { source: 'button', person: 'ben' } });
  });

  it('is over from its end on, also for a press that comes before that has been looked at', () => {
    const house = bench();
    let told: unknown = null;
    until(house, '12:39:00');
    // Asked for before the tick of that moment, it comes before it.
    house.clock.after(minuteMs, () => {
      told = [offerOf(house)?.schedule, press(house)];
    });
    house.advance(minuteMs + 5000);
    expect(told).toEqual(['evening', 'not_in_state']);
    expect(outcomes(house)).toEqual(['offered', 'skipped not_pressed']);
    expect(house.state).toBe('idle');
  });

  it('is judged as any start from afar', () => {
    const house = bench();
    until(house, '12:30:10');
    house.run({ command: 'remote_start', enabled: false });
    expect(press(house)).toBe('remote_start_off');
    expect(offerOf(house)?.code).toBe('remote_start_off');
    house.inject('button:start');
    house.advance(4000);
    expect(house.status.session).toMatchObject({ source: 'button' });
  });

  it('spares a guest from afar what anybody has to be spared', () => {
    const house = bench();
    until(house, '12:30:10');
    const origin = { source: 'http', unavailable: null, isStrict: true } as const;
    house.daemon.fleet.run('chair', { command: 'offer' }, origin, () => {});
    house.advance(4000);
    expect(house.status.session).toMatchObject({ source: 'schedule', person: null });
  });

  it('is skipped on an empty chair, and on one on which somebody only passes by', () => {
    const house = bench({ isOccupied: false });
    until(house, '12:35:00');
    house.inject('sit@0s');
    house.advance(2000);
    house.inject('leave@0s');
    house.advance(2000);
    expect(press(house)).toBe('unoccupied');
    until(house, '12:41:00');
    expect(outcomes(house)).toEqual(['skipped unoccupied']);
  });

  it('is offered to who sits down within its time, once, and to nobody who has left', () => {
    const house = bench({ isOccupied: false });
    until(house, '12:36:00');
    house.inject('sit@0s');
    house.advance(5000);
    expect(outcomes(house)).toEqual(['offered']);
    house.inject('leave@0s');
    house.advance(3000);
    expect([offerOf(house)?.ready, press(house)]).toEqual([false, 'unoccupied']);
    house.inject('sit@0s');
    house.advance(1500);
    expect(press(house)).toBe('unoccupied');
    house.advance(3000);
    expect(press(house)).toBe('ok');
    house.advance(3000);
    expect(outcomes(house)).toEqual(['offered', 'started']);
  });

  it('waits for the end of a session within its time, and says when the rest is over', () => {
    const house = bench({ settings: { restMs: 5 * minuteMs } });
    until(house, '12:15:30');
    expect(house.run({ command: 'start', program: 'relaxation', duration: 16 * minuteMs })?.code).toBe('ok');
    until(house, '12:31:00');
    expect([house.state, outcomes(house)]).toEqual(['running', []]);
    expect(offerOf(house)?.ready).toBe(false);
    until(house, '12:32:00');
    expect(outcomes(house)).toEqual(['offered']);
    expect(offerOf(house)).toMatchObject({ code: 'resting', from: '2026-01-01T12:37:00Z' });
    expect(press(house)).toBe('resting');
    until(house, '12:37:30');
    expect(offerOf(house)).toMatchObject({ code: 'ok', from: null });
    expect(press(house)).toBe('ok');
  });

  it('is skipped where the session goes on until its end', () => {
    const house = bench();
    until(house, '12:25:00');
    house.run({ command: 'start', program: 'relaxation', duration: 20 * minuteMs });
    until(house, '12:41:00');
    expect([house.state, outcomes(house)]).toEqual(['running', ['skipped busy']]);
  });

  it.each([
    ['a stop', (house: DaemonBench) => house.run({ command: 'stop' })],
    ['a stop by its lane', (house: DaemonBench) => house.daemon.fleet.stop('chair', 'stop', 'mqtt')],
    ['a stop at the chair', (house: DaemonBench) => house.inject('button:stop')],
  ])('is ended by %s, and only this time', (_, stop) => {
    const house = bench({ schedules: [{ ...evening, when: '30,50 12 * * *' }] });
    until(house, '12:30:10');
    stop(house);
    house.advance(3000);
    expect(outcomes(house)).toEqual(['offered', 'skipped stopped']);
    expect(press(house)).toBe('not_in_state');
    until(house, '12:39:00');
    expect(outcomes(house)).toEqual(['offered', 'skipped stopped']);
    until(house, '12:50:10');
    expect(outcomes(house).slice(2)).toEqual(['offered']);
  });

  it('is ended by who says no, and stands through a pause', () => {
    const house = bench();
    until(house, '12:30:10');
    house.run({ command: 'pause' });
    expect(offerOf(house)?.ready).toBe(true);
    expect(house.daemon.fleet.declineOffer('chair')).toBe(true);
    expect(outcomes(house)).toEqual(['offered', 'skipped declined']);
    expect(house.daemon.fleet.declineOffer('chair')).toBe(false);
  });

  it('is ended by the stop of a session that it waits for', () => {
    const house = bench();
    until(house, '12:28:00');
    house.run({ command: 'start', program: 'quick-break' });
    until(house, '12:31:00');
    house.run({ command: 'stop' });
    house.advance(5000);
    expect(outcomes(house)).toEqual(['skipped stopped']);
  });

  it('gives way to the first in the configuration where two are planned at once', () => {
    const other = { ...evening, id: 'other', program: 'relaxation' };
    const house = bench({ schedules: [evening, other] });
    until(house, '12:30:10');
    expect(outcomes(house)).toEqual(['skipped other_offer', 'offered']);
    expect(offerOf(house)?.schedule).toBe('evening');
    expect(house.ledger.all('schedule')).toMatchObject([
      { schedule: 'other', outcome: 'skipped', code: 'other_offer' },
      { schedule: 'evening', outcome: 'offered', code: null },
    ]);
  });

  it.each([
    ['another schedule', [evening, { ...evening, id: 'later', when: '40 12 * * *' }]],
    ['the same one', [{ ...evening, when: '30,40 12 * * *' }]],
  ])('is offered at the moment at which an offer of %s ends', (_, schedules) => {
    const house = bench({ schedules });
    until(house, '12:40:10');
    expect(outcomes(house)).toEqual(['offered', 'skipped not_pressed', 'offered']);
    expect(offerOf(house)?.planned_at).toBe('2026-01-01T12:40:00Z');
  });

  it('is skipped where its program is gone', () => {
    const house = bench({ schedules: [{ ...evening, program: 'gone' }] });
    until(house, '12:30:10');
    expect(outcomes(house)).toEqual(['skipped unknown_program']);
  });

  it('is skipped on a chair that does not show whether somebody sits there, and that is said at once', () => {
    const log = new RecordingLog();
    const house = bench({
      around: (open) => (events) => open({ ...events, onLine: (line) => events.onLine(seatless(line)) }),
      log,
    });
    expect(log.of('schedule_without_sensor')).toMatchObject([{ chair: 'chair' }]);
    until(house, '12:30:10');
    expect(outcomes(house)).toEqual(['skipped no_sensor']);
    expect(press(house)).toBe('not_in_state');
  });

  it('is skipped on days that are left out, to the minute after midnight', () => {
    const skip = [{ from: '2026-01-01', to: '2026-01-01' }];
    const house = bench({ schedules: [{ ...evening, when: '0,30,59 0,12,23 * * *', skip }] });
    until(house, '12:31:00');
    house.clock.jumpWall(11 * 60 * minuteMs + 27 * minuteMs);
    until(house, '23:59:30');
    expect(outcomes(house)).toEqual([]);
    until(house, '00:00:10');
    expect(outcomes(house)).toEqual(['offered']);
  });

  it('tells what is next, and why the last did not', () => {
    const house = bench();
    expect(house.daemon.fleet.schedule('chair')).toEqual({
      next: { schedule: 'evening', program: 'quick-break', person: 'anna', at: '2026-01-01T12:30:00Z' },
      offer: null,
      last: null,
    });
    until(house, '12:30:10');
    house.run({ command: 'stop' });
    house.advance(minuteMs);
    expect(house.daemon.fleet.schedule('chair')).toMatchObject({
      next: { at: '2026-01-02T12:30:00Z' },
      last: { schedule: 'evening', planned_at: '2026-01-01T12:30:00Z', outcome: 'skipped', code: 'stopped' },
    });
  });

  it('is nothing to a chair that no schedule names', () => {
    expect(DaemonBench.ready().daemon.fleet.schedule('chair')).toBeNull();
  });
});
