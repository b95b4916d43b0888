import { z } from 'zod';
import { isoTime } from '../time-text.js';
import { type Technique, techniques, type Zone, zones } from '../zones.js';
import { isAirTechnique, wearMeasures } from './samples.js';
import { timesUsual } from './track.js';
import { newZoneWear, type WearBook, type ZoneWear } from './wear-book.js';

const noteCodes = ['draws_more', 'warms_more', 'fills_slower', 'hours_due'] as const;

/** Why somebody should look after a zone. A zone that has such a note works, and is stopped by nothing of it. */
const serviceNoteSchema = z.object({
  zone: z.enum(zones),
  code: z.enum(noteCodes),
  /** What the zone does while it shows; null for its hours. */
  technique: z.enum(techniques).nullable(),
  /** More than usual, in %; null for its hours. */
  percent: z.number().nullable(),
  /** Since when that is known: `2026-05`; of hours the day of the last service, null where there was none. */
  since: z.string().nullable(),
  /** In words: what it is, and what to do. */
  message: z.string(),
  advice: z.string(),
});
export type ServiceNote = Readonly<z.infer<typeof serviceNoteSchema>>;

/** How a zone stands. Hours are those of its motion. */
export const zoneServiceSchema = z.object({
  zone: z.enum(zones),
  hours: z.number(),
  /** ISO 8601; null: never. */
  served_at: z.string().nullable(),
  served_at_h: z.number(),
  note: z.string(),
  /** Until its hours call for somebody; null where they never do. */
  due_in_h: z.number().nullable(),
  notes: z.array(serviceNoteSchema),
});
export type ZoneService = Readonly<z.infer<typeof zoneServiceSchema>>;

export const dueZones = (services: readonly ZoneService[]): Zone[] =>
  services.filter(({ notes }) => notes.length > 0).map(({ zone }) => zone);

/** What faces may ask of what there is to look after at the chairs. */
export interface ServedFleet {
  /** Of each zone; of none where the chair is not known yet. */
  service(chairId: string): readonly ZoneService[];
  /** Somebody has looked after a zone. False where the chair is not known yet, or does not have it. */
  served(chairId: string, zone: Zone, note: string): boolean;
}

const dayMs = 86_400_000;
const months = 'January February March April May June July August September October November December'.split(' ');

/** `2026-05` of a day since 1970. */
const learnedMonth = (day: number): string => isoTime(day * dayMs).slice(0, 7);

/** `May`, or `May 2025` where that would be another May. */
function monthInWords(month: string, now: string): string {
  const [year = '', number = ''] = month.split('-');
  const name = months[Number(number) - 1] ?? month;
  const isNear = Number(now.slice(0, 4)) * 12 + Number(now.slice(5, 7)) - (Number(year) * 12 + Number(number)) < 12;
  return isNear ? name : `${name} ${year}`;
}

interface Change {
  readonly code: Exclude<ServiceNote['code'], 'hours_due'>;
  /** Of one zone and of several: legs are two. */
  readonly verbs: readonly [string, string];
  readonly more: (percent: number) => string;
  readonly advice: (technique: Technique) => string;
}

const moreBy = (percent: number): string => `${percent} % more`;

const changeWords: Readonly<Record<(typeof wearMeasures)[number], Change>> = {
  current: {
    code: 'draws_more',
    verbs: ['draws', 'draw'],
    more: moreBy,
    advice: (technique) =>
      isAirTechnique(technique) ? 'look at the cover and the hose' : 'look at the cover and what may rub at the motor',
  },
  warmth: {
    code: 'warms_more',
    verbs: ['warms', 'warm'],
    more: moreBy,
    advice: () => 'look whether air gets to the motor, and whether it turns freely',
  },
  filling: {
    code: 'fills_slower',
    verbs: ['fills', 'fill'],
    more: (percent) => `${percent} % slower`,
    advice: () => 'look at the hose and its joints',
  },
};

function notesOfTracks(zone: Zone, { tracks }: ZoneWear, now: string): readonly ServiceNote[] {
  return wearMeasures.flatMap((measure) => {
    const told = techniques.flatMap((technique) => {
      const track = tracks[`${measure} ${technique}`];
      if (track?.isTold !== true) return [];
      return [{ technique, times: timesUsual(track) ?? 1, since: learnedMonth(track.sinceDay) }];
    });
    const worst = told.sort((one, other) => other.times - one.times)[0];
    if (worst === undefined) return [];
    const { technique, since } = worst;
    const { code, verbs, more, advice } = changeWords[measure];
    const percent = Math.round((worst.times - 1) * 100);
    const verb = verbs[zone === 'legs' ? 1 : 0];
    const message = `${zone} ${verb} ${more(percent)} at ${technique} than in ${monthInWords(since, now)}`;
    return [{ zone, code, technique, percent, since, message, advice: advice(technique) }];
  });
}

function noteOfHours(zone: Zone, wear: ZoneWear | undefined, hours: number, everyH: number): readonly ServiceNote[] {
  const { servedAtH = 0, servedAt = null } = wear ?? {};
  const ranH = hours - servedAtH;
  if (ranH < everyH) return [];
  const since = servedAt?.slice(0, 10) ?? null;
  const from = since === null ? 'without any service' : `since ${since}`;
  const whole = Math.floor(ranH);
  const message = `${zone}: ${whole} ${whole === 1 ? 'hour' : 'hours'} of motion ${from}; service is due every ${everyH}`;
  const advice = 'look the zone over, then say that it is done (docs/service.md)';
  return [{ zone, code: 'hours_due', technique: null, percent: null, since, message, advice }];
}

/** All that there is to look after at a chair. `hoursOf`: how long a zone has run; `everyH`: null where hours call for nothing; `now`:
 *  ISO 8601. */
export function serviceNotes(
  book: WearBook | null,
  hours: Readonly<Partial<Record<Zone, number>>>,
  everyH: number | null,
  now: string,
): readonly ServiceNote[] {
  return zones.flatMap((zone) => {
    const wear = book?.zones[zone];
    const due = everyH === null ? [] : noteOfHours(zone, wear, hours[zone] ?? 0, everyH);
    return [...(wear === undefined ? [] : notesOfTracks(zone, wear, now)), ...due];
  });
}

const tenth = (amount: number): number => Math.round(amount * 10) / 10;

/** How each of these zones stands; the arguments as for `serviceNotes`. */
export function zoneServices(
  own: readonly Zone[],
  book: WearBook | null,
  hours: Readonly<Partial<Record<Zone, number>>>,
  everyH: number | null,
  now: string,
): readonly ZoneService[] {
  const notes = serviceNotes(book, hours, everyH, now);
  return own.map((zone) => {
    const { servedAtH, servedAt, note } = book?.zones[zone] ?? newZoneWear;
    const ran = hours[zone] ?? 0;
    return {
      zone,
      hours: ran,
      served_at: servedAt,
      served_at_h: servedAtH,
      note,
      due_in_h: everyH === null ? null : tenth(Math.max(0, servedAtH + everyH - ran)),
      notes: notes.filter((each) => each.zone === zone),
    };
  });
}
