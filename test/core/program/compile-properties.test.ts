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
        for (const { atMs, level, rampMs, technique, rate } of timeline.setpoints) {
          expect(atMs).toBeGreaterThanOrEqual(lastMs);
          expect(atMs).toBeLessThan(timeline.totalMs);
          expect([atMs, level, rampMs, rate].every(Number.isInteger)).toBe(true);
          expect(level >= 0 && level <= 100 && rampMs >= 0 && rampMs <= 60_000).toBe(true);
          expect(technique === 'off').toBe(level === 0);
          lastMs = atMs;
        }
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
        for (const zone of zones) {
          let motion = atRest;
          for (const setpoint of timeline.setpoints.filter((each) => each.zone === zone)) {
            const rise = setpoint.level - startLevel(motion, setpoint.technique, setpoint.atMs);
            if (rise > 0) expect((rise / setpoint.rampMs) * 1000).toBeLessThanOrEqual(30.001);
            motion = followSetpoint(motion, setpoint);
          }
        }
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
        for (const { level } of timeline.setpoints) expect(level).toBeLessThanOrEqual(Math.min(100, cap));
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
