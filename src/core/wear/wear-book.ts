import { z } from 'zod';
import type { ServicesOfUnit } from '../ledger/last-services.js';
import { keptSerial } from '../ledger/open-line.js';
import type { ServiceBook } from '../service-book.js';
import { type Technique, techniques, type Zone, zones } from '../zones.js';
import { type WearMeasure, type WearSample, wearMeasures } from './samples.js';
import { newTrack, trackAfter, trackSchema } from './track.js';

const trackName = z.templateLiteral([z.enum(wearMeasures), ' ', z.enum(techniques)]);

const zoneWear = z.object({
  /** Hours of the zone when it was last looked after. */
  servedAtH: z.number().min(0).max(1e9),
  /** When that was, ISO 8601; null: never. */
  servedAt: z.iso.datetime().nullable(),
  note: z.string().max(200),
  tracks: z.partialRecord(trackName, trackSchema),
});
export type ZoneWear = Readonly<z.infer<typeof zoneWear>>;

const wearBook = z.object({
  version: z.literal(1),
  /** Of the unit that has the motors: another one begins anew. */
  serial: z.string().max(64),
  /** When any zone moved last, time of day in ms. */
  movedWallMs: z.number().nullable(),
  zones: z.partialRecord(z.enum(zones), zoneWear),
});

/** What is known of the wear of one chair. */
export type WearBook = Readonly<z.infer<typeof wearBook>>;

/** The dot keeps it apart from every chair's own record. */
export const wearBookName = (chairId: string): string => `${chairId}.wear`;

export const newWearBook = (serial: string): WearBook => ({ version: 1, serial, movedWallMs: null, zones: {} });

/** What the store had; a book that cannot be read is none: it protects nobody, and is learned again. */
export function readWearBook(record: unknown): WearBook | null {
  const parsed = wearBook.safeParse(record);
  return parsed.success ? parsed.data : null;
}

export const newZoneWear: ZoneWear = { servedAtH: 0, servedAt: null, note: '', tracks: {} };

/** After so long a motor is as warm as the room. */
const coldMs = 2 * 3_600_000;

/** True where the chair had rested for long before `wallMs`. */
export const isChairCold = ({ movedWallMs }: WearBook, wallMs: number): boolean =>
  movedWallMs === null || wallMs - movedWallMs >= coldMs;

/** The book of the unit that is there: another one on the same port wears by itself. */
export const ownWearBook = (book: WearBook | null, chair: Pick<ServiceBook, 'serial'> | null): WearBook | null =>
  chair !== null && book?.serial === keptSerial(chair.serial) ? book : null;

const hourMs = 3_600_000;

/** How long each zone has run, in hours. */
export const zoneHours = (chair: Pick<ServiceBook, 'zoneMs'> | null): Readonly<Partial<Record<Zone, number>>> =>
  Object.fromEntries(
    Object.entries(chair?.zoneMs ?? {}).map(([zone, ms]) => [zone, Math.round((10 * ms) / hourMs) / 10]),
  );

const dayMs = 86_400_000;

/** The book after a session that ended at `wallMs`, with what each zone showed in it. */
export function bookAfter(book: WearBook, shown: ReadonlyMap<Zone, readonly WearSample[]>, wallMs: number): WearBook {
  const today = Math.max(0, Math.floor(wallMs / dayMs));
  const after = { ...book.zones };
  for (const [zone, samples] of shown) {
    const before = after[zone] ?? newZoneWear;
    after[zone] = { ...before, tracks: tracksAfter(before.tracks, samples, today) };
  }
  return { ...book, movedWallMs: wallMs, zones: after };
}

function tracksAfter(tracks: ZoneWear['tracks'], samples: readonly WearSample[], today: number): ZoneWear['tracks'] {
  const after = { ...tracks };
  for (const [name, own] of samplesByTrack(samples))
    after[name] = trackAfter(after[name] ?? newTrack(today), own, today);
  return after;
}

type TrackName = `${WearMeasure} ${Technique}`;

function samplesByTrack(samples: readonly WearSample[]): ReadonlyMap<TrackName, readonly WearSample[]> {
  const byTrack = new Map<TrackName, WearSample[]>();
  for (const sample of samples) {
    const name: TrackName = `${sample.measure} ${sample.technique}`;
    const own = byTrack.get(name) ?? [];
    own.push(sample);
    byTrack.set(name, own);
  }
  return byTrack;
}

/** The book with what the ledger knows of services that it does not: a book that was lost forgets none. */
export const bookWithServices = (book: WearBook, services: ServicesOfUnit): WearBook =>
  zones.reduce((before, zone) => {
    const told = services[zone];
    const { servedAt, servedAtH } = before.zones[zone] ?? newZoneWear;
    if (told === undefined || (servedAt !== null && servedAtH >= told.done_at_h)) return before;
    return bookServed(before, zone, { hours: told.done_at_h, at: told.at, note: told.note });
  }, book);

/** Somebody has looked after a zone: its hours count from here, and what is usual is learned anew. */
export function bookServed(
  book: WearBook,
  zone: Zone,
  { hours, at, note }: { readonly hours: number; readonly at: string; readonly note: string },
): WearBook {
  const served: ZoneWear = { servedAtH: hours, servedAt: at, note, tracks: {} };
  return { ...book, zones: { ...book.zones, [zone]: served } };
}
