import { describe, expect, it } from 'vitest';
import { plainEvents, standingLine, standingWords } from '../../../src/core/watch/plain-lines.js';
import { positionS } from '../../../src/core/watch/watched-chair.js';
import { statusAtRest } from '../../support/status-sample.js';
import { sessionStatus, WatchBench, watchedEvent } from './watch-bench.js';

const position = (bench: WatchBench): number | null => {
  const chair = bench.house.chair('hall');
  return chair === null ? null : positionS(chair, bench.house.moment(chair, bench.nowMs));
};

describe('what is known of the chairs of a broker', () => {
  it('lets the place in a session go on while it is heard, and no further', () => {
    const bench = new WatchBench();
    bench.chair('hall', sessionStatus());
    expect(position(bench)).toBe(60);
    bench.nowMs += 2500;
    expect(position(bench)).toBe(62.5);
    bench.nowMs += 10_000;
    expect(position(bench)).toBe(60);
  });

  it('counts the age of what the broker remembers by the clock of the daemon', () => {
    const bench = new WatchBench();
    bench.chair('hall', sessionStatus({ ts: '2026-01-01T11:59:56Z' }));
    expect(position(bench)).toBe(64);
  });

  it('leaves a pause where it is', () => {
    const bench = new WatchBench();
    bench.chair('hall', sessionStatus({ state: 'paused' }));
    bench.nowMs += 2500;
    expect(position(bench)).toBe(60);
  });

  it('takes no older state for a newer one', () => {
    const bench = new WatchBench();
    bench.say('hall/state', statusAtRest({ seq: 7 }));
    bench.say('hall/state', sessionStatus({ seq: 6 }));
    expect(bench.house.chair('hall')?.status?.state).toBe('idle');
  });

  it('keeps the newest 50 events of a chair, and 1,000 chairs', () => {
    const bench = new WatchBench();
    bench.chair('hall', statusAtRest());
    for (let number = 0; number < 60; number += 1) bench.say('hall/event', watchedEvent({ phase: `${number}` }));
    const { events = [] } = bench.house.chair('hall') ?? {};
    expect([events.length, events[0]?.phase]).toEqual([50, '59']);
    for (let number = 0; number < 1100; number += 1) bench.say(`chair-${number}/state`, statusAtRest());
    expect([bench.house.ids.length, bench.house.isFull]).toEqual([1000, true]);
  });

  it('minds no bridge, no text that is no state, and no chair that is not watched', () => {
    const bench = new WatchBench('hall');
    bench.say('bridge/state', 'online');
    bench.say('hall/state', '{"state":"dancing"}');
    bench.say('attic/state', statusAtRest());
    bench.say('../state', statusAtRest());
    expect(bench.house.ids).toEqual([]);
  });

  it('forgets a chair that has left the configuration', () => {
    const bench = new WatchBench();
    bench.say('hall/state', statusAtRest());
    bench.say('hall/state', '');
    expect(bench.house.ids).toEqual([]);
  });
});

describe('a watch in a pipe', () => {
  const shown = (bench: WatchBench) => {
    const found = bench.watch().shown('hall');
    if (found === null) throw new Error('there is no such chair');
    return found;
  };

  it('has the same words while nothing but levels and times changes', () => {
    const bench = new WatchBench();
    bench.chair('hall', sessionStatus());
    const before = standingWords(shown(bench));
    bench.say('hall/state', sessionStatus({ seq: 2, elapsed_s: 65, zones: {} }));
    expect(standingWords(shown(bench))).toBe(before);
    bench.say('hall/state', sessionStatus({ seq: 3, phase: 'Deep', phase_index: 2 }));
    expect(standingWords(shown(bench))).not.toBe(before);
  });

  it('is one line, with what the zones do', () => {
    const bench = new WatchBench();
    bench.chair('hall', sessionStatus({ phase: 'A\nB' }));
    expect(standingLine(shown(bench), standingWords(shown(bench)) ?? '')).toBe(
      '12:00:00 hall: Running; relaxation - A?B, part 2 of 5, 70 %; back knead 42, seat hum 20',
    );
  });

  it('tells a silence once, and since when', () => {
    const bench = new WatchBench();
    bench.chair('hall', statusAtRest());
    bench.nowMs += 4000;
    const once = standingWords(shown(bench));
    expect(once).toBe('Ready; Not connected. What you see is from 12:00:00');
    bench.nowMs += 4000;
    expect(standingWords(shown(bench))).toBe(once);
  });

  it('tells of events what the state does not say', () => {
    const bench = new WatchBench();
    bench.chair('hall', statusAtRest());
    bench.say('hall/event', watchedEvent({ event_type: 'session_ended', ended_by: 'stopped' }));
    bench.say('hall/event', watchedEvent());
    expect(plainEvents(shown(bench), 2)).toEqual(['11:59:20 hall: relaxation was stopped']);
  });
});
