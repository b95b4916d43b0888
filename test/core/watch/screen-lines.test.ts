import { describe, expect, it } from 'vitest';
import { columnsOf } from '../../../src/core/watch/text.js';
import { newView, settledView } from '../../../src/core/watch/view.js';
import { statusAtRest } from '../../support/status-sample.js';
import { sessionStatus, WatchBench, watchedEvent } from './watch-bench.js';

const sizes = [
  { columns: 40, rows: 12 },
  { columns: 80, rows: 24 },
  { columns: 200, rows: 60 },
] as const;

const fault = { code: 'stall', zone: 'legs', message: 'the motor is blocked', since: '2026-01-01T11:59:50Z' } as const;

/** One chair in each state in which somebody may find it, and many. */
const found: Readonly<Record<string, (bench: WatchBench) => void>> = {
  running: (bench) => {
    bench.chair('hall', sessionStatus(), 'Hall');
    bench.say('hall/event', watchedEvent({ event_type: 'session_started', ts: '2026-01-01T11:59:00Z' }));
    bench.say('hall/event', watchedEvent());
  },
  paused: (bench) => bench.chair('hall', sessionStatus({ state: 'paused' }), 'Hall'),
  stale: (bench) => {
    bench.chair('hall', sessionStatus(), 'Hall');
    bench.nowMs += 7400;
  },
  offline: (bench) => {
    const zones = { back: { technique: null, level: null, rate: null } };
    bench.chair('hall', statusAtRest({ state: 'disconnected', zones }), 'Hall');
    bench.say('hall/availability', 'offline');
  },
  fault: (bench) => bench.chair('hall', statusAtRest({ state: 'fault', fault, zones: sessionStatus().zones }), 'Hall'),
  fleet: (bench) => {
    for (let number = 1; number <= 30; number += 1) {
      const id = `chair-${String(number).padStart(2, '0')}`;
      const still = number === 7 ? statusAtRest({ state: 'fault', fault }) : statusAtRest();
      bench.chair(id, number % 3 === 0 ? sessionStatus() : still);
    }
  },
};

describe.each(Object.keys(found))('the screen of a watch: %s', (name) => {
  it.each(sizes)('fits $columns columns and $rows rows', (size) => {
    const bench = new WatchBench();
    found[name]?.(bench);
    const lines = bench.screen(size);
    expect(lines).toHaveLength(size.rows);
    expect(lines.filter((line) => columnsOf(line) > size.columns)).toEqual([]);
    expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
  });
});

describe('the screen of a watch', () => {
  it('says that it is stale in the words of the page, and not before three seconds are over', () => {
    const bench = new WatchBench();
    bench.chair('hall', sessionStatus());
    bench.nowMs += 3000;
    expect(bench.screen({ columns: 100, rows: 12 }).join('\n')).not.toContain('Not connected');
    bench.nowMs += 1001;
    expect(bench.screen({ columns: 100, rows: 12 })).toContain(
      'Not connected for 4 s. What you see is from 12:00:00. Stop is sent all the same.',
    );
  });

  it('does not say that a stop goes out while there is no broker', () => {
    const bench = new WatchBench();
    bench.chair('hall', sessionStatus());
    bench.nowMs += 4001;
    const news = { brokerAway: { sinceMs: 4001, reason: 'refused' } };
    expect(bench.screen({ columns: 130, rows: 12 }, news)).toContain(
      'Not connected for 4 s. What you see is from 12:00:00. No stop goes out from here: press the switch on the chair.',
    );
  });

  it('takes the beat of the daemon for a sign of life of its chairs, also of one that does not answer', () => {
    const bench = new WatchBench();
    bench.chair('hall', statusAtRest({ state: 'disconnected' }));
    bench.say('hall/availability', 'offline');
    bench.nowMs += 60_000;
    bench.say('bridge/lane', 'epoch:commands:0a');
    const text = bench.screen({ columns: 80, rows: 12 }).join('\n');
    expect(text).toContain('The chair does not answer. Check its cable and power.');
    expect(text).not.toContain('Not connected for');
  });

  it('takes what the broker remembers for no sign of life', () => {
    const bench = new WatchBench();
    bench.nowMs += 10_000;
    bench.say('hall/state', statusAtRest(), true);
    expect(bench.screen({ columns: 80, rows: 12 }).join('\n')).toContain('Not connected for 10 s.');
  });

  it('lets no text of others command the terminal, or break a line', () => {
    const bench = new WatchBench();
    const evil = '\u001b[2J\u009b31m\u202e\r\n';
    const status = sessionStatus({ program: `${evil}x`, phase: `${'👨‍👩‍👧'.repeat(40)}漢字` });
    bench.chair('hall', status, `Über-Sessel ${evil}椅子`);
    bench.say('hall/event', watchedEvent({ phase: `${evil}${'é'.repeat(300)}` }));
    const lines = bench.screen({ columns: 40, rows: 12 });
    expect(lines.filter((line) => /[\p{Cc}\u202e]/u.test(line))).toEqual([]);
    expect(lines.filter((line) => columnsOf(line) > 40)).toEqual([]);
    expect(lines[0]).toContain('Über-Sessel ?[2J');
  });

  it('shows the page with the chair that is marked', () => {
    const bench = new WatchBench();
    found['fleet']?.(bench);
    const view = settledView({ ...newView(null), marked: 'chair-29' }, bench.house.ids);
    const lines = bench.screen({ columns: 60, rows: 12 }, { view });
    expect(lines[0]).toBe('30 chairs  1 needs attention  page 3 of 3');
    expect(lines).toContainEqual(expect.stringMatching(/^> chair-29 /));
  });

  it('says why the broker is away once that has lasted', () => {
    const bench = new WatchBench();
    bench.chair('hall', statusAtRest());
    const away = (sinceMs: number) =>
      bench.screen({ columns: 80, rows: 12 }, { brokerAway: { sinceMs, reason: 'nothing listens' } })[0];
    expect([away(500), away(4000)]).toEqual([expect.stringMatching(/^hall/), 'No broker: nothing listens']);
  });

  it('asks for the second press of an emergency stop, by the name of the chair', () => {
    const bench = new WatchBench();
    bench.chair('hall', statusAtRest());
    expect(bench.screen({ columns: 80, rows: 12 }, { isArmed: true })).toContain(
      'Press e again within 2 s for an emergency stop of hall.',
    );
  });
});
