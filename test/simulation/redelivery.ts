import type { VirtualTime } from '../support/virtual-time.js';
import type { Chance } from './chance.js';
import type { Handed } from './handed.js';

/** A broker that had no answer to a command, or lost it, delivers it again and says so (DUP). */
export class Redelivery {
  private untilMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly time: Pick<VirtualTime, 'nowMs' | 'after'>,
    private readonly chance: Pick<Chance, 'whole'>,
  ) {}

  begin(forMs: number): void {
    this.untilMs = this.time.nowMs() + forMs;
  }

  end(): void {
    this.untilMs = this.time.nowMs();
  }

  /** What passes now comes once more, up to 20 s later, unless that is over then. */
  consider(message: Handed, again: (message: Handed) => void): void {
    const isCommand = message.topic.endsWith('/set') && !message.isKept;
    if (!isCommand || !this.isOn) return;
    this.time.after(this.chance.whole(500, 20_000), () => this.isOn && again({ ...message, isDuplicate: true }));
  }

  private get isOn(): boolean {
    return this.time.nowMs() < this.untilMs;
  }
}
