import { describe, expect, it } from 'vitest';
import { ChairBench } from './bench.js';

describe('a change under way', () => {
  it('is not lengthened by a SET to off where another technique was asked for in the fall of a STOP', () => {
    const bench = new ChairBench().greet();
    bench.ask('SET back knead 60 0 0 5000');
    bench.keep(1500);
    bench.ask('STOP 400');
    bench.elapse(100);
    expect(bench.ask('SET back roll 40 0 0 5000')).toBe('OK');
    expect(bench.ask('SET back off 0 0 60000 0')).toBe('OK');
    bench.elapse(310);
    expect(bench.isOff).toBe(true);
  });

  it('of a third technique waits for the rest of the 100 ms, and not for 100 ms of its own', () => {
    const bench = new ChairBench().greet();
    bench.ask('SET back knead 20 0 0 5000');
    bench.keep(1000);
    bench.ask('SET back roll 20 0 0 5000');
    bench.elapse(560);
    expect(bench.zone('back').technique).toBe('off');
    bench.ask('SET back vibrate 20 0 0 5000');
    bench.elapse(30);
    expect(bench.isOff).toBe(true);
    bench.elapse(60);
    expect(bench.zone('back')).toMatchObject({ technique: 'vibrate' });
  });

  it('is shown rounded to the nearest number; under 0.5 the zone is off', () => {
    const bench = new ChairBench().greet();
    bench.ask('SET legs vibrate 10 0 0 5000');
    bench.keep(1000);
    bench.ask('STOP 2000');
    bench.elapse(1880);
    expect(bench.zone('legs')).toMatchObject({ technique: 'vibrate', level: 1 });
    bench.elapse(60);
    expect(bench.zone('legs')).toMatchObject({ technique: 'off', level: 0, rate: 0 });
  });
});
