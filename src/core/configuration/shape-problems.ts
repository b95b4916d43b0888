import type { z } from 'zod';
import { nearestWord } from '../program/nearest-word.js';
import { keysOf, nodeAt, type SchemaNode } from './schema-node.js';

/** Keys and list indexes from the top of a configuration to a value. */
export type SettingPath = readonly (string | number)[];

/** What is wrong with a setting. `of` says whether `path` ends with the key that is wrong, or leads to the value. */
export interface ShapeProblem {
  readonly path: SettingPath;
  readonly of: 'key' | 'value';
  readonly message: string;
  readonly suggestion?: string;
}

const problemsMax = 50;

/** Complaints of the schema library in the words of this project. */
export function shapeProblems(
  issues: readonly z.core.$ZodIssue[],
  data: unknown,
  schema: SchemaNode,
): readonly ShapeProblem[] {
  return issues
    .flatMap((issue) => flatten(issue, []))
    .flatMap(({ issue, path }) => describe(issue, path, data, schema))
    .slice(0, problemsMax);
}

interface FlatIssue {
  readonly issue: z.core.$ZodIssue;
  readonly path: SettingPath;
}

/** Opens a union and keeps the complaints about the form that was written. */
function flatten(issue: z.core.$ZodIssue, base: SettingPath): FlatIssue[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code !== 'invalid_union') return [{ issue, path }];
  const meant = issue.errors.find((branch) => !isWrongForm(branch));
  return meant === undefined ? [{ issue, path }] : meant.flatMap((inner) => flatten(inner, path));
}

const isWrongForm = (branch: readonly z.core.$ZodIssue[]): boolean =>
  branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0);

function describe(issue: z.core.$ZodIssue, path: SettingPath, data: unknown, schema: SchemaNode): ShapeProblem[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], schema));
  if (issue.code === 'invalid_key') return [problem(path, 'key', issue.issues[0]?.message ?? issue.message)];
  const value = valueAt(data, path);
  if (value === undefined && path.length > 0) return [missingKey(path)];
  if (value === null && path.length > 0) {
    return [{ path, of: 'key', message: `'${path.at(-1)}' is empty`, suggestion: 'give it a value or remove the key' }];
  }
  return [problem(path, 'value', issue.message)];
}

/** Splits what `advise` joined, and says which key it is about. */
function problem(path: SettingPath, of: ShapeProblem['of'], text: string): ShapeProblem {
  const [message = '', suggestion] = text.split('\n');
  const key = path.at(-1);
  const named = typeof key === 'string' && message.startsWith('must') ? `'${key.slice(0, 40)}' ${message}` : message;
  return suggestion === undefined ? { path, of, message: named } : { path, of, message: named, suggestion };
}

export const missingKey = (path: SettingPath): ShapeProblem => ({
  path: path.slice(0, -1),
  of: 'value',
  message: `'${path.at(-1)}' is missing`,
});

function unknownKey(path: SettingPath, schema: SchemaNode): ShapeProblem {
  const key = String(path.at(-1));
  const parent = nodeAt(schema, path.slice(0, -1));
  const known = parent === null ? [] : keysOf(parent);
  const nearest = nearestWord(key, known);
  const suggestion = nearest === null ? `known here: ${known.join(', ')}` : `did you mean '${nearest}'?`;
  return { path, of: 'key', message: `unknown key '${key.slice(0, 40)}'`, suggestion };
}

/** What stands at `path` in plain data, or undefined. */
export function valueAt(data: unknown, path: SettingPath): unknown {
  let here = data;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}
