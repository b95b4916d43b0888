import { type ChildProcessWithoutNullStreams, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { startWatched } from './child.js';
import { eventually } from './eventually.js';

const script = join(import.meta.dirname, 'user-manager.sh');
const trees = ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd', '/sys/fs/cgroup/unified'];
const nobody = '65534';
const asNobody = ['--reuid', nobody, '--regid', nobody, '--clear-groups'];

/** A real systemd needs root, namespaces, control groups that may be divided, and a user who can read the project. */
export const hasUserManager = (main: string): boolean =>
  spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0 &&
  existsSync('/lib/systemd/systemd') &&
  trees.some((tree) => spawnSync('test', ['-w', join(tree, 'cgroup.procs')]).status === 0) &&
  spawnSync('setpriv', [...asNobody, process.execPath, main, '--version']).status === 0;

/** Takes away control groups, the innermost first. */
function removeGroups(folder: string): void {
  for (const each of readdirSync(folder, { withFileTypes: true })) {
    if (each.isDirectory()) removeGroups(join(folder, each.name));
  }
  rmdirSync(folder);
}

/** A real systemd with one unit, without privileges. */
export class UserManager {
  private readonly child: ChildProcessWithoutNullStreams;

  constructor(
    private readonly folder: string,
    private readonly unit: string,
    text: string,
  ) {
    const units = join(folder, 'config/systemd/user');
    mkdirSync(join(folder, 'run'), { mode: 0o700 });
    mkdirSync(units, { recursive: true });
    writeFileSync(join(units, unit), text);
    writeFileSync(join(units, 'test.target'), `[Unit]\nWants=${unit}\n`);
    this.child = startWatched('unshare', ['-m', '/bin/sh', script, folder, nobody], { env: this.env });
  }

  private get env(): NodeJS.ProcessEnv {
    const { folder } = this;
    const own = { XDG_RUNTIME_DIR: join(folder, 'run'), XDG_CONFIG_HOME: join(folder, 'config'), HOME: folder };
    return { ...process.env, ...own, DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/none`, NOTIFY_SOCKET: undefined };
  }

  /** What `systemctl show` says of the unit. */
  get facts(): Readonly<Record<string, string>> {
    const said = this.control('show');
    return Object.fromEntries(said.split('\n').map((line) => line.split(/=(.*)/s).slice(0, 2)));
  }

  control(verb: 'show' | 'stop'): string {
    return spawnSync('setpriv', [...asNobody, 'systemctl', '--user', verb, this.unit], {
      env: this.env,
      encoding: 'utf8',
    }).stdout;
  }

  async until(claim: (facts: Readonly<Record<string, string>>) => boolean): Promise<Readonly<Record<string, string>>> {
    const words = ({
      ActiveState,
      SubState,
      NRestarts,
      Result,
      StatusText,
    }: Readonly<Record<string, string>>): string =>
      JSON.stringify({ ActiveState, SubState, NRestarts, Result, StatusText });
    await eventually(
      () => claim(this.facts),
      () => `it is ${words(this.facts)}`,
    );
    return this.facts;
  }

  /** Stops the unit, and waits until the manager has gone. */
  async end(): Promise<void> {
    const pid = Number(readFileSync(join(this.folder, 'pid'), 'utf8'));
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    process.kill(pid, 'SIGTERM');
    await gone;
    for (const tree of trees) {
      const group = join(tree, `chair2mqtt-test-${pid}`);
      if (existsSync(group)) removeGroups(group);
    }
  }
}
