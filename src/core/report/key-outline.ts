import { formsOf, type SchemaNode } from '../configuration/schema-node.js';

/** The keys of a file that cannot be read, in their places and without their values; what is no known key is left out. */
export function keysOfText(text: string, known: ReadonlySet<string>): string {
  const lines = text.split('\n').map((line) => {
    const [, indent = '', key = ''] = /^(\s*(?:- +)*)["']?([A-Za-z_]+)["']?[ \t]*:/.exec(line) ?? [];
    if (known.has(key)) return `${indent}${key}: ...`;
    return line.trim() === '' ? '' : `${/^\s*/.exec(line)?.[0] ?? ''}...`;
  });
  return lines.join('\n');
}

/** Every key that a configuration may have, at any depth. */
export function allKeysOf(schema: SchemaNode): ReadonlySet<string> {
  const keys = new Set<string>();
  const collect = (node: SchemaNode): void => {
    for (const { properties = {}, items, additionalProperties } of formsOf(node)) {
      for (const [key, child] of Object.entries(properties)) {
        keys.add(key);
        collect(child);
      }
      if (items !== undefined) collect(items);
      if (typeof additionalProperties === 'object') collect(additionalProperties);
    }
  };
  collect(schema);
  return keys;
}
