import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { listNativePorts } from './native-port.js';

/** A serial port of this machine. The USB ids are four lower-case hex digits. */
export interface PortCard {
  readonly path: string;
  /** The name that stays the same wherever the cable is plugged in. */
  readonly byId?: string;
  readonly vendorId?: string;
  readonly productId?: string;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
}

/** Files and links come and go with their plugs: what cannot be read is not there. */
function unlessGone<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const textOf = (path: string): string | undefined => unlessGone(() => readFileSync(path, 'utf8').trim()) || undefined;

const namesIn = (folder: string): readonly string[] => unlessGone(() => readdirSync(folder).sort()) ?? [];

const withoutUndefined = (card: { readonly path: string } & Readonly<Record<string, string | undefined>>): PortCard =>
  Object.fromEntries(Object.entries(card).filter(([, value]) => value !== undefined)) as unknown as PortCard;

/** The USB device is one or two folders above the port's own. */
function usbFolderOf(device: string): string | undefined {
  let folder = device;
  for (let step = 0; step < 4; step += 1) {
    if (existsSync(join(folder, 'idVendor'))) return folder;
    folder = dirname(folder);
  }
  return undefined;
}

function byIdOf(root: string): ReadonlyMap<string, string> {
  const folder = join(root, 'dev/serial/by-id');
  const pairs = namesIn(folder).flatMap((name): [string, string][] => {
    const target = unlessGone(() => readlinkSync(join(folder, name)));
    return target === undefined ? [] : [[basename(target), `/dev/serial/by-id/${name}`]];
  });
  return new Map(pairs);
}

/** A UART that the kernel has a place for but did not find has type 0. */
const isThere = (folder: string): boolean => textOf(join(folder, 'type')) !== '0';

/** Reads the ports from /sys and /dev, for machines without `udevadm` (containers, small systems). `root` is for tests. */
export function portsFromSysfs(root = '/'): readonly PortCard[] {
  const folder = join(root, 'sys/class/tty');
  const byId = byIdOf(root);
  return namesIn(folder).flatMap((name) => {
    const device = unlessGone(() => realpathSync(join(folder, name, 'device')));
    if (device === undefined || !isThere(join(folder, name))) return [];
    const usb = usbFolderOf(device);
    const read = (file: string): string | undefined => (usb === undefined ? undefined : textOf(join(usb, file)));
    return withoutUndefined({
      path: `/dev/${name}`,
      byId: byId.get(name),
      vendorId: read('idVendor')?.toLowerCase(),
      productId: read('idProduct')?.toLowerCase(),
      serialNumber: read('serial'),
      manufacturer: read('manufacturer'),
    });
  });
}

async function portsFromLibrary(): Promise<readonly PortCard[]> {
  const ports = await listNativePorts();
  return ports.map((port) =>
    withoutUndefined({
      path: port.path,
      byId: port.pnpId === undefined ? undefined : `/dev/serial/by-id/${port.pnpId}`,
      vendorId: port.vendorId?.toLowerCase(),
      productId: port.productId?.toLowerCase(),
      serialNumber: port.serialNumber,
      manufacturer: port.manufacturer,
    }),
  );
}

/** The serial ports of this machine, those on USB first. Never rejects. */
export async function listPorts(
  fromLibrary: () => Promise<readonly PortCard[]> = portsFromLibrary,
  root = '/',
): Promise<readonly PortCard[]> {
  const listed = await fromLibrary().catch((): readonly PortCard[] => []);
  const knowsUsb = listed.some((port) => port.vendorId !== undefined);
  const ports = knowsUsb || process.platform !== 'linux' ? listed : portsFromSysfs(root);
  const onUsb = ports.filter((port) => port.vendorId !== undefined);
  return [...onUsb, ...ports.filter((port) => port.vendorId === undefined)];
}
