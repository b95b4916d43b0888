import { describe, expect, it } from 'vitest';
import { compiled, sketch } from './sample.js';

describe('compiling a program', () => {
  it('ramps in one second, or as slowly as 30 %/s needs', () => {
    const timeline = compiled([{ name: 'One', for: '1m', back: { knead: 20 }, legs: { compress: 60, rate: 2 } }]);
    expect(sketch(timeline, 'back')).toEqual(['0: knead 20 @0 ~1000']);
    expect(sketch(timeline, 'legs')).toEqual(['0: compress 60 @2 ~2000']);
  });

  it('loops a list until the phase ends, and cuts the last round', () => {
    const timeline = compiled([{ name: 'One', for: '25s', legs: [{ compress: 30, for: '4s' }, { rest: '6s' }] }]);
    expect(sketch(timeline, 'legs')).toEqual([
      '0: compress 30 @0 ~1000',
      '4000: off 0 @0 ~1000',
      '10000: compress 30 @0 ~1000',
      '14000: off 0 @0 ~1000',
      '20000: compress 30 @0 ~1000',
      '24000: off 0 @0 ~1000',
    ]);
  });

  it('nests repeats', () => {
    const press = {
      repeat: 2,
      do: [
        { press: 45, for: '3s' },
        { press: 15, for: '1s' },
      ],
    };
    const timeline = compiled([{ name: 'One', for: '10s', back: [press, { rest: '2s' }] }]);
    expect(sketch(timeline, 'back')).toEqual([
      '0: press 45 @0 ~1500',
      '3000: press 15 @0 ~1000',
      '4000: press 45 @0 ~1000',
      '7000: press 15 @0 ~1000',
      '8000: off 0 @0 ~1000',
    ]);
  });

  it('goes to the start of a range, then to its end across the rest', () => {
    const timeline = compiled([{ name: 'One', for: '41s', back: { roll: '20..40' } }]);
    expect(sketch(timeline, 'back')).toEqual(['0: roll 20 @0 ~1000', '1000: roll 40 @0 ~40000']);
  });

  it('splits ramps that the line cannot carry, in a straight line', () => {
    const timeline = compiled([{ name: 'One', for: '2m1s', back: { roll: '20..40' } }]);
    expect(sketch(timeline, 'back')).toEqual([
      '0: roll 20 @0 ~1000',
      '1000: roll 30 @0 ~60000',
      '61000: roll 40 @0 ~60000',
    ]);
    const chosen = compiled([{ name: 'One', for: '5m', back: { roll: 30, ramp: '90s' } }]);
    expect(sketch(chosen, 'back')).toEqual(['0: roll 15 @0 ~45000', '45000: roll 30 @0 ~45000']);
  });

  it('multiplies by a fade in pieces of at most 10 s', () => {
    const timeline = compiled([{ name: 'One', for: '21s', fade: '1..0', back: { roll: 42 } }]);
    expect(sketch(timeline, 'back')).toEqual([
      '0: roll 39 @0 ~1400',
      '1400: roll 20 @0 ~9800',
      '11200: off 0 @0 ~9800',
    ]);
  });

  it('continues a technique over the border of phases without a dip', () => {
    const timeline = compiled([
      { name: 'One', for: '10s', back: { knead: 30, rate: 6 } },
      { name: 'Two', for: '10s', back: { knead: 30, rate: 6 } },
      { name: 'Three', for: '10s', back: { knead: 40, rate: 6 } },
    ]);
    expect(sketch(timeline, 'back')).toEqual(['0: knead 30 @6 ~1000', '20000: knead 40 @6 ~1000']);
  });

  it('switches a zone off that the next phase does not name', () => {
    const timeline = compiled([
      { name: 'One', for: '10s', back: { knead: 30 }, seat: { vibrate: 20 } },
      { name: 'Two', for: '10s', seat: { vibrate: 20 } },
    ]);
    expect(sketch(timeline, 'back')).toEqual(['0: knead 30 @0 ~1000', '10000: off 0 @0 ~1000']);
    expect(sketch(timeline, 'seat')).toEqual(['0: vibrate 20 @0 ~1000']);
  });

  it('starts another technique from 0', () => {
    const timeline = compiled([
      {
        name: 'One',
        for: '20s',
        back: [
          { knead: 60, for: '10s' },
          { tap: 60, for: '10s' },
        ],
      },
    ]);
    expect(sketch(timeline, 'back')).toEqual(['0: knead 60 @0 ~2000', '10000: tap 60 @0 ~2000']);
  });

  it('starts a ramp where an interrupted one got to', () => {
    const steps = [
      { knead: 60, for: '1s' },
      { knead: 90, for: '10s' },
    ];
    expect(sketch(compiled([{ name: 'One', for: '11s', back: steps }]), 'back')).toEqual([
      '0: knead 60 @0 ~2000',
      '1000: knead 90 @0 ~2000',
    ]);
  });

  it('scales levels by the intensity, and moves at the weakest too', () => {
    const phases = [{ name: 'One', for: '20s', back: { knead: 60 }, legs: { compress: 5, rate: 2 } }];
    expect(sketch(compiled(phases, { intensity: 50 }), 'back')).toEqual(['0: knead 30 @0 ~1000']);
    expect(sketch(compiled(phases, { intensity: 1 }), 'legs')).toEqual(['0: compress 1 @2 ~1000']);
  });

  it('stretches phases in proportion and leaves loops their tempo', () => {
    const phases = [
      { name: 'One', for: '10s', back: { roll: '20..40' } },
      { name: 'Two', for: '20s', back: [{ tap: 20, for: '5s' }, { rest: '5s' }] },
    ];
    const timeline = compiled(phases, { durationMs: 60_000 });
    expect(timeline.phases.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 20_000],
      [20_000, 60_000],
    ]);
    expect(timeline.setpoints.map(({ atMs }) => atMs)).toEqual([
      0, 1000, 20_000, 25_000, 30_000, 35_000, 40_000, 45_000, 50_000, 55_000,
    ]);
  });

  it('adds up to the asked total whatever the proportions are', () => {
    const phases = ['1s', '1s', '1s'].map((length) => ({ name: 'One', for: length }));
    const timeline = compiled(phases, { durationMs: 10_000 });
    expect(timeline.phases.map(({ endMs }) => endMs)).toEqual([3333, 6667, 10_000]);
    expect(timeline.totalMs).toBe(10_000);
  });

  it('survives a total too short for its phases', () => {
    const phases = Array.from({ length: 5 }, () => ({ name: 'One', for: '1m', back: { knead: 30 } }));
    expect(compiled(phases, { durationMs: 1 }).totalMs).toBe(1);
  });
});
