import { readFileSync, statSync } from 'node:fs';
import { listPorts, portsFromSysfs } from './list-ports.js';

/** The group that owns the device: `dialout` on Debian, `uucp` on Arch. */
export function groupOf(path: string, groupFile = '/etc/group'): string {
  try {
    const { gid } = statSync(path);
    const line = readFileSync(groupFile, 'utf8')
      .split('\n')
      .find((entry) => entry.split(':')[2] === String(gid));
    const name = line?.split(':')[0] ?? '';
    return name === '' || name === 'root' ? 'dialout' : name;
  } catch {
    return 'dialout';
  }
}

async function whatThereIs(): Promise<string> {
  const ports = process.platform === 'linux' ? portsFromSysfs() : await listPorts();
  const paths = ports.map((port) => port.byId ?? port.path);
  return paths.length === 0 ? 'there is no serial port on this machine' : `there are: ${paths.join(', ')}`;
}

/** Why a port did not open or has ended, and what to do. The library gives the system's text without its code. */
export async function portTrouble(path: string, message: string): Promise<string> {
  if (/no such file|no such device|ENOENT|not a directory/i.test(message)) {
    return `no port ${path}; ${await whatThereIs()}. Is the cable in? "chair2mqtt ports" lists them.`;
  }
  if (/permission denied|EACCES|operation not permitted/i.test(message)) {
    return `no permission for ${path}: run "sudo usermod -aG ${groupOf(path)} $USER" and log in again`;
  }
  if (/cannot lock|resource busy|EBUSY/i.test(message)) {
    return `another process holds ${path}: "fuser -v ${path}" names it. Two programs must not drive one chair.`;
  }
  if (/inappropriate ioctl/i.test(message)) return `${path} is not a serial port`;
  if (/hung up|bad file descriptor|i\/o error|input\/output error|EIO|ENXIO/i.test(message)) {
    return `${path} has gone (${message}): is the cable out?`;
  }
  return `${path}: ${message}`;
}
