import { z } from 'zod';
import { zones } from '../zones.js';
import { type LineOf, ledgerTextMax } from './lines.js';

/** When somebody looked after a zone last. */
const lastService = z.object({
  /** Hours of the zone when it was looked after. */
  done_at_h: z.number().min(0).max(1e12),
  note: z.string().max(ledgerTextMax),
  at: z.iso.datetime(),
});
const servicesOfUnit = z.partialRecord(z.enum(zones), lastService);
export type ServicesOfUnit = Readonly<z.infer<typeof servicesOfUnit>>;

export const lastServicesSchema = z.record(z.string(), servicesOfUnit);
export type LastServicesRecord = z.infer<typeof lastServicesSchema>;

/** Of two at the same hours the time of day decides. */
const isLater = (one: z.infer<typeof lastService>, other: z.infer<typeof lastService>): boolean =>
  one.done_at_h === other.done_at_h ? Date.parse(one.at) > Date.parse(other.at) : one.done_at_h > other.done_at_h;

/** When each zone of each unit was looked after last, by serial. */
export class LastServices {
  private readonly units: Map<string, ServicesOfUnit>;

  constructor(record: LastServicesRecord = {}) {
    this.units = new Map(Object.entries(record));
  }

  get record(): LastServicesRecord {
    return Object.fromEntries(this.units);
  }

  of(serial: string): ServicesOfUnit {
    return this.units.get(serial) ?? {};
  }

  /** The hours of a zone never fall and its clock may have been wrong: the service at the most hours is the last, whichever month is read
   *  first. */
  take({ serial, zone, done_at_h, note, at }: LineOf<'service'>): void {
    if (serial === null) return;
    const before = this.of(serial);
    const known = before[zone];
    if (known !== undefined && isLater(known, { done_at_h, note, at })) return;
    this.units.set(serial, { ...before, [zone]: { done_at_h, note, at } });
  }
}
