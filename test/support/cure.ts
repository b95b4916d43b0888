import { parse } from 'yaml';
import { type DataPath, type ShapeProblem, valueAt } from '../../src/core/shape/complaints.js';

const advised =
  /(?:write|such as) (".*?"|\{.*\}|\[.*?\]|- \{.*\}|\w+: \{.*\}|\w+: \[.*?\}\]|\w+: [^\s;]+|[^\s,;]+?)(?=[,;:]?(?:\s|$))/;

/** Data with what a problem's advice says put in, as a person would do it; null where it names nothing to put in. */
export function cured(data: unknown, { path, of, suggestion = '' }: ShapeProblem): unknown {
  const copy = structuredClone(data);
  const key = /^did you mean '(.+?)'/.exec(suggestion)?.[1];
  const home = /^it belongs under ([\w, ]+)/.exec(suggestion)?.[1];
  const text = advised.exec(suggestion)?.[1];
  const value = valueAt(copy, path);
  if (/^remove it/.test(suggestion)) return without(copy, path);
  if (key !== undefined && of === 'value') return put(copy, path, key);
  if (key !== undefined) return put(without(copy, path), [...path.slice(0, -1), key], value);
  if (home !== undefined)
    return put(without(copy, path), [...path.slice(0, -1), ...home.split(', '), last(path)], value);
  if (text === undefined) return null;
  const written: unknown = parse(text);
  const [entry] = /^\w+: /.test(text) ? Object.entries(written as object) : [];
  if (entry === undefined) return put(copy, path, written);
  return of === 'key'
    ? put(without(copy, path), [...path.slice(0, -1), entry[0]], entry[1])
    : put(copy, [...path, entry[0]], entry[1]);
}

const last = (path: DataPath): string | number => path.at(-1) ?? '';

/** Takes out what stands at a path. */
export function without(data: unknown, path: DataPath): unknown {
  const holder = valueAt(data, path.slice(0, -1));
  if (Array.isArray(holder)) holder.splice(Number(path.at(-1)), 1);
  else if (typeof holder === 'object' && holder !== null) Reflect.deleteProperty(holder, last(path));
  return data;
}

/** Puts a value at a path, with maps on the way where there are none. */
export function put(data: unknown, path: DataPath, value: unknown): unknown {
  let holder = data as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) {
    if (typeof holder[key] !== 'object' || holder[key] === null) holder[key] = {};
    holder = holder[key] as Record<string | number, unknown>;
  }
  holder[last(path)] = value;
  return data;
}
