import { chairIdForm } from '../ids.js';
import { isoTimeMs } from '../iso-time.js';

/** The file of a record: `living-room-20261122T210400.123Z-stall.jsonl`. Names of one chair sort by time. */
export const flightName = (chairId: string, wallMs: number, code: string): string =>
  `${chairId}-${isoTimeMs(wallMs).replaceAll(/[-:]/g, '')}-${code}.jsonl`;

const namePattern = new RegExp(`^(${chairIdForm})-([0-9+-]+T[0-9]{6}\\.[0-9]{3}Z)-[a-z_]+\\.jsonl$`);

/** The chair of a record's file, or null for any other file. */
export const chairOfFlight = (name: string): string | null => namePattern.exec(name)?.[1] ?? null;
