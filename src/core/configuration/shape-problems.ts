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

/** The parts of JSON Schema (draft 7) in which a configuration is described. */
export interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: boolean | SchemaNode;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The node itself, or the forms that it may take. */
export const formsOf = (node: SchemaNode): readonly SchemaNode[] => node.anyOf ?? [node];

/** The keys that a map at this node may have; none where they are free, as names of people are. */
export const keysOf = (node: SchemaNode): readonly string[] =>
  formsOf(node).flatMap((form) => Object.keys(form.properties ?? {}));

export function childOf(node: SchemaNode, key: string | number): SchemaNode | null {
  for (const form of formsOf(node)) {
    const child = typeof key === 'number' ? form.items : childOfMap(form, key);
    if (child !== undefined) return child;
  }
  return null;
}

function childOfMap({ properties, additionalProperties }: SchemaNode, key: string): SchemaNode | undefined {
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

export function nodeAt(schema: SchemaNode, path: readonly (string | number)[]): SchemaNode | null {
  let node: SchemaNode | null = schema;
  for (const key of path) node = node === null ? null : childOf(node, key);
  return node;
}
