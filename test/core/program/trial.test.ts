import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/core/program/compile.js';
import { atRest, followSetpoint, levelAt, type Motion, startLevel } from '../../../src/core/program/motion.js';
import { readProgram } from '../../../src/core/program/read-program.js';
import { driveAt, setpointsByZone, type Timeline } from '../../../src/core/program/timeline.js';
import { trialTimeline } from '../../../src/core/program/trial.js';
import { type Zone, zones } from '../../../src/core/zones.js';
import { anyProgram } from './any-program.js';
import { compiled, sketch } from './sample.js';

const trialOf = (timeline: Timeline, fromMs: number): Timeline => {
  const trial = trialTimeline(timeline, fromMs);
  if (trial === null) throw new Error('the program is over by then');
  return trial;
};

function motionAt(timeline: Timeline, zone: Zone, atMs: number): Motion {
  const before = setpointsByZone(timeline)[zone].filter((each) => each.atMs <= atMs);
  return before.reduce(followSetpoint, atRest);
}
const levelOf = (timeline: Timeline, zone: Zone, atMs: number): number => levelAt(motionAt(timeline, zone, atMs), atMs);

function timelineOf(data: unknown): Timeline {
  const read = readProgram(data);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return compile(read.program);
}

const anyMoment = fc.tuple(anyProgram.map(timelineOf), fc.double({ min: 0, max: 0.999, noNaN: true }));

describe('ten seconds of any program, from any moment on', () => {
  it('last ten seconds, or as long as the program has left', () => {
    fc.assert(
      fc.property(anyMoment, ([timeline, share]) => {
        const fromMs = Math.floor(timeline.totalMs * share);
        const trial = trialOf(timeline, fromMs);
        expect(trial.totalMs).toBe(Math.min(10_000, timeline.totalMs - fromMs));
        expect([trial.phases[0]?.startMs, trial.phases.at(-1)?.endMs]).toEqual([0, trial.totalMs]);
        for (const [index, phase] of trial.phases.entries())
          expect([phase.index, phase.startMs]).toEqual([index, trial.phases[index - 1]?.endMs ?? 0]);
      }),
    );
  });

  it('are setpoints that the line can carry, none of them over the cap [S10]', () => {
    fc.assert(
      fc.property(anyMoment, ([timeline, share]) => {
        const trial = trialOf(timeline, timeline.totalMs * share);
        let lastMs = 0;
        const wrong = trial.setpoints.filter(({ atMs, level, rampMs, technique, rate }) => {
          const isSorted = lastMs <= atMs && atMs < trial.totalMs;
          lastMs = atMs;
          const isWhole = [atMs, level, rampMs, rate].every(Number.isInteger);
          const isInRange = level >= 0 && level <= 30 && rampMs >= 0 && rampMs <= 60_000;
          return !(isSorted && isWhole && isInRange && (technique === 'off') === (level === 0));
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('begin at rest, rise softly and end at rest [S10]', () => {
    fc.assert(
      fc.property(anyMoment, ([timeline, share]) => {
        const trial = trialOf(timeline, timeline.totalMs * share);
        for (const zone of zones) {
          let motion = atRest;
          for (const setpoint of setpointsByZone(trial)[zone]) {
            const { technique, atMs, level, rampMs } = setpoint;
            const rise = level - startLevel(motion, technique, atMs);
            expect(rise <= 0 || (rise / rampMs) * 1000 <= 30.001).toBe(true);
            if (atMs === 0 && rise > 0) expect(rampMs).toBeGreaterThanOrEqual(1000);
            motion = followSetpoint(motion, setpoint);
          }
          expect([levelOf(trial, zone, 0), levelAt(motion, trial.totalMs)]).toEqual([0, 0]);
          expect(driveAt(trial, trial.totalMs)[zone]).toMatchObject({ technique: 'off', level: 0 });
        }
      }),
    );
  });

  it('never do more than the program itself does, or another thing than it has done [S10]', () => {
    fc.assert(
      fc.property(anyMoment, ([timeline, share]) => {
        const fromMs = Math.round(timeline.totalMs * share);
        const trial = trialOf(timeline, fromMs);
        for (const setpoint of trial.setpoints.filter(({ level }) => level > 0)) {
          const { zone, technique, rate, atMs } = setpoint;
          const asked = setpointsByZone(timeline)[zone].filter((each) => each.atMs <= fromMs + atMs);
          expect(asked.some((each) => each.technique === technique && each.rate === rate)).toBe(true);
          const most = Math.max(...asked.map(({ level }) => level));
          expect(setpoint.level).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});

describe('a trial', () => {
  const squeeze = compiled([
    {
      name: 'One',
      for: '1m',
      legs: [{ compress: 60, for: '12s', ramp: '2s' }, { rest: '48s' }],
      back: { knead: 20, rate: 6 },
    },
    { name: 'Two', for: '1m', back: { roll: 25, rate: 6 } },
  ]);

  it('cuts a level where the way to it crosses the cap, and does not scale it', () => {
    expect(sketch(trialOf(squeeze, 0), 'legs')).toEqual(['0: compress 30 @0 ~1000', '9000: off 0 @0 ~1000']);
    expect(sketch(trialOf(squeeze, 8000), 'legs')).toEqual(['0: compress 30 @0 ~1000', '4500: off 0 @0 ~500']);
  });

  it('goes through the phases of its ten seconds', () => {
    const trial = trialOf(squeeze, 55_000);
    expect(trial.phases.map(({ name, startMs, endMs }) => [name, startMs, endMs])).toEqual([
      ['One', 0, 5000],
      ['Two', 5000, 10_000],
    ]);
    expect(sketch(trial, 'back')).toEqual(['0: knead 20 @6 ~1000', '5000: roll 25 @6 ~1000', '9000: off 0 @0 ~1000']);
  });

  it('is none where the program is over', () => {
    for (const atMs of [120_000, 1e9, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(trialTimeline(squeeze, atMs)).toBeNull();
  });
});
