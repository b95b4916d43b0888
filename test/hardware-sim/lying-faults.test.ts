import { describe, expect, it } from 'vitest';
import { ChairBench } from './bench.js';
import { Host } from './host.js';

const running = (): ChairBench => {
  const bench = new ChairBench().greet();
  expect(bench.ask('SET legs vibrate 20 30 0 5000')).toBe('OK');
  bench.keep(1000);
  return bench;
};

describe('a driver that does more than it is asked', () => {
  it('drives and measures it while its zone is asked to move, and lets go with a stop', () => {
    const bench = running();
    bench.suffer('over:legs:90', 'over:back:50');
    bench.keep(1500);
    expect([bench.zone('legs').level, bench.zone('back').level]).toEqual([90, 0]);
    bench.ask('STOP 500');
    bench.elapse(510);
    expect(bench.isOff).toBe(true);
  });

  it('does what it is asked beyond that, and again when it is mended', () => {
    const bench = running();
    bench.suffer('over:legs:10');
    bench.keep(500);
    expect(bench.zone('legs').level).toBe(20);
    bench.suffer('over:legs:90');
    bench.keep(1500);
    bench.suffer();
    bench.keep(100);
    expect(bench.zone('legs').level).toBe(20);
  });
});

describe('a zone that nobody asks for', () => {
  it('moves from that moment on, stops with a stop, and moves again when the chair is armed', () => {
    const bench = new ChairBench().greet();
    bench.suffer('unasked:seat');
    bench.elapse(1000);
    expect([bench.zone('seat').level, bench.telemetry().mode]).toEqual([40, 'stop']);
    bench.ask('STOP 0');
    bench.elapse(2000);
    expect(bench.isOff).toBe(true);
    expect(bench.ask('SET legs vibrate 20 30 0 5000')).toBe('OK');
    bench.keep(1000);
    expect([bench.zone('seat').level, bench.zone('legs').level]).toEqual([40, 20]);
    bench.elapse(1200);
    expect([bench.isOff, bench.telemetry().mode]).toEqual([true, 'fault']);
  });

  it('does what it is asked where it is asked, and stops when it is mended', () => {
    const bench = running();
    bench.suffer('unasked:seat');
    bench.ask('SET seat vibrate 70 30 0 5000');
    bench.keep(1500);
    expect(bench.zone('seat')).toMatchObject({ technique: 'vibrate', level: 70 });
    bench.ask('SET seat off 0 0 0 0');
    bench.keep(1500);
    expect(bench.zone('seat').level).toBe(40);
    bench.suffer();
    bench.keep(600);
    expect(bench.zone('seat').level).toBe(0);
  });
});

describe('telemetry that is frozen', () => {
  it('repeats what was measured when it began, with a live uptime, whatever the chair does', () => {
    const bench = running();
    const before = bench.telemetry();
    bench.suffer('frozen');
    bench.ask('STOP 0');
    bench.elapse(2000);
    expect(bench.isOff).toBe(true);
    expect(bench.telemetry()).toEqual({ ...before, uptimeMs: before.uptimeMs + 2000 });
    bench.suffer();
    expect(bench.zone('legs').level).toBe(0);
  });
});

describe('on the line', () => {
  it('telemetry alone is missing where it is lost', () => {
    const host = new Host();
    host.start();
    host.chair.inject('no-telemetry');
    const before = host.payloads().length;
    host.ask('3 STATUS');
    host.keep(1000);
    expect(host.payloads().slice(before)).toEqual(['3 OK']);
  });

  it('a bouncing contact says so many lines a second, faults and their ends in turn', () => {
    const host = new Host();
    host.chair.inject('chatter:450@0s+2s');
    const before = host.payloads().length;
    host.clock.advance(4000);
    const said = host
      .payloads()
      .slice(before)
      .filter((line) => line.startsWith('E '));
    expect(said.length).toBeGreaterThan(890);
    expect(said.length).toBeLessThanOrEqual(900);
    expect(said.slice(0, 3)).toEqual(['E fault stall legs 3000', 'E clear stall legs', 'E fault stall legs 3000']);
    expect(host.chair.latches).toEqual([]);
  });
});
