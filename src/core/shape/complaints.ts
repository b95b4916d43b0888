import type { z } from 'zod';

/** Keys and list indexes from the top of data that people wrote to a value in it. */
export type DataPath = readonly (string | number)[];

/** What is wrong with such data. `of` says whether `path` ends with the key that is wrong, or leads to the value. */
export interface ShapeProblem {
  readonly path: DataPath;
  readonly of: 'key' | 'value';
  readonly message: string;
  readonly suggestion?: string;
  /** Where else the same stands, before. */
  readonly firstAt?: DataPath;
}

/** One complaint of the schema library, with its way from the top. */
export interface Complaint {
  readonly issue: z.core.$ZodIssue;
  readonly path: DataPath;
}

const everyUnion = (): boolean => true;

/** Every complaint by itself. Of a union that `isOpened` (by default every one) those about the form that was written are kept. */
export const complaintsOf = (
  issues: readonly z.core.$ZodIssue[],
  isOpened: (path: DataPath) => boolean = everyUnion,
): readonly Complaint[] => issues.flatMap((issue) => opened(issue, [], isOpened));

function opened(issue: z.core.$ZodIssue, base: DataPath, isOpened: (path: DataPath) => boolean): readonly Complaint[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code !== 'invalid_union' || !isOpened(path)) return [{ issue, path }];
  const meant = issue.errors.find((branch) => !isWrongForm(branch));
  return meant === undefined ? [{ issue, path }] : meant.flatMap((inner) => opened(inner, path, isOpened));
}

const isWrongForm = (branch: readonly z.core.$ZodIssue[]): boolean =>
  branch.some(({ code, path }) => code === 'invalid_type' && path.length === 0);

export const missingKey = (path: DataPath): ShapeProblem => ({
  path: path.slice(0, -1),
  of: 'value',
  message: `'${path.at(-1)}' is missing`,
});

/** "must be a level" needs the key that it is about; a list's item has none. */
export function withItsKey(path: DataPath, message: string, beginning = /^must /): string {
  const key = path.at(-1);
  return typeof key === 'string' && beginning.test(message) ? `'${key.slice(0, 40)}' ${message}` : message;
}

/** What stands at `path` in plain data, or undefined. */
export function valueAt(data: unknown, path: DataPath): unknown {
  let here = data;
  for (const key of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Reflect.get(here, key);
  }
  return here;
}
