import { compile } from '../../src/core/program/compile.js';
import { readProgram } from '../../src/core/program/read-program.js';
import type { Program } from '../../src/core/program/schema.js';
import type { Session } from '../../src/core/session.js';

/** A program from its data, which has to be right. */
export function programOf(data: unknown): Program {
  const read = readProgram(data);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.program;
}

/** Three phases on the back: 2, 5 and 3 minutes. */
export const sampleProgram = programOf({
  id: 'sample',
  name: 'Sample',
  summary: 'Ten minutes in three phases.',
  goal: 'break',
  avoid: ['pacemaker'],
  phases: [
    { name: 'One', for: '2m', back: { knead: 20 } },
    { name: 'Two', for: '5m', back: { knead: 40 } },
    { name: 'Three', for: '3m', back: { roll: 30 } },
  ],
});

/** A session of the sample program, begun now. */
export const sampleSession = (over: Partial<Session> = {}): Session => ({
  id: '01J000000000000000000000AB',
  programId: 'sample',
  program: sampleProgram,
  timeline: compile(sampleProgram),
  intensity: 100,
  caps: { back: 80, seat: 80, legs: 80 },
  source: 'mqtt',
  person: null,
  schedule: null,
  startedWallMs: 1_767_268_800_000,
  startedMs: 100_000,
  elapsedMs: 0,
  positionMs: 0,
  runningMsMax: 30 * 60_000,
  mustBeOccupied: true,
  ...over,
});
