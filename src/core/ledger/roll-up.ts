import { z } from 'zod';
import { isAppointment } from '../people/cost.js';
import type { PersonHistory } from '../people/history.js';
import { PersonRecords, personRecordsSchema } from '../people/person-records.js';
import { zones } from '../zones.js';
import { forgottenPerson } from './forget.js';
import { LastServices, lastServicesSchema, type ServicesOfUnit } from './last-services.js';
import type { LedgerLine, LineOf } from './lines.js';
import { localTime } from './local-day.js';

const amount = z.number().min(0).max(1e12);
const total = z.object({ sessions: amount, running_s: amount });
const day = total.extend({
  /** Sessions in the place of an appointment. */
  appointments: amount,
  people: z.record(z.string(), total),
});

/** What a session's end has to know of its beginning. */
const openSession = z.object({
  chair: z.string(),
  serial: z.string().nullable(),
  program: z.string(),
  person: z.string().nullable(),
  trial: z.boolean(),
  at: z.string(),
  /** When it began on the clock on the wall, such as `2026-11-22 21:04:00`; null where its day is not known. */
  local: z.string().nullable(),
});
export type OpenSession = Readonly<z.infer<typeof openSession>>;

const fileProgress = z.object({
  /** Up to here all that stands in the file is in the totals, bytes. */
  offset: z.int().min(0),
  /** Of what stands before the offset, as far as it is looked at again. */
  check: z.string(),
  wrong: amount,
  unknown: amount,
  open: z.record(z.string(), openSession),
});
export type FileProgress = Readonly<z.infer<typeof fileProgress>>;

const motorHours = z.object({ motor_h: amount, zones: z.partialRecord(z.enum(zones), amount) });

/** How long the motors of one unit have run, in hours. */
export type MotorHours = Readonly<z.infer<typeof motorHours>>;

export const rollUpSchema = z.object({
  version: z.literal(4),
  days: z.record(z.string(), day),
  programs: z.record(z.string(), total),
  hours: z.record(z.string(), motorHours),
  services: lastServicesSchema,
  people: personRecordsSchema,
  files: z.record(z.string(), fileProgress),
});
export type RollUpRecord = z.infer<typeof rollUpSchema>;

interface Total {
  sessions: number;
  running_s: number;
}

type Day = Total & { appointments: number; readonly people: Map<string, Total> };

const noTotal = (): Total => ({ sessions: 0, running_s: 0 });

function inMap<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  const before = map.get(key);
  if (before !== undefined) return before;
  const value = make();
  map.set(key, value);
  return value;
}

function count(into: Total, runningS: number): void {
  into.sessions += 1;
  into.running_s = round(into.running_s + runningS);
}

/** Sums of many tenths would otherwise grow digits. */
const round = (amountOf: number): number => Math.round(amountOf * 1e6) / 1e6;

interface FileState {
  offset: number;
  check: string;
  wrong: number;
  unknown: number;
  readonly open: Map<string, OpenSession>;
}

export const addedHours = (hours: MotorHours, more: MotorHours): MotorHours => ({
  motor_h: round(hours.motor_h + more.motor_h),
  zones: Object.fromEntries(
    zones.flatMap((zone) => {
      const sum = (hours.zones[zone] ?? 0) + (more.zones[zone] ?? 0);
      return zone in hours.zones || zone in more.zones ? [[zone, round(sum)]] : [];
    }),
  ),
});

export const noHours: MotorHours = { motor_h: 0, zones: {} };

/** The hours of a unit that lines will add to the totals when they are on the disk. */
export function hoursIn(
  lines: readonly LedgerLine[],
  open: ReadonlyMap<string, OpenSession>,
  serial: string,
): MotorHours {
  const serials = new Map([...open].map(([id, session]) => [id, session.serial]));
  let hours = noHours;
  for (const line of lines) {
    if (line.kind === 'opened') serials.set(line.id, line.serial);
    if (line.kind === 'closed' && serials.get(line.id) === serial) hours = addedHours(hours, hoursOfClosed(line));
    if (line.kind === 'seed' && line.serial === serial)
      hours = addedHours(hours, { motor_h: line.motor_h, zones: line.hours });
  }
  return hours;
}

export function hoursOfClosed({ motor_s, zones: deeds }: LineOf<'closed'>): MotorHours {
  const byZone = zones.flatMap((zone) => {
    const own = deeds[zone];
    return own === undefined ? [] : [[zone, own.on_s / 3600] as const];
  });
  return { motor_h: motor_s / 3600, zones: Object.fromEntries(byZone) };
}

/** What all lines of the ledger come to: days, programs, motor hours, and how far each file is in it. It grows line by line, and
 *  what it was made from need not be read again. */
export class RollUp {
  private readonly days = new Map<string, Day>();
  private readonly programs = new Map<string, Total>();
  private readonly hours = new Map<string, MotorHours>();
  private readonly services: LastServices;
  private readonly people: PersonRecords;
  private readonly files = new Map<string, FileState>();

  constructor(record: RollUpRecord | null = null) {
    this.services = new LastServices(record?.services);
    this.people = new PersonRecords(record?.people);
    if (record === null) return;
    for (const [name, { people, ...own }] of Object.entries(record.days))
      this.days.set(name, { ...own, people: new Map(Object.entries(people)) });
    for (const [name, own] of Object.entries(record.programs)) this.programs.set(name, own);
    for (const [name, own] of Object.entries(record.hours)) this.hours.set(name, own);
    for (const [name, { open, ...own }] of Object.entries(record.files))
      this.files.set(name, { ...own, open: new Map(Object.entries(open)) });
  }

  record(): RollUpRecord {
    const files = [...this.files].map(([name, { open, ...own }]) => [name, { ...own, open: Object.fromEntries(open) }]);
    const days = [...this.days].map(([name, { people, ...own }]) => [
      name,
      { ...own, people: Object.fromEntries(people) },
    ]);
    return {
      version: 4,
      days: Object.fromEntries(days),
      programs: Object.fromEntries(this.programs),
      hours: Object.fromEntries(this.hours),
      services: this.services.record,
      people: this.people.record,
      files: Object.fromEntries(files),
    };
  }

  progress(file: string): Pick<FileProgress, 'offset' | 'check' | 'wrong' | 'unknown'> & { readonly isOpen: boolean } {
    const { open, ...own } = this.stateOf(file);
    return { ...own, isOpen: open.size > 0 };
  }

  get fileNames(): readonly string[] {
    return [...this.files.keys()];
  }

  /** Lines that were skipped, of all files. */
  get skipped(): { readonly wrong: number; readonly unknown: number } {
    let [wrong, unknown] = [0, 0];
    for (const file of this.files.values()) {
      wrong += file.wrong;
      unknown += file.unknown;
    }
    return { wrong, unknown };
  }

  /** Everything before `offset` is in it now. */
  reached(file: string, offset: number, check: string): void {
    Object.assign(this.stateOf(file), { offset, check });
  }

  skip(file: string, kind: 'wrong' | 'unknown'): void {
    this.stateOf(file)[kind] += 1;
  }

  /** What was a person's is nobody's. */
  forget(person: string): void {
    this.people.forget(person);
    for (const { people } of this.days.values()) {
      const own = people.get(person);
      if (own === undefined) continue;
      people.delete(person);
      const nobodys = inMap(people, forgottenPerson, noTotal);
      nobodys.sessions += own.sessions;
      nobodys.running_s = round(nobodys.running_s + own.running_s);
    }
    for (const { open } of this.files.values())
      for (const [id, session] of open)
        if (session.person === person) open.set(id, { ...session, person: forgottenPerson });
  }

  gone(file: string): void {
    this.files.delete(file);
  }

  /** Sessions without an end, by id, each with its file. */
  get openSessions(): ReadonlyMap<string, OpenSession & { readonly file: string }> {
    const all = [...this.files].flatMap(([file, { open }]) =>
      [...open].map(([id, session]) => [id, { ...session, file }] as const),
    );
    return new Map(all);
  }

  hoursOf(serial: string): MotorHours {
    return this.hours.get(serial) ?? noHours;
  }

  servicesOf(serial: string): ServicesOfUnit {
    return this.services.of(serial);
  }

  dayOf(name: string): { readonly sessions: number; readonly running_s: number } {
    const { sessions, running_s } = this.days.get(name) ?? noTotal();
    return { sessions, running_s };
  }

  /** How many sessions there were in the place of an appointment, by day. */
  get appointments(): ReadonlyMap<string, number> {
    return new Map(
      [...this.days].flatMap(([name, { appointments }]) => (appointments === 0 ? [] : [[name, appointments]])),
    );
  }

  programOf(id: string): { readonly sessions: number; readonly running_s: number } {
    return this.programs.get(id) ?? noTotal();
  }

  personOf(person: string): PersonHistory {
    const onDay = (day: string) => this.days.get(day)?.people.get(person) ?? noTotal();
    return { onDay, ...this.people.of(person) };
  }

  take(file: string, line: LedgerLine): void {
    switch (line.kind) {
      case 'opened':
        this.open(file, line);
        break;
      case 'closed':
        this.close(file, line);
        break;
      case 'seed':
        this.addHours(line.serial, { motor_h: line.motor_h, zones: line.hours });
        break;
      case 'goal':
        this.people.goal(line);
        break;
      case 'service':
        this.services.take(line);
        break;
      case 'mark':
      case 'fault':
      case 'cleared':
      case 'refused':
      case 'schedule':
        break;
    }
  }

  private open(file: string, { id, chair, serial, program, person, trial, at, tz, wall_ok }: LineOf<'opened'>): void {
    const local = wall_ok ? localTime(at, tz) : null;
    this.stateOf(file).open.set(id, { chair, serial, program, person, trial, at, local });
  }

  /** An end without a beginning is nobody's: what was lost of it is counted where it was lost. Of a trial only motor hours count. */
  private close(file: string, line: LineOf<'closed'>): void {
    const { open } = this.stateOf(file);
    const session = open.get(line.id);
    if (session === undefined || !open.delete(line.id)) return;
    const { local, program, person, serial } = session;
    if (serial !== null) this.addHours(serial, hoursOfClosed(line));
    if (session.trial) return;
    count(inMap(this.programs, program, noTotal), line.elapsed_s);
    if (local === null) return;
    const own = inMap(this.days, local.slice(0, 10), () => ({ ...noTotal(), appointments: 0, people: new Map() }));
    count(own, line.elapsed_s);
    if (isAppointment(session, line)) own.appointments += 1;
    if (person === null) return;
    count(inMap(own.people, person, noTotal), line.elapsed_s);
    this.people.sat(person, local);
  }

  private addHours(serial: string, more: MotorHours): void {
    this.hours.set(serial, addedHours(this.hoursOf(serial), more));
  }

  private stateOf(file: string): FileState {
    return inMap(this.files, file, () => ({ offset: 0, check: '', wrong: 0, unknown: 0, open: new Map() }));
  }
}
