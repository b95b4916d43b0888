import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';

const listening = '0A';

/** Who listens on this TCP port: `mosquitto (process 812)`. Null where the system does not tell: another user's process, or no
 *  /proc. Never throws. */
export function portHolder(port: number): string | null {
  try {
    const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => socketsOn(port, file)));
    const pid = readdirSync('/proc').find((name) => /^\d+$/.test(name) && holds(name, sockets));
    return pid === undefined ? null : processWords(pid);
  } catch {
    return null;
  }
}

const processWords = (pid: string): string => `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;

/** Who has locked this device, as a daemon does with its serial ports: `a daemon of chair2mqtt (process 812)`. Null where nobody has, or the
 *  system does not tell. Opens nothing. Never throws. */
export function portLocker(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    const pid = readFileSync('/proc/locks', 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .find((fields) => fields[1] === 'FLOCK' && fields[5] === `${deviceName(dev)}:${ino}`)?.[4];
    return pid === undefined ? null : lockerWords(pid);
  } catch {
    return null;
  }
}

/** As the kernel writes it in /proc/locks. */
function deviceName(dev: bigint): string {
  const major = ((dev >> 8n) & 0xfffn) | ((dev >> 32n) & ~0xfffn);
  const minor = (dev & 0xffn) | ((dev >> 12n) & ~0xffn);
  return [major, minor].map((each) => each.toString(16).padStart(2, '0')).join(':');
}

/** A lock of another namespace has no process here. */
function lockerWords(pid: string): string {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    return /chair2mqtt|main\.js (start|demo)/.test(command)
      ? `a daemon of chair2mqtt (process ${pid})`
      : processWords(pid);
  } catch {
    return 'another process';
  }
}

/** The inodes of the sockets that listen there. */
function socketsOn(port: number, file: string): readonly string[] {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(file, 'latin1')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(local) === true && fields[3] === listening)
    .map((fields) => `socket:[${fields[9]}]`);
}

function holds(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}
