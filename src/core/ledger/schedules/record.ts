import { z } from 'zod';
import { nextRunMs } from './planned-times.js';
import type { Schedule } from './schedule.js';
import { skipCodes } from './skip-codes.js';

const at = z.number().min(0).max(8.64e15);
const label = z.string().max(64);

/** Planned times of a schedule that are remembered: no clock is set back over more. */
const judgedMax = 200;
const schedulesMax = 500;
const chairsMax = 1000;

/** What became of the last planned time of a chair. */
const lastSchema = z.object({
  schedule: label,
  plannedMs: at,
  /** Null: it began. */
  code: z.enum(skipCodes).nullable(),
});
export type LastPlanned = Readonly<z.infer<typeof lastSchema>>;

/** What is kept of schedules over restarts. */
export const scheduleRecordSchema = z.object({
  version: z.literal(1),
  /** When it was saved: everything that was planned until then is judged. */
  seenMs: at,
  /** Planned times that had their outcome, or an offer, oldest first; by the id of the schedule. */
  judged: z
    .record(label, z.object({ when: z.string(), timeZone: z.string(), times: z.array(at).max(judgedMax) }))
    .refine((judged) => Object.keys(judged).length <= schedulesMax),
  /** By the id of the chair; with those that had a schedule once. */
  last: z.record(label, lastSchema.nullable()).refine((last) => Object.keys(last).length <= chairsMax),
  offers: z.array(z.object({ schedule: label, chair: label, plannedMs: at, isTold: z.boolean() })).max(chairsMax),
});
export type ScheduleRecord = z.infer<typeof scheduleRecordSchema>;

/** Remembers which planned times have been judged: each is once, whatever the clock does. */
export class JudgedTimes {
  private readonly known = new Map<string, { when: string; timeZone: string; times: number[] }>();
  private readonly missed = new Map<string, number>();

  constructor(schedules: readonly Schedule[], before: Pick<ScheduleRecord, 'judged' | 'seenMs'> | null) {
    for (const schedule of schedules) {
      const { id, when, timeZone } = schedule;
      const own = before?.judged[id];
      const isSame = own?.when === when && own.timeZone === timeZone;
      this.known.set(id, { when, timeZone, times: isSame ? [...own.times] : [] });
      const missed = isSame && before !== null ? nextRunMs(schedule, before.seenMs) : null;
      if (missed !== null) this.missed.set(id, missed);
    }
  }

  has({ id }: Pick<Schedule, 'id'>, plannedMs: number): boolean {
    return this.known.get(id)?.times.includes(plannedMs) === true;
  }

  add({ id }: Pick<Schedule, 'id'>, plannedMs: number): void {
    const times = this.known.get(id)?.times;
    times?.push(plannedMs);
    if (times !== undefined && times.length > judgedMax) times.shift();
  }

  /** The first time that passed while the service was off, told once; null where none did, or where the schedule is new. */
  takeMissed({ id }: Pick<Schedule, 'id'>, wallMs: number): number | null {
    const missed = this.missed.get(id) ?? null;
    this.missed.delete(id);
    return missed === null || missed > wallMs ? null : missed;
  }

  get record(): ScheduleRecord['judged'] {
    return Object.fromEntries(this.known);
  }
}
