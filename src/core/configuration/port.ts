import { z } from 'zod';
import { readHostPort } from './addresses.js';
import { advise, checkedText, lineOfText, written } from './values.js';

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

const usbIdForm = /^(0[xX])?[0-9A-Fa-f]{1,4}$/;

/** A number without quotes may be hex digits, as they are mostly copied, or the number that they are. */
function usbIdProblem(text: string): string | null {
  if (usbIdForm.test(text)) return null;
  const isNumber = /^\d{5}$/.test(text) && Number(text) <= 0xffff;
  const meant = isNumber ? `write "${Number(text).toString(16).padStart(4, '0')}"` : 'such as "10c4"';
  return advise('must be up to four hex digits in quotes', meant);
}

const usbId = () => checkedText('a USB id', usbIdProblem);

const usbExample = '{ vendorId: "10c4", productId: "ea60" }';

/** `10c4:ea60`, as `lsusb` writes it. */
function usbMapError({ input }: { readonly input?: unknown }): string {
  const [, vendor, product] =
    (typeof input === 'string' && /^([0-9A-Fa-f]{1,4}):([0-9A-Fa-f]{1,4})$/.exec(input)) || [];
  const form = 'must be a map with vendorId and productId';
  if (vendor === undefined || product === undefined) return advise(form, `such as ${usbExample}`);
  return advise(form, `write { vendorId: "${vendor}", productId: "${product}" }`);
}

/** `{vendorId, productId, serialNumber}`, as `chair2mqtt ports` shows them. */
export const usbName = () =>
  z
    .strictObject(
      {
        vendorId: usbId().describe('four hex digits in quotes, as `chair2mqtt ports` shows them'),
        productId: usbId().describe('four hex digits in quotes'),
        serialNumber: lineOfText().optional().describe('tells two adapters of the same kind apart'),
      },
      { error: usbMapError },
    )
    .transform(({ vendorId, productId, serialNumber }): ChairPort => {
      const name = { kind: 'usb', vendorId: plainUsbId(vendorId), productId: plainUsbId(productId) } as const;
      return serialNumber === undefined ? name : { ...name, serialNumber };
    });

/** 4 hex digits in lower case, so that `0x2341`, `2341` and a lost leading zero are the same. */
export const plainUsbId = (id: string): string => id.toLowerCase().replace(/^0x/, '').padStart(4, '0');

const form = 'must be a device, tcp://host:port, or usb: { vendorId, productId }';
const seePorts = 'such as /dev/ttyUSB0; "chair2mqtt ports" lists what there is';

const readTcp = (text: string): ChairPort | null => {
  const address = /^tcp:\/\//i.test(text) ? readHostPort(text.slice('tcp://'.length)) : null;
  return address === null ? null : { kind: 'tcp', ...address };
};

const isDevicePath = (text: string): boolean =>
  /^[^:\\]*\/[^/]/.test(text) && !text.endsWith('/') && !/[\\*?[]/.test(text);

const readPort = (text: string): ChairPort | null =>
  readTcp(text) ?? (isDevicePath(text) ? { kind: 'path', path: text } : null);

/** What to do about a text that is no port. */
function portAdvice(text: string): string {
  if (/^([A-Za-z]:)?\\|^COM\d+:?$/i.test(text)) return `${seePorts} (COM ports and C:\\ are names of Windows)`;
  const place = text.replace(/^[a-z0-9]+:\/{0,2}(?!\d+$)/i, '');
  if (/^\d{1,5}$/.test(text) && readHostPort(`127.0.0.1:${text}`) !== null)
    return `write tcp://127.0.0.1:${text} for a chair on this machine, or a device ${seePorts}`;
  if (readHostPort(place) !== null) return `write ${written(`tcp://${place}`)}`;
  const likely = [place, `/dev/${text}`].find(
    (each) => isDevicePath(each) && /^\/dev\/(tty|cu\.|serial\/|rfcomm)[^/]*[^:]*[^/]$/.test(each),
  );
  if (likely !== undefined) return `write ${written(likely)}`;
  const isHost = /^tcp:/i.test(text) || /^[\w-]+(\.[\w-]+)+$/.test(text);
  return isHost ? 'such as tcp://192.168.1.20:5555: the port of the serial server belongs to it' : seePorts;
}

const portProblem = (text: string): string | null =>
  readPort(text) === null ? advise(/^tcp:/i.test(text) ? 'must be tcp://host:port' : form, portAdvice(text)) : null;

const portText = () =>
  checkedText('a device', portProblem).transform((text): ChairPort => readPort(text) ?? { kind: 'path', path: text });

const portError = ({ input }: { readonly input?: unknown }): string =>
  (typeof input === 'number' ? portProblem(String(input)) : null) ?? advise(form, seePorts);

export const chairPort = () =>
  z.union([portText(), z.strictObject({ usb: usbName() }, form).transform(({ usb }) => usb)], { error: portError });

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
