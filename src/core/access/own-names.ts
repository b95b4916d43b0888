import { type IpAddress, isLoopbackAddress, isSameAddress, readIpAddress } from './ip-address.js';

/** A host as it stands in `Host`, `Origin` and `http.host_names`. `address`: where it is an IP literal. */
export interface HostPlace {
  readonly name: string;
  readonly address: IpAddress | null;
  /** Null where none is written. */
  readonly port: number | null;
}

const label = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?';
const hostForm = new RegExp(`^(?:\\[([0-9a-f:.]{2,45})\\]|(${label}(?:\\.${label})*))(?::(\\d{1,5}))?$`);

/** Reads `chair.lan`, `192.168.1.7:8470` or `[fd00::7]:8470` in any case. Null for anything else, a dot at the end too: with it a
 *  browser takes the name for another one. */
export function readHostPlace(text: string): HostPlace | null {
  const [, literal, name, digits] = hostForm.exec(text.toLowerCase()) ?? [];
  const port = digits === undefined ? null : Number(digits);
  if ((literal ?? name ?? '') === '' || (name ?? '').length > 253 || (port !== null && (port < 1 || port > 65_535)))
    return null;
  const address = readIpAddress(literal ?? name ?? '');
  if (literal !== undefined && (address === null || !literal.includes(':'))) return null;
  return { name: literal ?? name ?? '', address, port };
}

/** Reads the address of a web page as browsers send it: `https://chair.lan`. Its port is never null. */
export function readOrigin(text: string): { readonly isSecure: boolean; readonly place: HostPlace } | null {
  const [, scheme, host = ''] = /^(https?):\/\/([^/]+)$/.exec(text) ?? [];
  const place = readHostPlace(host);
  if (scheme === undefined || place === null) return null;
  const isSecure = scheme === 'https';
  return { isSecure, place: { ...place, port: place.port ?? webPort(isSecure) } };
}

export const webPort = (isSecure: boolean): number => (isSecure ? 443 : 80);

const isSameHost = (one: HostPlace, other: HostPlace): boolean =>
  one.address !== null && other.address !== null
    ? isSameAddress(one.address, other.address)
    : one.address === other.address && one.name === other.name;

/** The names this daemon answers to on one connection: `listed` are those of `http.host_names`. */
export interface OwnNames {
  readonly listed: readonly HostPlace[];
  readonly local: IpAddress | null;
  /** Ports by which it is reached; null: whatever the trusted proxy has. */
  readonly ports: readonly number[] | null;
}

/** Whether a place with a port is this daemon. A listed name that has a port of its own is known by that one, too. */
export function isOwnPlace(place: HostPlace, { listed, local, ports }: OwnNames): boolean {
  const isOwnPort = ports === null || (place.port !== null && ports.includes(place.port));
  const isLocal =
    local !== null &&
    (place.address === null
      ? place.name === 'localhost' && isLoopbackAddress(local)
      : isSameAddress(place.address, local));
  if (isLocal && isOwnPort) return true;
  return listed.some(
    (each) => isSameHost(each, place) && (isOwnPort || (each.port !== null && each.port === place.port)),
  );
}
