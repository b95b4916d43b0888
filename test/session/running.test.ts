import { describe, expect, it } from 'vitest';
import { compile } from '../../src/core/program/compile.js';
import { driveAt } from '../../src/core/program/timeline.js';
import { sampleProgram } from '../support/sample-session.js';
import { resume, SessionBench, stop } from '../support/session-bench.js';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

describe('a start', () => {
  it('drives the first moment of the program at once, with the caps of the session, and tells', () => {
    const bench = SessionBench.starting();
    expect(bench.state).toBe('starting');
    expect(bench.chair.drives).toEqual([driveAt(compile(sampleProgram), 0)]);
    expect(bench.chair.caps).toEqual({ back: 80, seat: 80, legs: 80 });
    expect(bench.told).toEqual(['occupied', 'session_started']);
  });

  it('is running once the chair took every movement, and then tells the first phase', () => {
    const bench = SessionBench.starting().forget().signal('chair.driving');
    expect(bench.state).toBe('running');
    expect(bench.told).toEqual(['phase_started']);
  });

  it('asks again and is supervised at every tick until the chair has taken it', () => {
    const bench = SessionBench.starting().forget().advance(secondMs);
    expect(bench.chair.drives).toHaveLength(5);
    expect(bench.chair.supervisions).toBe(5);
    expect(bench.session?.elapsedMs).toBe(0);
  });

  it('that the chair does not take within 5 s is stopped and ends as a fault', () => {
    const bench = SessionBench.starting().forget().advance(4999);
    expect(bench.state).toBe('starting');
    bench.advance(1);
    expect(bench.state).toBe('stopping');
    expect(bench.chair.orders).toEqual(['stop 1000']);
    expect(bench.signal('chair.still').told).toEqual(['fault internal', 'session_ended fault']);
    expect(bench.notices[0]?.fault?.message).toContain('did not confirm the start within 5 s');
  });

  it('may be tried again after that, without a reset', () => {
    const bench = SessionBench.starting().advance(5000).signal('chair.still');
    expect(bench.state).toBe('idle');
    expect(bench.context.faults).toEqual([]);
    expect(bench.start().signal('chair.driving').state).toBe('running');
  });

  it('is taken in no other state than idle', () => {
    const bench = SessionBench.running().advance(minuteMs);
    const { session } = bench;
    expect(bench.start().session).toBe(session);
  });

  it('of a chair that owes a rest waits for the end of the rest', () => {
    const bench = new SessionBench();
    bench.isRestOwed = true;
    expect(bench.signal('chair.up', 'chair.still').state).toBe('resting');
    expect(bench.start().session).toBeNull();
    bench.isRestOwed = false;
    expect(bench.advance(200).state).toBe('idle');
    expect(bench.start().state).toBe('starting');
  });
});

describe('a running session', () => {
  it('goes through its phases in time, tells each once, and completes', () => {
    const bench = SessionBench.running()
      .forget()
      .advance(2 * minuteMs);
    expect(bench.told).toEqual(['phase_started']);
    bench.advance(5 * minuteMs);
    expect(bench.told).toEqual(['phase_started', 'phase_started']);
    bench.advance(3 * minuteMs - 200);
    expect(bench.state).toBe('running');
    bench.advance(200);
    expect(bench.state).toBe('stopping');
    expect(bench.chair.orders).toEqual(['stop 1000']);
    bench.signal('chair.still');
    expect(bench.state).toBe('idle');
    expect(bench.told).toEqual(['phase_started', 'phase_started', 'session_ended completed']);
    expect(bench.lastSession).toMatchObject({ program: 'sample', endedBy: 'completed', elapsedMs: 10 * minuteMs });
  });

  it('names in a notice the phase that begins', () => {
    const bench = SessionBench.running().advance(2 * minuteMs);
    expect(bench.notices.at(-1)?.session?.positionMs).toBe(2 * minuteMs);
  });

  it('drives and is supervised at every tick [S14]', () => {
    const bench = SessionBench.running().forget().advance(minuteMs);
    expect(bench.chair.drives).toHaveLength(300);
    expect(bench.chair.supervisions).toBe(300);
    expect(bench.chair.drives.at(-1)).toEqual(driveAt(compile(sampleProgram), minuteMs));
  });

  it('counts the minutes that it ran, and no more than its length where a tick comes late [S9]', () => {
    const bench = SessionBench.running().advance(10 * minuteMs - 200);
    expect(bench.ranMs).toBe(10 * minuteMs - 200);
    bench.clock.stall(3 * secondMs);
    bench.advance(200);
    expect(bench.ranMs).toBe(10 * minuteMs);
    expect(bench.session).toMatchObject({ elapsedMs: 10 * minuteMs, positionMs: 10 * minuteMs });
  });

  it('ends at the most minutes that it may run [S9]', () => {
    const bench = SessionBench.running({ runningMsMax: 4 * minuteMs })
      .forget()
      .advance(4 * minuteMs);
    expect(bench.state).toBe('stopping');
    expect(bench.signal('chair.still').told).toContain('session_ended limit');
    expect(bench.lastSession?.elapsedMs).toBe(4 * minuteMs);
  });

  it('is asked to stop: within 1 s, told as asked', () => {
    const bench = SessionBench.running().advance(minuteMs).forget().send(stop);
    expect(bench.state).toBe('stopping');
    expect(bench.chair.orders).toEqual(['stop 1000']);
    expect(bench.told).toEqual([]);
    expect(bench.signal('chair.still').told).toEqual(['session_ended stopped']);
    expect(bench.state).toBe('idle');
  });

  it('that is asked to stop twice keeps its first reason and repeats the order [S7]', () => {
    const bench = SessionBench.running().forget().send(stop, { type: 'stop', ending: 'shutdown' });
    expect(bench.chair.orders).toEqual(['stop 1000', 'stop 1000']);
    expect(bench.signal('chair.still').told).toEqual(['session_ended stopped']);
  });

  it('is supervised while it stops [S14]', () => {
    expect(SessionBench.running().send(stop).forget().advance(secondMs).chair.supervisions).toBe(5);
  });

  it('drives nothing any more once it is to stop', () => {
    expect(SessionBench.running().send(stop).forget().advance(secondMs).chair.drives).toEqual([]);
  });

  it('rests afterwards where a rest is owed [S9]', () => {
    const bench = SessionBench.running();
    bench.isRestOwed = true;
    expect(bench.send(stop).signal('chair.still').state).toBe('resting');
  });
});

describe('a skip', () => {
  it('goes to the next phase; what has elapsed stays', () => {
    const bench = SessionBench.running().advance(minuteMs).forget().send({ type: 'skip' });
    expect(bench.session).toMatchObject({ elapsedMs: minuteMs, positionMs: 2 * minuteMs });
    expect(bench.told).toEqual(['phase_started']);
    expect(bench.notices[0]?.session?.positionMs).toBe(2 * minuteMs);
    expect(bench.chair.drives).toEqual([driveAt(compile(sampleProgram), 2 * minuteMs)]);
  });

  it('in the last phase completes', () => {
    const bench = SessionBench.running().send({ type: 'skip' }, { type: 'skip' }, { type: 'skip' });
    expect(bench.state).toBe('stopping');
    expect(bench.signal('chair.still').told.at(-1)).toBe('session_ended completed');
  });

  it.each(['starting', 'paused'] as const)('is nothing while %s', (state) => {
    const bench = SessionBench[state]();
    const { session } = bench;
    expect(bench.send({ type: 'skip' }).session).toBe(session);
  });
});

describe('an adjustment', () => {
  const timeline = compile(sampleProgram, { durationMs: 20 * minuteMs, intensity: 50 });
  const adjust = { type: 'adjust', timeline, positionMs: 2 * minuteMs, intensity: 50 } as const;

  it('is played at once while running; what has elapsed stays', () => {
    const bench = SessionBench.running().advance(minuteMs).forget().send(adjust);
    expect(bench.session).toMatchObject({ elapsedMs: minuteMs, positionMs: 2 * minuteMs, intensity: 50 });
    expect(bench.chair.drives).toEqual([driveAt(timeline, 2 * minuteMs)]);
    bench.advance(18 * minuteMs);
    expect(bench.state).toBe('stopping');
    expect(bench.session?.elapsedMs).toBe(19 * minuteMs);
  });

  it('while paused moves nothing and is played after the resume', () => {
    const bench = SessionBench.paused().forget().send(adjust);
    expect(bench.state).toBe('paused');
    expect(bench.chair.drives).toEqual([]);
    expect(bench.send(resume).chair.drives).toEqual([driveAt(timeline, 2 * minuteMs)]);
  });
});
