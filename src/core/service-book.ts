import { z } from 'zod';
import type { Identity, Telemetry } from './protocol/messages.js';
import { type Zone, zones } from './zones.js';

const zoneList = z.array(z.enum(zones)).max(zones.length);

const serviceBookSchema = z.object({
  version: z.literal(1),
  serial: z.string(),
  /** False where nothing on the line tells one: then `serial` is the id of the chair. */
  hasSerial: z.boolean().default(true),
  manufacturer: z.string().nullable().default(null),
  model: z.string(),
  fw: z.string(),
  zones: zoneList,
  /** Zones with a temperature sensor. */
  warmZones: zoneList,
  hasSeatSensor: z.boolean(),
  /** How long any of its motors has run, ms. */
  motorMs: z.number().min(0),
  /** How long each zone has run, ms; earlier versions counted all of them together. */
  zoneMs: z.partialRecord(z.enum(zones), z.number().min(0)).optional(),
});

/** What is known of the chair itself, kept over restarts: hubs are told of it also while it does not answer. */
export interface ServiceBook extends Omit<z.infer<typeof serviceBookSchema>, 'zoneMs'> {
  readonly zoneMs: Readonly<Partial<Record<Zone, number>>>;
}

/** The dot keeps it apart from every chair's own record. */
export const serviceBookName = (chairId: string): string => `${chairId}.book`;

/** What the store had; a book that cannot be read is none, because it protects nobody. */
export function readServiceBook(record: unknown): ServiceBook | null {
  const parsed = serviceBookSchema.safeParse(record);
  if (!parsed.success) return null;
  const { zoneMs, ...book } = parsed.data;
  return { ...book, zoneMs: zoneMs ?? sharedTimes(book.zones, book.motorMs) };
}

/** Of times that were counted together each zone may have had all. */
const sharedTimes = (own: readonly Zone[], motorMs: number): ServiceBook['zoneMs'] =>
  motorMs === 0 ? {} : Object.fromEntries(own.map((zone) => [zone, motorMs]));

/** What is known of a kind of chair that does not introduce itself. */
export interface KnownKind {
  readonly manufacturer?: string | undefined;
}

/** The book after a handshake: another serial number is another chair, and begins a new one. `kind`: null where the chair says
 *  itself who it is. */
export function greetedBook(book: ServiceBook | null, identity: Identity, kind: KnownKind | null): ServiceBook {
  const { id: serial, model, fw } = identity;
  const manufacturer = (kind === null ? identity.maker : kind.manufacturer) ?? null;
  const hasSerial = kind === null;
  const own = book?.serial === serial ? book : { warmZones: [], hasSeatSensor: false, motorMs: 0, zoneMs: {} };
  const { warmZones, hasSeatSensor, motorMs, zoneMs } = own;
  const introduction = { serial, hasSerial, manufacturer, model, fw, zones: [...identity.zones] };
  return { version: 1, ...introduction, warmZones, hasSeatSensor, motorMs, zoneMs };
}

/** The sensors that a T line shows; the same object where nothing is new. */
export function sensedBook(book: ServiceBook, telemetry: Telemetry): ServiceBook {
  const hasSeatSensor = telemetry.occupied !== 'none';
  if (hasSeatSensor === book.hasSeatSensor && areWarm(book.warmZones, telemetry)) return book;
  const warmZones = telemetry.zones.flatMap(({ zone, temperatureDc }) => (temperatureDc === 'none' ? [] : [zone]));
  return { ...book, warmZones, hasSeatSensor };
}

/** True where these are the zones that show a temperature. */
function areWarm(warmZones: readonly Zone[], { zones: shown }: Telemetry): boolean {
  let count = 0;
  for (const { zone, temperatureDc } of shown) {
    if (temperatureDc === 'none') continue;
    if (warmZones[count] !== zone) return false;
    count += 1;
  }
  return count === warmZones.length;
}

/** True where two books introduce a chair in the same way, whatever its hours are. */
export function isSameChair(one: ServiceBook | null, other: ServiceBook): boolean {
  if (one === null) return false;
  const { motorMs: _one, zoneMs: _oneByZone, ...introduction } = one;
  const { motorMs: _other, zoneMs: _otherByZone, ...otherwise } = other;
  return JSON.stringify(introduction) === JSON.stringify(otherwise);
}
