import { describe, expect, it } from 'vitest';
import type { ChairEvent } from '../../../src/core/protocol/messages.js';
import { EventBound } from '../../../src/core/safety/event-bound.js';

const fault = (code: 'stall' | 'estop' = 'stall'): ChairEvent => ({ event: 'fault', code, zone: null, value: 0 });
const clear: ChairEvent = { event: 'clear', code: 'stall', zone: null };
const button = (name: 'stop' | 'start'): ChairEvent => ({ event: 'button', button: name });

/** E lines in turn, so many a second, from `fromMs` on for so long. */
function say(
  bound: EventBound,
  perSecond: number,
  durationMs: number,
  fromMs = 0,
  events: readonly ChairEvent[] = [fault(), clear],
) {
  const heard: { readonly event: ChairEvent; readonly atMs: number }[] = [];
  let floodedAtMs: number | null = null;
  for (let count = 0; (count * 1000) / perSecond < durationMs; count += 1) {
    const atMs = fromMs + (count * 1000) / perSecond;
    const event = events[count % events.length];
    if (event !== undefined && bound.take(event, atMs)) heard.push({ event, atMs });
    if (bound.floods(atMs)) floodedAtMs ??= atMs;
  }
  return { heard, floodedAtMs };
}

describe('the events of a chair [S16]', () => {
  it('are all heard at the pace of a person', () => {
    const bound = new EventBound();
    expect(say(bound, 10, 20_000, 0, [button('stop')])).toMatchObject({ heard: { length: 200 }, floodedAtMs: null });
    expect([bound.leftOut, bound.settled(60_000)]).toEqual([0, null]);
  });

  it('are heard ten times a second of each kind, and counted beyond that', () => {
    const bound = new EventBound();
    const { heard } = say(bound, 40, 3000);
    expect(heard).toHaveLength(30);
    expect(bound.leftOut).toBe(90);
  });

  it('of another kind are heard all the same: an emergency stop among a stall that bounces', () => {
    const bound = new EventBound();
    say(bound, 450, 1500);
    expect([fault(), clear, fault('estop'), button('stop')].map((event) => bound.take(event, 1501))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it('leave behind how things stand, heard when there is time', () => {
    const bound = new EventBound();
    for (let atMs = 0; atMs < 13; atMs += 1) bound.take(atMs % 2 === 0 ? clear : fault(), atMs);
    expect(bound.due(999)).toEqual([]);
    expect(bound.due(1000)).toEqual([clear]);
    expect(bound.due(1050)).toEqual([]);
  });

  it('leave no button behind, which would be pressed when nobody means it [S6]', () => {
    const bound = new EventBound();
    for (let atMs = 0; atMs < 30; atMs += 1) bound.take(button('start'), atMs);
    expect(bound.due(5000)).toEqual([]);
  });
});

describe('a flood of events [S16]', () => {
  it.each([60, 450, 5000])('is one that lasts for 2 s: %i a second', (perSecond) => {
    const { floodedAtMs } = say(new EventBound(), perSecond, 5000);
    expect(floodedAtMs).toBeGreaterThan(1000);
    expect(floodedAtMs).toBeLessThanOrEqual(2500);
  });

  it('is none of 50 a second, and none that is over at once', () => {
    expect(say(new EventBound(), 50, 20_000).floodedAtMs).toBeNull();
    expect(say(new EventBound(), 2000, 900).floodedAtMs).toBeNull();
  });

  it('is one also where every event is of another kind', () => {
    const many = (
      ['overtemp', 'overcurrent', 'stall', 'undervolt', 'overvolt', 'sensor', 'contradiction'] as const
    ).flatMap((code) =>
      (['back', 'seat', 'legs'] as const).map((zone): ChairEvent => ({ event: 'fault', code, zone, value: 0 })),
    );
    expect(say(new EventBound(), 60, 5000, 0, many).floodedAtMs).not.toBeNull();
  });

  it('is told once, and again after the line was quiet for 10 s', () => {
    const bound = new EventBound();
    const first = say(bound, 100, 4000);
    expect([first.floodedAtMs !== null, bound.isFlooded]).toEqual([true, true]);
    expect(say(bound, 100, 4000, 4000).floodedAtMs).toBeNull();
    expect([bound.settled(17_900), bound.isFlooded, Math.round(bound.quietMs(17_900) / 1000)]).toEqual([
      null,
      true,
      10,
    ]);
    expect(bound.settled(18_000)).toBeGreaterThan(600);
    expect([bound.isFlooded, bound.settled(18_050)]).toEqual([false, null]);
    expect(say(bound, 100, 4000, 20_000).floodedAtMs).not.toBeNull();
  });

  it('is heard no more while it lasts', () => {
    const bound = new EventBound();
    say(bound, 450, 3000);
    expect(say(bound, 450, 60_000, 3000).heard).toEqual([]);
    expect(bound.due(63_500)).toEqual([]);
    expect(bound.due(64_100)).toHaveLength(1);
  });

  it('does not keep what is said now and then from being heard', () => {
    const bound = new EventBound();
    say(bound, 450, 3000);
    const heard = [];
    for (let atMs = 3000; atMs < 33_000; atMs += 20) {
      bound.take(fault(), atMs);
      if (atMs % 500 === 0) heard.push(bound.take(button('stop'), atMs));
    }
    expect(new Set(heard)).toEqual(new Set([true]));
  });
});
