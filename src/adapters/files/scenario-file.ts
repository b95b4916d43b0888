import { TextDecoder } from 'node:util';
import { z } from 'zod';
import { issueWords } from '../../core/shape/issue-words.js';
import { readBounded } from './bounded-read.js';
import { placed, readYaml } from './yaml-source.js';

const scenarioBytesMax = 64 * 1024;
const textMax = 100;

const entry = z
  .strictObject({
    at: z.string('must be a time such as 30s').max(textMax).default('0s'),
    do: z.enum(['inject', 'clear'], 'must be inject or clear').default('inject'),
    fault: z.string('must be a fault such as stall:legs').max(textMax),
  })
  .readonly();

const listExpected = 'must be a list of entries such as { at: 30s, fault: "stall:legs" }';
const scenario = z.array(entry, listExpected).readonly();

const entryKeys = Object.keys(entry.unwrap().shape);

/** What is something else entirely is not quoted. */
const looksLikeScenario = (value: unknown): boolean =>
  !Array.isArray(value) ||
  value.some((each) => typeof each === 'object' && each !== null && entryKeys.some((key) => key in each));

/** Entries of a scenario as written; the simulator reads their times and faults. */
export type ScenarioFile =
  | { readonly kind: 'scenario'; readonly entries: z.infer<typeof scenario> }
  | { readonly kind: 'unreadable'; readonly problems: readonly string[] };

/** Reads a scenario of the simulated chair from a YAML file. Never throws; problems carry the file's name and the line. */
export function readScenarioFile(path: string): ScenarioFile {
  const read = readBounded(path, scenarioBytesMax);
  if (read.kind === 'problem') return { kind: 'unreadable', problems: [`${path}: ${read.message}`] };
  const source = readYaml(new TextDecoder().decode(read.bytes), path, scenarioBytesMax);
  if (source.kind === 'unreadable') {
    const problems = source.problems.map((problem) => placed(path, problem, problem.message));
    return { kind: 'unreadable', problems };
  }
  const parsed = scenario.safeParse(source.value, { error: issueWords });
  if (parsed.success) return { kind: 'scenario', entries: parsed.data };
  if (!looksLikeScenario(source.value)) {
    return { kind: 'unreadable', problems: [`${path}: ${listExpected}`] };
  }
  const problems = parsed.error.issues.map((issue) => {
    const place = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
    return placed(path, source.locate(place), `${place.at(-1) ?? 'the file'} ${issue.message}`);
  });
  return { kind: 'unreadable', problems };
}
