import { z } from 'zod';
import { ledgerTextMax } from '../ledger/lines.js';
import { zoneServiceSchema } from '../wear/service-notes.js';

/** How the zones of a chair stand. */
export const chairServiceSchema = z.object({ chair: z.string(), zones: z.array(zoneServiceSchema) });

/** What was done, in the words of who did it. */
export const servedRequestSchema = z.strictObject({ note: z.string().trim().max(ledgerTextMax).default('') });
