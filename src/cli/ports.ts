import { Command } from 'commander';
import { listPorts, type PortCard } from '../adapters/serial/list-ports.js';
import { portSettings } from '../core/setup/answers.js';
import { accessTrouble, lastingPort, plugWords } from './judge-port.js';
import { type CliIo, printable } from './process-edge.js';

/** A port with what to do with it. `trouble` is why this user cannot open it, or null. */
interface PortAdvice extends PortCard {
  readonly trouble: string | null;
  /** The line for the chair in the configuration. */
  readonly setting: string;
}

/** The line for the chair in the configuration. */
function settingOf(port: PortCard, ports: readonly PortCard[]): string {
  const settings = portSettings(lastingPort(port, ports));
  if ('port' in settings) return `port: ${settings.port}`;
  const pairs = Object.entries(settings.usb).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `usb: { ${pairs.join(', ')} }`;
}

function describePort(port: PortAdvice): string {
  const lines = [
    [port.path, ...plugWords(port)].join('  '),
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
      const advice = ports.map((port) => ({
        ...port,
        trouble: accessTrouble(port.path),
        setting: settingOf(port, ports),
      }));
      if (options.json === true) io.stdout.write(`${JSON.stringify(advice, null, 2)}\n`);
      else io.stdout.write(advice.length === 0 ? nothingThere : advice.map(describePort).join('\n'));
    });
