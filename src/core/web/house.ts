import { z } from 'zod';

const recordSchema = z.object({ house: z.string().regex(/^[0-9a-f]{16}$/) });

/** The name of a data folder as it was kept; null where there is none yet. */
export const readHouse = (record: unknown): string | null => recordSchema.safeParse(record).data?.house ?? null;
