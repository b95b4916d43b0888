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
  /** What stands here is a secret. */
  readonly writeOnly?: boolean;
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
