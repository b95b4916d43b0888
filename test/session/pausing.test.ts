import { describe, expect, it } from 'vitest';
import { pause, resume, SessionBench, seated, stop } from '../support/session-bench.js';

const secondMs = 1000;
const minuteMs = 60 * secondMs;

describe('a pause', () => {
  it('ramps down in 2 s, holds from the moment it is taken, and keeps the time', () => {
    const bench = SessionBench.running().advance(minuteMs).forget().send(pause);
    expect(bench.state).toBe('paused');
    expect(bench.told).toEqual(['paused']);
    expect(bench.chair.orders).toEqual(['stop 2000']);
    bench.advance(minuteMs);
    expect(bench.session?.elapsedMs).toBe(minuteMs);
    expect(bench.ranMs).toBe(minuteMs);
    expect(bench.chair.drives).toEqual([]);
    expect(bench.chair.supervisions).toBe(300);
  });

  it('is taken while starting, so that the chair does not go on after its own button', () => {
    const bench = SessionBench.starting().forget().send({ type: 'pause', source: 'button' });
    expect(bench.state).toBe('paused');
    expect(bench.chair.orders).toEqual(['stop 2000']);
    expect(bench.signal('chair.driving').advance(secondMs).chair.drives).toEqual([]);
  });

  it('resumes where it was, only when asked [S5]', () => {
    const bench = SessionBench.paused().advance(4 * minuteMs);
    expect(bench.state).toBe('paused');
    bench.forget().send(resume);
    expect(bench.state).toBe('starting');
    expect(bench.chair.drives).toHaveLength(1);
    expect(bench.signal('chair.driving').told).toEqual(['resumed']);
    expect(bench.state).toBe('running');
  });

  it('ends the session after 5 min', () => {
    const bench = SessionBench.paused().advance(5 * minuteMs - 400);
    expect(bench.state).toBe('paused');
    bench.advance(400);
    expect(bench.state).toBe('stopping');
    expect(bench.signal('chair.still').told.at(-1)).toBe('session_ended pause_timeout');
  });

  it('that lasts anew is timed anew', () => {
    const bench = SessionBench.paused()
      .advance(4 * minuteMs)
      .send(resume)
      .signal('chair.driving')
      .send(pause);
    expect(bench.advance(4 * minuteMs).state).toBe('paused');
  });

  it.each(['running', 'paused'] as const)(
    'cannot draw a session out over 45 min, the stop included: %s [S9]',
    (state) => {
      const bench = SessionBench.running();
      const beginMs = bench.clock.nowMs();
      for (let round = 0; round < 11; round += 1) {
        bench
          .send(pause)
          .signal('chair.still')
          .advance(4 * minuteMs - 5000);
        if (round < 10 || state === 'running') bench.send(resume).signal('chair.driving').advance(5000);
      }
      bench.advance(beginMs + 45 * minuteMs - 2400 - bench.clock.nowMs());
      expect(bench.state).toBe(state);
      bench.advance(400);
      expect(bench.state).toBe('stopping');
      expect(bench.signal('chair.still').told.at(-1)).toBe('session_ended limit');
    },
  );

  it('is asked to stop', () => {
    const bench = SessionBench.paused().forget().send(stop);
    expect(bench.chair.orders).toEqual(['stop 1000']);
    expect(bench.signal('chair.still').told).toEqual(['session_ended stopped']);
  });
});

describe('an occupant who leaves [S12]', () => {
  it.each(['starting', 'running'] as const)('pauses what is %s', (state) => {
    const bench = SessionBench[state]().forget().send(seated(false));
    expect(bench.state).toBe('paused');
    expect(bench.told).toEqual(['unoccupied', 'paused']);
    expect(bench.chair.orders).toEqual(['stop 2000']);
  });

  it('and stays away ends the session within 60 s, the second before the signal and the stop included', () => {
    const bench = SessionBench.running().send(seated(false)).signal('chair.still').advance(56_600);
    expect(bench.state).toBe('paused');
    bench.advance(400);
    expect(bench.state).toBe('stopping');
    expect(bench.signal('chair.still').told.at(-1)).toBe('session_ended occupant_left');
  });

  it('and comes back finds it paused until a resume', () => {
    const bench = SessionBench.running().send(seated(false)).advance(30_000).forget().send(seated(true));
    expect(bench.state).toBe('paused');
    expect(bench.advance(2 * minuteMs).state).toBe('paused');
    expect(bench.chair.drives).toEqual([]);
    expect(bench.send(resume).signal('chair.driving').state).toBe('running');
  });

  it('during a pause has 60 s from then on', () => {
    const bench = SessionBench.paused()
      .advance(2 * minuteMs)
      .send(seated(false))
      .advance(57 * secondMs);
    expect(bench.state).toBe('stopping');
    expect(bench.signal('chair.still').lastSession?.endedBy).toBe('occupant_left');
  });

  it('is only told where the seat is to be ignored, also in a pause', () => {
    const bench = SessionBench.running({ mustBeOccupied: false }).forget().send(seated(false));
    expect(bench.state).toBe('running');
    expect(bench.told).toEqual(['unoccupied']);
    bench.send(pause).advance(4 * minuteMs);
    expect(bench.state).toBe('paused');
  });

  it.each(['idle', 'paused'] as const)('and comes back moves nothing while %s', (state) => {
    const bench = SessionBench[state]().forget().send(seated(false), seated(true)).advance(secondMs);
    expect(bench.state).toBe(state);
    expect(bench.context.isOccupied).toBe(true);
    expect(bench.told).toEqual(['unoccupied', 'occupied']);
  });
});
