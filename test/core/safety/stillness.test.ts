import { describe, expect, it } from 'vitest';
import { stopDoubt } from '../../../src/core/safety/attention.js';
import { limits } from '../../../src/core/safety/limits.js';
import {
  isStill,
  joinStops,
  type StopEffect,
  type StopWatch,
  stepStop,
  watchStop,
} from '../../../src/core/safety/stillness.js';
import { resting, running, withSeat } from './telemetry-of.js';

describe('one T line shows a still chair [S4]', () => {
  it.each([
    ['at rest', resting()],
    ['in an emergency stop', resting({ mode: 'estop' })],
    ['with a fault', resting({ mode: 'fault' })],
    ['with 99 mA', withSeat({ currentMa: 99 })],
    ['without a current sensor', withSeat({ currentMa: 'none' })],
    ['with a temperature sensor that fails', withSeat({ temperatureDc: 'invalid' })],
  ])('%s', (_how, telemetry) => {
    expect(isStill(telemetry)).toBe(true);
  });

  it.each([
    ['in mode run', resting({ mode: 'run' })],
    ['in mode stop', resting({ mode: 'stop' })],
    ['with a level', withSeat({ technique: 'roll', level: 1 })],
    ['with a technique at level 0', withSeat({ technique: 'roll' })],
    ['with a level without a technique', withSeat({ level: 1 })],
    ['with 100 mA', withSeat({ currentMa: 100 })],
    ['with a current sensor that fails', withSeat({ currentMa: 'invalid' })],
  ])('but not %s', (_how, telemetry) => {
    expect(isStill(telemetry)).toBe(false);
  });
});

/** A stop that was written at 0; a step for every input, effects with their times. */
class Stopping {
  readonly effects: (readonly [number, StopEffect])[] = [];
  nowMs = 0;

  constructor(public watch: StopWatch) {}

  answer(): this {
    return this.take(stepStop(this.watch, { kind: 'answered', nowMs: this.nowMs }));
  }

  line(telemetry = resting()): this {
    return this.take(stepStop(this.watch, { kind: 'telemetry', telemetry, nowMs: this.nowMs }));
  }

  wait(untilMs: number): this {
    while (this.nowMs < untilMs) {
      this.nowMs += 50;
      this.take(stepStop(this.watch, { kind: 'tick', nowMs: this.nowMs }));
    }
    return this;
  }

  /** No tick until this one. */
  stand(untilMs: number): this {
    this.nowMs = untilMs;
    return this.take(stepStop(this.watch, { kind: 'tick', nowMs: this.nowMs }));
  }

  join(kind: 'stop' | 'emergency', rampMs: number): this {
    this.watch = joinStops(this.watch, watchStop(kind, rampMs, this.nowMs));
    return this;
  }

  timesOf(effect: StopEffect): readonly number[] {
    return this.effects.filter(([, each]) => each === effect).map(([atMs]) => atMs);
  }

  private take([watch, effects]: readonly [StopWatch, readonly StopEffect[]]): this {
    this.watch = watch;
    this.effects.push(...effects.map((effect) => [this.nowMs, effect] as const));
    return this;
  }
}

const stopping = (rampMs: number): Stopping => new Stopping(watchStop('stop', rampMs, 0));
const emergency = (): Stopping => new Stopping(watchStop('emergency', 0, 0));

describe('a stop is done [S4]', () => {
  it('when two T lines after its answer show a still chair', () => {
    const stop = stopping(1000).answer().line();
    expect(stop.effects).toEqual([]);
    expect(stop.line().effects).toEqual([[0, 'still']]);
  });

  it('not by lines before its answer', () => {
    const stop = stopping(1000).line().line().line();
    expect(stop.effects).toEqual([]);
    expect(stop.answer().line().effects).toEqual([]);
    expect(stop.line().timesOf('still')).toHaveLength(1);
  });

  it('not by two still lines with a moving one between them', () => {
    const stop = stopping(1000).answer().line().line(running).line();
    expect(stop.effects).toEqual([]);
    expect(stop.line().timesOf('still')).toHaveLength(1);
  });

  it('as an emergency by lines from 100 ms after its byte, answered or not', () => {
    const stop = emergency().wait(50).line().line().wait(100).line();
    expect(stop.effects).toEqual([]);
    expect(stop.line().effects).toEqual([[100, 'still']]);
  });

  it('as an emergency by lines after its answer', () => {
    expect(emergency().answer().line().line().effects).toEqual([[0, 'still']]);
  });
});

describe('a stop that does not show, its deadlines counted from the end of its ramp [S4]', () => {
  it.each([0, 500, 1000, 2000])('with a ramp of %d ms', (rampMs) => {
    const stop = stopping(rampMs)
      .answer()
      .wait(rampMs + 4000);
    const since = (effect: StopEffect) => stop.timesOf(effect).map((atMs) => atMs - rampMs);
    expect(since('repeat')).toEqual([200, 400, 600, 800]);
    expect(since('emergency')).toEqual([
      1000, 1200, 1400, 1600, 1800, 2000, 2200, 2400, 2600, 2800, 3000, 3200, 3400, 3600, 3800, 4000,
    ]);
    expect(since('alarm')).toEqual([2500]);
  });

  it('is written once where the chair shows that it took it', () => {
    const stop = stopping(1000).answer().wait(1150).line().wait(1250).line();
    expect(stop.effects).toEqual([[1250, 'still']]);
  });

  it('is repeated a period of telemetry later where one line showed it and no more came, but not later where the chair moves', () => {
    const once = stopping(1000).answer().wait(1100).line().wait(1600);
    expect(once.timesOf('repeat')).toEqual([1300, 1600]);
    const moving = stopping(1000).answer().wait(1100).line(running).wait(1450);
    expect(moving.timesOf('repeat')).toEqual([1200, 1400]);
  });

  it('is not repeated by a look that comes late, before what the chair has said meanwhile is read', () => {
    const stop = stopping(1000).answer().wait(1100).stand(1550);
    expect(stop.line().line().effects).toEqual([[1550, 'still']]);
  });

  it('is repeated at the look after a late one where the chair has said nothing', () => {
    expect(stopping(1000).wait(1100).stand(1550).wait(1600).effects).toEqual([[1600, 'repeat']]);
  });

  it('is repeated without limit, and alarmed about once', () => {
    const stop = stopping(0).wait(120_000);
    expect(stop.timesOf('emergency').at(-1)).toBe(120_000);
    expect(stop.timesOf('alarm')).toHaveLength(1);
  });

  it('keeps its deadlines where a chair moves on and on', () => {
    const stop = stopping(1000).answer();
    for (let atMs = 100; atMs <= 4000; atMs += 100) stop.wait(atMs).line(running);
    expect(stop.timesOf('emergency')[0]).toBe(2000);
    expect(stop.timesOf('alarm')).toEqual([3500]);
    expect(stop.timesOf('still')).toEqual([]);
  });

  it('is done, also late, when it shows; lines of before the emergency do not count', () => {
    const stop = stopping(0).answer().wait(950).line().wait(1000);
    expect(stop.line().timesOf('still')).toEqual([]);
    expect(stop.wait(1100).line().timesOf('still')).toEqual([]);
    expect(stop.line().timesOf('still')).toEqual([1100]);
  });

  it('as an emergency is repeated every 200 ms, and alarmed about at 2.5 s', () => {
    const stop = emergency().wait(3000);
    expect(stop.timesOf('emergency')).toEqual([
      200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800, 2000, 2200, 2400, 2600, 2800, 3000,
    ]);
    expect(stop.timesOf('alarm')).toEqual([2500]);
    expect(stop.timesOf('repeat')).toEqual([]);
  });
});

describe('a daemon that stood still during a stop, which escalates by what it has seen alone [S4]', () => {
  const stoodStill = (): Stopping => stopping(0).answer().wait(400).stand(10_000);

  it('repeats the stop at once, and nothing more', () => {
    expect(stoodStill().effects).toEqual([
      [200, 'repeat'],
      [400, 'repeat'],
      [10_000, 'repeat'],
    ]);
  });

  it('is done with what it finds unread', () => {
    const stop = stoodStill().line().line();
    expect(stop.timesOf('still')).toEqual([10_000]);
    expect(stop.timesOf('emergency')).toEqual([]);
  });

  it('escalates as soon as it has read a period of telemetry that shows a chair in motion', () => {
    const stop = stoodStill().line(running).line(running).wait(10_050).line(running).wait(10_100);
    expect(stop.timesOf('emergency')).toEqual([]);
    expect(stop.line(running).wait(10_150).timesOf('emergency')).toEqual([10_150]);
  });

  it('escalates 500 ms later where the chair is silent', () => {
    const stop = stoodStill().wait(11_000);
    expect(stop.timesOf('emergency')[0]).toBe(10_500);
    expect(stop.timesOf('alarm')).toEqual([10_500]);
  });

  it('does not wait for ever where gap follows gap and the chair moves on', () => {
    const stop = stopping(0).answer();
    for (let atMs = 600; atMs <= 6000; atMs += 600) stop.stand(atMs).line(running);
    expect(stop.timesOf('emergency')[0]).toBe(1200);
    expect(stop.timesOf('alarm')).toEqual([3600]);
  });

  it('is done where gap follows gap and the chair is still, without an emergency', () => {
    const stop = stopping(0).answer();
    for (let atMs = 600; atMs <= 1200; atMs += 600) stop.stand(atMs).line().line();
    expect(stop.timesOf('still')[0]).toBe(600);
    expect(stop.timesOf('emergency').filter((atMs) => atMs <= 600)).toEqual([]);
  });

  it('takes 500 ms between two ticks for no gap', () => {
    const stop = stopping(0).answer();
    for (let atMs = 500; atMs <= 1000; atMs += 500) stop.stand(atMs);
    expect(stop.timesOf('emergency')).toEqual([1000]);
  });
});

describe('why a stop was not seen in time [S4]', () => {
  const doubt = ({ watch, nowMs }: Stopping) => stopDoubt(watch.attention, limits.silenceMsMin, nowMs);

  it('is that the chair moved, where a line of the last half second shows it', () => {
    const stop = stopping(0).answer();
    for (let atMs = 100; atMs <= 1000; atMs += 100) stop.wait(atMs).line(running);
    expect([stop.timesOf('emergency'), doubt(stop)]).toEqual([[1000], 'chair_moves']);
    expect(doubt(stop.wait(1500))).toBe('chair_moves');
    expect(doubt(stop.wait(1550))).toBe('chair_silent');
  });

  it('is that the chair said nothing, where it was looked at all the time', () => {
    expect(doubt(stopping(0).wait(1000))).toBe('chair_silent');
    expect(doubt(stopping(0).answer().line().wait(1000))).toBe('chair_silent');
  });

  it('is our own delay, where we stood still and nothing was to be read since', () => {
    expect(doubt(stopping(0).answer().wait(400).stand(10_000))).toBe('own_delay');
    expect(doubt(stopping(0).answer().wait(400).stand(10_000).wait(10_500))).toBe('own_delay');
    expect(doubt(stopping(0).answer().wait(400).stand(10_000).wait(12_500))).toBe('chair_silent');
  });

  it('is not our delay where the chair was then seen to move', () => {
    expect(doubt(stopping(0).answer().wait(400).stand(10_000).line(running))).toBe('chair_moves');
  });
});

describe('stops that join [S4]', () => {
  it('take the earlier end', () => {
    expect(stopping(2000).wait(100).join('stop', 500).wait(2500).timesOf('emergency')[0]).toBe(1600);
  });

  it('never lengthen: a flood of stops is escalated like one', () => {
    const stop = stopping(1000);
    for (let atMs = 50; atMs <= 4000; atMs += 50) stop.wait(atMs).join('stop', 2000);
    expect(stop.timesOf('emergency')[0]).toBe(2000);
    expect(stop.timesOf('alarm')).toEqual([3500]);
  });

  it('stay an emergency once they are one', () => {
    const stop = emergency().wait(100).join('stop', 2000).wait(300);
    expect(stop.watch.isEmergency).toBe(true);
    expect(stop.timesOf('emergency')).toEqual([200]);
  });

  it('wait for the answer of the newer one', () => {
    const stop = stopping(2000).answer().line().join('stop', 500).line().line();
    expect(stop.effects).toEqual([]);
    expect(stop.answer().line().line().timesOf('still')).toHaveLength(1);
  });

  it('are the first one where none is under way', () => {
    expect(joinStops(null, watchStop('stop', 500, 7))).toEqual(watchStop('stop', 500, 7));
  });
});
