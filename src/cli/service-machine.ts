import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execPath, getuid } from 'node:process';
import { packageFolder } from '../adapters/files/package-folder.js';

/** How a program ended, and what it said. */
interface ProgramEnd {
  readonly code: number | null;
  readonly text: string;
}

/** The machine that the service is for; a test has one of its own. */
export interface ServiceMachine {
  /** Before every path that is written; empty for the machine itself. */
  readonly root: string;
  readonly node: string;
  readonly program: string;
  readonly isAdministrator: boolean;
  readonly hasSystemd: boolean;
  run(words: readonly string[]): ProgramEnd;
}

/** A start of the service waits until it is ready, a stop until the stop was verified. */
const runMsMax = 120_000;

function runProgram([command = '', ...words]: readonly string[]): ProgramEnd {
  const { status, stdout, stderr, error } = spawnSync(command, words, { encoding: 'utf8', timeout: runMsMax });
  const text = error === undefined ? `${stdout}${stderr}` : error.message;
  return { code: status, text: text.trim() };
}

export const thisMachine = (): ServiceMachine => ({
  root: '',
  node: execPath,
  program: join(packageFolder(), 'dist', 'program', 'main.js'),
  isAdministrator: getuid?.() === 0,
  // This folder says that systemd runs the machine: its programs alone may lie around in a container.
  hasSystemd: existsSync('/run/systemd/system'),
  run: runProgram,
});

/** Why nothing can be installed or removed here, with what to do; null where it can. */
export function whyNoService(machine: ServiceMachine, words: string): string | null {
  if (!machine.hasSystemd) {
    return 'systemd does not run this machine: have whatever starts its services run "chair2mqtt start --config FILE"';
  }
  return machine.isAdministrator ? null : `only root may do that: sudo chair2mqtt service ${words}`;
}
