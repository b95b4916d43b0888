/** An IPv4 address as 4 bytes, an IPv6 address as 16. One that only carries an IPv4 address (`::ffff:10.0.0.7`) is that address. */
export type IpAddress = readonly number[];

function readFour(text: string): IpAddress | null {
  const parts = /^\d{1,3}(\.\d{1,3}){3}$/.test(text) ? text.split('.') : [];
  const isPlain = parts.length > 0 && parts.every((part) => Number(part) <= 255 && String(Number(part)) === part);
  return isPlain ? parts.map(Number) : null;
}

/** The last 32 bits may be written as an IPv4 address. */
function withoutDots(text: string): string {
  const [, head, dotted] = /^(.*:)(\d[\d.]*)$/.exec(text) ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = dotted?.includes('.') === true ? (readFour(dotted) ?? []) : [];
  if (head === undefined || dotted?.includes('.') !== true || readFour(dotted) === null) return text;
  return `${head}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

const carriedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

function readSixteen(text: string): IpAddress | null {
  const halves = withoutDots(text).split('::');
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null;
  const groups = [...head, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...tail];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  const bytes = groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  return carriedPrefix.every((byte, at) => bytes[at] === byte) ? bytes.slice(12) : bytes;
}

/** Reads an address as sockets and people write it, without brackets; the zone of a link-local one (`%eth0`) does not count. */
export function readIpAddress(text: string): IpAddress | null {
  const plain = text.replace(/%[\w.-]+$/, '');
  return plain.includes(':') ? readSixteen(plain) : readFour(plain);
}

export const isSameAddress = (one: IpAddress, other: IpAddress): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

/** 127.0.0.0/8 and ::1. */
export const isLoopbackAddress = (address: IpAddress): boolean =>
  address.length === 4 ? address[0] === 127 : address.every((byte, at) => byte === (at === 15 ? 1 : 0));

/** Whose failures are counted together: an IPv4 address, or the /64 of an IPv6 address, since whoever has one address of it has all. */
export const neighbourhoodOf = (address: IpAddress | null): string =>
  address === null ? 'unknown' : address.slice(0, 8).join('.');

/** All addresses that begin with the same bits. */
export interface IpRange {
  readonly address: IpAddress;
  readonly bits: number;
}

/** `192.168.1.2`, `10.0.0.0/8`, `fd00::/8`; null for anything else. */
export function readIpRange(text: string): IpRange | null {
  const [, place = '', length] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = readIpAddress(place);
  if (address === null || place.includes('%')) return null;
  const bits = length === undefined ? address.length * 8 : Number(length);
  return bits <= address.length * 8 ? { address, bits } : null;
}

export function isInRange(address: IpAddress, range: IpRange): boolean {
  if (address.length !== range.address.length) return false;
  return address.every((byte, at) => {
    const rest = Math.min(8, Math.max(0, range.bits - at * 8));
    return byte >> (8 - rest) === (range.address[at] ?? 0) >> (8 - rest);
  });
}
