import { type ChildProcessWithoutNullStreams, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { killChild, startOwned } from './child.js';
import type { ShellResult } from './run-shell.js';

const project = join(import.meta.dirname, '../..');
const cache = join(project, 'node_modules/.cache/images');

/** Containers need root, namespaces of their own and podman. Left out with a word where they are not there, but never in CI. */
export const hasContainers =
  process.env['CI'] === 'true' ||
  (spawnSync('podman', ['--version']).status === 0 &&
    spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0);

/** Says whether a file is right, as `docker compose` would. */
export const composeProgram = join(cache, 'tools/usr/libexec/docker/cli-plugins/docker-compose');

/** Puts a base image and compose in place where they are not there yet. */
export function installBaseImage(): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(project, 'test/images/install.mjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${stdout}${stderr}`);
}

/** What the shell says after each command. */
const endMark = '-- podman has ended with ';
const endOf = new RegExp(`^([\\s\\S]*)${endMark}(\\d+)\\n$`);

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** A limit of this process as a container may have it: without the right to raise one it may have no more. */
const limit = (name: string): string => {
  const [, soft, hard] =
    new RegExp(`^${name} +(\\d+) +(\\d+)`, 'm').exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return `${soft}:${hard}`;
};

/** What a container needs here that an engine on a real machine gives it by itself: no control groups, the loopback of this machine. */
const surroundings = [
  ...['--network', 'host', '--cgroups', 'disabled', '--health-interval', 'disable'],
  ...['--ulimit', `nofile=${limit('Max open files')}`, '--ulimit', 'nproc=4096:4096'],
];

/** Runs containers by podman, in namespaces that end with this process: whatever is left over ends with them. */
export class ContainerEngine {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly names = new Set<string>();
  private said = '';

  constructor() {
    const own = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
    this.child = startOwned('unshare', [...own, 'sh']);
    this.child.stdout.setEncoding('utf8').on('data', (text) => (this.said += text));
    // crun reads control groups in the older or the newer form, not in both.
    this.child.stdin.write('umount /sys/fs/cgroup/unified 2>/dev/null\n');
  }

  /** One command of podman, to its end. They come one after another. */
  async podman(...words: readonly string[]): Promise<ShellResult> {
    this.said = '';
    const store = ['--root', join(cache, 'store'), '--runroot', join(cache, 'run')];
    const line = ['podman', ...store, ...words].map(quoted).join(' ');
    this.child.stdin.write(`${line} </dev/null 2>&1; echo "${endMark}$?"
`);
    for (;;) {
      const [, text = '', code] = endOf.exec(this.said) ?? [];
      if (code !== undefined) return { code: Number(code), text };
      if (this.child.exitCode !== null) throw new Error(`the namespaces have ended: ${this.said}`);
      await wait(20);
    }
  }

  /** The same, where everything but success is a failure of the test; what it printed. */
  async done(...words: readonly string[]): Promise<string> {
    const { code, text } = await this.podman(...words);
    if (code !== 0) throw new Error(`podman ${words.join(' ')} ended with ${code}:\n${text.slice(-4000)}`);
    return text.trim();
  }

  /** Builds what the Dockerfile of a context says, as `docker build` would; npm finds here what this machine has fetched before. */
  build(context: string, dockerfile: string, image: string): Promise<string> {
    const plain = ['--format', 'docker', '--pull-never', '--isolation', 'chroot', '--network', 'host'];
    const fetched = ['--volume', `${join(homedir(), '.npm')}:/root/.npm`];
    const path = join(context, dockerfile);
    const ignored = existsSync(`${path}.dockerignore`) ? ['--ignorefile', `${path}.dockerignore`] : [];
    return this.done('build', ...plain, ...fetched, ...ignored, '--file', path, '--tag', image, context);
  }

  start(name: string, flags: readonly string[], image: string, ...command: readonly string[]): Promise<string> {
    this.names.add(name);
    return this.done('run', '--detach', '--replace', '--name', name, ...surroundings, ...flags, image, ...command);
  }

  logs(name: string): Promise<string> {
    return this.done('logs', name);
  }

  /** Removes what was started, whether it still runs or not. */
  async clear(): Promise<void> {
    for (const name of this.names) await this.done('rm', '--force', '--ignore', '--volumes', '--time', '0', name);
    this.names.clear();
  }

  /** The same, and ends the namespaces. */
  async end(): Promise<void> {
    await this.clear();
    await killChild(this.child);
  }
}
