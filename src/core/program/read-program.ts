import type { z } from 'zod';
import { isZone, techniques } from '../zones.js';
import { nearestWord } from './nearest-word.js';
import { type Program, programKeys, programSchema } from './schema.js';

/** Keys and list indexes from the top of a program file to a value. */
export type SourcePath = readonly (string | number)[];

/** What is wrong with a program's data. `of` says whether `path` ends with the key that is wrong, or leads to the value. */
interface ProgramProblem {
  readonly path: SourcePath;
  readonly of: 'key' | 'value';
  readonly message: string;
}

export type ReadProgram =
  | { readonly kind: 'program'; readonly program: Program }
  | { readonly kind: 'invalid'; readonly problems: readonly ProgramProblem[] };

const problemsMax = 20;

/** Reads a program from plain data, such as a YAML file gives. Never throws. */
export function readProgram(value: unknown): ReadProgram {
  const result = programSchema.safeParse(value);
  if (result.success) return { kind: 'program', program: result.data };
  const issues = result.error.issues.flatMap((issue) => flatten(issue, []));
  const problems = issues.filter((issue) => !isExplained(issue, issues)).flatMap((issue) => describe(issue, value));
  return { kind: 'invalid', problems: problems.slice(0, problemsMax) };
}

interface FlatIssue {
  readonly issue: z.core.$ZodIssue;
  readonly path: SourcePath;
}

/** Opens the union of a zone (one step, or a list) and keeps the complaints about the form that was written. */
function flatten(issue: z.core.$ZodIssue, base: SourcePath): FlatIssue[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code !== 'invalid_union' || !isZone(String(path.at(-1)))) return [{ issue, path }];
  const meant = issue.errors.find((branch) => !isWrongForm(branch));
  return meant === undefined ? [{ issue, path }] : meant.flatMap((inner) => flatten(inner, path));
}

const isWrongForm = (branch: readonly z.core.$ZodIssue[]): boolean =>
  branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0);

/** A step with a misspelt key also lacks a technique; only the first is worth saying. */
function isExplained({ issue, path }: FlatIssue, all: readonly FlatIssue[]): boolean {
  if (issue.code !== 'custom') return false;
  return all.some((other) => other.issue !== issue && other.path.length >= path.length && startsWith(other.path, path));
}

const startsWith = (path: SourcePath, start: SourcePath): boolean => start.every((key, index) => path[index] === key);

function describe({ issue, path }: FlatIssue, value: unknown): ProgramProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], of: 'key', message: unknownKey(key, path, value) }));
  }
  if (issue.code === 'invalid_union' && isZone(String(path.at(-1)))) {
    return [{ path, of: 'value', message: named(path, 'must be a step such as { knead: 40 }, or a list of steps') }];
  }
  const isMissing = issue.code !== 'custom' && path.length > 0 && dataAt(value, path) === undefined;
  if (isMissing) return [{ path: path.slice(0, -1), of: 'value', message: `'${String(path.at(-1))}' is missing` }];
  const isMapExpected = issue.code === 'invalid_type' && issue.expected === 'object';
  const message = isMapExpected ? mapExpected(path) : issue.message;
  return [{ path, of: 'value', message: named(path, message) }];
}

function mapExpected(path: SourcePath): string {
  if (path.length === 0) return 'the file must be a program: id, name, summary, goal, avoid and phases';
  return isInZone(path) ? 'must be a step such as { knead: 40, for: 12s }' : 'must be a phase with name, for and zones';
}

/** "must be a level" needs the key that it is about; a list's item has none. */
function named(path: SourcePath, message: string): string {
  const key = path.at(-1);
  return typeof key === 'string' && /^(must|may) /.test(message) ? `'${key}' ${message}` : message;
}

const isInZone = (path: SourcePath): boolean => path[0] === 'phases' && path.length > 2;

function unknownKey(key: string, path: SourcePath, value: unknown): string {
  const known = knownKeys(path);
  const nearest = nearestWord(key, known);
  const kind = isInZone(path) && !namesActivity(dataAt(value, path)) ? 'technique' : 'key';
  const shown = key.slice(0, 40).replace(/\p{Cc}/gu, '?');
  if (nearest !== null) return `unknown ${kind} '${shown}'; did you mean '${nearest}'?`;
  return `unknown ${kind} '${shown}'; known: ${(kind === 'technique' ? techniques : known).join(', ')}`;
}

function knownKeys(path: SourcePath): readonly string[] {
  if (path.length === 0) return programKeys.top;
  return isInZone(path) ? programKeys.step : programKeys.phase;
}

const activities: readonly string[] = [...techniques, 'rest', 'repeat'];
const namesActivity = (step: unknown): boolean =>
  typeof step === 'object' && step !== null && Object.keys(step).some((key) => activities.includes(key));

function dataAt(value: unknown, path: SourcePath): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}
