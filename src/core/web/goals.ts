import { z } from 'zod';

/** A goal that is set, paused or taken up again; minutes and days come together, and 0 of both are no goal any more. */
export const goalWishSchema = z
  .strictObject({
    minutes: z.int().min(0).max(10_080).optional(),
    days: z.int().min(0).max(7).optional(),
    paused: z.boolean().optional(),
  })
  .refine(({ minutes, days }) => (minutes === 0) === (days === 0));

export const goalWishForm = 'send {"minutes":60,"days":3}, 0 of both for no goal, or {"paused":true}; days are 1 to 7';
