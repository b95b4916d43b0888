import fc from 'fast-check';
import { programGoals } from '../../../src/core/program/bounds.js';
import { readProgram } from '../../../src/core/program/read-program.js';
import type { Program, ProgramStep } from '../../../src/core/program/schema.js';
import { avoidWords } from '../../../src/core/safety/people.js';
import { type EditOutcome, edited, type ProgramEdit } from '../../../src/core/studio/edits.js';
import { refusalText } from '../../../src/core/studio/refusal-words.js';
import { techniques, zones } from '../../../src/core/zones.js';

export function readBack(data: unknown): Program {
  const read = readProgram(data);
  if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
  return read.program;
}

export function programAfter(program: Program, edit: ProgramEdit): Program {
  const outcome: EditOutcome = edited(program, edit);
  if (outcome.kind === 'refused') throw new Error(refusalText(outcome));
  return outcome.program;
}

/** As the page makes them: equality is also that of prototypes. */
const plain = <Model>(model: { [Key in keyof Model]: fc.Arbitrary<Model[Key]> }): fc.Arbitrary<Model> =>
  fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<Model>;

/** Of what people type, mostly what fits; sometimes what does not. */
const text = fc.oneof(
  { weight: 5, arbitrary: fc.string({ minLength: 1, maxLength: 20 }) },
  fc.constantFrom('', '  ', 'x'.repeat(61), 'x'.repeat(301), 'two\nlines', ' spaced '),
);
const odd = fc.constantFrom(-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9);
const usually = (fitting: fc.Arbitrary<number>) => fc.oneof({ weight: 9, arbitrary: fitting }, odd);
const lengthMs = usually(fc.integer({ min: 200, max: 120_000 }));
const level = usually(fc.integer({ min: 0, max: 100 }));
const rampMs = fc.option(usually(fc.integer({ min: 0, max: 20_000 })));
const factor = usually(fc.double({ min: 0, max: 1, noNaN: true }));

const run = plain({
  kind: fc.constant('run' as const),
  technique: fc.constantFrom(...techniques),
  level: plain({ from: level, to: level }),
  rate: usually(fc.integer({ min: 0, max: 700 })),
  forMs: fc.option(lengthMs),
  rampMs,
});
const rest = plain({ kind: fc.constant('rest' as const), forMs: lengthMs, rampMs });
const single = fc.oneof(run, rest);
const repeat = plain({
  kind: fc.constant('repeat' as const),
  times: usually(fc.integer({ min: 1, max: 9 })),
  steps: fc.array(single, { minLength: 0, maxLength: 3 }),
});
const step: fc.Arbitrary<ProgramStep> = fc.oneof({ weight: 4, arbitrary: single }, repeat);

/** Most places that are asked for are there. */
const at = fc.nat({ max: 4 });
const path = fc.array(fc.nat({ max: 2 }), { minLength: 1, maxLength: 3 });
const placeOf = (way: fc.Arbitrary<number[]>) => plain({ phase: at, zone: fc.constantFrom(...zones), path: way });
const place = placeOf(fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 3 }).map((index) => [index]) }, path));
const list = placeOf(fc.oneof({ weight: 3, arbitrary: fc.constant<number[]>([]) }, path));
const kind = <Kind extends string>(...kinds: readonly Kind[]) => fc.constantFrom(...kinds);

const phaseEdit = fc.oneof(
  plain({ kind: kind('phase-add'), at, name: text }),
  plain({ kind: kind('phase-copy', 'phase-remove'), at }),
  plain({ kind: kind('phase-move'), at, to: at }),
  plain({ kind: kind('phase-name'), at, name: text }),
  plain({ kind: kind('phase-length'), at, durationMs: usually(fc.integer({ min: 1000, max: 600_000 })) }),
  plain({ kind: kind('phase-fade'), at, fade: fc.option(plain({ from: factor, to: factor })) }),
);
const stepEdit = fc.oneof(
  plain({ kind: kind('step-add'), list, at, step }),
  plain({ kind: kind('step-copy', 'step-remove'), place }),
  plain({ kind: kind('step-move'), place, to: at }),
  plain({ kind: kind('step-change'), place, step }),
  plain({ kind: kind('step-repeat'), place, times: usually(fc.integer({ min: 1, max: 9 })) }),
  plain({ kind: kind('step-unroll'), place }),
);
const aboutEdit = fc.oneof(
  plain({ kind: kind('id'), id: fc.constantFrom('mine', 'my_own-2', '', 'Mine', '-x', 'x'.repeat(65)) }),
  plain({ kind: kind('name'), name: text }),
  plain({ kind: kind('summary'), summary: text }),
  plain({ kind: kind('goal'), goal: fc.constantFrom(...programGoals) }),
  plain({
    kind: kind('avoid'),
    words: fc.array(fc.oneof(fc.constantFrom(...avoidWords), text), { maxLength: 31 }),
  }),
);

/** Something that somebody asks of the editor, whether it can be done or not. */
export const anyEdit: fc.Arbitrary<ProgramEdit> = fc.oneof(
  aboutEdit,
  { weight: 2, arbitrary: phaseEdit },
  { weight: 4, arbitrary: stepEdit },
);
