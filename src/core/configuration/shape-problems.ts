import type { z } from 'zod';
import { splitAdvice } from '../cure.js';
import {
  type Complaint,
  complaintsOf,
  type DataPath,
  missingKey,
  type ShapeProblem,
  valueAt,
  withItsKey,
} from '../shape/complaints.js';
import { formsOf, nodeAt, type SchemaNode } from './schema-node.js';
import { unknownSetting } from './unknown-setting.js';

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
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownSetting([...path, key], data, schema));
  if (issue.code === 'invalid_key') return [problem(path, 'key', issue.issues[0]?.message ?? issue.message)];
  const value = valueAt(data, path);
  if (value === undefined && path.length > 0) return [missing(path)];
  if (value === null && path.length > 0) return [empty(path, schema)];
  return [problem(path, 'value', issue.message)];
}

/** Splits what `advise` joined, and says which key it is about. */
function problem(path: DataPath, of: ShapeProblem['of'], text: string): ShapeProblem {
  const { what, cure } = splitAdvice(text);
  const message = withItsKey(path, what);
  return cure === null ? { path, of, message } : { path, of, message, suggestion: cure };
}

/** What to write where a key is missing that must be there. */
const examples: Readonly<Record<string, string>> = {
  chairs: 'such as chairs: [{ id: living-room, port: /dev/ttyUSB0 }]',
  id: 'such as id: living-room',
  listen: 'such as listen: 127.0.0.1:8470',
  cert_file: 'such as cert_file: /etc/ssl/chair.pem',
  key_file: 'such as key_file: /etc/ssl/chair.key',
  usb: 'such as usb: { vendorId: "10c4", productId: "ea60" }',
  port: 'such as port: /dev/ttyUSB0; "chair2mqtt ports" lists what there is',
  chair: 'such as chair: living-room',
  program: 'such as program: relaxation; "chair2mqtt programs list" shows what there is',
  person: 'such as person: anna, one of people',
  when: 'such as when: "0 20 * * 1,3,5"',
  vendorId: 'such as vendorId: "10c4"; "chair2mqtt ports" shows it',
  productId: 'such as productId: "ea60"; "chair2mqtt ports" shows it',
};

function missing(path: DataPath): ShapeProblem {
  const suggestion = examples[String(path.at(-1))];
  return { ...missingKey(path), ...(suggestion === undefined ? {} : { suggestion }) };
}

/** Where people left a value out. Nothing is to be removed that must be there. */
function empty(path: DataPath, schema: SchemaNode): ShapeProblem {
  const key = path.at(-1);
  if (typeof key === 'number')
    return { path, of: 'value', message: 'a dash with nothing behind it', suggestion: 'remove it' };
  const node = nodeAt(schema, path);
  const isMap =
    node !== null && formsOf(node).some(({ type, required }) => type === 'object' && required === undefined);
  const suggestion =
    examples[String(key)] ?? (isMap ? 'write {}, or remove the key' : 'give it a value or remove the key');
  return { path, of: 'key', message: `'${key}' is empty`, suggestion };
}
