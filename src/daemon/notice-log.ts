import type { EventType } from '../core/status.js';
import { Trouble } from '../core/trouble.js';
import type { Log, LogFields } from '../ports.js';

/** What a chair brings about by itself, as often as its contacts bounce. The rest is as rare as what people ask. */
const ofTheChair: readonly EventType[] = [
  'fault',
  'fault_cleared',
  'link_lost',
  'chair_restarted',
  'button',
  'occupied',
  'unoccupied',
];

const quietMs = 10_000;
const longMs = 600_000;

/** The log of one chair's notices: what repeats itself is said once and counted. [S16] */
export class NoticeLog {
  private readonly troubles = new Map<string, Trouble>();

  constructor(private readonly log: Log) {}

  told(type: EventType, fields: LogFields, nowMs: number): void {
    if (ofTheChair.includes(type)) this.say(`session.${type}`, fields, nowMs);
    else this.log.info(`session.${type}`, fields);
  }

  /** Says it where it is news. What differs in no field is the same. */
  say(event: string, fields: LogFields, nowMs: number): void {
    const key = JSON.stringify([event, fields]);
    const trouble = this.troubles.get(key) ?? new Trouble(quietMs, longMs);
    this.troubles.set(key, trouble);
    if (trouble.take(nowMs)) this.log.info(event, fields);
  }

  /** Sums up what is over. */
  tick(nowMs: number): void {
    for (const [key, trouble] of this.troubles) {
      const times = trouble.over(nowMs);
      if (times === null) continue;
      this.troubles.delete(key);
      const [event, fields] = JSON.parse(key) as [string, LogFields];
      if (times > 1) this.log.info(event, { ...fields, times });
    }
  }
}
