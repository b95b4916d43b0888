import { lineBytesMax } from './messages.js';
export const noLine = { held: '', damage: null };
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const isText = (byte) => byte >= 0x20 && byte <= 0x7e;
/** Adds bytes without LF to the line; what is too much or no text spoils it. */
function extend({ held, damage }, bytes) {
    if (damage !== null)
        return { held, damage };
    const room = lineBytesMax - 1 - held.length;
    const isTooLong = bytes.length > room;
    const seen = isTooLong ? room + 1 : bytes.length;
    let text = held;
    for (let at = 0; at < seen; at += 1) {
        const byte = bytes[at] ?? 0;
        if (!isText(byte) && byte !== carriageReturn)
            return { held: '', damage: 'alphabet' };
        text += String.fromCharCode(byte);
    }
    return isTooLong ? { held: '', damage: 'overflow' } : { held: text, damage: null };
}
function endLine({ held, damage }) {
    if (damage !== null)
        return [{ kind: damage }];
    const line = held.endsWith('\r') ? held.slice(0, -1) : held;
    if (line.includes('\r'))
        return [{ kind: 'alphabet' }];
    return line === '' ? [] : [{ kind: 'line', line }];
}
/** Cuts a stream into lines: LF ends one, a CR before it is dropped, empty lines are ignored. A line of more than 160 bytes
 *  with its LF, or with a byte outside 0x20-0x7E, is discarded up to the next LF and reported once, at that LF. */
export function cutLines(state, bytes) {
    const items = [];
    let now = state;
    let from = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, from)) {
        items.push(...endLine(extend(now, bytes.subarray(from, end))));
        now = noLine;
        from = end + 1;
    }
    return [from < bytes.length ? extend(now, bytes.subarray(from)) : now, items];
}
