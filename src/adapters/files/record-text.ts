import { crc32 } from 'node:zlib';

/** CRC-32 over the UTF-8 text, as eight lower-case hex digits. */
const checksumOf = (text: string): string => crc32(text).toString(16).padStart(8, '0');

/** What is found of a record. `isSealed`: its checksum was there and right; an earlier version wrote none. */
export type FoundRecord =
  | { readonly kind: 'record'; readonly value: unknown; readonly isSealed: boolean }
  | { readonly kind: 'broken'; readonly reason: string };

const seal = /,"checksum":"([0-9a-f]{8})"\}\n$/;

/** Records of before had no checksum, and none of them ended with a text: what does is a seal that was damaged. */
const damagedSeal = /"\s*\}\s*$/;

const notRecord = (reason: string): FoundRecord => ({ kind: 'broken', reason });

function parsed(text: string, isSealed: boolean): FoundRecord {
  try {
    return { kind: 'record', value: JSON.parse(text), isSealed };
  } catch (error) {
    return notRecord(error instanceof Error ? error.message : 'it is not JSON');
  }
}

/** Reads a record's file: one bit that has turned in it could shorten minutes or take a latch away, so it is then no record. [S3] [S9] */
export function readRecordText(text: string): FoundRecord {
  const found = seal.exec(text);
  if (found === null) return damagedSeal.test(text) ? notRecord('its checksum is damaged') : parsed(text, false);
  const body = `${text.slice(0, found.index)}}`;
  return checksumOf(body) === found[1]
    ? parsed(body, true)
    : notRecord('its checksum is wrong: something in it has changed');
}

/** The file of a record: its JSON with the checksum as the last key, so that people and earlier versions can read it as before.
 *  `problem`: a cycle, a bigint or an empty object is no record. */
export function recordText(record: object): { readonly text: string } | { readonly problem: string } {
  try {
    const json: string | undefined = JSON.stringify(record);
    if (json === undefined || !/^\{.+\}$/s.test(json)) return { problem: 'it is not an object with keys' };
    return { text: `${json.slice(0, -1)},"checksum":"${checksumOf(json)}"}\n` };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : 'it has no JSON form' };
  }
}
