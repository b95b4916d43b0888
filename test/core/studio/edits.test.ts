import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readProgram } from '../../../src/core/program/read-program.js';
import type { Program, RunStep } from '../../../src/core/program/schema.js';
import { beginEdits, pastMax, redoEdit, undoEdit, withEdit } from '../../../src/core/studio/edit-history.js';
import { edited, type ProgramEdit } from '../../../src/core/studio/edits.js';
import { refusalText } from '../../../src/core/studio/refusal-words.js';
import { writtenProgram } from '../../../src/core/studio/written.js';
import { anyProgram } from '../program/any-program.js';
import { programOf } from '../program/sample.js';
import { anyEdit, programAfter, readBack } from './any-edit.js';

const sample = programOf([
  { name: 'Warm-up', for: '1m', back: { roll: 15, rate: 4 } },
  { name: 'Squeeze', for: '2m', legs: [{ compress: 60, for: '12s' }, { rest: '48s' }], seat: { vibrate: 20 } },
]);
const knead: RunStep = {
  kind: 'run',
  technique: 'knead',
  level: { from: 30, to: 30 },
  rate: 0,
  forMs: null,
  rampMs: null,
};
const back = { phase: 0, zone: 'back' } as const;
const legs = { phase: 1, zone: 'legs' } as const;

const phaseNames = ({ phases }: Program): readonly string[] => phases.map(({ name }) => name);
const planAfter = (...edits: readonly ProgramEdit[]): readonly unknown[] => {
  const written = writtenProgram(edits.reduce(programAfter, sample));
  return (written['phases'] as readonly { readonly [zone: string]: unknown }[]).map(({ back, seat, legs }) => ({
    ...(back === undefined ? {} : { back }),
    ...(seat === undefined ? {} : { seat }),
    ...(legs === undefined ? {} : { legs }),
  }));
};
const why = (edit: ProgramEdit, program = sample): string => {
  const outcome = edited(program, edit);
  return outcome.kind === 'refused' ? refusalText(outcome) : 'a program';
};

describe('any edits', () => {
  it('give programs that are read back from their written form, or say why not, and can be taken back and done again', () => {
    fc.assert(
      fc.property(anyProgram, fc.array(anyEdit, { maxLength: 25 }), (data, edits) => {
        const first = readBack(data);
        let history = beginEdits(first);
        for (const edit of edits) {
          const outcome = edited(history.now, edit);
          if (outcome.kind === 'refused') {
            expect(refusalText(outcome)).toMatch(/^[A-Z].*\.$/);
            continue;
          }
          expect(readBack(writtenProgram(outcome.program))).toStrictEqual(outcome.program);
          history = withEdit(history, outcome.program);
        }
        const last = history.now;
        for (const _ of edits) history = undoEdit(history);
        expect(history.now).toBe(first);
        for (const _ of edits) history = redoEdit(history);
        expect(history.now).toBe(last);
      }),
      { numRuns: 400 },
    );
  });

  it('are refused where the file could not be read, and nowhere else', () => {
    fc.assert(
      fc.property(anyProgram, anyEdit, (data, edit) => {
        const program = readBack(data);
        const outcome = edited(program, edit);
        if (outcome.kind !== 'refused' || edit.kind !== 'step-change' || outcome.code === 'not_there') return;
        const { step, place } = edit;
        const alone = { name: 'Any', durationMs: 60_000, fade: null, plans: { [place.zone]: [step, step] } };
        const written = writtenProgram({ ...program, phases: [alone] });
        expect(readProgram(written).kind, refusalText(outcome)).toBe('invalid');
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the way that a program took', () => {
  it('keeps its beginning, however long it is', () => {
    let history = beginEdits(sample);
    for (let count = 0; count < pastMax + 50; count += 1)
      history = withEdit(history, programAfter(history.now, { kind: 'name', name: `Name ${count}` }));
    expect(history.past).toHaveLength(pastMax);
    for (let count = 0; count < pastMax; count += 1) history = undoEdit(history);
    expect(history.now).toBe(sample);
    expect(undoEdit(history)).toBe(history);
  });

  it('forgets what was undone once something else is done', () => {
    const renamed = withEdit(beginEdits(sample), programAfter(sample, { kind: 'name', name: 'One' }));
    const other = withEdit(undoEdit(renamed), programAfter(sample, { kind: 'name', name: 'Two' }));
    expect(redoEdit(other).now.name).toBe('Two');
  });
});

describe('phases', () => {
  it('are added, doubled, moved and removed', () => {
    const added = programAfter(sample, { kind: 'phase-add', at: 1, name: ' Pause ' });
    expect(phaseNames(added)).toEqual(['Warm-up', 'Pause', 'Squeeze']);
    expect(phaseNames(programAfter(sample, { kind: 'phase-copy', at: 0 }))).toEqual(['Warm-up', 'Warm-up', 'Squeeze']);
    expect(phaseNames(programAfter(added, { kind: 'phase-move', at: 0, to: 2 }))).toEqual([
      'Pause',
      'Squeeze',
      'Warm-up',
    ]);
    expect(phaseNames(programAfter(added, { kind: 'phase-remove', at: 1 }))).toEqual(['Warm-up', 'Squeeze']);
  });

  it('are never fewer than one, shorter than a second or an hour and more together', () => {
    const one = programAfter(sample, { kind: 'phase-remove', at: 0 });
    expect(why({ kind: 'phase-remove', at: 0 }, one)).toBe('A program has at least one phase.');
    expect(why({ kind: 'phase-length', at: 0, durationMs: 999 })).toBe('A phase lasts at least 1s.');
    expect(why({ kind: 'phase-length', at: 0, durationMs: 3_540_000 })).toBe(
      'All phases together may last at most 1h.',
    );
  });

  it('fade in thousandths', () => {
    const fading = programAfter(sample, { kind: 'phase-fade', at: 0, fade: { from: 1 / 3, to: 0 } });
    expect(fading.phases[0]?.fade).toEqual({ from: 0.333, to: 0 });
    expect(why({ kind: 'phase-fade', at: 0, fade: { from: 1.2, to: 0 } })).toMatch(/^A fade goes from 0 to 1/);
  });
});

describe('the steps of a zone', () => {
  it('begin as one step alone, and are a list from the second on', () => {
    expect(
      planAfter({ kind: 'step-add', list: { phase: 0, zone: 'legs', path: [] }, at: 0, step: knead }),
    ).toMatchObject([{ legs: { knead: 30 } }, {}]);
    const second: ProgramEdit = { kind: 'step-add', list: { ...back, path: [] }, at: 1, step: knead };
    expect(planAfter(second)).toMatchObject([{ back: [{ roll: 15, rate: 4, for: '10s' }, { knead: 30 }] }, {}]);
    expect(planAfter(second, { kind: 'step-remove', place: { ...back, path: [0] } })).toMatchObject([
      { back: { knead: 30 } },
      {},
    ]);
  });

  it('leave the zone off once none is left', () => {
    expect(planAfter({ kind: 'step-remove', place: { ...back, path: [0] } })[0]).toEqual({});
  });

  it('repeat together, and stand alone again', () => {
    const repeated: ProgramEdit = { kind: 'step-repeat', place: { ...legs, path: [0] }, times: 3 };
    const within: ProgramEdit = { kind: 'step-add', list: { ...legs, path: [0] }, at: 1, step: knead };
    const squeeze = { compress: 60, for: '12s' };
    const inner = [squeeze, { knead: 30, for: '10s' }];
    expect(planAfter(repeated, within)).toMatchObject([{}, { legs: [{ repeat: 3, do: inner }, { rest: '48s' }] }]);
    const unrolled: ProgramEdit = { kind: 'step-unroll', place: { ...legs, path: [0] } };
    expect(planAfter(repeated, within, unrolled)).toMatchObject([{}, { legs: [...inner, { rest: '48s' }] }]);
    const emptied: ProgramEdit = { kind: 'step-remove', place: { ...legs, path: [0, 0] } };
    expect(planAfter(repeated, emptied)).toMatchObject([{}, { legs: { rest: '48s' } }]);
  });

  it('go on to the end of the phase only where nothing follows', () => {
    const open = { ...knead, forMs: null };
    expect(why({ kind: 'step-change', place: { ...legs, path: [0] }, step: open })).toBe(
      'This step needs a length, because more follows.',
    );
    expect(planAfter({ kind: 'step-change', place: { ...legs, path: [1] }, step: open })).toMatchObject([
      {},
      { legs: [{ compress: 60, for: '12s' }, { knead: 30 }] },
    ]);
    expect(
      planAfter(
        { kind: 'step-change', place: { ...legs, path: [1] }, step: open },
        { kind: 'step-move', place: { ...legs, path: [1] }, to: 0 },
      ),
    ).toMatchObject([
      {},
      {
        legs: [
          { knead: 30, for: '10s' },
          { compress: 60, for: '12s' },
        ],
      },
    ]);
  });

  it('are refused with the bounds that they break', () => {
    const changed = (news: Partial<RunStep>): ProgramEdit => ({
      kind: 'step-change',
      place: { ...back, path: [0] },
      step: { ...knead, ...news },
    });
    expect(why(changed({ level: { from: 30, to: 101 } }))).toBe('A level is a whole number from 0 to 100.');
    expect(why(changed({ rate: 0.5 }))).toBe('A rate is a whole number from 0 to 65535.');
    expect(why(changed({ forMs: 100 }))).toBe('A step lasts 200ms to 1h.');
    expect(why(changed({ rampMs: -1 }))).toBe('A ramp takes 0 to 1h, in whole milliseconds.');
    expect(why({ kind: 'step-remove', place: { ...back, path: [7] } })).toMatch(/^There is no such thing/);
  });
});

describe('what a program says of itself', () => {
  it('is trimmed, and no word stands twice under avoid', () => {
    expect(programAfter(sample, { kind: 'name', name: ' My own ' }).name).toBe('My own');
    const words = ['clot-risk', 'pregnancy', ' clot-risk'];
    expect(programAfter(sample, { kind: 'avoid', words }).avoid).toEqual(['clot-risk', 'pregnancy']);
    expect(why({ kind: 'name', name: ' ' })).toBe('This must not be empty.');
    expect(why({ kind: 'id', id: 'My Own' })).toMatch(/^An id has small letters/);
  });
});
