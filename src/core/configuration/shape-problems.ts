import type { z } from 'zod';
import {
  type Complaint,
  complaintsOf,
  type DataPath,
  missingKey,
  type ShapeProblem,
  valueAt,
  withItsKey,
} from '../shape/complaints.js';
import { hintFor } from '../shape/nearest-word.js';
import { keysOf, nodeAt, type SchemaNode } from './schema-node.js';

const problemsMax = 50;

/** Complaints of the schema library in the words of this project. */
export const shapeProblems = (
  issues: readonly z.core.$ZodIssue[],
  data: unknown,
  schema: SchemaNode,
): readonly ShapeProblem[] =>
  complaintsOf(issues)
    .flatMap((complaint) => describe(complaint, data, schema))
    .slice(0, problemsMax);

function describe({ issue, path }: Complaint, data: unknown, schema: SchemaNode): ShapeProblem[] {
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
function problem(path: DataPath, of: ShapeProblem['of'], text: string): ShapeProblem {
  const [message = '', suggestion] = text.split('\n');
  const said = withItsKey(path, message);
  return suggestion === undefined ? { path, of, message: said } : { path, of, message: said, suggestion };
}

function unknownKey(path: DataPath, schema: SchemaNode): ShapeProblem {
  const key = String(path.at(-1));
  const parent = nodeAt(schema, path.slice(0, -1));
  const known = parent === null ? [] : keysOf(parent);
  const suggestion = hintFor(key, known, `known here: ${known.join(', ')}`);
  return { path, of: 'key', message: `unknown key '${key.slice(0, 40)}'`, suggestion };
}
