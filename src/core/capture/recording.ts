import { z } from 'zod';
import { parseJson } from '../shape/read-json.js';

/** Which of the two lines between a chair and its remote. */
export type CapturedLine = 'status' | 'command';

/** Bytes as they were read, in one piece. */
export interface CapturedBytes {
  readonly atMs: number;
  readonly line: CapturedLine;
  readonly bytes: Uint8Array;
}

/** The person said that a key was just pressed. */
export interface KeyMark {
  readonly atMs: number;
  readonly key: string;
}

/** How the port was set. */
export interface CapturedSetting {
  readonly baudRate: number;
  readonly parity: 'none' | 'even' | 'odd';
}

export interface Recording {
  readonly setting: CapturedSetting;
  readonly heard: readonly CapturedBytes[];
  readonly marks: readonly KeyMark[];
}

export const hexDigits = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The first line of a record. */
export const settingLine = ({ baudRate, parity }: CapturedSetting) => ({ capture: 1, baud: baudRate, parity });
export const bytesLine = ({ atMs, line, bytes }: CapturedBytes) => ({ t: atMs, line, hex: hexDigits(bytes) });
export const markLine = ({ atMs, key }: KeyMark) => ({ t: atMs, key });

const time = z.number().min(0);
const lineSchema = z.union([
  z.object({ capture: z.literal(1), baud: z.int().positive(), parity: z.enum(['none', 'even', 'odd']) }),
  z.object({ t: time, line: z.enum(['status', 'command']), hex: z.string().regex(/^(?:[0-9a-f]{2})+$/i) }),
  z.object({ t: time, key: z.string().min(1).max(40) }),
]);

const readHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));

/** Reads a record. A last line that was cut off is left out; any other that is none is a problem, by its number. Pure. */
export function readRecording(text: string): Recording | { readonly problem: string } {
  const lines = text.split('\n');
  const heard: CapturedBytes[] = [];
  const marks: KeyMark[] = [];
  let setting: CapturedSetting | null = null;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const read = lineSchema.safeParse(parseJson(line));
    if (!read.success && index === lines.length - 1) continue;
    if (!read.success) return { problem: `line ${index + 1} is no line of a capture` };
    const { data } = read;
    if ('capture' in data) setting = { baudRate: data.baud, parity: data.parity };
    else if ('key' in data) marks.push({ atMs: data.t, key: data.key });
    else heard.push({ atMs: data.t, line: data.line, bytes: readHex(data.hex) });
  }
  if (setting === null)
    return { problem: 'the first line of a capture is missing: {"capture":1,"baud":9600,"parity":"none"}' };
  return { setting, heard, marks };
}
