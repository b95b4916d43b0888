import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkService } from '../../src/cli/doctor-service.js';
import { readConfig } from '../../src/config.js';
import { temporaryFolder } from '../support/program.js';

const hourMs = 3_600_000;
const now = Date.UTC(2026, 10, 30);

const bookOf = (legsH: number) => ({
  version: 1,
  serial: 'SIM-1',
  model: 'sim-3z',
  fw: '1',
  zones: ['back', 'legs'],
  warmZones: [],
  hasSeatSensor: true,
  motorMs: legsH * hourMs,
  zoneMs: { legs: legsH * hourMs },
});

const wearOf = (serial: string) => ({
  version: 1,
  serial,
  movedWallMs: null,
  zones: {
    back: {
      servedAtH: 0,
      servedAt: null,
      note: '',
      tracks: {
        'current knead': {
          sinceDay: Math.floor(Date.UTC(2026, 4, 1) / 86_400_000),
          bins: {},
          recent: [{ day: 20_000, times: 1.25, sessions: 2 }],
          isTold: true,
        },
      },
    },
  },
});

it('says of each chair what there is to look after, and nothing of a chair that was never met', () => {
  const folder = temporaryFolder();
  try {
    const read = readConfig({
      chairs: [{ id: 'hall', port: '/dev/ttyUSB0' }],
      service: { hours: 300 },
      data_dir: folder.path,
    });
    if (read.kind === 'invalid') throw new Error(JSON.stringify(read.problems));
    const found = () =>
      checkService(read.config, now).map(({ kind, message, advice }) => `${kind}: ${message}: ${advice}`);
    const put = (name: string, record: object): void =>
      writeFileSync(join(folder.path, `${name}.json`), JSON.stringify(record));
    expect(found()).toEqual([]);
    put('hall.book', bookOf(310));
    put('hall.wear', wearOf('SIM-1'));
    expect(found()).toEqual([
      'warning: back draws 25 % more at knead than in May: look at the cover and what may rub at the motor',
      'warning: legs: 310 hours of motion without any service; service is due every 300: look the zone over, then say that it is done (docs/service.md)',
    ]);
    put('hall.wear', wearOf('SIM-2'));
    put('hall.book', bookOf(10));
    expect(found()).toEqual([]);
  } finally {
    folder.remove();
  }
});
