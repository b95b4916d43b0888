import { z } from 'zod';
import { chairIdPattern } from './ids.js';

/** What a daemon retained under one bridge id. */
const placeSchema = z.object({
  base: z
    .string()
    .max(200)
    .regex(/^[^+#\0]+$/),
  bridge: z.string().regex(chairIdPattern),
  chairs: z.array(z.string().regex(chairIdPattern)).max(500),
});
export type RetainedPlace = z.infer<typeof placeSchema>;

const recordSchema = z.object({ places: z.array(placeSchema).max(20) });

/** What the data folder remembers; nothing where the record is none. */
export const readPlaces = (record: unknown): readonly RetainedPlace[] =>
  recordSchema.safeParse(record).data?.places ?? [];

/** The topics of one chair or one bridge that are nobody's any more, by what comes before its leaf. */
export interface Leftover {
  readonly kind: 'chair' | 'bridge';
  readonly base: string;
  readonly id: string;
}

/** What was retained and is not configured any more. */
export function leftoversOf(known: readonly RetainedPlace[], now: RetainedPlace): readonly Leftover[] {
  const all = known.flatMap(({ base, bridge, chairs }): Leftover[] => [
    { kind: 'bridge', base, id: bridge },
    ...chairs.map((id) => ({ kind: 'chair', base, id }) as const),
  ]);
  const isOurs = ({ kind, base, id }: Leftover): boolean =>
    base === now.base && (kind === 'bridge' ? id === now.bridge : now.chairs.includes(id));
  const byTopic = new Map(all.map((each) => [`${each.base}/${each.id}`, each]));
  return [...byTopic.values()].filter((each) => !isOurs(each));
}

/** What is to be remembered before anything is retained: this place, and those that are not cleared yet. */
export function placesWith(known: readonly RetainedPlace[], now: RetainedPlace): readonly RetainedPlace[] {
  const others = known.filter(({ base, bridge }) => base !== now.base || bridge !== now.bridge);
  const before = known.find(({ base, bridge }) => base === now.base && bridge === now.bridge);
  const chairs = [...new Set([...now.chairs, ...(before?.chairs ?? [])])].slice(0, 500);
  return [{ ...now, chairs }, ...others].slice(0, 20);
}
