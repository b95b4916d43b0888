import { nodeNames, type Property, type PropertyDescription } from './properties.js';

/** The version of the convention. */
const homie = '5.0';

/** A device as `$description` has it, but for its version. */
export type Description = Readonly<Record<string, unknown>>;

/** The daemon, whose children are the chairs. */
export const bridgeDescription = (name: string, children: readonly string[]): Description => ({
  homie,
  name,
  type: 'chair2mqtt-bridge',
  children,
});

export function chairDescription(name: string, root: string, properties: readonly Property[]): Description {
  const nodes: Record<string, { name: string; properties: Record<string, PropertyDescription> }> = {};
  for (const { node, id, description } of properties) {
    const own = nodes[node] ?? { name: nodeNames[node] ?? node, properties: {} };
    own.properties[id] = description;
    nodes[node] = own;
  }
  return { homie, name, type: 'chair2mqtt-chair', root, nodes };
}
