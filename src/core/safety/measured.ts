import type { ZoneReport } from '../protocol/messages.js';
import type { Capabilities, Zone } from '../zones.js';
import { limits } from './limits.js';

/** What a zone was asked last. */
export interface AskedOfZone {
  /** An order over 0 is in force, or on its way. */
  readonly isToMove: boolean;
  /** When the ramp of the last order is over, ms. */
  readonly rampEndsAtMs: number;
}

/** What a T line is held against. */
export interface MeasuredFacts {
  readonly zones: readonly Pick<ZoneReport, 'zone' | 'technique' | 'level'>[];
  /** Null for a zone that was not asked anything since the chair was seen still. */
  readonly asked: (zone: Zone) => AskedOfZone | null;
  readonly caps: Readonly<Record<Zone, number>>;
  readonly capabilities: Capabilities;
  readonly nowMs: number;
}

/** Since when each zone has done more than it may, ms. */
export type ExcessState = Partial<Record<Zone, number>>;

export interface Excess {
  readonly zone: Zone;
  readonly message: string;
}

interface Judgement {
  readonly sinceMs: number;
  readonly words: string;
}

/** Nothing that was ever ordered is over a cap, so no ramp excuses it; a fall to nothing may take its ramp. */
function judge({ zone, technique, level }: MeasuredFacts['zones'][number], facts: MeasuredFacts): Judgement | null {
  const { caps, capabilities, nowMs } = facts;
  const isAble = technique === 'off' || capabilities[zone]?.[technique] !== undefined;
  const cap = isAble ? caps[zone] : 0;
  if (level > cap + limits.measuredSlack) return { sinceMs: nowMs, words: `may have ${cap} at most` };
  if (level <= limits.measuredSlack) return null;
  const asked = facts.asked(zone);
  if (asked?.isToMove === true) return null;
  return { sinceMs: Math.max(nowMs, asked?.rampEndsAtMs ?? nowMs), words: 'was not asked to move' };
}

/** Takes the levels of a T line. A zone that shows more than its cap, or moves without an order, for a second beyond the ramp
 *  that it may take, contradicts what it was asked: pure, total. [S10] */
export function takeMeasured(before: ExcessState, facts: MeasuredFacts): readonly [ExcessState, Excess | null] {
  const state: ExcessState = {};
  let excess: Excess | null = null;
  for (const report of facts.zones) {
    const found = judge(report, facts);
    if (found === null) continue;
    const { zone, level } = report;
    const sinceMs = before[zone] ?? found.sinceMs;
    state[zone] = sinceMs;
    if (facts.nowMs - sinceMs >= limits.measuredMs) {
      excess ??= { zone, message: `${zone} shows ${level} and ${found.words}: look at its driver and its wiring` };
    }
  }
  return [state, excess];
}
