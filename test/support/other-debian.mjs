// Another release of Debian in a folder of its own, for programs that are newer than those of this machine.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** How this machine reaches its registries. */
const machineFiles = ['/etc/resolv.conf', '/etc/hosts', '/etc/pip.conf', '/etc/ssl/certs/ca-certificates.crt'];

/** Ends with a sentence for people instead of a stack. */
export class InstallTrouble extends Error {}

/** Runs a program to its end and gives what it printed. */
export function runWhole(command, words, env = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  const called = [command, ...words].join(' ');
  if (error !== undefined) throw new InstallTrouble(`${called}: ${error.message}`);
  if (status !== 0)
    throw new InstallTrouble(`${called} ended with ${status}:\n${`${stdout}\n${stderr}`.trim().slice(-2000)}`);
  return stdout.trim();
}

/** The mirror of Debian that apt uses here. */
function mirror() {
  const { stdout } = spawnSync('apt-get', ['indextargets', '--format', '$(SITE)', 'Label: Debian'], {
    encoding: 'utf8',
  });
  const [first = ''] = stdout?.split('\n') ?? [];
  if (first === '') throw new InstallTrouble('apt names no mirror of Debian; run apt-get update.');
  return first;
}

/** Makes the folder anew. `packages`: names with commas between. debootstrap makes any newer release like `sid`. */
export function makeDebian(root, release, packages) {
  if (process.getuid?.() !== 0) throw new InstallTrouble('debootstrap and chroot need root.');
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const script = '/usr/share/debootstrap/scripts/sid';
  runWhole('debootstrap', ['--variant=minbase', `--include=${packages}`, release, root, mirror(), script]);
  for (const file of machineFiles.filter((each) => existsSync(each))) copyFileSync(file, join(root, file));
  rmSync(join(root, 'var/cache/apt/archives'), { recursive: true, force: true });
}

/** Installs what is not there; where that fails it says so in a sentence, and the process ends with 1. */
export function installOrSay(name, install) {
  try {
    install();
  } catch (error) {
    if (!(error instanceof InstallTrouble)) throw error;
    process.exitCode = 1;
    console.error(`${name} could not be installed. ${error.message}`);
  }
}
