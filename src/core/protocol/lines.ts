import { lineBytesMax } from './messages.js';

/** What has come of the line that is not ended yet. `damage` discards everything up to the next LF. */
export interface LineState {
  readonly held: string;
  readonly damage: Damage | null;
}

type Damage = 'overflow' | 'alphabet';

/** A whole line without its end, or word that one was discarded. */
export type LineItem = { readonly kind: 'line'; readonly line: string } | { readonly kind: Damage };

export const noLine: LineState = { held: '', damage: null };

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const isText = (byte: number): boolean => byte >= 0x20 && byte <= 0x7e;

const damageOf = (byte: number, heldBytes: number): Damage | null => {
  if (!isText(byte) && byte !== carriageReturn) return 'alphabet';
  return heldBytes + 2 > lineBytesMax ? 'overflow' : null;
};

function endLine({ held, damage }: LineState): readonly LineItem[] {
  if (damage !== null) return [{ kind: damage }];
  const line = held.endsWith('\r') ? held.slice(0, -1) : held;
  if (line.includes('\r')) return [{ kind: 'alphabet' }];
  return line === '' ? [] : [{ kind: 'line', line }];
}

/** Cuts a stream into lines: LF ends one, a CR before it is dropped, empty lines are ignored. A line of more than 160 bytes
 *  with its LF, or with a byte outside 0x20-0x7E, is discarded up to the next LF and reported once, at that LF. */
export function cutLines(state: LineState, bytes: Uint8Array): readonly [LineState, readonly LineItem[]] {
  const items: LineItem[] = [];
  let now = state;
  for (const byte of bytes) {
    if (byte === lineFeed) {
      items.push(...endLine(now));
      now = noLine;
    } else if (now.damage === null) {
      const damage = damageOf(byte, now.held.length);
      now = { held: damage === null ? now.held + String.fromCharCode(byte) : '', damage };
    }
  }
  return [now, items];
}
