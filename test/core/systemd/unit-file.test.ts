import { describe, expect, it } from 'vitest';
import { filledUnit, furtherDevice, type UnitPlaces } from '../../../src/core/systemd/unit-file.js';

const shipped = [
  '[Service]',
  'ExecStart=/usr/bin/env chair2mqtt start --config /etc/chair2mqtt/chair2mqtt.yaml',
  'User=chair2mqtt',
  'Group=chair2mqtt',
  'DevicePolicy=closed',
  'DeviceAllow=char-ttyUSB rw',
  'ProtectSystem=strict',
  'ProtectHome=yes',
  '',
].join('\n');

const places: UnitPlaces = {
  node: '/usr/bin/node',
  program: '/usr/lib/node_modules/chair2mqtt/dist/program/main.js',
  config: '/etc/chair2mqtt/chair2mqtt.yaml',
  user: 'chair2mqtt',
  writable: ['/var/lib/chair2mqtt'],
  read: [],
  devices: [],
};

const linesWith = (part: Partial<UnitPlaces>): readonly string[] =>
  filledUnit(shipped, { ...places, ...part }).split('\n');

describe('the unit of one machine', () => {
  it('is the one that ships, with the node and the program that are there', () => {
    expect(filledUnit(shipped, places)).toBe(
      shipped.replace('/usr/bin/env chair2mqtt', `/usr/bin/node ${places.program}`),
    );
  });

  it('runs as another user in the group of that one', () => {
    const lines = linesWith({ user: 'pi' });
    expect(lines).toContain('User=pi');
    expect(lines.filter((line) => line.startsWith('Group='))).toEqual([]);
  });

  it('lets the daemon write where its records are, and nothing more than that', () => {
    const lines = linesWith({ writable: ['/srv/chair data', '/var/lib/chair2mqtt/more'] });
    expect(lines.filter((line) => line.startsWith('ReadWritePaths='))).toEqual(['ReadWritePaths="/srv/chair data"']);
  });

  it.each(['node', 'program', 'config'] as const)('shows it the homes of people where its %s lies there', (which) => {
    expect(linesWith({ [which]: '/home/pi/it' })).toContain('ProtectHome=read-only');
    expect(linesWith({ [which]: '/homes/it' })).toContain('ProtectHome=yes');
  });

  it('means every path as it is written', () => {
    expect(linesWith({ config: '/etc/50 % "off" $HOME\\x.yaml' })).toContain(
      `ExecStart=/usr/bin/node ${places.program} start --config "/etc/50 %% \\"off\\" $$HOME\\\\x.yaml"`,
    );
  });

  it('opens the kinds of devices that its chairs have', () => {
    expect(linesWith({ devices: ['ttyXRUSB'] })).toContain('DeviceAllow=char-ttyXRUSB rw');
  });

  it.each([
    ['/dev/ttyXRUSB0', 'ttyXRUSB'],
    ['/dev/pts/3', 'pts'],
    ['/dev/ttyUSB1', null],
    ['/dev/sda1', null],
    ['/dev/tty1', null],
    ['/home/x/ttyUSB0', null],
  ])('of the port %s needs to name %s', (path, kind) => {
    expect(furtherDevice(path, shipped)).toBe(kind);
  });
});
