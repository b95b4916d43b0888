import { describe, expect, it } from 'vitest';
import { KeyedBench } from '../../support/keyed-bench.js';

const shown = (bench: KeyedBench) => bench.keyed.look().values;

// Here as below it is virtual time that is bounded: a busy machine may take longer over it.
describe('a session of a chair by profile', { timeout: 0 }, () => {
  it('[S18] is not started from afar unless that was allowed: nothing tells whether somebody sits there', () => {
    const bench = KeyedBench.ready({ settings: { remoteStart: undefined } });
    expect(bench.start('quick-break')).toMatchObject({ code: 'remote_start_off' });
    expect(bench.bench.status.remote_start).toBe(false);
    bench.advance(5000);
    expect(bench.pressed).toEqual([]);
  });

  it('switches the chair on and sets technique, air and their strength in turn', () => {
    const bench = KeyedBench.running('quick-break');
    expect(shown(bench)).toMatchObject({
      mode: 'manual',
      technique: 'roll',
      speed: '1',
      air: 'on',
      'air-strength': '1',
    });
    expect(bench.bench.status.zones).toMatchObject({
      back: { technique: 'roll', level: 20 },
      legs: { technique: 'compress', level: 20 },
    });
  });

  it('[S10] gives no more than the person may have, and rests the legs where even the least is too much', () => {
    const bench = KeyedBench.running('quick-break', { settings: { levelMax: 15 } });
    expect(shown(bench)).toMatchObject({ technique: 'none', air: 'off' });
  });

  it('follows a change of the program that lasts', () => {
    const bench = KeyedBench.running('quick-break');
    bench.advance(100_000);
    expect(shown(bench)['technique']).toBe('knead');
    expect(bench.pressed.length).toBeLessThan(20);
  });

  it('ends on time, and is verified', () => {
    const bench = KeyedBench.ready();
    bench.bench.run({ command: 'start', program: 'quick-break', duration: 60_000 });
    bench.advance(66_000);
    expect(bench.bench.status).toMatchObject({ state: 'idle', last_session: { ended_by: 'completed' } });
    expect(bench.keyed.look().on).toBe(false);
  });

  it('keeps the timer of the chair from ending it early', () => {
    const bench = KeyedBench.ready();
    bench.bench.run({ command: 'start', program: 'quick-break', duration: 10 * 60_000 });
    bench.advance(5000);
    // Over its most it begins again: 15 minutes, 20, 25, 30, 5.
    for (let press = 0; press < 4; press += 1) bench.keyed.press('timer');
    expect(bench.keyed.look().minutes).toBe(5);
    bench.advance(6 * 60_000);
    expect([bench.bench.state, bench.keyed.look().moves]).toEqual(['running', true]);
    expect(bench.pressed.filter((key) => key === 'timer').length).toBeGreaterThan(0);
  });

  it('pauses and resumes by the key of the chair', () => {
    const bench = KeyedBench.running('quick-break');
    bench.bench.run({ command: 'pause' });
    bench.advance(4000);
    expect(bench.keyed.look()).toMatchObject({ on: true, paused: true, moves: false });
    expect(bench.bench.state).toBe('paused');
    bench.bench.run({ command: 'resume' });
    bench.advance(8000);
    expect(bench.keyed.look()).toMatchObject({ paused: false, moves: true });
    expect(bench.bench.state).toBe('running');
  });

  it('is refused where the chair lacks something, and says what', () => {
    const bench = KeyedBench.ready();
    expect(bench.start('relaxation')).toMatchObject({
      code: 'program_rejected',
      message: expect.stringContaining("'seat'"),
    });
  });

  it('is a fault where the chair does not switch on', () => {
    const bench = KeyedBench.ready();
    bench.keyed.inject('stuck');
    bench.start('quick-break');
    bench.advance(10_000);
    expect(bench.bench.status.last_session).toMatchObject({ ended_by: 'fault' });
    expect(bench.pressed.filter((key) => key === 'power').length).toBeLessThanOrEqual(4);
  });

  it('is a fault where a key does not do what it should, and the chair is stopped', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.inject('deaf');
    bench.bench.run({ command: 'skip' });
    bench.advance(20_000);
    expect(bench.bench.status.fault?.code).toMatch(/contradiction|stop_unverified/);
    bench.keyed.clear('deaf');
    bench.advance(5000);
    expect(bench.keyed.look().on).toBe(false);
  });
});

describe('[S10] an adjustment of a running session', () => {
  it('is refused where a zone would have to rest that no key rests', () => {
    const bench = KeyedBench.running('quick-break');
    expect(bench.bench.run({ command: 'adjust', intensity: 30 })).toMatchObject({ code: 'program_rejected' });
    expect(bench.bench.run({ command: 'adjust', intensity: 90 })).toMatchObject({ code: 'ok' });
  });

  it('is refused where it would have to weaken a program that only the chair knows', () => {
    const bench = KeyedBench.ready();
    bench.start('auto-sleep');
    bench.advance(10_000);
    expect(bench.bench.run({ command: 'adjust', intensity: 50 })).toMatchObject({ code: 'program_rejected' });
    expect(bench.bench.run({ command: 'adjust', duration: 600_000 })).toMatchObject({ code: 'ok' });
  });
});

describe('[S10] a chair that begins to roll by itself when it is switched on', () => {
  it('is stopped where the program asks nothing of its back', () => {
    const bench = KeyedBench.ready({ settings: { levelMax: 15 } });
    bench.start('quick-break');
    bench.advance(3000);
    bench.keyed.press('auto-classic');
    bench.advance(12_000);
    expect(bench.bench.status).toMatchObject({ state: 'fault', fault: { code: 'contradiction', zone: 'back' } });
    expect(bench.keyed.look().on).toBe(false);
  });
});

describe('the own programs of a chair', () => {
  it('are listed as native and played by their key', () => {
    const bench = KeyedBench.ready();
    const natives = bench.bench.daemon.fleet.programs('chair').filter(({ native }) => native === true);
    expect(natives.map(({ id }) => id)).toEqual([
      ...['auto-charging', 'auto-digestion', 'auto-classic', 'auto-sleep', 'auto-stretching', 'auto-healing'],
    ]);
    expect(natives[0]).toMatchObject({ duration_s: 900, zones: ['back', 'legs'] });
    expect(bench.start('auto-sleep')).toMatchObject({ code: 'ok' });
    bench.advance(10_000);
    expect(shown(bench)).toMatchObject({ mode: 'automatic', program: 'sleep' });
    expect(bench.bench.status).toMatchObject({ state: 'running', program: 'auto-sleep', duration_s: 900 });
    expect(bench.pressed).toEqual(['power', 'auto-sleep']);
  });

  it('[S10] are refused where they would have to be weaker, and to whom they may not be given', () => {
    const bench = KeyedBench.ready({ people: { guest: { avoid: ['pacemaker'], levelMax: 100 } } });
    expect(bench.bench.run({ command: 'start', program: 'auto-sleep', intensity: 60 })).toMatchObject({
      code: 'program_rejected',
    });
    expect(bench.start('auto-sleep')).toMatchObject({ code: 'contraindicated' });
  });

  it('leave it to the person what they choose then', () => {
    const bench = KeyedBench.ready();
    bench.start('auto-sleep');
    bench.advance(10_000);
    bench.keyed.press('auto-healing');
    bench.advance(10_000);
    expect(shown(bench)['program']).toBe('healing');
    expect(bench.bench.eventTypes).toContain('button');
    expect(bench.bench.state).toBe('running');
  });
});

describe('the person at the remote of the chair', () => {
  it('wins: what they set stays theirs, and an event says so', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.press('air-strength');
    bench.advance(15_000);
    expect(shown(bench)['air-strength']).toBe('3');
    expect(bench.bench.events.at(-1)).toMatchObject({ event_type: 'button', source: 'button', program: 'quick-break' });
    expect(bench.bench.status.zones['legs']).toMatchObject({ level: 60 });
  });

  it('ends the session when they switch the chair off', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.press('power');
    bench.advance(6000);
    expect(bench.bench.status).toMatchObject({ state: 'idle', last_session: { ended_by: 'stopped' } });
    expect(bench.keyed.look().on).toBe(false);
    bench.advance(60_000);
    expect(bench.keyed.look().on).toBe(false);
  });

  it('pauses and lets it go on', () => {
    const bench = KeyedBench.running('quick-break');
    bench.keyed.press('pause');
    bench.advance(10_000);
    expect(bench.bench.state).toBe('paused');
    bench.keyed.press('pause');
    bench.advance(6000);
    expect(bench.bench.state).toBe('running');
    expect(bench.keyed.look().moves).toBe(true);
  });
});
