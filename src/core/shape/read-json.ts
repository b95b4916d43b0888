import type { z } from 'zod';

const decoder = new TextDecoder();

/** What a JSON text says; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What JSON holds, where it has the shape; null where it has not, or is no JSON. */
export const readJsonAs = <Shape>(json: string | Uint8Array, shape: z.ZodType<Shape>): Shape | null =>
  shape.safeParse(parseJson(typeof json === 'string' ? json : decoder.decode(json))).data ?? null;
