import { Command } from 'commander';
import { serviceUser } from '../core/systemd/unit-file.js';
import type { CliIo } from './process-edge.js';
import { type InstallWishes, installService } from './service-install.js';
import { type ServiceMachine, thisMachine } from './service-machine.js';
import { type RemoveWishes, removeService } from './service-remove.js';
import { tellService } from './service-status.js';

const installCommand = (io: CliIo, machine: ServiceMachine): Command =>
  new Command('install')
    .description('write the unit, the rule for its ports and its user, and start it; nothing is asked')
    .option('-c, --config <file>', 'the configuration; default ./chair2mqtt.yaml, then /etc/chair2mqtt/chair2mqtt.yaml')
    .option('--user <name>', 'an existing user that it runs as, in place of one of its own', serviceUser)
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--force', 'replace files that somebody has changed; they are kept as .bak')
    .action((wishes: InstallWishes) => io.exit(installService(machine, wishes, io)));

const removeCommand = (io: CliIo, machine: ServiceMachine): Command =>
  new Command('remove')
    .description('stop it and take away what install has written; configuration and records stay')
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--force', 'also remove what somebody has changed')
    .action((wishes: RemoveWishes) => io.exit(removeService(machine, wishes, io)));

const tellCommand = (io: CliIo, machine: ServiceMachine): Command =>
  new Command('status')
    .description('say what systemd says of it, and what the daemon has said')
    .action(() => io.exit(tellService(machine, io)));

/** `chair2mqtt service`: the daemon as a service of systemd. */
export const serviceCommand = (io: CliIo, machine: ServiceMachine = thisMachine()): Command =>
  new Command('service')
    .description('install the daemon as a service of systemd, look at it, remove it')
    .addCommand(installCommand(io, machine))
    .addCommand(tellCommand(io, machine))
    .addCommand(removeCommand(io, machine))
    .addHelpText(
      'after',
      `
The configuration is checked first, also as the user of the service. A unit that somebody has changed is never replaced unasked.

Exit code: 0 done, for status that it runs, 1 a problem, 2 wrong command line.

Examples:
  sudo chair2mqtt service install --config /etc/chair2mqtt/chair2mqtt.yaml
  chair2mqtt service install --dry-run
  chair2mqtt service status
  sudo chair2mqtt service remove`,
    );
