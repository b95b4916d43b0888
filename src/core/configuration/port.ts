import { z } from 'zod';
import { advise, lineOfText, readHostPort } from './values.js';

/** Where a chair is: a device, a TCP serial bridge, or the USB plug with these ids (4 hex digits). */
export type ChairPort =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'usb'; readonly vendorId: string; readonly productId: string; readonly serialNumber?: string };

/** How the line of a chair with a wire of its own is set: nothing of it is configured. */
export interface OwnLine {
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  readonly lineEnd: 'cr' | 'lf';
}

const usbId = () =>
  lineOfText('a USB id').regex(/^(0[xX])?[0-9A-Fa-f]{1,4}$/, 'must be up to four hex digits in quotes, such as "10c4"');

/** `{vendorId, productId, serialNumber}`, as `chair2mqtt ports` shows them. */
export const usbName = () =>
  z
    .strictObject(
      {
        vendorId: usbId().describe('four hex digits in quotes, as `chair2mqtt ports` shows them'),
        productId: usbId().describe('four hex digits in quotes'),
        serialNumber: lineOfText().optional().describe('tells two adapters of the same kind apart'),
      },
      'must be a map with vendorId and productId',
    )
    .transform(({ vendorId, productId, serialNumber }): ChairPort => {
      const name = { kind: 'usb', vendorId: plainUsbId(vendorId), productId: plainUsbId(productId) } as const;
      return serialNumber === undefined ? name : { ...name, serialNumber };
    });

/** 4 hex digits in lower case, so that `0x2341`, `2341` and a lost leading zero are the same. */
export const plainUsbId = (id: string): string => id.toLowerCase().replace(/^0x/, '').padStart(4, '0');

const form = 'must be a device such as /dev/ttyUSB0, tcp://host:port, or usb: { vendorId, productId }';

const isOther = (text: string): boolean => /^[a-z]+:/i.test(text);

function readPort(text: string): ChairPort | string {
  if (/^tcp:\/\//i.test(text)) {
    const address = readHostPort(text.slice('tcp://'.length));
    return address === null
      ? advise('must be tcp://host:port', 'such as tcp://192.168.1.20:5555')
      : { kind: 'tcp', ...address };
  }
  if (isOther(text)) return advise(form, `write tcp://host:port or a device, not ${JSON.stringify(text)}`);
  const address = text.includes('/') ? null : readHostPort(text);
  if (address !== null) return advise(form, `write tcp://${text}`);
  return text.includes('/') ? { kind: 'path', path: text } : advise(form, `write /dev/${text}`);
}

const portText = () =>
  lineOfText('a device').transform((text, context): ChairPort => {
    const port = readPort(text);
    if (typeof port !== 'string') return port;
    context.addIssue({ code: 'custom', message: port });
    return { kind: 'path', path: text };
  });

export const chairPort = () =>
  z.union([portText(), z.strictObject({ usb: usbName() }, form).transform(({ usb }) => usb)], { error: form });

/** The same words for the same port, to find one that two chairs want. */
export function portName(port: ChairPort): string {
  switch (port.kind) {
    case 'path':
      return port.path;
    case 'tcp':
      return `tcp://${port.host.includes(':') ? `[${port.host}]` : port.host}:${port.port}`;
    case 'usb':
      return `USB ${port.vendorId}:${port.productId}${port.serialNumber === undefined ? '' : ` ${port.serialNumber}`}`;
  }
}
