import { type CompiledProgram, type CompileOptions, compile } from '../../../src/core/program/compile.js';
import { readProgram } from '../../../src/core/program/read-program.js';
import type { Program } from '../../../src/core/program/schema.js';
import type { Setpoint, Timeline } from '../../../src/core/program/timeline.js';
import type { Zone } from '../../../src/core/zones.js';

/** The data of a program with these phases; further keys replace the usual ones. */
export const programData = (phases: unknown, more: object = {}): unknown => ({
  id: 'sample',
  name: 'Sample',
  summary: 'A sample.',
  goal: 'break',
  phases,
  ...more,
});

export function programOf(phases: unknown, more: object = {}): Program {
  const read = readProgram(programData(phases, more));
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.program;
}

export const compiled = (phases: unknown, options: CompileOptions = {}): CompiledProgram =>
  compile(programOf(phases), options);

/** `at: technique level @rate ~ramp` for each setpoint of a zone. */
export const sketch = (timeline: Pick<CompiledProgram | Timeline, 'setpoints'>, zone: Zone): string[] =>
  timeline.setpoints.filter((setpoint) => setpoint.zone === zone).map(sketchSetpoint);

const sketchSetpoint = ({ atMs, technique, level, rate, rampMs }: Setpoint): string =>
  `${atMs}: ${technique} ${level} @${rate} ~${rampMs}`;
