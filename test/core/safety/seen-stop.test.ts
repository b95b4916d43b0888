import { describe, expect, it } from 'vitest';
import { askStop, type SeenStop, type StopSight, seeStop, stopStatus } from '../../../src/core/safety/seen-stop.js';

const wallMs = Date.UTC(2026, 0, 1, 12, 0, 0, 250);
const asked = askStop('stop', 1000, wallMs);
const verified = (nowMs: number): StopSight => ({ kind: 'verified', nowMs });
const line = (nowMs: number, isStill: boolean): StopSight => ({ kind: 'telemetry', isStill, nowMs });
const lost: StopSight = { kind: 'lost' };

const after = (...sights: readonly StopSight[]): SeenStop => sights.reduce(seeStop, asked);
const told = (...sights: readonly StopSight[]) => {
  const { still, after_ms } = stopStatus(after(...sights));
  return [still, after_ms];
};

describe('a stop that was asked for [S4]', () => {
  it('is told with its time in ms, and nothing more at first', () => {
    expect(stopStatus(asked)).toEqual({ asked: 'stop', at: '2026-01-01T12:00:00.250Z', still: null, after_ms: null });
  });

  it.each([
    ['is still when it was verified, and says after how long', [verified(1800)], [true, 800]],
    ['is not still while telemetry shows that it moves', [line(1200, false)], [false, null]],
    ['is not still by plain lines, however many', [line(1200, true), line(1300, true), line(1400, true)], [null, null]],
    [
      'keeps the first time at which it was seen still',
      [verified(1800), verified(2900), line(3000, true)],
      [true, 800],
    ],
    [
      'is not still any more where it moves again, and was after 800 ms',
      [verified(1800), line(2500, false)],
      [false, 800],
    ],
    [
      'is still again when two lines in a row show it, and not before',
      [verified(1800), line(2500, false), line(2600, true), line(2700, false), line(2800, true), line(2900, true)],
      [true, 800],
    ],
    ['waits for the second line', [verified(1800), line(2500, false), line(2600, true)], [false, 800]],
    ['is not known where the line is lost while it moves', [line(1200, false), lost], [null, null]],
    ['is not known, but was seen still, where the line is lost after that', [verified(1800), lost], [null, 800]],
    ['is still since then when the line comes back', [verified(1800), lost, verified(9000)], [true, 800]],
    [
      'is known again when the chair that came back was verified',
      [line(1200, false), lost, verified(9000)],
      [true, 8000],
    ],
  ] as const)('%s', (_name, sights, expected) => {
    expect(told(...sights)).toEqual(expected);
  });
});
