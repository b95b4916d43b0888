import { z } from 'zod';
import { isLoopbackAddress, readIpAddress } from './ip-address.js';
import { readHostPlace, webPort } from './own-names.js';

const pagePlaceSchema = z.object({ host: z.string(), port: z.int().min(1).max(65_535), isTls: z.boolean() });

/** Where the HTTP face listens. */
export type PagePlace = z.infer<typeof pagePlaceSchema>;

/** Kept in the data folder, for commands beside the daemon: the port may be another one than was configured. */
export const pagePlaceName = 'http.address';

const recordSchema = z.object({ version: z.literal(1), place: pagePlaceSchema.nullable() });

/** Null: it does not listen. */
export const pagePlaceRecord = (place: PagePlace | null): z.infer<typeof recordSchema> => ({ version: 1, place });

export const readPagePlace = (record: unknown): PagePlace | null => recordSchema.safeParse(record).data?.place ?? null;

const isEverywhere = (host: string): boolean => /^(0\.0\.0\.0|::)$/.test(host);

const isOfThisMachine = (host: string): boolean => {
  const address = readIpAddress(host);
  return address === null ? host === 'localhost' : isLoopbackAddress(address);
};

/** Whether other machines can reach it. */
export const isReachable = ({ host }: PagePlace): boolean => !isOfThisMachine(host);

/** Where a program of this machine reaches it. */
export const nearHost = ({ host }: PagePlace): string =>
  host === '::' ? '::1' : host === '0.0.0.0' ? '127.0.0.1' : host;

function addressOf(host: string, { port, isTls }: PagePlace): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `http${isTls ? 's' : ''}://${name}${port === webPort(isTls) ? '' : `:${port}`}/`;
}

/** What this machine is called, and the addresses at which others find it. */
export interface MachineNames {
  /** `http.host_names`, where they are set. */
  readonly hostNames: readonly string[] | undefined;
  readonly machine: string;
  readonly addresses: readonly string[];
}

/** How people reach the page, the surest first: names that were configured, then the numbers, then the name by mDNS, which not every
 *  network knows. A certificate is for names. */
export function pageAddresses(place: PagePlace, { hostNames, machine, addresses }: MachineNames): readonly string[] {
  if (!isReachable(place)) return [addressOf(nearHost(place), place)];
  const named = (hostNames ?? []).flatMap((text) => {
    const known = readHostPlace(text);
    return known === null ? [] : [addressOf(known.name, { ...place, port: known.port ?? place.port })];
  });
  const numbers = isEverywhere(place.host) ? addresses : [place.host];
  const local = addressOf(`${machine.split('.')[0]?.toLowerCase()}.local`, place);
  const others = numbers.map((each) => addressOf(each, place));
  if (named.length > 0) return named;
  return place.isTls ? [local, ...others] : [...others, local];
}

/** The code stands where browsers do not send it: in the fragment. */
export const linkOf = (address: string, code: string): string => `${address}#code=${code}`;
