import { tickPeriodMs } from '../session/chair-session.js';

/** Chairs that are looked after in one turn of the event loop: all of a thousand at once would hold up for tens of ms what comes
 *  meanwhile, a stop among it. [S14] */
const turnChairsMax = 100;
/** Into how many turns a tick may be divided: whole ms each. */
const turnCounts = [1, 2, 5, 10];
/** Whoever was not looked after for so long does not wait for its turn: as often a lease is renewed. */
const overdueMs = 200;

/** Divides a tick into turns. Each has a part of the chairs, and each chair has its turn once in a tick. */
export class TickTurns<Unit> {
  private readonly parts: readonly (readonly Unit[])[];
  private next = 0;
  /** When each part had its last turn; empty before the first. */
  private seenAtMs: number[] = [];

  constructor(units: readonly Unit[]) {
    const count = turnCounts.find((each) => units.length / each <= turnChairsMax) ?? Math.max(...turnCounts);
    this.parts = Array.from({ length: count }, (_, turn) => units.filter((_unit, at) => at % count === turn));
  }

  /** How often a turn is to be taken, ms. */
  get everyMs(): number {
    return tickPeriodMs / this.parts.length;
  }

  /** Looks after those whose turn it is. A timer that is late again and again comes once for each delay, and a chair would wait for as
   *  many delays as there are turns: so who is overdue has a turn too. Not all that was missed is made up for in one go, because chairs
   *  that are looked after at one moment are all due again at one moment. True where a tick is over. [S14] */
  take(nowMs: number, lookAfter: (unit: Unit) => void): boolean {
    const { parts } = this;
    if (this.seenAtMs.length === 0) this.seenAtMs = parts.map(() => nowMs);
    for (const [at, units] of parts.entries()) {
      if (at !== this.next && nowMs - (this.seenAtMs[at] ?? nowMs) < overdueMs) continue;
      for (const unit of units) lookAfter(unit);
      this.seenAtMs[at] = nowMs;
    }
    this.next = (this.next + 1) % parts.length;
    return this.next === 0;
  }
}
