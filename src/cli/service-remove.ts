import { rmSync } from 'node:fs';
import { serviceStateFolder, serviceUser } from '../core/systemd/unit-file.js';
import type { CliIo } from './process-edge.js';
import { fileStandingOf, servicePaths, unitName } from './service-files.js';
import { type ServiceMachine, whyNoService } from './service-machine.js';

export interface RemoveWishes {
  readonly dryRun?: true;
  readonly force?: true;
}

/** The unit is the last that goes: until then the command can be given again. */
const inOrder = [servicePaths.ports, servicePaths.user, servicePaths.unit];

/** Takes away what was installed, and nothing else. */
export function removeService(machine: ServiceMachine, wishes: RemoveWishes, io: CliIo): number {
  const refuse = (message: string): number => {
    io.stderr.write(`${message}\n`);
    return 1;
  };
  const why = wishes.dryRun === true ? null : whyNoService(machine, 'remove');
  if (why !== null) return refuse(why);
  const there = inOrder.filter((path) => fileStandingOf(machine, path) !== 'none');
  if (there.length === 0) {
    io.stdout.write('There is nothing to remove: the service is not installed.\n');
    return 0;
  }
  const isOurs = (path: string): boolean => wishes.force === true || fileStandingOf(machine, path) === 'own';
  if (fileStandingOf(machine, servicePaths.unit) !== 'none' && !isOurs(servicePaths.unit)) {
    return refuse(
      `somebody has written or changed ${machine.root}${servicePaths.unit}: nothing was done; --force removes it all the same`,
    );
  }
  const going = there.filter(isOurs);
  if (wishes.dryRun === true) {
    const steps = [
      `run    systemctl disable --now ${unitName}`,
      ...going.map((path) => `remove ${machine.root}${path}`),
    ];
    io.stdout.write(`This would be done; nothing was.\n${[...steps, 'run    systemctl daemon-reload', ''].join('\n')}`);
    return 0;
  }
  if (going.includes(servicePaths.unit)) {
    const { code, text } = machine.run(['systemctl', 'disable', '--now', unitName]);
    if (code !== 0) return refuse(`systemctl disable --now ${unitName}: ${text}\nnothing was removed`);
    io.stdout.write(`done: systemctl disable --now ${unitName}\n`);
  }
  for (const path of going) {
    rmSync(machine.root + path);
    io.stdout.write(`removed: ${machine.root}${path}\n`);
  }
  machine.run(['systemctl', 'daemon-reload']);
  machine.run(['udevadm', 'control', '--reload']);
  const left = there.filter((path) => !going.includes(path));
  for (const path of left) io.stdout.write(`left, because somebody has changed it: ${machine.root}${path}\n`);
  io.stdout.write(
    `The configuration, the records in ${serviceStateFolder} and the user ${serviceUser} are left as they are.\n`,
  );
  return 0;
}
