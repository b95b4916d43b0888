import { type ChairPort, plainUsbId } from '../../core/configuration/port.js';
import type { Clock, Log, OpenWire, Wire, WireEvents } from '../../ports.js';
import { listPorts, type PortCard } from './list-ports.js';
import { type LineSetting, openSerial } from './serial-wire.js';
import { openTcp, type TcpSetting } from './tcp-wire.js';

type Place<Kind extends ChairPort['kind']> = Extract<ChairPort, { readonly kind: Kind }>;

/** Names a USB port by what is on its plug, wherever it is plugged in. The ids are hex digits, in either case. */
export type UsbName = Omit<Place<'usb'>, 'kind'>;

/** Where a chair is, and how its line is set. */
export type PortSetting =
  | (Place<'path'> & LineSetting)
  | (Place<'tcp'> & Pick<TcpSetting, 'lineEnd'>)
  | (Place<'usb'> & LineSetting);

type UsbFind =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'problem'; readonly message: string };

/** The device database writes spaces as underscores. */
const plainSerial = (serial: string): string => serial.trim().replaceAll(' ', '_');

const describe = ({ path, serialNumber }: PortCard): string => `${path} (serialNumber ${serialNumber ?? 'none'})`;

/** Finds the one port that has the name. Two that fit are a problem: the wrong chair must not be opened. */
export function findUsb(name: UsbName, ports: readonly PortCard[]): UsbFind {
  const ofKind = ports.filter(
    (port) => port.vendorId === plainUsbId(name.vendorId) && port.productId === plainUsbId(name.productId),
  );
  const wanted = name.serialNumber;
  const fitting =
    wanted === undefined
      ? ofKind
      : ofKind.filter((port) => plainSerial(port.serialNumber ?? '') === plainSerial(wanted));
  const [first, ...others] = fitting;
  if (first !== undefined && others.length === 0) return { kind: 'found', path: first.path };
  const what = `USB ${plainUsbId(name.vendorId)}:${plainUsbId(name.productId)}`;
  if (first !== undefined) {
    return {
      kind: 'problem',
      message: `${fitting.length} ports are ${what}: say which by serialNumber or by path: ${fitting.map(describe).join(', ')}`,
    };
  }
  const near = ofKind.length > 0 ? `, but with another serial number: ${ofKind.map(describe).join(', ')}` : '';
  return {
    kind: 'problem',
    message: `no port is ${what}${wanted === undefined ? '' : ` ${wanted}`}${near}. Is the cable in? "chair2mqtt ports" lists them.`,
  };
}

/** Stands for a wire until its port is found. */
class LateWire implements Wire {
  private wire: Wire | null = null;
  private isEnded = false;

  constructor(private readonly events: WireEvents) {}

  found(open: OpenWire): void {
    if (!this.isEnded) this.wire = open(this.events);
  }

  end(reason: string): void {
    if (this.isEnded) return;
    this.isEnded = true;
    queueMicrotask(() => this.events.onClosed(reason));
  }

  write(text: string): void {
    this.wire?.write(text);
  }

  async close(): Promise<void> {
    if (this.wire === null) this.end('closed');
    else await this.wire.close();
  }
}

function openUsb(name: UsbName, line: LineSetting, clock: Clock, log: Log, list: typeof listPorts): OpenWire {
  return (events) => {
    const wire = new LateWire(events);
    void list().then((ports) => {
      const find = findUsb(name, ports);
      if (find.kind === 'found') wire.found(openSerial({ ...line, path: find.path }, clock, log));
      else wire.end(find.message);
    });
    return wire;
  };
}

/** Opens whatever the setting names. A USB port is looked up at each open: after an unplug it may have another path. */
export function openPort(setting: PortSetting, clock: Clock, log: Log, list = listPorts): OpenWire {
  switch (setting.kind) {
    case 'path':
      return openSerial(setting, clock, log);
    case 'tcp':
      return openTcp(setting, clock);
    case 'usb':
      return openUsb(setting, setting, clock, log, list);
  }
}
