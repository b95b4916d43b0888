import { describe, expect, it } from 'vitest';
import { DaemonBench } from '../support/daemon-bench.js';
import {
  scheduleBench as bench,
  evening,
  minuteMs,
  offerOf,
  outcomes,
  people,
  until,
} from '../support/schedule-bench.js';

describe('the clock of the machine', () => {
  it('skips what it was set over by more than a minute, and offers what it was set over by less', () => {
    const house = bench();
    until(house, '12:20:00');
    house.clock.jumpWall(11 * minuteMs + 30_000);
    house.advance(2 * minuteMs);
    expect(outcomes(house)).toEqual(['skipped clock']);
    const other = bench();
    until(other, '12:29:20');
    other.clock.jumpWall(70_000);
    other.advance(minuteMs);
    expect(outcomes(other)).toEqual(['offered']);
  });

  it('offers nothing twice when it is set back, also over a restart', () => {
    const house = bench();
    until(house, '12:30:10');
    house.run({ command: 'stop' });
    until(house, '12:32:00');
    house.clock.jumpWall(-10 * minuteMs);
    until(house, '12:35:00');
    expect(outcomes(house)).toEqual(['offered', 'skipped stopped']);
    house.clock.jumpWall(-10 * minuteMs);
    house.restart();
    until(house, '12:35:00');
    expect(outcomes(house)).toEqual(['offered', 'skipped stopped']);
  });

  it('makes no offer longer', () => {
    const house = bench();
    until(house, '12:30:10');
    house.clock.jumpWall(-5 * minuteMs);
    house.advance(9.5 * minuteMs);
    expect(offerOf(house)).not.toBeNull();
    house.advance(minuteMs);
    expect(outcomes(house)).toEqual(['offered', 'skipped not_pressed']);
    const other = bench();
    until(other, '12:30:10');
    other.clock.jumpWall(15 * minuteMs);
    other.advance(1000);
    expect(outcomes(other)).toEqual(['offered', 'skipped not_pressed']);
  });

  it('is waited for until it is right, and nothing from before it is told or offered', () => {
    const house = new DaemonBench({ people, schedules: [evening], buildWallMs: Date.parse('2026-06-01T00:00:00Z') });
    until(house, '12:31:00');
    expect(outcomes(house)).toEqual([]);
    expect(house.daemon.fleet.schedule('chair')?.next).toBeNull();
    house.clock.jumpWall(Date.parse('2026-07-01T12:29:00Z') - house.clock.wallMs());
    house.advance(2.5 * minuteMs);
    expect(outcomes(house)).toEqual(['offered']);
  });

  it.each([
    ['Europe/Berlin', '30 2 * * *', '2026-03-29T00:50:00Z', '2026-03-29T01:00:00Z'],
    ['Europe/Berlin', '30 2 * * *', '2026-10-25T00:20:00Z', '2026-10-25T00:30:00Z'],
    ['America/New_York', '30 2 * * *', '2026-03-08T06:50:00Z', '2026-03-08T07:00:00Z'],
    ['America/New_York', '30 1 * * *', '2026-11-01T05:20:00Z', '2026-11-01T05:30:00Z'],
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T15:20:00Z', '2026-10-03T15:30:00Z'],
    ['Australia/Lord_Howe', '45 1 * * *', '2026-04-04T14:35:00Z', '2026-04-04T14:45:00Z'],
  ])('is set in %s, and %s is offered once in that night', (timeZone, when, from, plannedAt) => {
    const house = bench({ schedules: [{ ...evening, timeZone, when }] });
    house.clock.jumpWall(Date.parse(from) - house.clock.wallMs());
    house.advance(61_000);
    const before = outcomes(house).length;
    house.advance(25 * minuteMs);
    expect(outcomes(house).slice(before)).toEqual(['offered', 'skipped not_pressed']);
    expect(house.daemon.fleet.schedule('chair')?.last?.planned_at).toBe(plannedAt);
  });
});
