import { TextDecoder, TextEncoder } from 'node:util';
import type { z } from 'zod';
import type { LedgerDisk } from './ledger-disk.js';
import { readRecordText, recordText } from './record-text.js';

/** What all lines come to. */
export const summaryName = 'summary.json';

/** Far more than many years of a fleet come to. */
const recordBytesMax = 256 * 2 ** 20;

/** A record beside the lines; null where there is none, or none that can be used. */
export async function loadRecord<Shape>(
  disk: LedgerDisk,
  name: string,
  shape: z.ZodType<Shape>,
): Promise<Shape | null> {
  const size = await disk.size(name);
  if (size === 0 || size > recordBytesMax) return null;
  const found = readRecordText(new TextDecoder().decode(await disk.read(name, 0, size)));
  return found.kind === 'record' && found.isSealed ? (shape.safeParse(found.value).data ?? null) : null;
}

export async function saveRecord(disk: LedgerDisk, name: string, record: object): Promise<void> {
  const json = recordText(record);
  if ('problem' in json) throw new Error(`${name}: ${json.problem}`);
  await disk.replace(name, new TextEncoder().encode(json.text));
}
