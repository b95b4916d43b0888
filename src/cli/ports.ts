import { accessSync, constants } from 'node:fs';
import { Command } from 'commander';
import { listPorts, type PortCard } from '../adapters/serial/list-ports.js';
import { findUsb } from '../adapters/serial/open-port.js';
import { permissionCure } from '../adapters/serial/port-trouble.js';
import { type CliIo, printable } from './process-edge.js';

/** A port with what to do with it. `trouble` is why this user cannot open it, or null. */
interface PortAdvice extends PortCard {
  readonly trouble: string | null;
  /** The line for the chair in the configuration. */
  readonly setting: string;
}

function troubleOf(path: string): string | null {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES') return `no permission: ${permissionCure(path)}`;
    return code === 'ENOENT' ? 'the device is not in /dev: in a container, pass it in (--device)' : `${code}`;
  }
}

/** The name that survives another socket and another boot, where there is one. */
function settingOf(port: PortCard, ports: readonly PortCard[]): string {
  const { vendorId, productId, serialNumber } = port;
  if (port.byId !== undefined) return `port: ${port.byId}`;
  if (vendorId === undefined || productId === undefined) return `port: ${port.path}`;
  const name = serialNumber === undefined ? { vendorId, productId } : { vendorId, productId, serialNumber };
  if (findUsb(name, ports).kind === 'problem') return `port: ${port.path}`;
  const pairs = Object.entries(name).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `usb: { ${pairs.join(', ')} }`;
}

function describePort(port: PortAdvice): string {
  const { vendorId, productId, serialNumber, manufacturer } = port;
  const plug = vendorId === undefined ? [] : [`USB ${vendorId}:${productId ?? '?'}`];
  const about = [...plug, manufacturer ?? '', serialNumber === undefined ? '' : `serial number ${serialNumber}`];
  const lines = [
    [port.path, ...about.filter((text) => text !== '')].join('  '),
    `  ${port.trouble ?? 'can be opened by this user'}`,
    `  ${port.setting}`,
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

const nothingThere = `There is no serial port on this machine.
  Is the cable in, and does it carry data? "dmesg | tail" shows what the system saw when it was plugged in.
  In a container, pass the device in (--device /dev/ttyUSB0).
  A chair behind a network bridge needs no port here: "port: tcp://host:port".
`;

/** `chair2mqtt ports`: the serial ports of this machine and the line of the configuration for each. Opens none of them: that
 *  could restart a controller. */
export const portsCommand = (io: CliIo, list: () => Promise<readonly PortCard[]> = listPorts): Command =>
  new Command('ports')
    .description('list the serial ports of this machine, and what to write into the configuration')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Exit code: 0, also where there is no port; 2 for a wrong command line.

Examples:
  chair2mqtt ports
  chair2mqtt ports --json | jq -r '.[].setting'`,
    )
    .action(async (options: { readonly json?: boolean }) => {
      const ports = await list();
      const advice = ports.map((port) => ({ ...port, trouble: troubleOf(port.path), setting: settingOf(port, ports) }));
      if (options.json === true) io.stdout.write(`${JSON.stringify(advice, null, 2)}\n`);
      else io.stdout.write(advice.length === 0 ? nothingThere : advice.map(describePort).join('\n'));
    });
