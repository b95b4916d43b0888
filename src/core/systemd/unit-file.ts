/** What of the unit that ships is different on one machine. All paths are whole. */
export interface UnitPlaces {
  readonly node: string;
  readonly program: string;
  readonly config: string;
  readonly user: string;
  /** Folders that the daemon writes in, beside the one that systemd gives it. */
  readonly writable: readonly string[];
  /** Everything else that it reads. */
  readonly read: readonly string[];
  /** Kinds of devices, as `/proc/devices` has them, beside those of the unit. */
  readonly devices: readonly string[];
}

/** The user that is made for the service. */
export const serviceUser = 'chair2mqtt';
/** The folder that systemd makes for it. */
export const serviceStateFolder = '/var/lib/chair2mqtt';

export const liesBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** What `ProtectHome=` hides. */
const homes: readonly string[] = ['/home', '/root', '/run/user'];

/** A word of a unit as it is meant: systemd would take `%` and `$` for something else, and cut at spaces. */
function unitWord(text: string): string {
  const meant = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%');
  return /[^\w@%+,./:=-]/.test(text) ? `"${meant}"` : meant;
}

/** The same in a command line, where variables count too. */
const commandWord = (text: string): string => unitWord(text.replaceAll('$', '$$$$'));

/** The unit that ships, with the paths and the user of this machine. */
export function filledUnit(shipped: string, places: UnitPlaces): string {
  const { node, program, config, user, writable, read, devices } = places;
  const command = [node, program, 'start', '--config', config].map(commandWord).join(' ');
  const seen = [node, program, config, ...writable, ...read];
  const isAtHome = seen.some((path) => homes.some((home) => liesBelow(path, home)));
  const ownFolders = writable.filter((path) => !liesBelow(path, serviceStateFolder));
  const line = (text: string): readonly string[] => {
    const key = text.slice(0, text.indexOf('='));
    if (key === 'ExecStart') return [`ExecStart=${command}`];
    if (key === 'User') return [`User=${unitWord(user)}`];
    // Another user has a group of its own.
    if (key === 'Group' && user !== serviceUser) return [];
    if (key === 'ProtectHome' && isAtHome) return ['ProtectHome=read-only'];
    if (key === 'ProtectSystem') return [text, ...ownFolders.map((path) => `ReadWritePaths=${unitWord(path)}`)];
    if (key === 'DevicePolicy') return [text, ...devices.map((kind) => `DeviceAllow=char-${kind} rw`)];
    return [text];
  };
  return shipped.split('\n').flatMap(line).join('\n');
}

/** The kind of a port that the unit does not allow already: `pts` of `/dev/pts/3`, `ttyXRUSB` of `/dev/ttyXRUSB0`. */
export function furtherDevice(devicePath: string, shipped: string): string | null {
  const kind = /^\/dev\/(pts)\/\d+$|^\/dev\/(tty[A-Za-z]+)\d+$/.exec(devicePath)?.slice(1).find(Boolean) ?? null;
  return kind === null || shipped.includes(`DeviceAllow=char-${kind} rw`) ? null : kind;
}
