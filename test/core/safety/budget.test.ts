import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addRun, type Budget, dailyLeftMs, noRuns, restLeftMs, usedMs } from '../../../src/core/safety/budget.js';
import { limits } from '../../../src/core/safety/limits.js';

const minute = 60_000;
const hour = 60 * minute;
const rules = { restMs: 30 * minute, dailyMs: 60 * minute };

/** Runs as `[start, end]` in minutes. */
const ran = (...runs: readonly (readonly [number, number])[]): Budget =>
  runs.reduce((budget, [from, to]) => addRun(budget, from * minute, to * minute), noRuns);
const restAt = (budget: Budget, atMinute: number): number => restLeftMs(budget, rules, atMinute * minute) / minute;
const leftAt = (budget: Budget, atMinute: number): number => dailyLeftMs(budget, rules, atMinute * minute) / minute;

describe('rest [S9]', () => {
  it('is not owed before 15 min of running', () => {
    expect(restAt(noRuns, 0)).toBe(0);
    expect(restAt(ran([0, 14.9]), 15)).toBe(0);
  });

  it('is owed in full from 15 min of running on', () => {
    expect(restAt(ran([0, 15]), 15)).toBe(30);
    expect(restAt(ran([0, 15]), 25)).toBe(20);
    expect(restAt(ran([0, 15]), 45)).toBe(0);
  });

  it('adds up over sessions, however they ended, that had no gap of its length between them', () => {
    expect(restAt(ran([0, 5], [34, 39], [68, 73]), 73)).toBe(30);
    expect(restAt(ran([0, 5], [34, 39], [68, 72]), 72)).toBe(0);
  });

  it('forgets what lies before a gap of its length', () => {
    expect(restAt(ran([0, 14], [44, 58]), 58)).toBe(0);
    expect(restAt(ran([0, 14], [43, 57]), 57)).toBe(30);
  });

  it('is counted from the last running, not from the first', () => {
    expect(restAt(ran([0, 15], [20, 21]), 21)).toBe(30);
    expect(restAt(ran([0, 15], [20, 21]), 46)).toBe(5);
  });

  it('is owed while the session that caused it still runs', () => {
    expect(restAt(ran([0, 20]), 20)).toBe(30);
  });

  it('is nothing where it is switched off', () => {
    expect(restLeftMs(ran([0, 30]), { ...rules, restMs: 0 }, 30 * minute)).toBe(0);
  });
});

describe('the minutes of a day [S9]', () => {
  it('are those of the last 24 h', () => {
    const budget = ran([0, 20], [60, 80]);
    expect(leftAt(budget, 80)).toBe(20);
    expect(leftAt(budget, 24 * 60)).toBe(20);
    expect(leftAt(budget, 24 * 60 + 5)).toBe(25);
    expect(leftAt(budget, 24 * 60 + 20)).toBe(40);
    expect(leftAt(budget, 25 * 60 + 20)).toBe(60);
  });

  it('are never less than none', () => {
    expect(leftAt(ran([0, 90]), 90)).toBe(0);
  });
});

describe('the record of runs', () => {
  it('joins the ticks of a session to one run', () => {
    let budget = noRuns;
    for (let atMs = 0; atMs < 10 * minute; atMs += 200) budget = addRun(budget, atMs, atMs + 200);
    expect(budget.runs).toEqual([{ startMs: 0, endMs: 10 * minute }]);
  });

  it('drops what is older than a day', () => {
    expect(ran([0, 20], [1470, 1471]).runs).toEqual([{ startMs: 1470 * minute, endMs: 1471 * minute }]);
  });

  const stories = fc.array(fc.tuple(fc.nat(3 * hour), fc.integer({ min: 1, max: 30 * minute })), { maxLength: 60 });

  /** The runs of a story of pauses and runs, each handed over in ticks of up to a minute. */
  function tell(story: readonly (readonly [number, number])[]) {
    const runs: { startMs: number; endMs: number }[] = [];
    let budget = noRuns;
    let nowMs = 0;
    for (const [pauseMs, runMs] of story) {
      const startMs = nowMs + pauseMs;
      nowMs = startMs + runMs;
      runs.push({ startMs, endMs: nowMs });
      for (let atMs = startMs; atMs < nowMs; atMs += minute) {
        budget = addRun(budget, atMs, Math.min(atMs + minute, nowMs));
      }
    }
    return { runs, budget, nowMs };
  }

  it('never counts fewer minutes than there were, and at most a second a run more', () => {
    fc.assert(
      fc.property(stories, fc.nat(30 * hour), (story, laterMs) => {
        const { runs, budget, nowMs } = tell(story);
        const atMs = nowMs + laterMs;
        const fromMs = atMs - limits.dayMs;
        const trueMs = runs.reduce((sum, run) => sum + Math.max(0, run.endMs - Math.max(run.startMs, fromMs)), 0);
        expect(usedMs(budget, atMs)).toBeGreaterThanOrEqual(trueMs);
        expect(usedMs(budget, atMs)).toBeLessThanOrEqual(trueMs + 1000 * runs.length);
      }),
    );
  });

  it('gives rest as the rule says, by a plain count', () => {
    fc.assert(
      fc.property(stories, fc.nat(2 * hour), (story, laterMs) => {
        const { runs, budget, nowMs } = tell(story.map(([pauseMs, runMs]) => [pauseMs + 1000, runMs] as const));
        let sinceGapMs = 0;
        for (const [index, run] of runs.entries()) {
          const before = runs[index - 1];
          const isRested = before === undefined || run.startMs - before.endMs >= rules.restMs;
          sinceGapMs = (isRested ? 0 : sinceGapMs) + run.endMs - run.startMs;
        }
        const isOwed = sinceGapMs >= limits.runningBeforeRestMs;
        const owedMs = isOwed ? Math.max(0, nowMs + rules.restMs - (nowMs + laterMs)) : 0;
        expect(restLeftMs(budget, rules, nowMs + laterMs)).toBe(owedMs);
      }),
    );
  });

  it('stays small: with hundreds of runs a day it counts their gaps as running', () => {
    let budget = noRuns;
    for (let count = 0; count < 1000; count++) budget = addRun(budget, count * 10_000, count * 10_000 + 5000);
    expect(budget.runs.length).toBeLessThanOrEqual(200);
    expect(usedMs(budget, 10_000_000)).toBeGreaterThanOrEqual(1000 * 5000);
  });
});
