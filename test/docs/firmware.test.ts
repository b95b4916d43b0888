import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ChairInput, newChair, type SimulatedState, stepChair } from '../../hardware-sim/chair.js';
import { modeOf } from '../../hardware-sim/chair-state.js';
import { sound } from '../../hardware-sim/conditions.js';
import { firmware } from '../../hardware-sim/firmware.js';
import { usualLockedMa } from '../../hardware-sim/motor.js';
import { seededRandom } from '../../hardware-sim/random.js';
import { readConformanceCases } from '../../src/adapters/files/conformance-cases.js';
import { frameLine, unframe } from '../../src/core/protocol/crc.js';

const docs = join(import.meta.dirname, '../../docs');
const page = readFileSync(join(docs, 'firmware.md'), 'utf8');
const protocol = readFileSync(join(docs, 'serial-protocol.md'), 'utf8');

const kit = readConformanceCases();
if (kit.kind === 'unreadable') throw new Error(kit.problems.join('\n'));
const ids = kit.cases.flatMap((clause) => [clause.id, ...(clause.next ?? []).map(({ id }) => id)]);
const groups = ids.map((id) => id.split('.')[0] ?? '');

const firsts = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([, word]) => word ?? '');
const sectionOf = (heading: string): string => page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
const idsIn = (text: string): readonly string[] =>
  firsts(text, /`([a-z]+\.[a-z-]+)`/g).filter((word) => !word.endsWith('.js'));

/** The cells of the rows of a section's tables, without their headings. */
const rowsOf = (heading: string): readonly (readonly string[])[] =>
  firsts(sectionOf(heading), /^\| (?!---)(.*) \|$/gm).map((row) => row.split(' | '));

describe('the clauses that the page of controllers names', () => {
  it('are clauses of the conformance kit', () => {
    expect(idsIn(page).length).toBeGreaterThan(40);
    expect(idsIn(page).filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('can be asked for where the page runs the kit', () => {
    const lists = [
      ...firsts(page, /--only ([^-\n]+(?:-[^-\n]+)*)/g).filter((list) => !list.startsWith('`')),
      ...rowsOf('What to build, in order').flatMap((cells) => firsts(cells[3] ?? '', /^`(.*)`$/g)),
    ];
    const words = lists.flatMap((list) => list.trim().split(' '));
    expect(words.length).toBeGreaterThan(30);
    expect(words.filter((word) => !ids.includes(word) && !groups.includes(word))).toEqual([]);
  });

  it('catch each of the ten mistakes', () => {
    const mistakes = rowsOf('Ten mistakes that hurt').filter(([number = '']) => /^\d+$/.test(number));
    expect(mistakes.map(([number]) => Number(number))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const [number, ...cells] of mistakes) expect(idsIn(cells[3] ?? '').length, number).toBeGreaterThan(0);
  });
});

/** Every figure of the reference under its name, parts as `ttlMs.min`. */
const figures = new Map<string, unknown>(
  Object.entries(firmware).flatMap(([name, value]) =>
    typeof value === 'object'
      ? Object.entries(value).map(([part, inner]): [string, unknown] => [`${name}.${part}`, inner])
      : [[name, value]],
  ),
);

const msOf = (text: string): number => Number.parseFloat(text) * (text.endsWith(' ms') ? 1 : 1000);
const spellings = (ms: number): RegExp => {
  const words = [`${ms}`, `${ms / 1000} s`, ...(ms === 1000 ? ['every second'] : [])];
  return new RegExp(`\\b(?:${words.join('|')})\\b`);
};

const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 ]/g, '')
    .replaceAll(' ', '-');
/** The numbered sections of the protocol page, by what a link to them ends in. */
const sections = new Map(protocol.split(/^## /m).map((text) => [slugOf(text.split('\n')[0] ?? ''), text] as const));

describe('the table of deadlines', () => {
  const deadlines = rowsOf('Deadlines').filter((cells) => /^\d+ m?s$/.test(cells[1] ?? ''));

  it('has the figures of the reference', () => {
    const named = deadlines.flatMap(([, figure = '', , name = '']) =>
      firsts(name, /`(.*)`/g).map((word) => [word, msOf(figure)] as const),
    );
    expect(named.length).toBeGreaterThan(15);
    expect(named).toEqual(named.map(([word]) => [word, figures.get(word)]));
  });

  it('has every ramp to 0 that a chair begins by itself', () => {
    const named = firsts(sectionOf('Deadlines'), /`(\w+)`/g);
    const ramps = [...figures.keys()].filter((name) => name.endsWith('RampMs') && name !== 'pauseButtonRampMs');
    expect(named).toEqual(expect.arrayContaining(ramps));
  });

  it.each(deadlines)('%s: %s is in the section that it names', (_what, figure, section) => {
    const [, number = '', anchor = ''] = /^\[(\d+)\]\(serial-protocol\.md#(.*)\)$/.exec(section ?? '') ?? [];
    expect(anchor.startsWith(`${number}-`)).toBe(true);
    expect(sections.get(anchor)).toMatch(spellings(msOf(figure ?? '')));
  });
});

describe('the examples on the page of controllers', () => {
  it('say only lines with a right check', () => {
    const lines = firsts(page, /^(.*\*[0-9A-F]{4})$/gm);
    expect(lines.length).toBeGreaterThan(8);
    expect(lines.filter((line) => unframe(line) === null)).toEqual([]);
  });

  it('link only to files and sections that there are', () => {
    const links = firsts(page, /\]\(([^)]+)\)/g);
    const missing = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      if (!existsSync(join(docs, path))) return true;
      return path === 'serial-protocol.md' && anchor !== undefined && !sections.has(anchor);
    });
    expect(missing).toEqual([]);
  });
});

const zoneBroken = { ...sound, zones: { ...sound.zones, legs: { ...sound.zones.legs, isSensorOpen: true } } };
const happenings: readonly (string | ChairInput)[] = [
  ...[
    'HELLO 1 bench',
    'HELLO 1 bench',
    'STOP 500',
    'ESTOP',
    'RESET lease',
    'RESET estop',
    'RESET estop',
    'RESET sensor',
  ],
  ...['SET legs vibrate 60 0 200 5000', 'SET legs vibrate 60 0 200 5000', 'SET legs vibrate 60 0 0 300'],
  // A motor takes its time to start: only one that runs has a ramp to stop in.
  ...['SET back vibrate 60 0 0 5000', 'SET back vibrate 60 0 0 5000', 'STOP 2000', 'STOP 2000'],
  ...['SET legs off 0 0 100 0'],
  { kind: 'text', text: '\nSTOP\n' },
  { kind: 'text', text: '\u0018\n' },
  { kind: 'text', text: frameLine('0 KEEP') },
  { kind: 'button', button: 'stop' },
  { kind: 'button', button: 'estop' },
  { kind: 'conditions', conditions: zoneBroken },
  { kind: 'conditions', conditions: { ...sound, railMv: 5000 } },
  { kind: 'conditions', conditions: sound },
  { kind: 'conditions', conditions: sound },
  { kind: 'conditions', conditions: sound },
  { kind: 'reboot', reason: 'power', darkMs: 0 },
  { kind: 'reboot', reason: 'watchdog', darkMs: 0 },
];

const stateOf = (chair: SimulatedState): string => {
  const mode = modeOf(chair);
  return mode === 'idle' && !chair.isGreeted ? 'booted' : mode;
};

/** Every change of state that the reference makes while things happen to it at random. */
function edgesSeen(seed: number, count: number): ReadonlySet<string> {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[], or: T): T => from[Math.floor(random.next() * from.length)] ?? or;
  const edges = new Set<string>();
  let chair = newChair({ id: 'SIM0001', boot: 1, isOccupied: true, lockedMa: usualLockedMa });
  const take = (input: ChairInput): void => {
    const before = stateOf(chair);
    [chair] = stepChair(chair, input);
    if (stateOf(chair) !== before) edges.add(`${before} --> ${stateOf(chair)}`);
  };
  for (let seq = 1; seq <= count; seq++) {
    const happening = pick<string | ChairInput>(happenings, 'STATUS');
    take(typeof happening === 'string' ? { kind: 'text', text: frameLine(`${seq} ${happening}`) } : happening);
    const forMs = pick([0, 0, 10, 30, 100, 300, 1000], 0);
    for (let passedMs = 0; passedMs < forMs; passedMs += 10) take({ kind: 'elapsed', elapsedMs: 10 });
  }
  return edges;
}

describe('the states of a chair', () => {
  it('are drawn with every edge that the reference goes, and with no other', () => {
    const drawn = firsts(sectionOf('The states of a chair'), /^ {2}(\w+ --> \w+) : /gm);
    const seen = [1, 2, 3, 4, 5, 6].map((seed) => edgesSeen(seed, 5000));
    expect([...new Set(seen.flatMap((edges) => [...edges]))].sort()).toEqual([...drawn].sort());
  });
});
