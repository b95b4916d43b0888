/** A program of somebody who begins, with one mistake in it. */
export interface WrongProgram {
  readonly mistake: string;
  /** The line of `rightProgram` in whose place `wrong` stands, from 1 on. */
  readonly line: number;
  readonly wrong: string;
  /** Where the mistake is named, if not in this line. */
  readonly at?: number;
  /** Words of the cure. */
  readonly says: string;
  /** What stands there when a person has followed these words. */
  readonly right: string;
}

export const rightProgram = `id: sample
name: A sample
summary: Slow squeezes and a roll.
goal: circulation
avoid: [clot-risk]
phases:
  - name: Warm-up
    for: 2m
    back: { roll: 15, rate: 4 }
    legs: { compress: 20..35, rate: 2 }
  - name: Squeeze
    for: 5m
    legs:
      - { compress: 60, for: 12s, ramp: 2s }
      - { rest: 48s }
  - name: Cool-down
    for: 1m
    fade: 1..0
    legs: { compress: 30, rate: 2 }
`;

const wrong = (
  mistake: string,
  line: number,
  text: string,
  says: string,
  right: string,
  at: number = line,
): WrongProgram => ({ mistake, line, wrong: text, says, right, at });

const back = '    back: ';

const values: readonly WrongProgram[] = [
  wrong('minutes without a unit', 12, '    for: 5', 'write 5m', '    for: 5m'),
  wrong('minutes in words', 12, '    for: 5 minutes', 'write 5m', '    for: 5m'),
  wrong('minutes with a colon', 12, '    for: "5:00"', 'such as 500ms, 12s, 2m', '    for: 5m'),
  wrong(
    'seconds without a unit',
    14,
    '      - { compress: 60, for: 12, ramp: 2s }',
    'write 12s',
    '      - { compress: 60, for: 12s, ramp: 2s }',
  ),
  wrong(
    'a ramp without a unit',
    14,
    '      - { compress: 60, for: 12s, ramp: 2 }',
    'write 2s',
    '      - { compress: 60, for: 12s, ramp: 2s }',
  ),
  wrong('a rest without a unit', 15, '      - { rest: 48 }', 'write 48s', '      - { rest: 48s }'),
  wrong('a level in percent', 9, `${back}{ roll: 15%, rate: 4 }`, 'write 15', `${back}{ roll: 15, rate: 4 }`),
  wrong('a level in quotes', 9, `${back}{ roll: "15", rate: 4 }`, 'write 15', `${back}{ roll: 15, rate: 4 }`),
  wrong('a level as a share', 9, `${back}{ roll: 0.15, rate: 4 }`, 'write 15', `${back}{ roll: 15, rate: 4 }`),
  wrong('a level too high', 9, `${back}{ roll: 150, rate: 4 }`, 'from 0 to 100', `${back}{ roll: 15, rate: 4 }`),
  wrong('a level in words', 9, `${back}{ roll: gentle, rate: 4 }`, 'from 0 to 100', `${back}{ roll: 15, rate: 4 }`),
  wrong(
    'a range with a dash',
    10,
    '    legs: { compress: 20-35, rate: 2 }',
    'write 20..35',
    '    legs: { compress: 20..35, rate: 2 }',
  ),
  wrong(
    'a range with three dots',
    10,
    '    legs: { compress: 20...35, rate: 2 }',
    'write 20..35',
    '    legs: { compress: 20..35, rate: 2 }',
  ),
  wrong(
    'a range as a list',
    10,
    '    legs: { compress: [20, 35], rate: 2 }',
    'such as 20..40',
    '    legs: { compress: 20..35, rate: 2 }',
  ),
  wrong('a rate with its unit', 9, `${back}{ roll: 15, rate: 4/min }`, 'write 4', `${back}{ roll: 15, rate: 4 }`),
  wrong(
    'a rate that the chair has not',
    9,
    `${back}{ roll: 15, rate: 90 }`,
    'takes 2 to 30',
    `${back}{ roll: 15, rate: 30 }`,
  ),
  wrong('a fade in percent', 18, '    fade: 100..0', 'write 1..0', '    fade: 1..0'),
  wrong('a fade with a dash', 18, '    fade: 1-0', 'write 1..0', '    fade: 1..0'),
  wrong('a fade as a switch', 18, '    fade: true', 'such as 1..0', '    fade: 1..0'),
  wrong('an id with a capital', 1, 'id: Sample', 'write sample', 'id: sample'),
  wrong('an id that is a number', 1, 'id: 5', 'write "5"', 'id: sample'),
  wrong('a name that is a number', 2, 'name: 5', 'write "5"', 'name: "5"'),
  wrong('a summary with a colon', 3, 'summary: Calm: for the evening', 'in quotes', 'summary: "Calm: for the evening"'),
  wrong('a claim', 3, 'summary: Cures back pain.', 'comfort', 'summary: Comfort for the back.'),
  wrong('a goal that is near another', 4, 'goal: relax', 'write relaxation', 'goal: relaxation'),
  wrong('a goal that is none', 4, 'goal: sleep', 'must be one of relaxation', 'goal: relaxation'),
  wrong('a care by itself', 5, 'avoid: clot-risk', 'such as [clot-risk]', 'avoid: [clot-risk]'),
  wrong('a care misspelt', 5, 'avoid: [clotrisk]', "did you mean 'clot-risk'", 'avoid: [clot-risk]'),
];

const forms: readonly WrongProgram[] = [
  wrong('a technique misspelt', 9, `${back}{ rol: 15 }`, "did you mean 'roll'", `${back}{ roll: 15 }`),
  wrong('a technique that is none', 9, `${back}{ shiatsu: 15 }`, 'known: knead', `${back}{ knead: 15 }`),
  wrong(
    'a technique that the zone has not',
    10,
    '    legs: { knead: 20 }',
    'it has compress, roll, vibrate',
    '    legs: { roll: 20 }',
  ),
  wrong('a zone misspelt', 9, '    bakc: { roll: 15 }', "did you mean 'back'", `${back}{ roll: 15 }`),
  wrong('a zone that is none', 9, '    arms: { roll: 15 }', 'known: name, for, fade, back', `${back}{ roll: 15 }`),
  wrong('a level by itself', 9, `${back}40`, 'such as { knead: 40 }', `${back}{ knead: 40 }`),
  wrong('a technique by itself', 9, `${back}knead`, 'such as { knead: 40 }', `${back}{ knead: 40 }`),
  wrong(
    'two techniques at once',
    9,
    `${back}{ roll: 15, knead: 20 }`,
    'one after the other',
    `${back}[{ roll: 15, for: 10s }, { knead: 20, for: 10s }]`,
  ),
  wrong(
    'a step without a length',
    14,
    '      - { compress: 60, ramp: 2s }',
    'such as for: 12s',
    '      - { compress: 60, for: 12s, ramp: 2s }',
  ),
  wrong('a rest with two lengths', 15, '      - { rest: 48s, for: 48s }', 'leave out for', '      - { rest: 48s }'),
  wrong(
    'a repeat without steps',
    15,
    '      - { repeat: 3 }',
    'repeat and do belong together',
    '      - { repeat: 3, do: [{ rest: 4s }] }',
  ),
  wrong('a phase without a name', 7, '  - fade: 1..0.9', "'name' is missing", '  - name: Warm-up', 7),
  wrong('a phase without a dash', 7, '    name: Warm-up', 'a dash is missing above', '  - name: Warm-up', 11),
  wrong(
    'a phase in which nothing moves',
    19,
    '    seat: { vibrate: 0 }',
    'nothing moves in this phase',
    '    seat: { vibrate: 15 }',
    16,
  ),
  wrong('a key of another program', 6, 'version: 2\nphases:', 'known: id, name', 'phases:', 6),
  wrong(
    'a squeeze that never lets go',
    19,
    '    legs: { compress: 30 }',
    'or a rate',
    '    legs: { compress: 30, rate: 2 }',
  ),
  wrong(
    'a level that jumps',
    14,
    '      - { compress: 60, for: 12s, ramp: 500ms }',
    'ramp it over at least 1s500ms',
    '      - { compress: 60, for: 12s, ramp: 1s500ms }',
  ),
  wrong('an end at full level', 18, '    back: { roll: 60 }', 'from above 30', '    back: { roll: 60..20 }'),
  wrong('more than half an hour', 12, '    for: 40m', 'a session may last 30', '    for: 20m', 7),
];

const layout: readonly WrongProgram[] = [
  wrong('a tab', 9, '\tback: { roll: 15 }', 'with spaces', `${back}{ roll: 15 }`),
  wrong('tabs everywhere', 8, '\tfor: 2m\n\tback: { roll: 15 }', 'with spaces', '    for: 2m'),
  wrong('a colon without a space', 8, '    for:2m', 'key: value', '    for: 2m'),
  wrong('a brace that is not closed', 9, `${back}{ roll: 15`, 'add }', `${back}{ roll: 15 }`),
  wrong('a comma that is missing', 9, `${back}{ roll: 15 rate: 4 }`, 'in quotes', `${back}{ roll: 15, rate: 4 }`),
  wrong(
    'a dash without its list',
    14,
    '      { compress: 60, for: 12s }',
    'a dash is missing above',
    '      - { compress: 60, for: 12s }',
    15,
  ),
  wrong('a key twice', 12, '    for: 5m\n    for: 5m', 'remove one', '    for: 5m', 13),
  wrong('a step too far left', 15, '    - { rest: 48s }', 'in the same column', '      - { rest: 48s }'),
];

export const wrongPrograms: readonly WrongProgram[] = [...values, ...forms, ...layout];
