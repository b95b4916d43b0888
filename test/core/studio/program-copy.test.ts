import { expect, it } from 'vitest';
import { ownProgramIdPattern } from '../../../src/core/ids.js';
import { copiedProgram, freeProgramId } from '../../../src/core/studio/program-copy.js';
import { writtenProgram } from '../../../src/core/studio/written.js';
import { programOf } from '../program/sample.js';
import { readBack } from './any-edit.js';

const sample = programOf([{ name: 'One', for: '1m', back: { roll: 15 } }]);

it('gives a copy an id that no other program has', () => {
  expect(freeProgramId('relaxation', ['relaxation'])).toBe('relaxation-2');
  expect(freeProgramId('relaxation-2', ['relaxation-2', 'relaxation-3'])).toBe('relaxation-4');
});

it('gives an id that a file of its own may have, however the other is called', () => {
  for (const id of ['a_b', 'x'.repeat(64), '0', 'a-9999']) expect(freeProgramId(id, [])).toMatch(ownProgramIdPattern);
  const taken = Array.from({ length: 2000 }, (_, at) =>
    freeProgramId('y'.repeat(32), []).replace(/2$/, String(at + 2)),
  );
  expect(freeProgramId('y'.repeat(32), taken)).toMatch(ownProgramIdPattern);
});

it('copies the program with its new name, cut to what a name may have, and nothing that is the chair’s own', () => {
  const copy = copiedProgram({ ...sample, native: { zones: ['back'] } }, ['sample'], `${'n'.repeat(59)} (copy)`);
  expect(copy).toEqual({ ...sample, id: 'sample-2', name: 'n'.repeat(59) });
  expect(readBack(writtenProgram(copy))).toStrictEqual(copy);
});
