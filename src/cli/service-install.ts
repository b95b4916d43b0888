import { realpathSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Config } from '../config.js';
import { filledUnit, furtherDevice, liesBelow, serviceStateFolder, serviceUser } from '../core/systemd/unit-file.js';
import { type LoadedConfig, loadConfig, showProblem } from './load-config.js';
import type { CliIo } from './process-edge.js';
import { fileStandingOf, servicePaths, shippedServiceFile, unitName, writeServiceFile } from './service-files.js';
import { type ServiceMachine, whyNoService } from './service-machine.js';

export interface InstallWishes {
  readonly config?: string;
  readonly user: string;
  readonly dryRun?: true;
  readonly force?: true;
}

/** One thing that is done, in order. `isVital`: what comes after it is of no use without it. */
type InstallStep =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'run'; readonly words: readonly string[]; readonly isVital: boolean; readonly advice: string };

/** What the service reads beside its configuration, and where it writes. */
function foldersOf(config: Config): { readonly writable: readonly string[]; readonly read: readonly string[] } {
  const { programs, profiles, http, mqtt, data_dir } = config;
  const files = [mqtt, http ?? {}, http?.tls ?? {}].flatMap((section) =>
    Object.entries(section).flatMap(([key, value]) => (key.endsWith('_file') ? [String(value)] : [])),
  );
  const whole = (paths: readonly (string | undefined)[]): readonly string[] =>
    paths.flatMap((path) => (path === undefined ? [] : [resolve(path)]));
  return { writable: whole([data_dir]), read: whole([programs, profiles, ...files]) };
}

/** Where the port of a chair leads to now; nothing for one that is not plugged in, or no device. */
function devicesOf({ chairs }: Config, shipped: string): readonly string[] {
  const kinds = chairs.flatMap(({ port }) => {
    if (port.kind !== 'path') return [];
    try {
      return furtherDevice(realpathSync(port.path), shipped) ?? [];
    } catch {
      return [];
    }
  });
  return [...new Set(kinds)];
}

function stepsOf(machine: ServiceMachine, config: Config, file: string, user: string): readonly InstallStep[] {
  const shipped = shippedServiceFile('unit');
  const { node, program } = machine;
  const folders = foldersOf(config);
  const unit = filledUnit(shipped, {
    node,
    program,
    config: file,
    user,
    ...folders,
    devices: devicesOf(config, shipped),
  });
  const write = (which: keyof typeof servicePaths, text = shippedServiceFile(which)): InstallStep => ({
    kind: 'write',
    path: servicePaths[which],
    text,
  });
  const run = (words: string, advice: string): InstallStep => ({
    kind: 'run',
    words: words.split(' '),
    isVital: true,
    advice,
  });
  const aside = (words: string): InstallStep => ({ kind: 'run', words: words.split(' '), isVital: false, advice: '' });
  const makesUser = user === serviceUser;
  const ownFolders = folders.writable.filter((path) => !liesBelow(path, serviceStateFolder));
  return [
    ...(makesUser
      ? [write('user'), run(`systemd-sysusers ${basename(servicePaths.user)}`, 'make a user chair2mqtt yourself')]
      : []),
    ...ownFolders.map(
      (path): InstallStep => ({
        kind: 'run',
        words: ['install', '-d', '-m', '0750', '-o', user, path],
        isVital: true,
        advice: 'name another data_dir',
      }),
    ),
    {
      kind: 'run',
      words: ['runuser', '-u', user, '--', node, program, 'check', '--config', file],
      isVital: true,
      advice: `${user} has to be able to read the configuration, the files that it names, and the program: sudo chown -R ${user} ${dirname(file)}`,
    },
    write('ports'),
    aside('udevadm control --reload'),
    aside('udevadm trigger --subsystem-match=tty --action=change'),
    write('unit', unit),
    run('systemctl daemon-reload', 'look at "systemctl status"'),
    run(`systemctl enable --now ${unitName}`, `"journalctl -u ${unitName}" says why`),
  ];
}

/** What was there before it, and is not ours to replace. */
const inTheWay = (machine: ServiceMachine, steps: readonly InstallStep[]): readonly string[] =>
  steps.flatMap((step) =>
    step.kind === 'write' && fileStandingOf(machine, step.path) === 'foreign' ? [machine.root + step.path] : [],
  );

function showStep(step: InstallStep): string {
  if (step.kind === 'run') return `run    ${step.words.join(' ')}\n`;
  const lines = step.text.trimEnd().split('\n');
  return `write  ${step.path}\n${lines.map((line) => `       | ${line}`.trimEnd()).join('\n')}\n`;
}

/** Gives why it did not work, or null. */
function take(machine: ServiceMachine, step: InstallStep, io: CliIo): string | null {
  if (step.kind === 'write') {
    const problem = writeServiceFile(machine, step.path, step.text);
    if (problem === null) io.stdout.write(`written: ${machine.root}${step.path}\n`);
    return problem;
  }
  const { code, text } = machine.run(step.words);
  const said = `${step.words.join(' ')}${text === '' ? '' : `: ${text}`}`;
  if (code === 0) io.stdout.write(`done: ${step.words.join(' ')}\n`);
  else if (!step.isVital) io.stdout.write(`left out: ${said}\n`);
  return code === 0 || !step.isVital ? null : `${said}\n${step.advice}`;
}

function read(wishes: InstallWishes, io: CliIo): Extract<LoadedConfig, { kind: 'loaded' }> | string {
  // A service has none of the variables of this shell.
  const loaded = loadConfig(wishes.config, {});
  if (loaded.kind === 'refused') {
    for (const problem of loaded.problems) io.stderr.write(showProblem(problem));
    return 'the configuration has to be right first: "chair2mqtt setup" writes one, "chair2mqtt check" looks at it';
  }
  return loaded.file === null ? 'a service needs a file: name it with --config' : loaded;
}

/** Installs the service, and starts it. */
export function installService(machine: ServiceMachine, wishes: InstallWishes, io: CliIo): number {
  const refuse = (message: string): number => {
    io.stderr.write(`${message}\n`);
    return 1;
  };
  const why = wishes.dryRun === true ? null : whyNoService(machine, 'install');
  if (why !== null) return refuse(why);
  if (machine.program.includes('/_npx/')) {
    return refuse(
      'this program lies in the cache of npx, which may be cleared: npm install -g chair2mqtt, and then again',
    );
  }
  const loaded = read(wishes, io);
  if (typeof loaded === 'string') return refuse(loaded);
  const file = resolve(loaded.file ?? '');
  const steps = stepsOf(machine, loaded.config, file, wishes.user);
  const foreign = inTheWay(machine, steps);
  if (foreign.length > 0 && wishes.force !== true) {
    return refuse(
      `somebody has written or changed ${foreign.join(', ')}: nothing was done. "systemctl edit ${unitName}" adds to a unit without changing it; --force replaces the file and keeps it as .bak`,
    );
  }
  if (wishes.dryRun === true) {
    io.stdout.write(`This would be done; nothing was.\n${steps.map(showStep).join('')}`);
    return 0;
  }
  const wasActive = machine.run(['systemctl', 'is-active', '--quiet', unitName]).code === 0;
  for (const step of steps) {
    const problem = take(machine, step, io);
    if (problem !== null)
      return refuse(`${problem}\nThe service is not installed to the end; the same command goes on.`);
  }
  io.stdout.write(
    wasActive
      ? `The daemon ran before and goes on as it was. When nobody is in a session: sudo systemctl restart ${unitName}\n`
      : 'The service runs, and starts with the machine. "chair2mqtt service status" says how it is.\n',
  );
  return 0;
}
