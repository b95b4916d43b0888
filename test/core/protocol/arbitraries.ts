import fc from 'fast-check';
import {
  bootReasons,
  buttons,
  type ChairEvent,
  errorCodes,
  faultCodes,
  modes,
  type Order,
  type Reading,
  type Report,
  type Telemetry,
  type ZoneReport,
  zoneFlags,
} from '../../../src/core/protocol/messages.js';
import { techniques, type Zone, zones } from '../../../src/core/zones.js';

const word = (lengthMax: number) => fc.stringMatching(new RegExp(`^[A-Za-z0-9._/-]{1,${lengthMax}}$`));
const zone = fc.constantFrom(...zones);
const seq = fc.integer({ min: 1, max: 65_535 });
const zoneOrNone = fc.option(zone, { nil: null });

const moving = fc
  .record({
    zone,
    technique: fc.constantFrom(...techniques),
    level: fc.integer({ min: 0, max: 100 }),
    rate: fc.nat(65_535),
    rampMs: fc.nat(60_000),
    ttlMs: fc.integer({ min: 100, max: 10_000 }),
  })
  .map((set) => ({ verb: 'SET' as const, ...set }));
const off = fc
  .record({
    zone,
    technique: fc.constant('off' as const),
    level: fc.constant(0),
    rate: fc.nat(65_535),
    rampMs: fc.nat(60_000),
    ttlMs: fc.constantFrom(0, 100, 10_000),
  })
  .map((set) => ({ verb: 'SET' as const, ...set }));

/** Every order that a host may send. */
export const orders: fc.Arbitrary<Order> = fc.oneof(
  fc.constant<Order>({ seq: 0, request: { verb: 'KEEP' } }),
  fc.record({
    seq,
    request: fc.oneof<fc.Arbitrary<Order['request']>[]>(
      fc.record({ version: fc.nat(65_535), host: word(32) }).map((hello) => ({ verb: 'HELLO' as const, ...hello })),
      zone.map((name) => ({ verb: 'CAPS' as const, zone: name })),
      moving,
      off,
      fc.constantFrom<Order['request']>({ verb: 'STOP' }, { verb: 'ESTOP' }, { verb: 'STATUS' }),
      fc.nat(2000).map((rampMs) => ({ verb: 'STOP' as const, rampMs })),
      fc.constantFrom(...faultCodes).map((cause) => ({ verb: 'RESET' as const, cause })),
      fc.integer({ min: 50, max: 5000 }).map((periodMs) => ({ verb: 'RATE' as const, periodMs })),
    ),
  }),
);

const reading = (min: number, max: number): fc.Arbitrary<Reading> =>
  fc.oneof({ weight: 8, arbitrary: fc.integer({ min, max }) }, fc.constantFrom<Reading>('invalid', 'none'));

const zoneReport = (name: Zone): fc.Arbitrary<ZoneReport> =>
  fc.record({
    zone: fc.constant(name),
    technique: fc.constantFrom('off' as const, ...techniques),
    level: fc.nat(100),
    rate: fc.nat(65_535),
    temperatureDc: reading(-9999, 9999),
    currentMa: reading(-9999, 99_999),
    flags: fc.subarray([...zoneFlags]),
  });

/** Every T line that a chair may send. */
const telemetries: fc.Arbitrary<Telemetry> = fc.record({
  uptimeMs: fc.nat(0xffff_ffff),
  mode: fc.constantFrom(...modes),
  leaseMs: fc.nat(65_535),
  occupied: fc.constantFrom<Telemetry['occupied']>(true, false, 'invalid', 'none'),
  railMv: reading(0, 99_999),
  zones: fc.subarray([...zones], { minLength: 1 }).chain((names) => fc.tuple(...names.map(zoneReport))),
});

const events: fc.Arbitrary<ChairEvent> = fc.oneof<fc.Arbitrary<ChairEvent>[]>(
  fc.constant({ event: 'lease' as const }),
  fc.constantFrom(...bootReasons).map((reason) => ({ event: 'boot' as const, reason })),
  fc.constantFrom(...buttons).map((button) => ({ event: 'button' as const, button })),
  fc.boolean().map((occupied) => ({ event: 'occupied' as const, occupied })),
  zone.map((name) => ({ event: 'ttl' as const, zone: name })),
  fc
    .record({ code: fc.constantFrom(...faultCodes), zone: zoneOrNone, value: fc.integer({ min: -9999, max: 999_999 }) })
    .map((fault) => ({ event: 'fault' as const, ...fault })),
  fc
    .record({ code: fc.constantFrom(...faultCodes), zone: zoneOrNone })
    .map((clear) => ({ event: 'clear' as const, ...clear })),
);

/** Every report that a chair may send. */
export const reports: fc.Arbitrary<Report> = fc.oneof<fc.Arbitrary<Report>[]>(
  telemetries.map((telemetry) => ({ kind: 'telemetry' as const, telemetry })),
  events.map((event) => ({ kind: 'event' as const, event })),
  fc
    .record({ seq: fc.nat(65_535), args: fc.array(word(20), { maxLength: 6 }) })
    .map((answer) => ({ kind: 'ok' as const, ...answer })),
  fc
    .record({
      seq: fc.nat(65_535),
      code: fc.constantFrom(...errorCodes),
      detail: fc.array(word(12), { maxLength: 3 }).map((words) => words.join(' ')),
    })
    .map((answer) => ({ kind: 'error' as const, ...answer })),
);
