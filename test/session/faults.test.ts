import { describe, expect, it } from 'vitest';
import type { ActiveFault } from '../../src/core/session.js';
import { statusEvent } from '../../src/session/status-of.js';
import {
  cleared,
  down,
  escalated,
  estop,
  fault,
  pause,
  reset,
  resetDone,
  resetRefused,
  resume,
  SessionBench,
  seated,
  stop,
  unverified,
} from '../support/session-bench.js';

const live = ['starting', 'running', 'paused'] as const;
const latch: ActiveFault = { code: 'estop', zone: null, message: 'kept', sinceMs: 1_700_000_000_000 };
const codesOf = (bench: SessionBench): readonly string[] => bench.context.faults.map(({ code }) => code);

describe('a chair that connects', () => {
  it('is idle only when it was seen still after the handshake [S4] [S5]', () => {
    const bench = new SessionBench();
    expect(bench.signal('chair.still').state).toBe('disconnected');
    expect(bench.signal('chair.up').state).toBe('disconnected');
    expect(bench.signal('chair.still').state).toBe('idle');
  });

  it('takes no start, resume or adjustment before that [S5]', () => {
    const bench = new SessionBench().signal('chair.up').start().send(resume).signal('chair.driving');
    expect(bench.state).toBe('disconnected');
    expect(bench.chair.drives).toEqual([]);
  });

  it('is supervised while the stop of its handshake is verified [S14]', () => {
    expect(new SessionBench().signal('chair.up').advance(1000).chair.supervisions).toBe(5);
  });
});

describe('a link that is lost [S5]', () => {
  it.each(live)('ends what is %s, once, and resumes nothing', (state) => {
    const bench = SessionBench[state]().forget().send(down, down);
    expect(bench.state).toBe('disconnected');
    expect(bench.told).toEqual(['link_lost link_lost', 'session_ended link_lost']);
    bench.forget().signal('chair.up', 'chair.still').advance(10_000);
    expect(bench.state).toBe('idle');
    expect(bench.chair.drives).toEqual([]);
    expect(bench.told).toEqual([]);
  });

  it('while stopping ends the session as lost, whatever it was to end for [S13]', () => {
    expect(SessionBench.running().send(stop, down).lastSession?.endedBy).toBe('link_lost');
  });

  it('is no fault and hides none: a fault stays what is said', () => {
    const bench = SessionBench.running().send(fault('overtemp', 'back'), down);
    expect(bench.state).toBe('fault');
    expect(bench.context.isLinkUp).toBe(false);
  });
});

describe('a chair that restarts [S5]', () => {
  it.each(live)('ends what is %s, once, as restarted', (state) => {
    const bench = SessionBench[state]().forget().signal('chair.restarted').send(down);
    expect(bench.state).toBe('disconnected');
    expect(bench.told).toEqual(['chair_restarted', 'session_ended chair_restarted']);
  });

  it('in a fault is told and keeps the fault', () => {
    const bench = SessionBench.idle().send(fault('sensor', 'legs')).forget().signal('chair.restarted');
    expect(bench.state).toBe('fault');
    expect(bench.told).toEqual(['chair_restarted']);
  });
});

describe('a fault', () => {
  it.each(live)('stops and ends what is %s', (state) => {
    const bench = SessionBench[state]().forget().send(fault('overcurrent', 'legs'));
    expect(bench.state).toBe('fault');
    expect(bench.chair.orders).toEqual(['stop 0']);
    expect(bench.told).toEqual(['fault overcurrent', 'session_ended fault']);
    expect(bench.notices[0]?.fault).toMatchObject({ zone: 'legs', sinceMs: bench.clock.wallMs() });
  });

  it('is supervised until the chair was seen still [S14]', () => {
    expect(SessionBench.running().send(fault('stall', 'back')).forget().advance(1000).chair.supervisions).toBe(5);
  });

  it('that the chair repeats every second is told once, with its first time', () => {
    const bench = SessionBench.idle().send(fault('overtemp', 'back'));
    const sinceMs = bench.clock.wallMs();
    bench.forget().advance(1000).send(fault('overtemp', 'back'));
    expect(bench.told).toEqual([]);
    expect(bench.chair.orders).toEqual([]);
    expect(bench.context.faults[0]?.sinceMs).toBe(sinceMs);
  });

  it('of another zone is another fault', () => {
    const bench = SessionBench.idle().send(fault('stall', 'back')).forget().send(fault('stall', 'legs'));
    expect(bench.told).toEqual(['fault stall']);
    expect(bench.chair.orders).toEqual(['stop 0']);
  });

  it('that clears by itself starts nothing [S5]', () => {
    const bench = SessionBench.running().send(fault('stall', 'back')).signal('chair.still').forget();
    bench.send(cleared('stall', 'back')).advance(10_000);
    expect(bench.state).toBe('idle');
    expect(bench.told).toEqual(['fault_cleared stall']);
    expect(bench.chair.drives).toEqual([]);
  });

  it('that clears before the chair was seen still leaves it stopping [S4]', () => {
    const bench = SessionBench.running().send(fault('stall', 'back')).forget().send(cleared('stall', 'back'));
    expect(bench.state).toBe('stopping');
    expect(bench.chair.orders).toEqual(['stop 1000']);
    expect(bench.signal('chair.still').state).toBe('idle');
    expect(bench.told).toEqual(['fault_cleared stall']);
  });

  it('that clears while the link is down leaves the chair disconnected', () => {
    const bench = SessionBench.idle().send(fault('undervolt'), down, cleared('undervolt'));
    expect(bench.state).toBe('disconnected');
    expect(bench.signal('chair.up', 'chair.still').state).toBe('idle');
  });

  it('that clears beside another one is told, and the other one stays', () => {
    const bench = SessionBench.idle().send(fault('stall', 'back'), fault('overtemp', 'back')).forget();
    bench.send(cleared('stall', 'back'));
    expect(bench.state).toBe('fault');
    expect(codesOf(bench)).toEqual(['overtemp']);
    expect(bench.told).toEqual(['fault_cleared stall']);
  });

  it('that was never there clears nothing', () => {
    const bench = SessionBench.idle().send(fault('stall', 'back')).forget().send(cleared('stall', 'legs'));
    expect(bench.state).toBe('fault');
    expect(bench.told).toEqual([]);
  });

  it('rests afterwards where a rest is owed [S9]', () => {
    const bench = SessionBench.running();
    bench.isRestOwed = true;
    bench.send(fault('stall', 'back')).signal('chair.still').send(cleared('stall', 'back'));
    expect(bench.state).toBe('resting');
  });

  it('of an earlier run of the daemon is shown at once', () => {
    const bench = new SessionBench({ faults: [{ ...latch, code: 'overtemp', zone: 'back' }] });
    expect(bench.state).toBe('fault');
    expect(bench.signal('chair.up', 'chair.still').state).toBe('fault');
  });
});

describe('a reset', () => {
  it('asks the chair for every fault there is, and clears them when it is done', () => {
    const bench = SessionBench.idle().send(fault('overtemp', 'back'), fault('sensor', 'legs')).signal('chair.still');
    bench.forget().send(reset);
    expect(bench.chair.orders).toEqual(['reset overtemp,sensor']);
    expect(bench.state).toBe('fault');
    bench.send(resetDone);
    expect(bench.state).toBe('idle');
    expect(bench.told).toEqual(['reset', 'fault_cleared overtemp', 'fault_cleared sensor']);
  });

  it('that the chair refuses changes nothing', () => {
    const bench = SessionBench.idle().send(fault('overtemp', 'back')).forget().send(reset, resetRefused);
    expect(bench.state).toBe('fault');
    expect(bench.told).toEqual([]);
    expect(codesOf(bench)).toEqual(['overtemp']);
  });

  it.each([
    ['an emergency stop', estop, 'emergency_stopped'],
    ['another fault', fault('sensor', 'legs'), 'fault'],
    ['a stop that nothing verified', unverified('chair_moves'), 'fault'],
  ])('does not clear %s that comes while it is under way [S3]', (_what, event, state) => {
    const bench = SessionBench.idle().send(fault('overtemp', 'back'), reset, event, resetDone);
    expect(bench.state).toBe(state);
    expect(codesOf(bench)).toHaveLength(2);
    expect(bench.signal('chair.still').send(reset, resetDone).state).toBe('idle');
  });

  it('of an emergency stop does not clear the one that is asked meanwhile [S3]', () => {
    const bench = SessionBench.idle().send(estop, reset, estop, resetDone);
    expect(bench.state).toBe('emergency_stopped');
  });

  it('survives that the chair repeats the fault it is for', () => {
    const bench = SessionBench.idle().send(fault('overtemp', 'back'), reset, fault('overtemp', 'back'), resetDone);
    expect(bench.state).toBe('idle');
  });

  it('that nobody asked for clears nothing [S3]', () => {
    expect(SessionBench.idle().send(estop, resetDone).state).toBe('emergency_stopped');
  });
});

describe('an emergency stop [S3]', () => {
  it.each(live)('cuts and ends what is %s', (state) => {
    const bench = SessionBench[state]().forget().send(estop);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.chair.orders).toEqual(['emergency stop']);
    expect(bench.told).toEqual(['emergency_stopped estop', 'session_ended emergency_stop']);
  });

  it('of the chair itself ends the session the same way', () => {
    const bench = SessionBench.running().forget().send(fault('estop'));
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.told).toEqual(['emergency_stopped estop', 'session_ended emergency_stop']);
  });

  it('is latched: no clearing, link loss, restart, start or resume ends it', () => {
    const bench = SessionBench.running().send(estop, cleared('estop'), down).signal('chair.restarted', 'chair.up');
    bench.signal('chair.still').start().send(resume, pause, stop).advance(60_000);
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.session).toBeNull();
  });

  it('is asked of the chair each time, and told once', () => {
    const bench = SessionBench.idle().send(estop).forget().send(estop);
    expect(bench.chair.orders).toEqual(['emergency stop']);
    expect(bench.told).toEqual([]);
  });

  it('keeps the faults that come with it, tells of each, and shows their clearing', () => {
    const bench = SessionBench.idle().send(estop).forget().send(fault('stall', 'back'), cleared('stall', 'back'));
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.told).toEqual(['fault stall', 'fault_cleared stall']);
    expect(codesOf(bench)).toEqual(['estop']);
  });

  it('of an earlier run of the daemon holds from the first moment, link or no link', () => {
    const bench = new SessionBench({ faults: [latch] });
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.told).toEqual([]);
    expect(bench.signal('chair.up', 'chair.still').start().state).toBe('emergency_stopped');
    expect(bench.send(reset, resetDone).state).toBe('idle');
  });
});

describe('a stop that does not show [S4]', () => {
  it('becomes an emergency stop, and the session ends for what it was stopped for', () => {
    const bench = SessionBench.running().send(stop).forget().send(escalated('chair_moves'));
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.told).toEqual(['emergency_stopped estop', 'session_ended stopped']);
  });

  it.each(['paused', 'idle'] as const)('also while %s', (state) => {
    const bench = SessionBench[state]().forget().send(escalated('chair_moves'));
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.lastSession?.endedBy).toBe(state === 'paused' ? 'emergency_stop' : undefined);
  });

  it('is an alarm of its own at last, beside the emergency stop', () => {
    const bench = SessionBench.running().send(stop).send(escalated('chair_moves')).forget();
    bench.send(unverified('chair_silent'), unverified('chair_moves'));
    expect(bench.state).toBe('emergency_stopped');
    expect(bench.told).toEqual(['stop_unverified stop_unverified']);
    expect(codesOf(bench)).toEqual(['estop', 'stop_unverified']);
  });

  it.each([
    ['chair_moves', 'still moved'],
    ['chair_silent', 'did not say'],
    ['own_delay', 'this machine was too busy'],
  ] as const)('says why it was not seen: %s', (doubt, words) => {
    const bench = SessionBench.running().send(stop).forget().send(escalated(doubt), unverified(doubt));
    const told = bench.notices.filter(({ fault }) => fault !== undefined);
    expect(told.map((notice) => statusEvent(notice, 0).reason)).toEqual([doubt, doubt]);
    expect(told.map(({ fault }) => fault?.message.includes(words))).toEqual([true, true]);
    expect(
      bench.notices.filter(({ fault }) => fault === undefined).map((notice) => statusEvent(notice, 0).reason),
    ).toEqual([null]);
  });

  it('is a fault that waits for a person where no emergency stop was possible', () => {
    const bench = SessionBench.running().send(stop).forget().send(unverified('chair_moves'));
    expect(bench.state).toBe('fault');
    expect(bench.told).toEqual(['stop_unverified stop_unverified', 'session_ended stopped']);
    expect(bench.signal('chair.still').send(cleared('stall')).state).toBe('fault');
  });
});

it('a seat that changes in a fault is told and changes nothing else', () => {
  const bench = SessionBench.idle().send(fault('stall', 'back')).forget().send(seated(true));
  expect(bench.told).toEqual(['occupied']);
  expect(bench.state).toBe('fault');
});
