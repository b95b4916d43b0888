import type { SlotChair } from '../core/people/slot-room.js';
import type { SlotWish } from '../core/people/slot-wish.js';
import { type Suggestion, suggestionsFor } from '../core/people/suggestion.js';
import type { Clock, Ledger } from '../ports.js';

export interface HouseSlotsParts {
  readonly clock: Pick<Clock, 'wallMs' | 'nowMs'>;
  readonly ledger: Pick<Ledger, 'timeZone'>;
  /** Ids of the people of the configuration, in the order of the file. */
  readonly people: ReadonlyMap<string, unknown>;
  readonly chairs: () => readonly SlotChair[];
}

/** Many are asked for one after the other: one answer is good for so long. */
const goodMs = 1000;

/** What is suggested to whom: nobody is told the slot of somebody else. */
export class HouseSlots {
  private readonly wishes = new Map<string, SlotWish>();
  private given: ReadonlyMap<string, Suggestion> = new Map();
  private goodUntilMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: HouseSlotsParts) {}

  /** Null: this person wants none. */
  wish(person: string, wish: SlotWish | null): void {
    if (JSON.stringify(wish) === JSON.stringify(this.wishes.get(person) ?? null)) return;
    if (wish === null) this.wishes.delete(person);
    else this.wishes.set(person, wish);
    this.changed();
  }

  /** What chairs have left is otherwise. */
  changed(): void {
    this.goodUntilMs = Number.NEGATIVE_INFINITY;
  }

  of(person: string): Suggestion | null {
    const { clock, ledger, people, chairs } = this.parts;
    const nowMs = clock.nowMs();
    if (nowMs >= this.goodUntilMs) {
      const wishes = [...people.keys()].flatMap((each) => this.wishes.get(each) ?? []);
      this.given = suggestionsFor(wishes, chairs(), { wallMs: clock.wallMs(), nowMs }, ledger.timeZone);
      this.goodUntilMs = nowMs + goodMs;
    }
    return this.given.get(person) ?? null;
  }
}
