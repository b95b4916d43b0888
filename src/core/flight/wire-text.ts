/** LF, CR and the byte of an emergency stop stand in lines of text. */
const readable = [0x0a, 0x0d, 0x18];

/** Bytes of a binary wire as a record holds them. */
export const bytesText = (bytes: Iterable<number>): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');

/** What was sent, as it is where it can be read. */
export function sentText(text: string): string {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code > 0x7e || (code < 0x20 && !readable.includes(code)))
      return bytesText(Array.from(text, (letter) => letter.charCodeAt(0)));
  }
  return text;
}

/** The bytes that such a text stands for; what is none is left out. */
export const bytesInText = (text: string): Uint8Array =>
  Uint8Array.from((text.match(/\b[0-9A-F]{2}\b/g) ?? []).map((pair) => Number.parseInt(pair, 16)));
