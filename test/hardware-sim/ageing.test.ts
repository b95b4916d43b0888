import { describe, expect, it } from 'vitest';
import { ChairBench } from './bench.js';

const hourMs = 3_600_000;

/** A chair that plays this, and renews it, for so long. */
function work(bench: ChairBench, request: string, durationMs: number): void {
  for (let leftMs = durationMs; leftMs > 0; leftMs -= 2000) {
    expect(bench.ask(request)).toBe('OK');
    bench.keep(Math.min(2000, leftMs));
  }
}

const vibration = 'SET legs vibrate 60 30 0 5000';

describe('a motor that wears', () => {
  it('draws and warms more by its rate after each hour of work, and stands still in between without ageing', () => {
    const [worn, sound] = [new ChairBench().greet(), new ChairBench().greet()];
    worn.suffer('wear:legs:0.1');
    for (const bench of [worn, sound]) work(bench, vibration, hourMs / 2);
    const half = worn.zone('legs').currentMa;
    expect(Number(half) / Number(sound.zone('legs').currentMa)).toBeCloseTo(1.05, 2);
    for (const bench of [worn, sound]) {
      bench.ask('STOP 0');
      bench.elapse(3 * hourMs);
      work(bench, vibration, hourMs / 2);
    }
    expect(Number(worn.zone('legs').currentMa) / Number(sound.zone('legs').currentMa)).toBeCloseTo(1.1, 2);
    expect(worn.zone('legs').level).toBe(60);
    expect(Number(worn.zone('legs').temperatureDc)).toBeGreaterThan(Number(sound.zone('legs').temperatureDc) + 5);
  });

  it('wears alone, also over a restart, and is as good as new when that is taken back', () => {
    const [worn, sound] = [new ChairBench().greet(), new ChairBench().greet()];
    worn.suffer('wear:legs:1');
    for (const bench of [worn, sound]) {
      work(bench, vibration, hourMs / 4);
      bench.do({ kind: 'reboot', reason: 'power', darkMs: 300 });
      bench.elapse(1000);
      bench.greet();
      work(bench, vibration, 4000);
      work(bench, 'SET back knead 30 0 0 5000', 2000);
    }
    expect(worn.zone('legs').currentMa).toBeGreaterThan(Number(sound.zone('legs').currentMa) * 1.2);
    expect(worn.zone('back').currentMa).toBe(sound.zone('back').currentMa);
    worn.suffer();
    for (const bench of [worn, sound]) work(bench, vibration, 4000);
    expect(worn.zone('legs').currentMa).toBe(sound.zone('legs').currentMa);
  });
});

describe('a hose that leaks', () => {
  const squeeze = 'SET legs compress 60 4 0 5000';

  /** How long the pump works in a minute of squeezes, ms. */
  function pumpMs(bench: ChairBench): number {
    let sum = 0;
    for (let step = 0; step < 600; step += 1) {
      if (step % 20 === 0) bench.ask(squeeze);
      bench.keep(100);
      if (bench.state.legs.pump) sum += 100;
    }
    return sum;
  }

  it('makes the pump work longer for the same level, more with each hour of air', () => {
    const bench = new ChairBench().greet();
    const newMs = pumpMs(bench);
    bench.suffer('leak:legs:0.8');
    work(bench, squeeze, hourMs / 2);
    const usedMs = pumpMs(bench);
    work(bench, squeeze, hourMs / 2);
    const oldMs = pumpMs(bench);
    expect([usedMs > newMs * 1.05, oldMs > usedMs * 1.05, oldMs < newMs * 2]).toEqual([true, true, true]);
    expect(bench.zone('legs')).toMatchObject({ technique: 'compress', level: 60 });
  });

  it('lets go of a bag that is held, and the pump comes again', () => {
    const bench = new ChairBench().greet();
    bench.suffer('leak:legs:10');
    const hold = 'SET legs compress 50 0 0 5000';
    work(bench, 'SET legs compress 50 4 0 5000', hourMs / 20);
    bench.ask('SET legs off 0 0 0 0');
    bench.keep(5000);
    bench.ask(hold);
    const runs: boolean[] = [];
    for (let step = 0; step < 150; step += 1) {
      if (step % 20 === 0) bench.ask(hold);
      bench.keep(100);
      runs.push(bench.state.legs.pump);
    }
    const starts = runs.filter((isOn, at) => isOn && runs[at - 1] !== true).length;
    expect(starts).toBeGreaterThan(1);
  });

  it('is nothing to a zone that uses no air', () => {
    const [worn, sound] = [new ChairBench().greet(), new ChairBench().greet()];
    worn.suffer('leak:legs:1');
    for (const bench of [worn, sound]) work(bench, vibration, hourMs / 4);
    expect(worn.state.legs.leakedMs).toBe(0);
    expect(worn.telemetry()).toEqual(sound.telemetry());
  });
});
