import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shippedProgramsDirectory } from '../../../src/adapters/files/package-folder.js';
import { programRefusal } from '../../../src/core/studio/admit.js';
import { writtenProgram } from '../../../src/core/studio/written.js';
import { anyProgram } from '../program/any-program.js';
import { programOf } from '../program/sample.js';
import { readBack } from './any-edit.js';

const shipped = readdirSync(shippedProgramsDirectory()).filter((name) => name.endsWith('.yaml'));
const dataIn = (name: string): unknown => parse(readFileSync(join(shippedProgramsDirectory(), name), 'utf8'));

describe('the written form of a program', () => {
  it.each(shipped)('of %s is read back as the same program, and is allowed', (name) => {
    const program = readBack(dataIn(name));
    expect(readBack(writtenProgram(program))).toStrictEqual(program);
    expect(programRefusal(program)).toBeNull();
  });

  it.each(shipped)('of %s is as short as the file itself', (name) => {
    const inFile = JSON.stringify(dataIn(name)).length;
    expect(JSON.stringify(writtenProgram(readBack(dataIn(name)))).length).toBeLessThanOrEqual(inFile + 2);
  });

  it('of any program is read back as the same program, and is allowed', () => {
    fc.assert(
      fc.property(anyProgram, (data) => {
        const program = readBack(data);
        expect(readBack(writtenProgram(program))).toStrictEqual(program);
        expect(programRefusal(program)).toBeNull();
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves out what is understood by itself, and writes durations and ranges as people do', () => {
    const program = programOf(
      [
        {
          name: 'One',
          for: '90s',
          fade: '1..0.25',
          seat: { knead: '20..20', rate: 0 },
          back: [
            { repeat: 2, do: [{ roll: '20..40', for: '1500ms', ramp: '0s' }, { rest: '60s' }] },
            { tap: 35, rate: 300 },
          ],
        },
      ],
      { avoid: [] },
    );
    expect(writtenProgram(program)).toEqual({
      id: 'sample',
      name: 'Sample',
      summary: 'A sample.',
      goal: 'break',
      phases: [
        {
          name: 'One',
          for: '1m30s',
          fade: '1..0.25',
          back: [
            { repeat: 2, do: [{ roll: '20..40', for: '1s500ms', ramp: '0s' }, { rest: '1m' }] },
            { tap: 35, rate: 300 },
          ],
          seat: { knead: 20 },
        },
      ],
    });
  });
});
