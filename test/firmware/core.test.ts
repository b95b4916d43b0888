import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firmwareFolder } from '../support/build-firmware.js';
import { chips } from '../support/emulated-chip.js';

const run = (command: string, ...words: readonly string[]) =>
  spawnSync(command, words, { cwd: firmwareFolder, encoding: 'utf8', timeout: 60_000 });

describe('the core of the firmware', () => {
  it('passes its own tests on this machine, with every check of the compiler on', () => {
    const { stdout } = run('make', '--silent', 'test');
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d+ passed, 0 failed$/);
  });

  it.each(chips)('fits into an %s: at most 24 KB of flash and 1.5 KB of RAM', (mcu) => {
    const { stdout, status } = run('sh', 'size.sh', join('build', mcu, 'chair.elf'), '24576', '1536');
    expect(stdout).toMatch(/: \d+ bytes of flash \(at most 24576\), \d+ bytes of RAM \(at most 1536\)\n$/);
    expect(status).toBe(0);
  });

  it('cuts its outputs in the receive interrupt by instructions, and by no table that a byte of RAM could spoil [S3]', () => {
    const { stdout } = run('avr-objdump', '-d', join('build', 'atmega328p', 'chair.elf'));
    const interrupt = /<__vector_18>:\n((?:.+\n)+)/.exec(stdout)?.[1] ?? '';
    // Ports B and D of an Uno: three motors, three pumps, three valves.
    const pins = interrupt.match(/\tcbi\t0x(?:05|0b), [0-7]/g) ?? [];
    expect(new Set(pins)).toHaveLength(9);
  });

  it('makes firmware for relay boards and for a Nano that measures its supply, and no other', () => {
    const options = (word: string): string => run('make', '--dry-run', '--always-make', 'all', word).stdout;
    expect(options('SWITCHES=active-low')).toContain('-DSWITCHES_ACTIVE_LOW');
    expect(options('RAIL=A6')).toContain('-DHAS_RAIL_INPUT');
    expect(options('ID=AVR0001')).not.toMatch(/SWITCHES_ACTIVE_LOW|HAS_RAIL_INPUT/);
    expect(run('make', 'build/options', 'SWITCHES=low').status).not.toBe(0);
    expect(run('make', 'build/options', 'RAIL=A7').status).not.toBe(0);
  });

  it('is refused where it is larger than that', () => {
    expect(run('sh', 'size.sh', join('build', 'atmega328p', 'chair.elf'), '1000', '1536').status).not.toBe(0);
  });

  it('takes the id of one chair, and none that the protocol would not', () => {
    const built = run('make', '--dry-run', '--always-make', 'all', 'ID=CHAIR0042');
    expect(built.stdout).toContain('-DCHAIR_ID=\'"CHAIR0042"\'');
    expect(run('make', 'build/options', 'ID=no id').status).not.toBe(0);
    expect(run('make', 'build/options', 'ID=').status).not.toBe(0);
  });

  it('takes the zones that a chair has, in the order of the protocol', () => {
    const built = run('make', '--dry-run', '--always-make', 'all', 'ZONES=back,legs');
    expect(built.stdout).toContain('-DZONES_FITTED=0+1+4 ');
    for (const zones of ['legs,back', 'back,back', 'back legs', 'arms', ''])
      expect(run('make', 'build/options', `ZONES=${zones}`).status, zones).not.toBe(0);
  });

  it('has the version of this package', () => {
    const figures = readFileSync(join(firmwareFolder, 'src/figures.h'), 'utf8');
    const { version } = JSON.parse(readFileSync(join(firmwareFolder, '../../package.json'), 'utf8'));
    expect(figures).toContain(`#define FIRMWARE_NAME "avr/${version}"`);
  });
});
