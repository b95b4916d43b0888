import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig, showProblem } from '../../src/cli/load-config.js';
import { readConfig } from '../../src/config.js';
import type { DataPath, ShapeProblem } from '../../src/core/shape/complaints.js';
import { cured, put, without } from '../support/cure.js';
import { libraryWords } from '../support/library-words.js';
import { wrongChairs } from '../support/wrong/chairs.js';
import { rightConfiguration, type WrongConfiguration } from '../support/wrong/configuration.js';
import { wrongGoals } from '../support/wrong/goals.js';
import { wrongHttpSections } from '../support/wrong/http.js';
import { wrongSections } from '../support/wrong/sections.js';

const wrongConfigurations = [...wrongChairs, ...wrongSections, ...wrongGoals, ...wrongHttpSections];

const folder = mkdtempSync(join(tmpdir(), 'wrong-'));
afterAll(() => rmSync(folder, { recursive: true }));

const withLine = (line: number, text: string): string =>
  rightConfiguration
    .split('\n')
    .map((each, index) => (index === line - 1 ? text : each))
    .join('\n');

/** What the checker says of a text, a line each, and on which lines. */
function complaintsAbout(text: string): {
  readonly said: readonly string[];
  readonly lines: readonly (number | null)[];
} {
  const file = join(folder, 'chair2mqtt.yaml');
  writeFileSync(file, text);
  const loaded = loadConfig(file, {});
  if (loaded.kind === 'loaded') return { said: [], lines: [] };
  const said = loaded.problems.map((problem) => showProblem(problem).trimEnd().replace(`${folder}/`, ''));
  return { said, lines: loaded.problems.map(({ line }) => line) };
}

/** The data when the advice of every problem was followed; null where one names nothing to put in. */
const allCured = (data: unknown, problems: readonly ShapeProblem[]): unknown =>
  problems.reduce((better, problem) => (better === null ? null : cured(better, problem)), data);

/** Follows all advice, again and again: one mistake must not lead to the next. */
function followed(text: string): number {
  let data: unknown = parse(text);
  for (let steps = 0; steps < 4; steps += 1) {
    const read = readConfig(data);
    if (read.kind === 'config') return steps;
    const better = allCured(data, read.problems);
    if (better === null) throw new Error(`nothing can be put in: ${JSON.stringify(read.problems)}`);
    const again = readConfig(better);
    const isSolved = again.kind === 'config' || again.problems.length < read.problems.length;
    if (!isSolved)
      throw new Error(`the advice leads to the next mistake: ${JSON.stringify([read.problems, again.problems])}`);
    data = better;
  }
  throw new Error('the advice leads nowhere');
}

describe('a configuration with a mistake of somebody who begins', () => {
  it('is right without it', () => {
    expect(complaintsAbout(rightConfiguration).said).toEqual([]);
    expect(wrongConfigurations.length).toBeGreaterThanOrEqual(100);
  });

  it.each(wrongConfigurations.map((each) => [each.mistake, each] as const))(
    '%s: the line and a cure that works',
    (_, { line, wrong, at = line, says, right }: WrongConfiguration) => {
      const text = withLine(line, wrong);
      const { said, lines } = complaintsAbout(text);
      expect(new Set(lines)).toEqual(new Set([at]));
      expect(said.join('\n').replaceAll("'token'", '')).not.toMatch(libraryWords);
      if (says !== undefined) expect(said.join('\n')).toContain(says);
      if (right === undefined) expect(followed(text)).toBeGreaterThan(0);
      else expect(complaintsAbout(withLine(line, right)).said).toEqual([]);
    },
  );
});

/** Where something wrong can stand, and what people write there. */
const places: readonly DataPath[] = [
  ...['url', 'username', 'client_id', 'base_topic', 'bridge_id', 'require_ts', 'discovery', 'discovery_prefix'].map(
    (key) => ['mqtt', key],
  ),
  ...['response_prefixes', 'homie'].map((key) => ['mqtt', key]),
  ...['id', 'name', 'port', 'usb', 'baud_rate', 'hupcl', 'dtr', 'groups', 'driver', 'person', 'remote_start'].map(
    (key) => ['chairs', 0, key],
  ),
  ...['emergency_switch', 'occupancy', 'require_commissioning', 'limits'].map((key) => ['chairs', 0, key]),
  ...['level_max', 'session_max', 'rest', 'daily_max', 'temperature_max'].map((key) => ['chairs', 0, 'limits', key]),
  ...['avoid', 'level_max'].map((key) => ['people', 'guest', key]),
  ...['mqtt', 'chairs', 'people', 'log', 'http', 'programs', 'data_dir', 'time_zone', 'schedules'].map((key) => [key]),
  ['log', 'level'],
  ...['listen', 'token', 'open_stop', 'host_names', 'trusted_proxies', 'tls', 'ingress', 'ingress_own'].map((key) => [
    'http',
    key,
  ]),
  ['http', 'host_names', 0],
  ['http', 'trusted_proxies', 0],
];

const scribbles = fc.oneof(
  fc.constantFrom<unknown>(
    ...['COM3', '10e4', '8470', 'yes', 'no', 'On', 'none', '', ' ', 'Büro', 'a b', 'http://x', 'mqtt://x/y', '80 %'],
    ...['12 min', '1,5 h', '90s', '1d', '00:20', '/x/', 'x/#', '$SYS', '127.0.0.1', ':80', 'tty0', 'tcp://h', 'CLP'],
    ...[8470, 10e4, 0, 0.5, 115.2, -1, 1e9, 1.5, true, false, null, [], {}, ['A b'], { usb: '1:2' }],
  ),
  fc.string({ maxLength: 12 }),
  fc.integer(),
  fc.double({ noNaN: true }),
);

/** The right configuration with something else at one place. */
function scribbled(path: DataPath, scribble: unknown): unknown {
  const data: unknown = parse(rightConfiguration);
  return put(path.includes('usb') ? without(data, ['chairs', 0, 'port']) : data, path, scribble);
}

const problemsIn = (data: unknown): readonly ShapeProblem[] => {
  const read = readConfig(data);
  return read.kind === 'config' ? [] : read.problems;
};

/** What is wrong in the same place when the advice of this problem is followed, but what was wrong there besides. */
function leftAfter(data: unknown, problem: ShapeProblem): readonly ShapeProblem[] {
  const better = cured(data, problem);
  const wording = ({ path, message }: ShapeProblem): string => `${path.join('.')} ${message}`;
  const others = problemsIn(data).map(wording);
  const isLeft = (each: ShapeProblem): boolean => wording(each) === wording(problem) || !others.includes(wording(each));
  const isHere = ({ path }: ShapeProblem): boolean => path.join('.') === problem.path.join('.');
  return better === null ? [] : problemsIn(better).filter((each) => isHere(each) && isLeft(each));
}

describe('whatever stands somewhere', () => {
  it('is refused in words for people, and what is advised for it is taken', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places), scribbles, (path, scribble) => {
        const data = scribbled(path, scribble);
        for (const problem of problemsIn(data)) {
          expect([problem, leftAfter(data, problem)]).toEqual([problem, []]);
          expect(problem.message.replaceAll(/'.*?'|\d+/g, '')).not.toMatch(libraryWords);
        }
      }),
      { numRuns: 300 },
    );
  });
});
