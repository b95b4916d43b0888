import { createHash } from 'node:crypto';
import { z } from 'zod';
import { homieIdPattern } from '../../../core/ids.js';
import { readJsonAs } from '../../../core/shape/read-json.js';
import type { Clock, Store } from '../../../ports.js';
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

const numberedSchema = z.object({ digest: z.string(), version: z.number().int() });
type Numbered = z.infer<typeof numberedSchema>;

export interface DescriptionVersion {
  readonly version: number;
  /** It was never given before. */
  readonly isNew: boolean;
}

/** The dot keeps it apart from every chair's own record. */
const recordName = (id: string): string => `${id}.homie`;

/** Numbers descriptions: hubs want a higher number for another description, also after a restart with a wrong clock, and the
 *  same number for the same one. */
export class DescriptionVersions {
  private readonly known = new Map<string, Numbered | null>();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {}

  versionOf(id: string, description: Description): DescriptionVersion {
    const digest = createHash('sha256').update(JSON.stringify(description)).digest('hex');
    const last = this.lastOf(id);
    if (last?.digest === digest) return { version: last.version, isNew: false };
    const version = Math.max(Math.floor(this.clock.wallMs() / 1000), (last?.version ?? 0) + 1);
    const numbered: Numbered = { digest, version };
    this.known.set(id, numbered);
    void this.store.save(recordName(id), numbered);
    return { version, isNew: true };
  }

  private lastOf(id: string): Numbered | null {
    const known = this.known.get(id);
    return known === undefined ? (numberedSchema.safeParse(this.store.load(recordName(id))).data ?? null) : known;
  }
}

const bytesMax = 64 * 1024;
/** More than any chair has; whoever writes a description decides how many are cleared. */
const topicsMax = 200;

/** Anything else, such as a wildcard, would make the broker close the connection. */
const id = z.string().regex(homieIdPattern);

const descriptionSchema = z.object({
  root: z.string(),
  nodes: z.record(id, z.object({ properties: z.record(id, z.unknown()) })).default({}),
});

/** The topics of the properties that a child of `root` has by its description; null where it is none of `root`, or none that
 *  can be read. */
export function describedTopics(device: string, description: Uint8Array, root: string): readonly string[] | null {
  if (description.length > bytesMax) return null;
  const parsed = readJsonAs(description, descriptionSchema);
  if (parsed?.root !== root) return null;
  return Object.entries(parsed.nodes)
    .flatMap(([node, { properties }]) => Object.keys(properties).map((property) => `${device}/${node}/${property}`))
    .slice(0, topicsMax);
}
