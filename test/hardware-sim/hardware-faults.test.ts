import { describe, expect, it } from 'vitest';
import { ChairBench, events } from './bench.js';

const running = (request = 'SET legs vibrate 60 30 0 5000'): ChairBench => {
  const bench = new ChairBench().greet();
  expect(bench.ask(request)).toBe('OK');
  bench.keep(1000);
  return bench;
};

describe('stall', () => {
  it('reaches the limit within 50 to 200 ms, and cuts its zone at once and the others in 500 ms', () => {
    const bench = running();
    bench.ask('SET back knead 100 30 0 5000');
    bench.keep(1500);
    bench.suffer('stall:legs');
    expect(events(bench.elapse(50))).toEqual([]);
    expect(events(bench.elapse(150))).toEqual([expect.stringMatching(/^E fault stall legs 3\d{3}$/)]);
    expect(bench.zone('legs')).toMatchObject({ technique: 'off', flags: ['S'] });
    expect(bench.zone('back').technique).toBe('knead');
    bench.elapse(500);
    expect(bench.isOff).toBe(true);
  });

  it('clears by itself twice, without any motion, and latches the third time within a minute', () => {
    const bench = running();
    bench.suffer('stall:legs');
    const lines: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      lines.push(...events(bench.keep(3000)));
      if (count < 2) expect(bench.isOff).toBe(true);
      bench.ask('SET legs vibrate 60 30 0 5000');
    }
    expect(lines.filter((line) => line.startsWith('E clear stall legs'))).toHaveLength(2);
    bench.keep(3000);
    expect(bench.telemetry().mode).toBe('fault');
    expect(bench.ask('SET legs vibrate 60 30 0 5000')).toBe('ERR latched stall');
    expect(bench.ask('RESET stall')).toBe('OK');
    bench.suffer();
    expect(bench.ask('SET legs vibrate 60 30 0 5000')).toBe('OK');
    expect(events(bench.keep(3000))).toEqual([]);
  });

  it('does nothing to a zone that is off', () => {
    const bench = new ChairBench().greet();
    bench.suffer('stall:legs', 'overcurrent:back');
    expect(events(bench.elapse(5000))).toEqual(['E boot power']);
  });
});

it('overcurrent is reported as such', () => {
  const bench = running();
  bench.suffer('overcurrent:legs');
  expect(events(bench.keep(500))).toEqual([expect.stringMatching(/^E fault overcurrent legs 3\d{3}$/)]);
});

describe('heat', () => {
  it('warns, then takes level away, then stops its zone and latches until it is cool [S17]', () => {
    const bench = running();
    bench.suffer('hot:legs:50');
    bench.keep(500);
    expect(bench.zone('legs')).toMatchObject({ level: 60, temperatureDc: 500, flags: ['H'] });
    bench.suffer('hot:legs:62.5');
    bench.keep(500);
    expect(bench.zone('legs')).toMatchObject({ level: 39, flags: ['D', 'H'] });
    expect(bench.suffer('hot:legs:75')).toEqual(['E fault overtemp legs 750']);
    bench.elapse(600);
    expect(bench.isOff).toBe(true);
    expect(bench.ask('RESET overtemp')).toBe('ERR latched overtemp');
    bench.suffer('hot:legs:54');
    expect(bench.ask('RESET overtemp')).toBe('OK');
  });

  it('that goes away lets the level rise again, no faster than any rise', () => {
    const bench = running();
    bench.suffer('hot:legs:69');
    bench.keep(500);
    const low = bench.zone('legs').level;
    bench.suffer();
    bench.keep(100);
    expect(bench.zone('legs').level).toBeLessThanOrEqual(low + 12);
    bench.keep(1000);
    expect(bench.zone('legs').level).toBe(60);
  });
});

describe('a sensor that reads nonsense', () => {
  it('is a fault at once, latched until it reads again, and never a value [S11]', () => {
    const bench = running();
    expect(bench.suffer('sensor-open:legs')).toEqual(['E fault sensor legs 0']);
    bench.elapse(600);
    expect(bench.isOff).toBe(true);
    expect(bench.zone('legs').temperatureDc).toBe('invalid');
    expect(bench.ask('RESET sensor')).toBe('ERR latched sensor');
    bench.suffer();
    expect(bench.ask('RESET sensor')).toBe('OK');
  });
});

describe('the rail', () => {
  it('sags with load', () => {
    const bench = running('SET back knead 100 30 0 5000');
    bench.keep(1000);
    expect(Number(bench.telemetry().railMv)).toBeLessThan(23_800);
  });

  it.each([
    ['sag:9000', 'undervolt', 9000],
    ['sag:27500', 'overvolt', 27_500],
  ])('%s is %s; it stops the chair, and clears by itself', (fault, code, railMv) => {
    const bench = running();
    bench.suffer(fault);
    expect(events(bench.keep(500))).toEqual([`E fault ${code} - ${railMv}`]);
    expect(bench.telemetry()).toMatchObject({ railMv, mode: 'fault' });
    expect(events(bench.keep(5000))).toHaveLength(5);
    expect(bench.suffer()).toEqual([`E clear ${code} -`]);
    expect(bench.ask('SET legs vibrate 60 30 0 5000')).toBe('OK');
  });

  it('that is low but not too low is only shown', () => {
    const bench = running();
    bench.suffer('sag:20000');
    expect(events(bench.keep(1000))).toEqual([]);
    expect(bench.telemetry().railMv).toBe(20_000);
  });
});

it('contradiction: current where every output is off is a fault, until it is gone', () => {
  const bench = new ChairBench().greet();
  bench.suffer('contradiction');
  expect(events(bench.elapse(600))).toEqual([
    'E boot power',
    expect.stringMatching(/^E fault contradiction back \d+$/),
  ]);
  expect(bench.zone('back')).toMatchObject({ technique: 'off', level: 0, currentMa: 800 });
  expect(bench.ask('RESET contradiction')).toBe('ERR latched contradiction');
  bench.suffer();
  expect(bench.ask('RESET contradiction')).toBe('OK');
});

describe('runaway', () => {
  const zoneIsOn = (bench: ChairBench): boolean => bench.zone('legs').level === 60;

  it.each(['STOP 0', 'SET legs off 0 0 0 0', 'HELLO 1 other'])('ignores %s', (request) => {
    const bench = running();
    bench.suffer('runaway:legs');
    expect(bench.ask(request)).toMatch(/^OK/);
    bench.elapse(2000);
    expect(zoneIsOn(bench)).toBe(true);
  });

  it('ignores TTL and lease, and shows the truth about it', () => {
    const bench = running();
    bench.suffer('runaway:legs');
    expect(events(bench.elapse(8000)).slice(0, 3)).toEqual(['E lease', 'E fault lease - 0', 'E fault lease - 0']);
    expect(zoneIsOn(bench)).toBe(true);
    expect(bench.telemetry().mode).toBe('fault');
  });

  it('obeys the emergency stop; the hard one does not [S4]', () => {
    const soft = running();
    soft.suffer('runaway:legs');
    soft.text('\u0018\n');
    expect(soft.isOff).toBe(true);
    const hard = running();
    hard.suffer('runaway:legs:hard');
    hard.text('\u0018\n');
    hard.elapse(2000);
    expect(zoneIsOn(hard)).toBe(true);
    expect(hard.telemetry().mode).toBe('estop');
    expect(hard.ask('RESET estop')).toBe('ERR latched estop');
  });

  it('that is over does what was asked meanwhile', () => {
    const bench = running();
    bench.suffer('runaway:legs');
    bench.ask('STOP 0');
    bench.suffer();
    bench.elapse(600);
    expect(bench.isOff).toBe(true);
  });

  it('that is over obeys the emergency stop that came meanwhile, also where a wrong wire drives its zone [S3]', () => {
    const bench = running();
    bench.suffer('runaway:legs:hard', 'unasked:legs');
    bench.text('\u0018\n');
    bench.suffer('unasked:legs');
    bench.elapse(600);
    expect(bench.isOff).toBe(true);
  });
});
