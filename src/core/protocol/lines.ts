import { lineBytesMax } from './messages.js';

/** What has come of the line that is not ended yet. `damage` discards everything up to the next LF. */
export interface LineState {
  readonly held: string;
  readonly damage: LineNoise | null;
}

/** Too long, or a byte outside the alphabet. */
export type LineNoise = 'overflow' | 'alphabet';

/** A whole line without its end, or word that one was discarded. */
export type LineItem = { readonly kind: 'line'; readonly line: string } | { readonly kind: LineNoise };

export const noLine: LineState = { held: '', damage: null };

const noText = /[^\x20-\x7e\r]/;

/** Adds text without LF to the line; what is too much or outside the alphabet spoils it, whichever comes first. */
function extend({ held, damage }: LineState, text: string): LineState {
  if (damage !== null) return { held, damage };
  const room = lineBytesMax - 1 - held.length;
  const oddAt = text.search(noText);
  if (oddAt >= 0 && oddAt <= room) return { held: '', damage: 'alphabet' };
  return text.length > room ? { held: '', damage: 'overflow' } : { held: held + text, damage: null };
}

function endLine({ held, damage }: LineState): LineItem | null {
  if (damage !== null) return { kind: damage };
  const line = held.endsWith('\r') ? held.slice(0, -1) : held;
  if (line.includes('\r')) return { kind: 'alphabet' };
  return line === '' ? null : { kind: 'line', line };
}

/** Cuts a stream (latin1: a character a byte) into lines: LF ends one, a CR before it is dropped, empty lines are ignored. A
 *  line of more than 160 bytes with its LF, or with a byte outside 0x20-0x7E, is discarded up to the next LF and reported once,
 *  at that LF. */
export function cutLines(state: LineState, text: string): readonly [LineState, readonly LineItem[]] {
  const items: LineItem[] = [];
  let now = state;
  let from = 0;
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
    const item = endLine(extend(now, text.slice(from, end)));
    if (item !== null) items.push(item);
    now = noLine;
    from = end + 1;
  }
  return [from < text.length ? extend(now, text.slice(from)) : now, items];
}
