import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { KnownHouse } from './house.js';
import { noMemory, type StopMemory, type StopOutcome, seenStill, stopOutcome, switchPlaces } from './stop-outcome.js';
import type { StopRun } from './stop-sender.js';

/** How long a stop that went well is shown. */
const shownMs = 12_000;

/** What may be said of the stop that was asked for last, with what was seen of it since. */
export class StopStory {
  readonly outcome: ReadonlySignal<StopOutcome | null> = computed(() => this.outcomeNow());
  private readonly memory: Signal<StopMemory> = signal(noMemory);
  private wasElsewhere = false;

  /** `now`: monotonic, ms. */
  constructor(
    private readonly house: KnownHouse,
    private readonly last: Signal<StopRun | null>,
    private readonly now: Signal<number>,
  ) {
    effect(() => this.remember());
  }

  /** A stop is asked for. */
  begin(): void {
    const latched = this.house.known().filter(({ state }) => state === 'emergency_stopped');
    this.memory.value = { latched: new Set(latched.map(({ id }) => id)), still: new Map() };
    this.wasElsewhere = this.house.isOther.peek();
  }

  private outcomeNow(): StopOutcome | null {
    const run = this.last.value;
    if (run === null) return null;
    const nowMs = Math.max(this.now.value, run.askedMs);
    const outcome = stopOutcome(run, this.house.known(), this.memory.value, nowMs);
    // Whose answer it was is not known, unless the chairs were seen still.
    if (this.house.isOther.value && run.answer !== null && outcome.kind !== 'still') {
      if (this.wasElsewhere) return { kind: 'elsewhere' };
      return { kind: 'unconfirmed', places: switchPlaces(this.house.known()) };
    }
    const isOver = outcome.kind === 'still' || outcome.kind === 'again';
    return isOver && nowMs - (run.answeredMs ?? nowMs) > shownMs ? null : outcome;
  }

  private remember(): void {
    const run = this.last.value;
    const memory = this.memory.peek();
    const still = run === null ? memory.still : seenStill(run, this.house.known(), memory.still);
    if (still !== memory.still) this.memory.value = { ...memory, still };
  }
}
