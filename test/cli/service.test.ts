import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import nodeProcess from 'node:process';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serviceCommand } from '../../src/cli/service.js';
import type { ServiceMachine } from '../../src/cli/service-machine.js';
import { FakeProcess } from '../support/command-line.js';
import { temporaryFolder } from '../support/program.js';
import { hasSystemdPrograms } from '../support/service-manager.js';

const program = join(import.meta.dirname, '../../dist/program/main.js');
const unit = '/etc/systemd/system/chair2mqtt.service';
const rule = '/etc/udev/rules.d/70-chair2mqtt.rules';
const user = '/etc/sysusers.d/chair2mqtt.conf';

let folder = temporaryFolder();
let config = '';

/** Stands in the way of a real program: notes how it was called, and does this. */
function instead(name: string, ...lines: readonly string[]): void {
  const path = join(folder.path, 'bin', name);
  writeFileSync(path, ['#!/bin/sh', `echo "${name} $*" >> ${folder.path}/calls`, ...lines, ''].join('\n'));
  chmodSync(path, 0o755);
}

const calls = (): readonly string[] =>
  existsSync(join(folder.path, 'calls')) ? readFileSync(join(folder.path, 'calls'), 'utf8').trim().split('\n') : [];
const root = (): string => join(folder.path, 'root');
const textOf = (path: string): string => readFileSync(root() + path, 'utf8');
const isThere = (path: string): boolean => existsSync(root() + path);

beforeEach(() => {
  folder = temporaryFolder();
  for (const name of ['bin', 'root', 'conf']) mkdirSync(join(folder.path, name));
  config = join(folder.path, 'conf', 'chair2mqtt.yaml');
  writeFileSync(config, 'chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]\ndata_dir: /var/lib/chair2mqtt\n');
  for (const name of ['systemd-sysusers', 'udevadm', 'install']) instead(name);
  // It runs what it is given, as it does for a user.
  instead('runuser', 'shift 3', 'exec "$@"');
  instead('systemctl', '[ "$1" = is-active ] && exit 3', 'exit 0');
});
afterEach(() => folder.remove());

const PATH = () => `${join(folder.path, 'bin')}:${nodeProcess.env['PATH']}`;

const machine = (part: Partial<ServiceMachine> = {}): ServiceMachine => ({
  root: root(),
  node: nodeProcess.execPath,
  program,
  isAdministrator: true,
  hasSystemd: true,
  run: ([command = '', ...words]) => {
    const env = { ...nodeProcess.env, PATH: PATH() };
    const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8', env });
    return { code: status, text: `${stdout}${stderr}`.trim() };
  },
  ...part,
});

async function service(words: readonly string[], on = machine()): Promise<FakeProcess> {
  const process = new FakeProcess();
  await new Command().addCommand(serviceCommand(process.edge, on)).parseAsync(['service', ...words], { from: 'user' });
  await new Promise((resolve) => setImmediate(resolve));
  return process;
}

const install = (...words: readonly string[]) => service(['install', '--config', config, ...words]);

describe('service install', () => {
  it('writes the user, the rule and the unit with the paths of this machine, and starts it', async () => {
    const { exitCode, output, errors } = await install();
    expect([exitCode, errors]).toEqual([0, '']);
    expect(textOf(unit)).toContain(`\nExecStart=${nodeProcess.execPath} ${program} start --config ${config}\n`);
    expect(textOf(unit)).toContain('\nUser=chair2mqtt\n');
    expect(textOf(rule)).toContain('SYMLINK+=');
    expect(textOf(user)).toContain('u chair2mqtt');
    expect(calls()).toEqual([
      'systemctl is-active --quiet chair2mqtt.service',
      'systemd-sysusers chair2mqtt.conf',
      `runuser -u chair2mqtt -- ${nodeProcess.execPath} ${program} check --config ${config}`,
      'udevadm control --reload',
      'udevadm trigger --subsystem-match=tty --action=change',
      'systemctl daemon-reload',
      'systemctl enable --now chair2mqtt.service',
    ]);
    expect(output).toContain('The service runs, and starts with the machine.');
  });

  it.runIf(hasSystemdPrograms)('writes a unit that systemd has nothing against', async () => {
    await install();
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', root() + unit], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('says with --dry-run what it would do, to anybody, and does nothing', async () => {
    const { exitCode, output } = await service(
      ['install', '--dry-run', '--config', config],
      machine({ isAdministrator: false }),
    );
    expect(exitCode).toBe(0);
    expect(output).toContain(`write  ${unit}\n       | [Unit]`);
    expect(output).toContain('run    systemctl enable --now chair2mqtt.service');
    expect([calls(), readdirSync(root())]).toEqual([[], []]);
  });

  it.each([
    ['who is not root', { isAdministrator: false }, 'only root may do that: sudo chair2mqtt service install'],
    ['a machine without systemd', { hasSystemd: false }, 'have whatever starts its services run "chair2mqtt start'],
    ['a program in the cache of npx', { program: '/root/.npm/_npx/1/main.js' }, 'npm install -g chair2mqtt'],
  ])('refuses %s, and says what to do', async (_, part, words) => {
    const { exitCode, errors } = await service(['install', '--config', config], machine(part));
    expect(exitCode).toBe(1);
    expect(errors).toContain(words);
    expect([calls(), readdirSync(root())]).toEqual([[], []]);
  });

  it('refuses a configuration that is wrong, with its line, before it does anything', async () => {
    writeFileSync(config, 'chairs: [{ id: hall, prot: x }]\n');
    const { exitCode, errors } = await install();
    expect(exitCode).toBe(1);
    expect(errors).toContain(`${config}:1:`);
    expect(errors).toContain('the configuration has to be right first');
    expect([calls(), readdirSync(root())]).toEqual([[], []]);
  });

  it('refuses a configuration that the user of the service cannot read, before there is a unit', async () => {
    instead('runuser', 'echo "no right to read it" >&2', 'exit 1');
    const { exitCode, errors } = await install();
    expect(exitCode).toBe(1);
    expect(errors).toContain('no right to read it');
    expect(errors).toContain('sudo chown -R chair2mqtt');
    expect(isThere(unit)).toBe(false);
  });

  it('makes the folder of the records where systemd does not, and lets the daemon write there', async () => {
    writeFileSync(config, 'chairs: [{ id: hall, port: "tcp://127.0.0.1:1" }]\n');
    expect((await install()).exitCode).toBe(0);
    const data = join(folder.path, 'conf', 'data');
    expect(calls()).toContain(`install -d -m 0750 -o chair2mqtt ${data}`);
    expect(textOf(unit)).toContain(`\nReadWritePaths=${data}\n`);
  });

  it('runs as a user that is there already, and makes none', async () => {
    expect((await install('--user', 'pi')).exitCode).toBe(0);
    expect(textOf(unit)).toContain('\nUser=pi\n');
    expect(textOf(unit)).not.toContain('\nGroup=');
    expect(isThere(user)).toBe(false);
  });

  it('never replaces a unit that somebody has changed, unless that is asked for; then what was there is kept', async () => {
    await install();
    const changed = `${textOf(unit)}Environment=X=1\n`;
    writeFileSync(root() + unit, changed);
    const refused = await install();
    expect(refused.exitCode).toBe(1);
    expect(refused.errors).toContain(`somebody has written or changed ${root()}${unit}: nothing was done`);
    expect(textOf(unit)).toBe(changed);
    expect((await install('--force')).exitCode).toBe(0);
    expect(textOf(unit)).not.toContain('X=1');
    expect(textOf(`${unit}.bak`)).toBe(changed);
  });

  it('comes again to the same, leaves nothing beside it, and interrupts nobody', async () => {
    await install();
    const before = textOf(unit);
    instead('systemctl', 'exit 0');
    const { exitCode, output } = await install();
    expect([exitCode, textOf(unit)]).toEqual([0, before]);
    expect(readdirSync(join(root(), 'etc/systemd/system'))).toEqual(['chair2mqtt.service']);
    expect(output).toContain('goes on as it was');
    expect(calls().some((call) => call.includes('restart'))).toBe(false);
  });

  it('goes on without udev, as in a container, and says so', async () => {
    instead('udevadm', 'exit 1');
    const { exitCode, output } = await install();
    expect(exitCode).toBe(0);
    expect(output).toContain('left out: udevadm control --reload');
  });

  it('says where to look when the daemon does not become ready', async () => {
    instead('systemctl', '[ "$1" = enable ] || exit 0', 'echo "Job failed." >&2', 'exit 1');
    const { exitCode, errors } = await install();
    expect(exitCode).toBe(1);
    expect(errors).toContain('Job failed.\n"journalctl -u chair2mqtt.service" says why');
  });
});

describe('service remove', () => {
  it('stops it, takes away what was installed, and leaves everything else', async () => {
    await install();
    writeFileSync(join(root(), 'etc/systemd/system/other.service'), '[Unit]\n');
    const { exitCode, output } = await service(['remove']);
    expect(exitCode).toBe(0);
    expect(calls()).toContain('systemctl disable --now chair2mqtt.service');
    expect(calls().at(-2)).toBe('systemctl daemon-reload');
    const files = readdirSync(root(), { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
    expect(files.map(({ name }) => name)).toEqual(['other.service']);
    expect(existsSync(config)).toBe(true);
    expect(output).toContain('are left as they are');
  });

  it('says with --dry-run what it would do, and that there is nothing to do where nothing is installed', async () => {
    expect((await service(['remove'])).output).toContain('There is nothing to remove');
    await install();
    const { output } = await service(['remove', '--dry-run']);
    expect(output).toContain(`remove ${root()}${unit}`);
    expect([unit, rule, user].every(isThere)).toBe(true);
  });

  it('leaves a unit that somebody has changed, and a rule too', async () => {
    await install();
    writeFileSync(root() + rule, '# mine\n');
    const kept = await service(['remove']);
    expect(kept.output).toContain(`left, because somebody has changed it: ${root()}${rule}`);
    expect([unit, rule].map(isThere)).toEqual([false, true]);
    mkdirSync(join(root(), 'etc/systemd/system'), { recursive: true });
    writeFileSync(root() + unit, '[Unit]\n');
    const refused = await service(['remove']);
    expect(refused.exitCode).toBe(1);
    expect(refused.errors).toContain('--force');
    expect(textOf(unit)).toBe('[Unit]\n');
    expect((await service(['remove', '--force'])).exitCode).toBe(0);
    expect([unit, rule].map(isThere)).toEqual([false, false]);
  });

  it('removes nothing while the daemon cannot be stopped', async () => {
    await install();
    instead('systemctl', 'echo "timed out" >&2', 'exit 1');
    const { exitCode, errors } = await service(['remove']);
    expect([exitCode, errors]).toEqual([1, expect.stringContaining('timed out\nnothing was removed')]);
    expect([unit, rule, user].every(isThere)).toBe(true);
  });
});

describe('service status', () => {
  const show = (facts: Record<string, string>): void =>
    instead('systemctl', ...Object.entries(facts).map(([key, value]) => `echo '${key}=${value}'`), 'exit 0');
  const running = { LoadState: 'loaded', ActiveState: 'active', MainPID: '812', NRestarts: '0', Result: 'success' };

  it('says what systemd says and what the daemon has said', async () => {
    await install();
    const text = 'the chair answers, 1 in use; the broker answers';
    show({ ...running, UnitFileState: 'enabled', StatusText: text, ActiveEnterTimestamp: 'Mon 2026-11-30' });
    const { exitCode, output } = await service(['status']);
    expect(exitCode).toBe(0);
    expect(output.split('\n')).toEqual([
      `unit: ${root()}${unit}, as it was installed`,
      'systemd: the service runs as process 812, since Mon 2026-11-30',
      'systemd: it starts with the machine',
      `daemon: ${text}`,
      '',
    ]);
  });

  it('says why it does not run, and how often it was started again', async () => {
    show({ ...running, ActiveState: 'activating', UnitFileState: 'disabled', Result: 'watchdog', NRestarts: '3' });
    const { exitCode, output } = await service(['status']);
    expect(exitCode).toBe(1);
    expect(output).toContain('somebody has written or changed it');
    expect(output).toContain('it does NOT start with the machine');
    expect(output).toContain('the watchdog ended it: it hung, or a chair was not looked after');
    expect(output).toContain('it was started again 3 times');
    expect(output).not.toContain('daemon:');
  });

  it('says that it is not installed, or that systemd does not answer', async () => {
    show({ LoadState: 'not-found', ActiveState: 'inactive' });
    expect((await service(['status'])).errors).toContain('sudo chair2mqtt service install');
    instead('systemctl', 'echo "System has not been booted with systemd" >&2', 'exit 1');
    const { exitCode, errors } = await service(['status']);
    expect([exitCode, errors]).toEqual([1, expect.stringContaining('has not been booted with systemd')]);
  });
});

describe.runIf(hasSystemdPrograms)('the real systemctl, in a folder of its own', () => {
  it('starts the installed unit with the machine, and no longer after remove', async () => {
    const fake = machine();
    const offline = machine({
      run: ([command = '', ...words]) => {
        const isOurs = command === 'systemctl' && ['enable', 'disable'].includes(words[0] ?? '');
        if (!isOurs) return fake.run([command, ...words]);
        const kept = words.filter((word) => word !== '--now');
        const { status, stderr } = spawnSync('systemctl', [`--root=${root()}`, ...kept], { encoding: 'utf8' });
        return { code: status, text: stderr };
      },
    });
    expect((await service(['install', '--config', config], offline)).exitCode).toBe(0);
    const wanted = join(root(), 'etc/systemd/system/multi-user.target.wants/chair2mqtt.service');
    expect(readdirSync(join(wanted, '..'))).toEqual(['chair2mqtt.service']);
    expect((await service(['remove'], offline)).exitCode).toBe(0);
    expect(existsSync(join(wanted, '..')) ? readdirSync(join(wanted, '..')) : []).toEqual([]);
  });
});
