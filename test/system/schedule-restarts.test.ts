import { describe, expect, it } from 'vitest';
import type { StatusEvent } from '../../src/core/status.js';
import {
  scheduleBench as bench,
  evening,
  minuteMs,
  offerOf,
  outcomes,
  press,
  until,
} from '../support/schedule-bench.js';

describe('a restart', () => {
  it('takes an offer up again until its end, and tells it once', () => {
    const house = bench();
    until(house, '12:30:10');
    house.restart();
    house.advance(1000);
    expect(press(house)).not.toBe('ok');
    house.advance(8000);
    expect(offerOf(house)).toMatchObject({ ready: true, until: '2026-01-01T12:40:00Z' });
    expect(outcomes(house)).toEqual(['offered']);
    expect(press(house)).toBe('ok');
  });

  it('starts nothing [S5]', () => {
    const house = bench();
    until(house, '12:30:10');
    house.restart();
    until(house, '12:41:00');
    expect(house.eventTypes).not.toContain('session_started');
    expect(outcomes(house)).toEqual(['offered', 'skipped not_pressed']);
  });

  it('catches nothing up that was planned meanwhile, and tells it once', () => {
    const house = bench();
    until(house, '12:29:00');
    house.kill();
    until(house, '12:31:00');
    house.restart();
    until(house, '12:39:00');
    expect(outcomes(house)).toEqual(['skipped missed']);
    house.restart();
    house.advance(minuteMs);
    expect(outcomes(house)).toEqual(['skipped missed']);
  });

  it('tells of an offer whose end came meanwhile that it was missed', () => {
    const house = bench();
    until(house, '12:30:10');
    house.kill();
    until(house, '12:45:00');
    house.restart();
    house.advance(5000);
    expect(outcomes(house)).toEqual(['offered', 'skipped missed']);
  });

  it('offers nothing of a schedule that is gone, nor of one that was ended by a stop', () => {
    const house = bench();
    until(house, '12:30:10');
    house.run({ command: 'stop' });
    house.advance(1);
    house.restart();
    house.advance(20_000);
    expect(offerOf(house)).toBeNull();
  });
});

describe('a restart with another configuration', () => {
  it('offers nothing of a schedule that is planned for other times now', () => {
    const schedules = [evening];
    const house = bench({ schedules });
    until(house, '12:30:10');
    schedules[0] = { ...evening, program: 'relaxation', when: '0 7 * * *' };
    house.restart();
    house.advance(20_000);
    expect([offerOf(house), press(house)]).toEqual([null, 'not_in_state']);
  });
});

describe('what is kept', () => {
  it('stands in the notes of the ledger with its code', () => {
    const house = bench();
    until(house, '12:41:00');
    const kept = house.ledger.all('schedule').map(({ outcome, code }) => [outcome, code]);
    expect(kept).toEqual([
      ['offered', null],
      ['skipped', 'not_pressed'],
    ]);
    const told = house.events.filter(({ event_type }: StatusEvent) => event_type === 'schedule_skipped');
    expect(told).toMatchObject([{ schedule: 'evening', program: 'quick-break', code: 'not_pressed' }]);
  });

  it('may be lost: a record that cannot be read costs an offer and nothing more', () => {
    const house = bench();
    until(house, '12:30:10');
    house.store.records.set('daemon.schedules', '{"version":7}');
    house.restart();
    until(house, '12:39:00');
    expect([house.broken, house.state, outcomes(house)]).toEqual([null, 'idle', ['offered']]);
  });
});
