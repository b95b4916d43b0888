const polynomial = 0x1021;

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? (crc << 1) ^ polynomial : crc << 1;
  return crc & 0xffff;
});

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, '0'));

/** CRC-16/CCITT-FALSE over the ASCII text, as four upper-case hex digits; "123456789" gives 29B1. */
export function crc16(text: string): string {
  let crc = 0xffff;
  for (let index = 0; index < text.length; index++) {
    crc = ((crc << 8) ^ (table[((crc >> 8) ^ text.charCodeAt(index)) & 0xff] ?? 0)) & 0xffff;
  }
  return `${hexBytes[crc >> 8]}${hexBytes[crc & 0xff]}`;
}

/** The payload with its check and line feed: `payload*CRC\n`. */
export const frameLine = (payload: string): string => `${payload}*${crc16(payload)}\n`;

/** The payload of a framed line without its LF, or null where the check is missing or wrong. */
export function unframe(line: string): string | null {
  const star = line.length - 5;
  if (line.charAt(star) !== '*') return null;
  const payload = line.slice(0, star);
  return crc16(payload) === line.slice(star + 1) && !payload.includes('*') ? payload : null;
}
