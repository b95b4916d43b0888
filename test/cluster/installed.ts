import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { describe } from 'vitest';

const isInstalled = (command: string): boolean =>
  command.startsWith('/') ? existsSync(command) : spawnSync(command, ['-h']).error === undefined;

/** A suite that needs these programs: left out with a word where one is not installed, but never in continuous integration. */
export function describeWithBrokers(name: string, commands: readonly string[], suite: () => void): void {
  const missing = commands.filter((command) => !isInstalled(command));
  const isAsked = missing.length === 0 || process.env['CI'] === 'true';
  describe.runIf(isAsked)(isAsked ? name : `${name} (left out: ${missing.join(', ')} is not installed)`, suite);
}
