import type { z } from 'zod';

const decoder = new TextDecoder();

/** What JSON holds, where it has the shape; null where it has not, or is no JSON. */
export function readJsonAs<Shape>(json: string | Uint8Array, shape: z.ZodType<Shape>): Shape | null {
  try {
    return shape.safeParse(JSON.parse(typeof json === 'string' ? json : decoder.decode(json))).data ?? null;
  } catch {
    return null;
  }
}
