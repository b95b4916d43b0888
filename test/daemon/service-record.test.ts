import { beforeEach, describe, expect, it } from 'vitest';
import { clpDriver } from '../../src/chair/clp/clp-chair.js';
import type { Driver } from '../../src/chair/driver.js';
import { profileDriver } from '../../src/chair/keyed/profile-driver.js';
import type { Identity, Telemetry, ZoneReport } from '../../src/core/protocol/messages.js';
import { greetedBook } from '../../src/core/service-book.js';
import { Faces } from '../../src/daemon/fleet.js';
import { ServiceRecord } from '../../src/daemon/service-record.js';
import { sampleSettings } from '../support/chair-settings.js';
import { MemoryLedger } from '../support/memory-ledger.js';
import { MemoryStore } from '../support/memory-store.js';
import { remoteBus } from '../support/shipped-profiles.js';
import { silentLog } from '../support/silent-log.js';
import { VirtualTime } from '../support/virtual-time.js';

const identity: Identity = {
  ...{ version: 1, fw: '1.4.2', model: 'sim-3z', id: 'SIM-1', boot: '0a0b', leaseMs: 600, ttlMs: 5000 },
  zones: ['back', 'seat', 'legs'],
};

const zone = (name: ZoneReport['zone'], level: number): ZoneReport => ({
  ...{ zone: name, technique: level > 0 ? 'vibrate' : 'off', level, rate: 0, flags: [], currentMa: 'none' },
  temperatureDc: name === 'back' ? 310 : 'none',
});

const telemetry = (level: number, occupied: Telemetry['occupied'] = true): Telemetry => ({
  ...{ uptimeMs: 0, mode: 'idle', leaseMs: 0, occupied, railMv: 'none' },
  zones: [zone('back', level), zone('seat', 0), zone('legs', 0)],
});

describe('the service book of a chair', () => {
  let store: MemoryStore;
  let ledger: MemoryLedger;
  let clock: VirtualTime;
  let told: string[];
  const open = (driver: Driver = clpDriver): ServiceRecord => {
    const face = new Faces();
    face.join({
      onCard: (chairId) => void told.push(`chair of ${chairId}`),
      onUsage: (chairId) => void told.push(`hours of ${chairId}`),
    });
    return new ServiceRecord({
      settings: { ...sampleSettings, id: 'hall' },
      driver,
      store,
      ledger,
      clock,
      face,
      log: silentLog,
    });
  };

  /** T lines as they come, ten a second. */
  const run = (record: ServiceRecord, level: number, forMs: number): void => {
    for (let doneMs = 0; doneMs < forMs; doneMs += 100) {
      record.measured(telemetry(level));
      clock.advance(100);
    }
  };

  beforeEach(() => {
    store = new MemoryStore();
    ledger = new MemoryLedger();
    clock = new VirtualTime();
    told = [];
  });

  it('knows nothing of a chair that was never met', () => {
    const record = open();
    record.measured(telemetry(40));
    expect(record.book).toBeNull();
    expect(told).toEqual([]);
  });

  it('tells once who the chair is, and once which sensors it shows', () => {
    const record = open();
    record.greeted(identity);
    record.greeted(identity);
    expect(told).toEqual(['chair of hall']);
    run(record, 0, 500);
    expect(told).toEqual(['chair of hall', 'chair of hall']);
    expect(record.book).toMatchObject({ serial: 'SIM-1', fw: '1.4.2', hasSeatSensor: true, warmZones: ['back'] });
  });

  it('still knows the chair after a restart of the daemon', () => {
    const record = open();
    record.greeted(identity);
    run(record, 0, 100);
    expect(open().book).toEqual(record.book);
  });

  it('counts how long motors ran, and tells it once a minute and at the end', () => {
    const record = open();
    record.greeted(identity);
    run(record, 0, 100);
    told = [];
    run(record, 40, 150_000);
    run(record, 0, 10_000);
    expect(record.book?.motorMs).toBe(150_000);
    expect(told).toEqual(['hours of hall', 'hours of hall', 'hours of hall']);
    expect(open().book?.motorMs).toBe(150_000);
  });

  it('counts no time in which nobody has seen the motors', () => {
    const record = open();
    record.greeted(identity);
    run(record, 40, 1000);
    clock.advance(3_600_000);
    run(record, 40, 1000);
    expect(record.book?.motorMs).toBeLessThanOrEqual(3000);
  });

  it('begins anew for a chair with another serial number', () => {
    const record = open();
    record.greeted(identity);
    run(record, 40, 5000);
    record.greeted({ ...identity, id: 'SIM-2' });
    expect(record.book).toMatchObject({ serial: 'SIM-2', motorMs: 0, hasSeatSensor: false });
  });

  it('knows who makes the chair where the chair says so, and its serial number', () => {
    const record = open();
    record.greeted(identity);
    expect(record.book).toMatchObject({ manufacturer: null, hasSerial: true });
    record.greeted({ ...identity, maker: 'Acme' });
    expect(record.book).toMatchObject({ manufacturer: 'Acme', hasSerial: true });
  });

  it.each([
    ['Acme Chairs', 'Acme Chairs'],
    [undefined, null],
  ])('takes no id for a serial number where a profile speaks for the chair; made by %j', (manufacturer, known) => {
    const record = open(profileDriver({ ...remoteBus, manufacturer }));
    record.greeted({ ...identity, id: 'hall' });
    expect(record.book).toMatchObject({ serial: 'hall', hasSerial: false, manufacturer: known });
  });

  it('of an earlier version has a serial number, as that had', () => {
    const { hasSerial: _serial, manufacturer: _maker, ...old } = greetedBook(null, identity, null);
    store.records.set('hall.book', JSON.stringify(old));
    expect(open().book).toMatchObject({ hasSerial: true, manufacturer: null });
  });

  it('begins anew where the book cannot be read', () => {
    store.records.set('hall.book', '{"version":1,"serial":7}');
    expect(open().book).toBeNull();
  });

  it('counts each zone by itself', () => {
    const record = open();
    record.greeted(identity);
    run(record, 40, 36_000);
    run(record, 0, 100);
    expect(record.book?.zoneMs).toEqual({ back: 36_000 });
    expect(open().book?.zoneMs).toEqual({ back: 36_000 });
  });

  it('takes what an earlier version counted of all motors together for each zone, and brings it into the ledger once', () => {
    const { zoneMs: _zones, ...old } = { ...greetedBook(null, identity, null), motorMs: 7_200_000 };
    store.records.set('hall.book', JSON.stringify(old));
    expect(open().book?.zoneMs).toEqual({ back: 7_200_000, seat: 7_200_000, legs: 7_200_000 });
    const seed = { chair: 'hall', serial: 'SIM-1', motor_h: 2, hours: { back: 2, seat: 2, legs: 2 } };
    expect(ledger.all('seed')).toEqual([expect.objectContaining(seed)]);
    open();
    expect(ledger.all('seed')).toHaveLength(1);
  });

  it('finds in the ledger the hours that the book has lost, and tells of them', () => {
    const hours = { motor_h: 2, hours: { back: 1 }, at: '2026-11-22T21:04:00Z' };
    ledger.write({ kind: 'seed', chair: 'hall', serial: 'SIM-1', ...hours });
    const record = open();
    record.greeted(identity);
    expect(record.book).toMatchObject({ motorMs: 7_200_000, zoneMs: { back: 3_600_000 } });
    expect(told).toContain('hours of hall');
    record.greeted(identity);
    expect(record.book?.motorMs).toBe(7_200_000);
    expect(open().book?.motorMs).toBe(7_200_000);
    expect(ledger.all('seed')).toHaveLength(1);
  });

  it('lets no hours fall where the ledger has lost some: it keeps the greater and brings the ledger up to them', () => {
    const record = open();
    record.greeted(identity);
    run(record, 40, 36_000);
    run(record, 0, 100);
    expect(open().book?.motorMs).toBe(36_000);
    expect(ledger.all('seed')).toEqual([expect.objectContaining({ motor_h: 0.01, hours: { back: 0.01 } })]);
  });
});
