import {
  type Complaint,
  complaintsOf,
  type DataPath,
  missingKey,
  type ShapeProblem,
  valueAt,
  withItsKey,
} from '../shape/complaints.js';
import { issueWords } from '../shape/issue-words.js';
import { looksLike } from '../shape/looks-like.js';
import { hintFor } from '../shape/nearest-word.js';
import { isZone, techniques } from '../zones.js';
import { activities, type Program, programKeys, programSchema } from './schema.js';

export type ReadProgram =
  | { readonly kind: 'program'; readonly program: Program }
  | { readonly kind: 'invalid'; readonly problems: readonly ShapeProblem[] };

const problemsMax = 20;

/** Reads a program from plain data, such as a YAML file gives. Never throws. */
export function readProgram(value: unknown): ReadProgram {
  const result = programSchema.safeParse(value, { error: issueWords });
  if (result.success) return { kind: 'program', program: result.data };
  if (!looksLike(value, programKeys.top)) return { kind: 'invalid', problems: [wrongValue([], mapExpected([]))] };
  const complaints = complaintsOf(result.error.issues, endsInZone);
  const problems = complaints.filter((each) => !isExplained(each, complaints)).flatMap((each) => describe(each, value));
  return { kind: 'invalid', problems: problems.slice(0, problemsMax) };
}

/** What a zone does is one step or a list; a level, the other union, speaks for both of its forms. */
const endsInZone = (path: DataPath): boolean => isZone(String(path.at(-1)));

/** A step with a misspelt key also lacks a technique; only the first is worth saying. */
function isExplained({ issue, path }: Complaint, all: readonly Complaint[]): boolean {
  if (issue.code !== 'custom') return false;
  return all.some((other) => other.issue !== issue && other.path.length >= path.length && startsWith(other.path, path));
}

const startsWith = (path: DataPath, start: DataPath): boolean => start.every((key, index) => path[index] === key);

function describe({ issue, path }: Complaint, value: unknown): ShapeProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], of: 'key', message: unknownKey(key, path, value) }));
  }
  if (issue.code === 'invalid_union' && endsInZone(path)) {
    return [wrongValue(path, 'must be a step such as { knead: 40 }, or a list of steps')];
  }
  if (issue.code !== 'custom' && path.length > 0 && valueAt(value, path) === undefined) return [missingKey(path)];
  const isMapExpected = issue.code === 'invalid_type' && issue.expected === 'object';
  return [wrongValue(path, isMapExpected ? mapExpected(path) : issue.message)];
}

const wrongValue = (path: DataPath, message: string): ShapeProblem => ({
  path,
  of: 'value',
  message: withItsKey(path, message, /^(must|may) /).replace('\n', '; '),
});

function mapExpected(path: DataPath): string {
  if (path.length === 0) return 'the file must be a program: id, name, summary, goal, avoid and phases';
  return isInZone(path) ? 'must be a step such as { knead: 40, for: 12s }' : 'must be a phase with name, for and zones';
}

const isInZone = (path: DataPath): boolean => path[0] === 'phases' && path.length > 2;

function unknownKey(key: string, path: DataPath, value: unknown): string {
  const known = knownKeys(path);
  const kind = isInZone(path) && !namesActivity(valueAt(value, path)) ? 'technique' : 'key';
  const shown = key.slice(0, 40).replace(/\p{Cc}/gu, '?');
  const expected = kind === 'technique' ? techniques : known;
  return `unknown ${kind} '${shown}'; ${hintFor(key, known, `known: ${expected.join(', ')}`)}`;
}

function knownKeys(path: DataPath): readonly string[] {
  if (path.length === 0) return programKeys.top;
  return isInZone(path) ? programKeys.step : programKeys.phase;
}

const namesActivity = (step: unknown): boolean =>
  typeof step === 'object' && step !== null && activities.some((key) => Object.hasOwn(step, key));
