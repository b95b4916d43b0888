import { describe, expect, it } from 'vitest';
import { ChairBench, events } from './bench.js';

const running = (request = 'SET legs vibrate 60 30 0 5000'): ChairBench => {
  const bench = new ChairBench().greet();
  expect(bench.ask(request)).toBe('OK');
  return bench;
};

/** A motor is led up from standstill to its least duty; a rise may take so much longer. */
const startMs = 220;

describe('a ramp', () => {
  it('takes the time that was asked for, and after its start no less than 0.9 s for 0 to 100', () => {
    const slow = running('SET legs vibrate 60 30 2000 5000');
    slow.keep(startMs);
    expect(slow.zone('legs').level).toBe(1);
    slow.keep(1000);
    expect(slow.zone('legs').level).toBe(30);
    slow.keep(1000);
    expect(slow.zone('legs')).toMatchObject({ technique: 'vibrate', level: 60, rate: 30 });
    const fast = running('SET back knead 100 30 0 5000');
    fast.keep(startMs);
    expect(fast.zone('back').level).toBe(1);
    fast.keep(450);
    expect(fast.zone('back').level).toBeGreaterThanOrEqual(50);
    expect(fast.zone('back').level).toBeLessThanOrEqual(52);
    fast.keep(450);
    expect(fast.zone('back').level).toBe(100);
  });

  it('falls as fast as asked, from the present level', () => {
    const bench = running();
    bench.keep(1000);
    bench.ask('SET legs vibrate 20 30 400 5000');
    bench.keep(200);
    expect(bench.zone('legs').level).toBe(40);
    bench.ask('SET legs vibrate 10 30 0 5000');
    bench.keep(10);
    expect(bench.zone('legs').level).toBe(10);
  });

  it('is not begun anew by a renewal', () => {
    const bench = running('SET legs vibrate 60 30 2000 5000');
    bench.keep(startMs + 1000);
    bench.ask('SET legs vibrate 60 30 2000 5000');
    bench.keep(1000);
    expect(bench.zone('legs').level).toBe(60);
  });

  it('of another technique goes to 0 in 500 ms, waits 100 ms, and then up', () => {
    const bench = running();
    bench.keep(1000);
    bench.ask('SET legs roll 60 10 600 5000');
    bench.keep(250);
    expect(bench.zone('legs')).toMatchObject({ technique: 'vibrate', level: 30 });
    bench.keep(300);
    expect(bench.zone('legs')).toMatchObject({ technique: 'off', level: 0, rate: 0 });
    expect(bench.isOff).toBe(true);
    bench.keep(100);
    bench.keep(100);
    expect(bench.zone('legs')).toMatchObject({ technique: 'roll', level: 1, rate: 10 });
    bench.keep(startMs);
    expect(bench.zone('legs').level).toBeGreaterThan(10);
    bench.keep(500);
    expect(bench.zone('legs').level).toBe(60);
  });

  it('of a STOP never lengthens one under way', () => {
    const bench = running();
    bench.keep(1000);
    bench.ask('STOP 200');
    bench.elapse(100);
    bench.ask('STOP 2000');
    bench.elapse(110);
    expect(bench.isOff).toBe(true);
    const other = running();
    other.keep(1000);
    other.ask('SET legs vibrate 1 30 100 5000');
    other.ask('STOP 2000');
    other.elapse(150);
    expect(other.isOff).toBe(true);
  });

  it('of a STOP is not lengthened by a SET to off', () => {
    const bench = running();
    bench.keep(1000);
    bench.ask('STOP 200');
    expect(bench.ask('SET legs off 0 0 60000 0')).toBe('OK');
    bench.elapse(210);
    expect(bench.isOff).toBe(true);
  });
});

describe('an armed chair', () => {
  it('runs from the first SET over 0 to STOP; a single zone that goes off leaves it armed', () => {
    const bench = new ChairBench().greet();
    bench.ask('SET legs off 0 0 0 0');
    expect(bench.telemetry().mode).toBe('idle');
    bench.ask('SET legs vibrate 60 30 0 5000');
    expect(bench.telemetry().mode).toBe('run');
    bench.keep(500);
    bench.ask('SET legs off 0 0 0 0');
    bench.keep(500);
    expect(bench.isOff).toBe(true);
    expect(bench.telemetry().mode).toBe('run');
    bench.ask('STOP');
    expect(bench.telemetry().mode).toBe('idle');
  });

  it('stops at HELLO like STOP 500, and is busy until it is still', () => {
    const bench = running();
    bench.keep(1000);
    expect(bench.payload('1 HELLO 1 other')[0]).toContain('1 OK 1');
    expect(bench.telemetry().mode).toBe('stop');
    expect(bench.payload('2 SET legs vibrate 60 30 0 5000')).toEqual(['2 ERR busy']);
    bench.elapse(400);
    expect(bench.payload('3 SET legs vibrate 60 30 0 5000')).toEqual(['3 ERR busy']);
    bench.elapse(110);
    expect(bench.isOff).toBe(true);
    bench.elapse(100);
    expect(bench.payload('4 SET legs vibrate 60 30 0 5000')).toEqual(['4 OK']);
  });

  it('is busy until telemetry has shown that it stopped by its own button [S5]', () => {
    const bench = running();
    bench.keep(1000);
    bench.do({ kind: 'button', button: 'stop' });
    expect(bench.ask('SET legs vibrate 60 30 0 5000')).toBe('ERR busy');
    bench.elapse(900);
    expect(bench.ask('SET legs vibrate 60 30 0 5000')).toBe('ERR busy');
    bench.elapse(400);
    expect(bench.ask('SET legs vibrate 60 30 0 5000')).toBe('OK');
  });

  it('falls no longer than the TTL that is left would let it [S2]', () => {
    const bench = running('SET legs vibrate 60 30 0 1000');
    bench.keep(900);
    bench.ask('STOP 2000');
    bench.elapse(590);
    expect(bench.isOff).toBe(false);
    bench.elapse(20);
    expect(bench.isOff).toBe(true);
  });

  it('takes a button itself: stop, pause and emergency stop act, start only tells', () => {
    const bench = running();
    bench.keep(1000);
    expect(bench.do({ kind: 'button', button: 'start' })).toEqual(['E button start']);
    expect(bench.telemetry().mode).toBe('run');
    expect(bench.do({ kind: 'button', button: 'pause' })).toEqual(['E button pause']);
    bench.elapse(500);
    expect(bench.zone('legs').level).toBe(30);
    expect(bench.do({ kind: 'button', button: 'stop' })).toEqual(['E button stop']);
    bench.elapse(500);
    expect(bench.isOff).toBe(true);
    expect(bench.do({ kind: 'button', button: 'estop' })).toEqual(['E button estop', 'E fault estop - 0']);
  });

  it('reports who sits down and gets up, and does nothing about it', () => {
    const bench = running();
    expect(bench.do({ kind: 'occupied', isOccupied: false })).toEqual(['E occupied 0']);
    expect(bench.do({ kind: 'occupied', isOccupied: false })).toEqual([]);
    expect(bench.telemetry()).toMatchObject({ occupied: false, mode: 'run' });
    expect(bench.do({ kind: 'occupied', isOccupied: true })).toEqual(['E occupied 1']);
  });
});

const airWords = ({ state: { legs } }: ChairBench): string =>
  `${legs.pump ? 'pump' : 'still'} ${legs.valveClosed ? 'closed' : 'open'} ${legs.duty > 0 ? 'driven' : 'free'}`;

describe('air', () => {
  it('holds steadily at rate 0, for at most 20 s; renewals do not blow it up again [S17]', () => {
    const bench = running('SET legs compress 50 0 0 5000');
    for (let second = 0; second < 19; second += 1) {
      bench.keep(1000);
      bench.ask('SET legs compress 50 0 0 5000');
    }
    expect(bench.state.legs).toMatchObject({ pump: false, valveClosed: true });
    bench.keep(1100);
    expect(bench.isOff).toBe(true);
    expect(bench.zone('legs')).toMatchObject({ technique: 'off', level: 0, flags: ['L'] });
    bench.ask('SET legs compress 50 0 0 5000');
    bench.keep(4000);
    expect(bench.isOff).toBe(true);
    expect(bench.state.legs.air.pressure).toBe(0);
    bench.ask('SET legs compress 40 0 0 5000');
    bench.keep(500);
    expect(bench.zone('legs')).toMatchObject({ technique: 'compress', level: 40, flags: [] });
  });

  it('is not held longer by changes of its level, and vents before it is blown up again [S17]', () => {
    const bench = running('SET legs compress 50 0 0 5000');
    for (let second = 0; second < 20; second += 1) {
      bench.keep(1000);
      bench.ask(`SET legs compress ${second % 2 === 0 ? 51 : 50} 0 0 5000`);
    }
    bench.ask('SET legs compress 55 0 0 5000');
    bench.keep(1000);
    expect(bench.isOff).toBe(true);
  });

  it('cycles by itself at a rate: it inflates, holds and vents, and shows its peak all the while', () => {
    const bench = running('SET legs compress 20 6 0 5000');
    const seen = new Set<string>();
    for (let step = 0; step < 100; step += 1) {
      bench.keep(200);
      if (step % 10 === 0) bench.ask('SET legs compress 20 6 0 5000');
      seen.add(airWords(bench));
      if (step > 5) expect(bench.zone('legs')).toMatchObject({ technique: 'compress', level: 20, rate: 6 });
    }
    expect([...seen].sort()).toEqual(['pump closed driven', 'still closed free', 'still open free']);
  });
});

describe('a motor', () => {
  it('is driven in its working range, and not at all at level 0', () => {
    const bench = running('SET back tap 1 200 0 5000');
    bench.keep(startMs / 2);
    expect(bench.state.back.duty).toBeGreaterThan(0.2);
    expect(bench.state.back.duty).toBeLessThan(0.33);
    bench.keep(startMs / 2);
    expect(bench.state.back.duty).toBeCloseTo(0.53);
    bench.ask('SET back tap 100 200 0 5000');
    bench.keep(1500);
    expect(bench.state.back.duty).toBe(1);
    expect(bench.zone('back').currentMa).toBe(2000);
    bench.ask('STOP 0');
    bench.elapse(10);
    expect(bench.state.back.duty).toBe(0);
    bench.elapse(300);
    expect(bench.zone('back').currentMa).toBe(0);
  });

  it('runs at its own rate at rate 0', () => {
    const bench = running('SET back knead 50 0 0 5000');
    bench.keep(1000);
    expect(bench.zone('back')).toMatchObject({ technique: 'knead', rate: 25 });
  });

  it('warms up under load and cools by half a degree to one a minute', () => {
    const bench = running('SET back knead 100 30 0 5000');
    for (let second = 0; second < 1200; second += 1) {
      bench.keep(1000);
      bench.ask('SET back knead 100 30 0 5000');
    }
    const warm = Number(bench.zone('back').temperatureDc);
    expect(warm).toBeGreaterThan(450);
    expect(warm).toBeLessThan(550);
    expect(bench.zone('back').flags).toEqual(['H']);
    bench.ask('STOP');
    bench.elapse(600_000);
    const cooledC = (warm - Number(bench.zone('back').temperatureDc)) / 10;
    expect(cooledC).toBeGreaterThan(5);
    expect(cooledC).toBeLessThan(10);
  });

  it('is the same whether time passes in one step or in many', () => {
    const many = running('SET back knead 70 30 3000 5000');
    const one = running('SET back knead 70 30 3000 5000');
    const linesOfMany = Array.from({ length: 3000 }, () => many.elapse(1)).flat();
    const linesOfOne = one.elapse(3000);
    expect(events(linesOfOne)).toEqual(events(linesOfMany));
    expect(one.telemetry()).toEqual(many.telemetry());
  });
});
