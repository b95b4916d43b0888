import { configJsonSchema } from '../../src/config.js';
import { formsOf, type SchemaNode } from '../../src/core/configuration/schema-node.js';

const escaped = (text: string): string => text.replaceAll('|', '\\|');

function valuesOf(node: SchemaNode): string {
  const { type, enum: words, const: only, minimum, maximum, items } = node;
  if (words !== undefined) return words.map((word) => `\`${word}\``).join(' ');
  if (only !== undefined) return `\`${only}\``;
  if (type === 'integer') return `${minimum}-${maximum}`;
  if (type === 'boolean') return '`true` `false`';
  if (type === 'array')
    return items?.type === 'object' ? 'list' : `list of ${items === undefined ? '' : valuesOf(items)}`;
  if ('pattern' in node && String(node.pattern).includes('ms')) return 'duration';
  const forms = formsOf(node);
  if (forms.some((form) => form.type === 'array')) return 'text, or a list of text';
  return forms.length > 1 ? 'text or map' : 'text';
}

function defaultOf(node: SchemaNode, isRequired: boolean): string {
  if (isRequired) return '*required*';
  return node.default === undefined
    ? ''
    : `\`${typeof node.default === 'string' ? node.default : JSON.stringify(node.default)}\``;
}

/** The map in a section that can also be switched off by a word. */
const sectionOf = (node: SchemaNode): SchemaNode | null =>
  typeof node.default === 'object' ? (node.anyOf?.find(({ properties }) => properties !== undefined) ?? null) : null;

function rows(node: SchemaNode, path: string): string[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const here = path === '' ? key : `${path}.${key}`;
    const { properties, items, additionalProperties, description = '' } = child;
    // Its keys are those of a chair, which have their rows there.
    if (here === 'chair_defaults') return [`| \`${here}\` |  | map | ${description} |`];
    if (properties !== undefined) return rows(child, here);
    const section = sectionOf(child);
    if (section !== null)
      return [`| \`${here}\` |  | \`off\`, or the keys below | ${description} |`, ...rows(section, here)];
    if (items?.properties !== undefined) return rows(items, `${here}[]`);
    if (typeof additionalProperties === 'object') return rows(additionalProperties, `${here}.<id>`);
    const isRequired = (node.required ?? []).includes(key) || here === 'chairs[].port';
    const cells = [`\`${here}\``, defaultOf(child, isRequired), valuesOf(child), description];
    return [`| ${cells.map(escaped).join(' | ')} |`];
  });
}

/** Every key of the configuration, as a table. */
export const configTable = (): string =>
  ['| key | default | values | meaning |', '|---|---|---|---|', ...rows(configJsonSchema(), '')].join('\n');
