import { plainUsbId } from '../configuration/port.js';
import { valueAt } from '../shape/complaints.js';
import type { SetupAnswers } from '../web/setup.js';
import { addressText } from './broker-text.js';

/** What stands in a configuration file already, as far as the set-up asks about it. */
export interface KnownSetup {
  readonly chairs: readonly FileChair[];
  readonly people: readonly string[];
  readonly broker: {
    /** As it is typed: the nodes of a cluster are one text. */
    readonly url: string | null;
    readonly username: string;
    readonly hasPassword: boolean;
    readonly passwordFile: string;
    readonly caFile: string;
  };
}

interface FileChair {
  readonly id: string;
  readonly name: string;
  /** As the answers name a port. */
  readonly port: string;
}

export const defaultBrokerUrl = 'mqtt://localhost:1883';
export const defaultBaudRate = 115_200;

function textAt(data: unknown, ...path: readonly (string | number)[]): string {
  const value = valueAt(data, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function knownChairs(data: unknown): readonly FileChair[] {
  const chairs = valueAt(data, ['chairs']);
  if (!Array.isArray(chairs)) return [];
  return chairs.map((chair: unknown) => {
    const id = textAt(chair, 'id');
    return { id, name: textAt(chair, 'name') || id, port: portOf(chair) };
  });
}

function portOf(chair: unknown): string {
  const usb = valueAt(chair, ['usb']) ?? valueAt(chair, ['port', 'usb']);
  if (usb === undefined) return textAt(chair, 'port');
  return usbPort(textAt(usb, 'vendorId'), textAt(usb, 'productId'), textAt(usb, 'serialNumber'));
}

/** A USB plug as the answers name it. */
export function usbPort(vendorId: string, productId: string, serialNumber: string): string {
  const name = `usb:${plainUsbId(vendorId)}:${plainUsbId(productId)}`;
  return serialNumber === '' ? name : `${name}:${serialNumber}`;
}

/** The setting of a chair for a port as the answers name it. */
export function portSettings(port: string): { readonly port: string } | { readonly usb: Record<string, string> } {
  const [, vendorId, productId, serialNumber] = /^usb:([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?$/i.exec(port) ?? [];
  if (vendorId === undefined || productId === undefined) return { port };
  return { usb: { vendorId, productId, ...(serialNumber === undefined ? {} : { serialNumber }) } };
}

function brokerTextIn(data: unknown): string {
  const url = valueAt(data, ['mqtt', 'url']);
  return Array.isArray(url) ? addressText(url.map(String)) : textAt(data, 'mqtt', 'url');
}

/** Reads plain data as a YAML file gives it; whatever is wrong in it is not known. */
export function knownIn(data: unknown): KnownSetup {
  const people = valueAt(data, ['people']);
  return {
    chairs: knownChairs(data),
    people: typeof people === 'object' && people !== null ? Object.keys(people) : [],
    broker: {
      url: brokerTextIn(data) || null,
      username: textAt(data, 'mqtt', 'username'),
      hasPassword: textAt(data, 'mqtt', 'password') !== '',
      passwordFile: textAt(data, 'mqtt', 'password_file'),
      caFile: textAt(data, 'mqtt', 'ca_file'),
    },
  };
}

/** The first of `name`, `name-2`, `name-3` ... that nobody has. */
function freeName(name: string, taken: readonly string[]): string {
  let count = 1;
  const each = (): string => (count === 1 ? name : `${name}-${count}`);
  while (taken.includes(each())) count += 1;
  return each();
}

/** What is proposed before anything was asked: what the file says, or what most people need. */
export function firstAnswers({ chairs, broker }: KnownSetup): SetupAnswers {
  const { url, username, passwordFile, caFile } = broker;
  return {
    port: { adds_chair: true, port: '' },
    chair: {
      driver: 'clp',
      baud_rate: defaultBaudRate,
      id: freeName(
        'chair',
        chairs.map(({ id }) => id),
      ),
      name: '',
    },
    broker: {
      url: url ?? defaultBrokerUrl,
      username,
      password: null,
      password_file: passwordFile,
      ca_file: caFile,
    },
    people: { people: [], person: '' },
  };
}
