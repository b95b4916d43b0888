import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/core/safety/limits.js';
import { neglectedChairs, WatchdogMeals, watchdogEveryMs } from '../../../src/core/systemd/watchdog.js';

const nowMs = 100_000;
const looked = (id: string, isArmed: boolean, agoMs: number | null) => ({
  id,
  isArmed,
  lookedAfterMs: agoMs === null ? null : nowMs - agoMs,
});

describe('the watchdog', () => {
  it('may be fed while every chair that may move was looked after a moment ago [S14]', () => {
    expect(neglectedChairs([], nowMs)).toEqual([]);
    expect(neglectedChairs([looked('hall', true, 0), looked('loft', true, 200)], nowMs)).toEqual([]);
    expect(neglectedChairs([looked('hall', true, limits.tickGapMsMax)], nowMs)).toEqual([]);
  });

  it('may not be fed for one that may move and is looked after no longer, and says which [S14]', () => {
    const chairs = [looked('hall', true, 100), looked('loft', true, 1001), looked('cellar', true, null)];
    expect(neglectedChairs(chairs, nowMs)).toEqual(['loft', 'cellar']);
  });

  it('asks nothing about a chair that was seen still', () => {
    expect(neglectedChairs([looked('hall', false, 60_000), looked('loft', false, null)], nowMs)).toEqual([]);
  });

  it('is fed at half of its time, and what has not arrived stays due', () => {
    const meals = new WatchdogMeals(10_000);
    expect(meals.isDue(0)).toBe(true);
    expect(meals.isDue(500)).toBe(true);
    meals.fed(600);
    expect([meals.isDue(10_599), meals.isDue(10_600)]).toEqual([false, true]);
  });

  it('is nobody where the service manager names none', () => {
    expect(new WatchdogMeals(null).isDue(1e9)).toBe(false);
  });

  it.each([
    [{ WATCHDOG_USEC: '20000000' }, 10_000],
    [{ WATCHDOG_USEC: '20000000', WATCHDOG_PID: '42' }, 10_000],
    [{ WATCHDOG_USEC: '20000000', WATCHDOG_PID: '41' }, null],
    [{ WATCHDOG_USEC: '0' }, null],
    [{ WATCHDOG_USEC: '-5' }, null],
    [{ WATCHDOG_USEC: 'soon' }, null],
    [{}, null],
  ])('takes %j for the process 42 as every %s ms', (env, everyMs) => {
    expect(watchdogEveryMs(env, 42)).toBe(everyMs);
  });
});
