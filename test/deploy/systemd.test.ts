import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/program.js';
import { hasSystemdPrograms } from '../support/service-manager.js';

const folder = join(import.meta.dirname, '../../deploy/systemd');
const unitPath = join(folder, 'chair2mqtt.service');
const textOf = (name: string): string => readFileSync(join(folder, name), 'utf8');
const scratch = temporaryFolder();
afterAll(() => scratch.remove());

/** The values of a key of the unit, one a line. */
const valuesOf = (key: string): readonly string[] =>
  textOf('chair2mqtt.service')
    .split('\n')
    .flatMap((line) => (line.startsWith(`${key}=`) ? [line.slice(key.length + 1)] : []));

/** Of a figure in the sources, such as `const stopDeadlineMs = 8000;`. */
const figure = (file: string, name: string): number =>
  Number(
    new RegExp(`const ${name} = (\\d+);`).exec(readFileSync(join(import.meta.dirname, '../..', file), 'utf8'))?.[1],
  );

function ran(command: string, ...words: readonly string[]): { readonly code: number | null; readonly said: string } {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  return { code: status, said: `${stdout}${stderr}` };
}

describe('the unit that ships', () => {
  it('waits until the daemon says that it is up, and hears a helper of a daemon without privileges', () => {
    expect([valuesOf('Type'), valuesOf('NotifyAccess'), valuesOf('User')]).toEqual([
      ['notify'],
      ['all'],
      ['chair2mqtt'],
    ]);
  });

  it('leaves a stop more time than the daemon takes for it and its last words [S15]', () => {
    const stopMs = figure('src/cli/daemon-process.ts', 'stopDeadlineMs') + figure('src/main.ts', 'farewellMs');
    expect(stopMs).toBe(10_000);
    expect(1000 * Number(valuesOf('TimeoutStopSec')[0])).toBeGreaterThan(stopMs);
    expect([valuesOf('KillSignal'), valuesOf('KillMode')]).toEqual([['SIGTERM'], ['mixed']]);
  });

  it('starts the daemon anew when it failed, hung, or was drained for an update', () => {
    expect(valuesOf('Restart')).toEqual(['on-failure']);
    expect(valuesOf('RestartForceExitStatus')).toEqual(['0']);
    expect(valuesOf('StartLimitIntervalSec')).toEqual(['0']);
  });

  it('leaves a meal of the watchdog that is lost time for another', () => {
    const bitesMs = 1000 * Number(valuesOf('WatchdogSec')[0]);
    const triedMs = figure('src/adapters/systemd/notify-program.ts', 'sendMsMax');
    const lookMs = figure('src/daemon/manager-teller.ts', 'lookEveryMsMax');
    expect(bitesMs / 2 + 2 * (triedMs + lookMs)).toBeLessThan(bitesMs);
  });

  it('opens serial ports and no other device', () => {
    expect(valuesOf('DevicePolicy')).toEqual(['closed']);
    expect(valuesOf('DeviceAllow')).toEqual(['ttyUSB', 'ttyACM', 'ttyS', 'ttyAMA'].map((kind) => `char-${kind} rw`));
    expect(valuesOf('SupplementaryGroups')).toEqual(['dialout']);
  });

  it('takes away what the daemon does not need, and leaves what it does', () => {
    for (const key of ['NoNewPrivileges', 'PrivateTmp', 'ProtectHome', 'ProtectClock', 'RestrictNamespaces']) {
      expect(valuesOf(key), key).toEqual(['yes']);
    }
    expect([valuesOf('ProtectSystem'), valuesOf('CapabilityBoundingSet')]).toEqual([['strict'], ['']]);
    // The page lists the addresses of the machine, and records name the boot that they were made in.
    expect(valuesOf('RestrictAddressFamilies')[0]).toContain('AF_NETLINK');
    expect(valuesOf('ProcSubset')).toEqual([]);
    expect(valuesOf('MemoryDenyWriteExecute')).toEqual([]);
  });
});

describe.runIf(hasSystemdPrograms)('what systemd says of it', () => {
  it('has nothing against the unit', () => {
    expect(ran('systemd-analyze', 'verify', unitPath)).toEqual({ code: 0, said: '' });
  });

  it('calls it exposed by 3.0 or less', () => {
    const { code, said } = ran(
      'systemd-analyze',
      'security',
      '--offline=true',
      '--threshold=30',
      '--no-pager',
      unitPath,
    );
    expect(said).toMatch(/Overall exposure level for chair2mqtt\.service: [0-2]\.\d/);
    expect(code).toBe(0);
  });

  it('makes the user, and the group of serial ports with it', () => {
    mkdirSync(join(scratch.path, 'etc/sysusers.d'), { recursive: true });
    copyFileSync(join(folder, 'chair2mqtt.sysusers.conf'), join(scratch.path, 'etc/sysusers.d/chair2mqtt.conf'));
    expect(ran('systemd-sysusers', `--root=${scratch.path}`, 'chair2mqtt.conf').code).toBe(0);
    const lineOf = (file: string, name: string): string =>
      readFileSync(join(scratch.path, 'etc', file), 'utf8')
        .split('\n')
        .find((line) => line.startsWith(`${name}:`)) ?? '';
    expect(lineOf('passwd', 'chair2mqtt')).toContain(':/var/lib/chair2mqtt:');
    expect(lineOf('group', 'dialout')).toMatch(/:chair2mqtt$/);
  });
});

describe('the rule for ports', () => {
  const rules = textOf('70-chair2mqtt.rules')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('is made of matches and assignments as udev knows them', () => {
    const known =
      /^(?:(?:ACTION|SUBSYSTEM|ENV\{\w+\})(?:==|!=)"[^"]*"|(?:GROUP|MODE|GOTO|LABEL|ENV\{\w+\})="[^"]*"|SYMLINK\+="[^"]*")$/;
    for (const part of rules.flatMap((line) => line.split(', '))) expect(part).toMatch(known);
  });

  it('leaves for whatever is no serial adapter on USB', () => {
    expect(rules.filter((line) => line.endsWith('GOTO="chair2mqtt_end"'))).toHaveLength(3);
    expect(rules.at(-1)).toBe('LABEL="chair2mqtt_end"');
  });

  it('gives an adapter one name below a folder of its own, by what it has', () => {
    const named = rules.filter((line) => line.includes('SYMLINK'));
    expect(named.map((line) => /SYMLINK\+="([^"]*)"/.exec(line)?.[1])).toEqual([
      'chair2mqtt/$env{ID_VENDOR_ID}-$env{ID_MODEL_ID}-$env{ID_SERIAL_SHORT}',
      'chair2mqtt/$env{ID_PATH}',
    ]);
    expect(rules).toContain('GROUP="dialout", MODE="0660"');
  });
});
