import { lineBytesMax } from './messages.js';
export const noLine = { held: '', damage: null };
const noText = /[^\x20-\x7e\r]/;
/** Adds text without LF to the line; what is too much or outside the alphabet spoils it, whichever comes first. */
function extend({ held, damage }, text) {
    if (damage !== null)
        return { held, damage };
    const room = lineBytesMax - 1 - held.length;
    const oddAt = text.search(noText);
    if (oddAt >= 0 && oddAt <= room)
        return { held: '', damage: 'alphabet' };
    return text.length > room ? { held: '', damage: 'overflow' } : { held: held + text, damage: null };
}
function endLine({ held, damage }) {
    if (damage !== null)
        return [{ kind: damage }];
    const line = held.endsWith('\r') ? held.slice(0, -1) : held;
    if (line.includes('\r'))
        return [{ kind: 'alphabet' }];
    return line === '' ? [] : [{ kind: 'line', line }];
}
/** Cuts a stream (latin1: a character a byte) into lines: LF ends one, a CR before it is dropped, empty lines are ignored. A
 *  line of more than 160 bytes with its LF, or with a byte outside 0x20-0x7E, is discarded up to the next LF and reported once,
 *  at that LF. */
export function cutLines(state, text) {
    const items = [];
    let now = state;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
        items.push(...endLine(extend(now, text.slice(from, end))));
        now = noLine;
        from = end + 1;
    }
    return [from < text.length ? extend(now, text.slice(from)) : now, items];
}
