import { describe, expect, it } from 'vitest';
import { uptimeOf } from '../../hardware-sim/telemetry.js';
import { ChairBench, events, telemetryTimes } from './bench.js';

const running = (request = 'SET legs vibrate 60 30 0 5000'): ChairBench => {
  const bench = new ChairBench().greet();
  expect(bench.ask(request)).toBe('OK');
  bench.keep(1000);
  return bench;
};

describe('the lease', () => {
  it('runs out 600 ms after the last valid line: all off within 500 ms, latched [S1]', () => {
    const bench = running();
    expect(events(bench.elapse(599))).toEqual([]);
    expect(bench.telemetry()).toMatchObject({ mode: 'run' });
    expect(events(bench.elapse(2))).toEqual(['E lease', 'E fault lease - 0']);
    expect(bench.telemetry().mode).toBe('fault');
    bench.elapse(500);
    expect(bench.isOff).toBe(true);
    bench.elapse(200);
    bench.greet();
    expect(bench.ask('SET legs vibrate 60 30 0 5000')).toBe('ERR latched lease');
    expect(bench.ask('RESET lease')).toBe('OK');
    expect(bench.ask('SET legs vibrate 60 30 0 5000')).toBe('OK');
  });

  it('is renewed by any line with the right check, by no other, and not by a bare STOP', () => {
    const bench = running();
    bench.elapse(500);
    bench.payload('0 FLY');
    expect(events(bench.elapse(500))).toEqual([]);
    bench.payload('1 STALE');
    expect(events(bench.elapse(500))).toEqual([]);
    bench.text('0 KEEP*0000\n');
    expect(events(bench.elapse(101))).toEqual(['E lease', 'E fault lease - 0']);
  });

  it('does not run while the chair is not armed', () => {
    const bench = new ChairBench().greet();
    expect(events(bench.elapse(60_000))).toEqual(['E boot power']);
    expect(bench.telemetry().leaseMs).toBe(600);
  });

  it('never runs out on a chair whose dead-man does not work', () => {
    const bench = running();
    bench.suffer('no-lease');
    expect(events(bench.elapse(4000))).toEqual(['E ttl legs']);
    expect(bench.state.isArmed).toBe(true);
  });
});

describe('a TTL', () => {
  it('that nobody renews takes its zone to 0 in 500 ms and says so; the chair stays armed [S2]', () => {
    const bench = running('SET legs vibrate 60 30 0 2000');
    bench.ask('SET back knead 60 30 0 5000');
    expect(events(bench.keep(900))).toEqual([]);
    expect(events(bench.keep(200))).toEqual(['E ttl legs']);
    bench.keep(500);
    expect(bench.zone('legs').technique).toBe('off');
    expect(bench.zone('back').level).toBe(60);
    expect(bench.telemetry().mode).toBe('run');
  });

  it('starts again at a renewal', () => {
    const bench = running('SET legs vibrate 60 30 0 2000');
    bench.ask('SET legs vibrate 60 30 0 2000');
    expect(events(bench.keep(1900))).toEqual([]);
    expect(events(bench.keep(200))).toEqual(['E ttl legs']);
  });
});

describe('telemetry', () => {
  it('comes every second from boot on, at the asked rate after that, and at once on STATUS', () => {
    const bench = new ChairBench();
    expect(telemetryTimes(bench.elapse(3500))).toEqual([1000, 2000, 3000]);
    bench.greet();
    bench.elapse(10_000);
    bench.ask('RATE 5000');
    expect(telemetryTimes(bench.elapse(10_000))).toHaveLength(2);
    bench.greet();
    bench.elapse(3500);
    expect(telemetryTimes(bench.elapse(5000))).toHaveLength(5);
  });

  it('comes every 100 ms while armed, and for 3 s after a stop, a greeting or a fault', () => {
    const bench = running();
    expect(telemetryTimes(bench.keep(1000))).toHaveLength(10);
    bench.ask('STOP 0');
    expect(telemetryTimes(bench.elapse(3000))).toHaveLength(30);
    expect(telemetryTimes(bench.elapse(3000)).length).toBeLessThanOrEqual(4);
    bench.greet();
    expect(telemetryTimes(bench.elapse(3000))).toHaveLength(30);
    bench.elapse(5000);
    bench.text('\u0018\n');
    expect(telemetryTimes(bench.elapse(3000))).toHaveLength(30);
    bench.elapse(5000);
    expect(telemetryTimes(bench.elapse(5000)).length).toBeLessThanOrEqual(6);
  });

  it('shows a stop as two still lines within 300 ms of its end [S4]', () => {
    const bench = running();
    bench.ask('STOP 200');
    bench.elapse(200);
    const still = bench.elapse(300).filter((line) => line.includes(' idle ') && line.includes('legs:off,0'));
    expect(still.length).toBeGreaterThanOrEqual(2);
  });

  it('counts its time from the restart and wraps after 32 bits', () => {
    const bench = new ChairBench().greet();
    bench.elapse(10_000);
    bench.do({ kind: 'reboot', reason: 'watchdog', darkMs: 300 });
    expect(uptimeOf(bench.state)).toBe(0);
    bench.state = { ...bench.state, bootedAtMs: bench.state.nowMs - 2 ** 32 - 5 };
    expect(uptimeOf(bench.state)).toBe(5);
  });
});

describe('an emergency stop', () => {
  it.each(['the byte', 'the line'])('%s takes everything to 0 at once, and latches [S3]', (how) => {
    const bench = running('SET back knead 100 30 0 5000');
    bench.ask('SET legs compress 100 0 0 5000');
    bench.keep(1000);
    if (how === 'the byte') expect(bench.text('\u0018\n')).toEqual(['E fault estop - 0']);
    else expect(bench.ask('ESTOP')).toBe('OK');
    expect(bench.isOff).toBe(true);
    expect(bench.telemetry().mode).toBe('estop');
    expect(bench.ask('SET legs vibrate 10 30 0 5000')).toBe('ERR latched estop');
    expect(bench.ask('SET legs off 0 0 0 0')).toBe('OK');
    for (const request of ['STOP', 'ESTOP', 'CAPS legs', 'STATUS', 'RATE 500', 'KEEP', 'RESET lease']) {
      expect(bench.ask(request), request).toMatch(/^OK/);
    }
    expect(events(bench.elapse(3100))).toEqual(Array(3).fill('E fault estop - 0'));
    expect(bench.payload('1 HELLO 1 host').slice(1)).toEqual(['E fault estop - 0']);
    expect(bench.payload('2 RESET estop')).toEqual(['2 OK', 'E clear estop -']);
    expect(bench.payload('3 SET legs vibrate 10 30 0 5000')).toEqual(['3 OK']);
  });

  it('works before HELLO', () => {
    const bench = new ChairBench();
    expect(bench.payload('1 ESTOP')).toEqual(['1 OK', 'E fault estop - 0']);
  });

  it('names the oldest of several latches', () => {
    const bench = running();
    bench.elapse(700);
    bench.text('\u0018\n');
    expect(bench.ask('SET legs vibrate 10 30 0 5000')).toBe('ERR latched lease');
    expect(bench.telemetry().mode).toBe('estop');
    bench.ask('RESET lease');
    expect(bench.ask('SET legs vibrate 10 30 0 5000')).toBe('ERR latched estop');
  });
});

describe('a restart', () => {
  it('is dark for a while, says so, has a new boot id and forgets session and latches', () => {
    const bench = running();
    bench.text('\u0018\n');
    bench.do({ kind: 'reboot', reason: 'brownout', darkMs: 300 });
    expect(bench.isOff).toBe(true);
    expect(bench.payload('1 HELLO 1 host')).toEqual([]);
    expect(bench.elapse(299)).toEqual([]);
    expect(bench.elapse(2)).toEqual(['E boot brownout']);
    expect(bench.payload('9 KEEP')).toEqual(['9 ERR hello']);
    expect(bench.payload('1 HELLO 1 host')[0]).toContain('boot=9F3B');
    expect(bench.telemetry().mode).toBe('idle');
  });
});
