import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const firmwareFolder = fileURLToPath(new URL('../../hardware-sim/firmware', import.meta.url));

const tools = 'gcc, make, gcc-avr, avr-libc, simavr, libsimavr-dev and libelf-dev (CONTRIBUTING.md)';

export const hasFirmwareTools = ['cc', 'make', 'avr-gcc', 'simavr'].every(
  (tool) => spawnSync(tool, ['--version']).error === undefined,
);

/** Builds the firmware, its emulator and its host programs once, before any test. What cannot be built fails the tests that need
 *  it, and no other. */
export function setup(): void {
  if (!hasFirmwareTools && process.env['CI'] !== 'true') {
    process.stderr.write(`The tests of the firmware are left out: they need ${tools}.\n`);
    return;
  }
  const { status } = spawnSync('make', ['--silent', '-C', firmwareFolder, 'all', 'emulator', 'transcript'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.stderr.write(`The firmware could not be built; its tests need ${tools}.\n`);
}
