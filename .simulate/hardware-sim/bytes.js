/** One character a byte, as on the line. */
export function toText(bytes) {
    let text = '';
    for (const byte of bytes)
        text += String.fromCharCode(byte);
    return text;
}
/** Characters over 0xFF become `?`. */
export function toBytes(text) {
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        bytes[at] = code > 0xff ? 0x3f : code;
    }
    return bytes;
}
