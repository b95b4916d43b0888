import { z } from 'zod';
import type { LineOf } from '../ledger/lines.js';
import { type GoalChange, goalChangeOf, goalChangeSchema, type PersonHistory } from './history.js';

/** The usual hour is that of so many sessions. */
const recentSessionsMax = 8;
/** Far more than somebody changes a goal in the years that are looked back to. */
const goalChangesMax = 200;

/** By the id of the person. */
export const personRecordsSchema = z.record(
  z.string(),
  z.object({
    /** When the last sessions began, on the clock on the wall. */
    recent: z.array(z.string()).max(recentSessionsMax),
    goals: z.array(goalChangeSchema).max(goalChangesMax),
  }),
);
type KnownPeople = z.infer<typeof personRecordsSchema>;

/** What the lines of the ledger come to of each person, beside days. */
export class PersonRecords {
  private readonly people: Map<string, { recent: string[]; goals: GoalChange[] }>;

  constructor(record: KnownPeople = {}) {
    this.people = new Map(Object.entries(record));
  }

  get record(): KnownPeople {
    return Object.fromEntries(this.people);
  }

  of(person: string): Pick<PersonHistory, 'recent' | 'goals'> {
    return this.people.get(person) ?? { recent: [], goals: [] };
  }

  goal(line: LineOf<'goal'>): void {
    const known = this.in(line.person);
    known.goals = [...known.goals, goalChangeOf(line)].slice(-goalChangesMax);
  }

  /** A session of this person that began then, on the clock on the wall. */
  sat(person: string, local: string): void {
    const known = this.in(person);
    known.recent = [...known.recent, local].slice(-recentSessionsMax);
  }

  forget(person: string): void {
    this.people.delete(person);
  }

  private in(person: string): { recent: string[]; goals: GoalChange[] } {
    const known = this.people.get(person) ?? { recent: [], goals: [] };
    this.people.set(person, known);
    return known;
  }
}
