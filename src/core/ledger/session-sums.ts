import { nobody } from '../ids.js';
import { zones } from '../zones.js';
import type { PastSession } from './past-sessions.js';
import { addedHours, hoursOfClosed, type MotorHours, noHours } from './roll-up.js';

interface Sum {
  readonly sessions: number;
  readonly minutes: number;
}

/** What chosen sessions come to. */
export interface SessionSums extends Sum {
  readonly programs: Readonly<Record<string, Sum>>;
  readonly chairs: Readonly<Record<string, Sum>>;
  readonly people: Readonly<Record<string, Sum>>;
  readonly endings: Readonly<Record<string, number>>;
  readonly hours: MotorHours;
}

const noSum: Sum = { sessions: 0, minutes: 0 };

const tenth = (amount: number): number => Math.round(amount * 10) / 10;
const hundredth = (amount: number): number => Math.round(amount * 100) / 100;

/** Adds sessions up, one after the other; what is under way counts when it has ended. */
export class SessionAdder {
  private all = noSum;
  private hours = noHours;
  private readonly programs = new Map<string, Sum>();
  private readonly chairs = new Map<string, Sum>();
  private readonly people = new Map<string, Sum>();
  private readonly endings = new Map<string, number>();

  take({ opened, closed }: PastSession): void {
    if (closed === null) return;
    const minutes = closed.elapsed_s / 60;
    this.all = more(this.all, minutes);
    this.hours = addedHours(this.hours, hoursOfClosed(closed));
    const kinds = [
      [this.programs, opened.program],
      [this.chairs, opened.chair],
      [this.people, opened.person ?? nobody],
    ] as const;
    for (const [sums, name] of kinds) sums.set(name, more(sums.get(name) ?? noSum, minutes));
    this.endings.set(closed.ended_by, (this.endings.get(closed.ended_by) ?? 0) + 1);
  }

  get sums(): SessionSums {
    return {
      ...rounded(this.all),
      programs: record(this.programs),
      chairs: record(this.chairs),
      people: record(this.people),
      endings: Object.fromEntries([...this.endings].sort(([, one], [, other]) => other - one)),
      hours: {
        motor_h: hundredth(this.hours.motor_h),
        zones: Object.fromEntries(
          zones.flatMap((zone) => {
            const own = this.hours.zones[zone];
            return own === undefined ? [] : [[zone, hundredth(own)]];
          }),
        ),
      },
    };
  }
}

const more = ({ sessions, minutes }: Sum, by: number): Sum => ({ sessions: sessions + 1, minutes: minutes + by });
const rounded = ({ sessions, minutes }: Sum): Sum => ({ sessions, minutes: tenth(minutes) });

/** Those with the most minutes first. */
const record = (sums: ReadonlyMap<string, Sum>): Readonly<Record<string, Sum>> =>
  Object.fromEntries(
    [...sums].sort(([, one], [, other]) => other.minutes - one.minutes).map(([name, sum]) => [name, rounded(sum)]),
  );
