import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CompiledProgram, type CompileOptions, compile } from '../../../src/core/program/compile.js';
import { lint } from '../../../src/core/program/lint.js';
import { atRest, followSetpoint, startLevel } from '../../../src/core/program/motion.js';
import { readProgram } from '../../../src/core/program/read-program.js';
import { driveAt, phaseAt } from '../../../src/core/program/timeline.js';
import { zones } from '../../../src/core/zones.js';
import { anyProgram, programWithDefaultRamps } from './any-program.js';

const options = fc.record({
  intensity: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
  durationMs: fc.option(fc.integer({ min: 1, max: 1_800_000 }), { nil: undefined }),
});

function compileData(data: unknown, how: CompileOptions): { timeline: CompiledProgram; plannedMs: number } {
  const read = readProgram(data);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  const plannedMs = read.program.phases.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return { timeline: compile(read.program, how), plannedMs };
}

describe('any valid program', () => {
  it('compiles to sorted setpoints that the line can carry', () => {
    fc.assert(
      fc.property(anyProgram, options, (data, how) => {
        const { timeline } = compileData(data, how);
        let lastMs = 0;
        // One claim for a program: `expect` itself would take most of the time.
        const wrong = timeline.setpoints.filter(({ atMs, level, rampMs, technique, rate }) => {
          const isSorted = lastMs <= atMs && atMs < timeline.totalMs;
          lastMs = atMs;
          const isWhole = [atMs, level, rampMs, rate].every(Number.isInteger);
          const isInRange = level >= 0 && level <= 100 && rampMs >= 0 && rampMs <= 60_000;
          return !(isSorted && isWhole && isInRange && (technique === 'off') === (level === 0));
        });
        expect(wrong).toEqual([]);
      }),
    );
  });

  it('has phases without gaps that add up to the total', () => {
    fc.assert(
      fc.property(anyProgram, options, (data, how) => {
        const { timeline, plannedMs } = compileData(data, how);
        let endMs = 0;
        for (const phase of timeline.phases) {
          expect(phase.startMs).toBe(endMs);
          endMs = phase.endMs;
        }
        expect(endMs).toBe(timeline.totalMs);
        expect(timeline.totalMs).toBe(how.durationMs ?? plannedMs);
      }),
    );
  });

  it('never rises faster than 30 %/s where it does not say how [S10]', () => {
    fc.assert(
      fc.property(programWithDefaultRamps, options, (data, how) => {
        const { timeline } = compileData(data, how);
        const tooSteep: object[] = [];
        for (const zone of zones) {
          let motion = atRest;
          for (const setpoint of timeline.setpoints.filter((each) => each.zone === zone)) {
            const rise = setpoint.level - startLevel(motion, setpoint.technique, setpoint.atMs);
            if (rise > 0 && !((rise / setpoint.rampMs) * 1000 <= 30.001)) tooSteep.push({ ...setpoint, rise });
            motion = followSetpoint(motion, setpoint);
          }
        }
        expect(tooSteep).toEqual([]);
      }),
    );
  });

  it('never asks for more than the program does, scaled by the intensity [S10]', () => {
    fc.assert(
      fc.property(anyProgram, options, (data, how) => {
        const named = JSON.stringify(data).matchAll(
          /"(?:knead|tap|roll|press|compress|vibrate)":"?(\d+)(?:\.\.(\d+))?/g,
        );
        const most = Math.max(0, ...[...named].flatMap(([, from, to]) => [Number(from), Number(to ?? 0)]));
        const { timeline } = compileData(data, how);
        const cap = Math.max(1, Math.round((most * (how.intensity ?? 100)) / 100));
        expect(timeline.setpoints.filter(({ level }) => !(level <= Math.min(100, cap)))).toEqual([]);
      }),
    );
  });

  it('has a drive and a phase at every time', () => {
    fc.assert(
      fc.property(anyProgram, options, fc.double(), (data, how, elapsedMs) => {
        const { timeline } = compileData(data, how);
        for (const atMs of [elapsedMs, Math.abs(elapsedMs) % timeline.totalMs]) {
          const drive = driveAt(timeline, atMs);
          for (const zone of zones) {
            expect(drive[zone].level).toBeGreaterThanOrEqual(0);
            expect(drive[zone].rampMs).toBeGreaterThanOrEqual(0);
            expect(drive[zone].rampMs).toBeLessThanOrEqual(60_000);
          }
          expect(timeline.phases).toContain(phaseAt(timeline, atMs));
        }
      }),
    );
  });

  it('can be linted', () => {
    fc.assert(
      fc.property(anyProgram, options, (data, how) => {
        const { timeline } = compileData(data, how);
        for (const { at } of lint(timeline)) expect(at >= 0 && at <= timeline.totalMs).toBe(true);
      }),
    );
  });
});
