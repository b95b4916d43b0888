const polynomial = 0xedb88320;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? polynomial ^ (crc >>> 1) : crc >>> 1;
  return crc >>> 0;
});

/** CRC-32 as zlib and gzip have it, as eight lower-case hex digits; "123456789" gives cbf43926. Here because the core has no library
 *  that tells it of bytes. */
export function crc32Hex(bytes: Uint8Array): string {
  let crc = 0xffff_ffff;
  for (let at = 0; at < bytes.length; at++) crc = (table[(crc ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
  return ((crc ^ 0xffff_ffff) >>> 0).toString(16).padStart(8, '0');
}
