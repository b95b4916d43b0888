import { z } from 'zod';
import { homieIdPattern } from '../../../core/ids.js';

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
  const parsed = read(new TextDecoder().decode(description));
  if (parsed?.root !== root) return null;
  return Object.entries(parsed.nodes)
    .flatMap(([node, { properties }]) => Object.keys(properties).map((property) => `${device}/${node}/${property}`))
    .slice(0, topicsMax);
}

function read(text: string): z.infer<typeof descriptionSchema> | null {
  try {
    return descriptionSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
