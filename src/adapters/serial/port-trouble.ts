import { readFileSync, type Stats, statSync } from 'node:fs';
import { listPorts, portsFromSysfs } from './list-ports.js';

const statOf = (path: string): Stats | null => {
  try {
    return statSync(path);
  } catch {
    return null;
  }
};

function groupName(gid: number, groupFile: string): string | null {
  try {
    const entries = readFileSync(groupFile, 'utf8').split('\n');
    return entries.map((entry) => entry.split(':')).find((fields) => fields[2] === String(gid))?.[0] ?? null;
  } catch {
    return null;
  }
}

/** Group read and write, as in `crw-rw----`. */
const groupMayUse = 0o060;

/** What lets this user open the device: its own group where that may, such as `dialout` on Debian and `uucp` on Arch. */
export function permissionCure(path: string, groupFile = '/etc/group'): string {
  const stat = statOf(path);
  if (stat === null) return 'run "sudo usermod -aG dialout $USER" and log in again';
  const group = groupName(stat.gid, groupFile);
  if ((stat.mode & groupMayUse) !== groupMayUse || group === 'root') {
    return `its group ${group ?? stat.gid} does not help: run "sudo chgrp dialout ${path}" and "sudo chmod 660 ${path}", or let a udev rule do it`;
  }
  if (group === null) return `start the container with --group-add ${stat.gid}, the group of the device`;
  return `run "sudo usermod -aG ${group} $USER" and log in again`;
}

async function whatThereIs(): Promise<string> {
  const ports = process.platform === 'linux' ? portsFromSysfs() : await listPorts();
  const paths = ports.map((port) => port.byId ?? port.path);
  return paths.length === 0 ? 'there is no serial port on this machine' : `there are: ${paths.join(', ')}`;
}

/** Why a port did not open or has ended; what to do stands behind a semicolon. The library gives the system's text without its code. */
export async function portTrouble(path: string, message: string): Promise<string> {
  if (/no such file|no such device|ENOENT|not a directory/i.test(message)) {
    return `no port ${path}; ${await whatThereIs()}. Is the cable in? "chair2mqtt ports" lists them.`;
  }
  if (/permission denied|EACCES|operation not permitted/i.test(message)) {
    return `no permission for ${path}; ${permissionCure(path)}`;
  }
  if (/cannot lock|resource busy|EBUSY/i.test(message)) {
    return `another process holds ${path}; "fuser -v ${path}" names it. Two programs must not drive one chair.`;
  }
  if (/inappropriate ioctl|is a directory|EISDIR/i.test(message)) {
    return `${path} is not a serial port; "chair2mqtt ports" lists what there is`;
  }
  if (/hung up|bad file descriptor|i\/o error|input\/output error|EIO|ENXIO/i.test(message)) {
    return `${path} has gone; is the cable out?`;
  }
  return `${path}: ${message}`;
}
