import { z } from 'zod';

const bytesMax = 64 * 1024;

const descriptionSchema = z.object({
  root: z.string(),
  nodes: z.record(z.string(), z.object({ properties: z.record(z.string(), z.unknown()) })).default({}),
});

/** Every topic that a child of `root` keeps at the broker, its state first, read from its description; none where the
 *  description is not of a child of `root`. */
export function topicsOfChild(device: string, description: Uint8Array, root: string): readonly string[] {
  if (description.length > bytesMax) return [];
  const parsed = read(new TextDecoder().decode(description));
  if (parsed?.root !== root) return [];
  const properties = Object.entries(parsed.nodes).flatMap(([node, own]) =>
    Object.keys(own.properties).map((id) => `${device}/${node}/${id}`),
  );
  return [`${device}/$state`, `${device}/$description`, `${device}/$alert/fault`, ...properties];
}

function read(text: string): z.infer<typeof descriptionSchema> | null {
  try {
    return descriptionSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
