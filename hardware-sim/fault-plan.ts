import type { Zone } from '../src/core/zones.js';
import type { ChairInput } from './chair.js';
import { type Conditions, sound, type ZoneCondition } from './conditions.js';
import { matchesFault, type PlannedFault, type SimulatedFault } from './faults.js';
import { firmware } from './firmware.js';

/** What a fault asks when its time has come or is over. */
export type PlanEvent =
  | { readonly kind: 'begins'; readonly fault: SimulatedFault; readonly forMs: number | null }
  | { readonly kind: 'ends'; readonly fault: SimulatedFault };

interface Entry {
  readonly fault: SimulatedFault;
  readonly beginsAtMs: number;
  readonly forMs: number | null;
  readonly isActive: boolean;
}

const entriesMax = 1000;

const dueMs = (entry: Entry): number =>
  entry.isActive ? entry.beginsAtMs + (entry.forMs ?? Number.POSITIVE_INFINITY) : entry.beginsAtMs;

/** What happens in a moment and leaves nothing to clear. */
const isMoment = (fault: SimulatedFault): boolean => fault.name === 'reboot' || fault.name === 'button';

/** Sitting down ends leaving, and the other way round. */
const undoes = (fault: SimulatedFault, other: SimulatedFault): boolean =>
  (fault.name === 'sit' && other.name === 'leave') || (fault.name === 'leave' && other.name === 'sit');

/** The faults that are in force and those to come. Times in ms of chair time. */
export class FaultPlan {
  private entries: readonly Entry[] = [];
  nextDueMs = Number.POSITIVE_INFINITY;

  /** Faults in force, in the order in which they began. */
  get active(): readonly SimulatedFault[] {
    return this.entries.filter((entry) => entry.isActive).map((entry) => entry.fault);
  }

  /** Plans a fault; false where there are too many. */
  add({ fault, atMs, forMs }: PlannedFault, nowMs: number): boolean {
    if (this.entries.length >= entriesMax) return false;
    this.keep([...this.entries, { fault, beginsAtMs: nowMs + atMs, forMs, isActive: false }]);
    return true;
  }

  /** What begins and ends by now, in due order. */
  due(nowMs: number): readonly PlanEvent[] {
    const events: PlanEvent[] = [];
    while (this.nextDueMs <= nowMs) {
      const entry = this.entries.find((each) => dueMs(each) === this.nextDueMs);
      if (entry === undefined) break;
      events.push(entry.isActive ? this.finish(entry) : this.start(entry));
    }
    return events;
  }

  /** Takes back what the text names, with its arguments or by its name alone, whether it has begun or not. */
  clear(text: string): { readonly count: number; readonly events: readonly PlanEvent[] } {
    const cleared = this.entries.filter((entry) => matchesFault(entry.fault, text));
    this.keep(this.entries.filter((entry) => !cleared.includes(entry)));
    const ended = cleared.filter((entry) => entry.isActive);
    return { count: cleared.length, events: ended.map(({ fault }) => ({ kind: 'ends', fault })) };
  }

  private start(entry: Entry): PlanEvent {
    const { fault, forMs } = entry;
    const others = this.entries.filter((each) => each !== entry && !(each.isActive && undoes(fault, each.fault)));
    this.keep(isMoment(fault) ? others : [...others, { ...entry, isActive: true }]);
    return { kind: 'begins', fault, forMs };
  }

  private finish(entry: Entry): PlanEvent {
    this.keep(this.entries.filter((each) => each !== entry));
    return { kind: 'ends', fault: entry.fault };
  }

  private keep(entries: readonly Entry[]): void {
    this.entries = entries;
    this.nextDueMs = Math.min(Number.POSITIVE_INFINITY, ...entries.map(dueMs));
  }
}

function changeOf(fault: SimulatedFault): Partial<ZoneCondition> {
  if (fault.name === 'stall') return { isStalled: true };
  if (fault.name === 'overcurrent') return { isOverloaded: true };
  if (fault.name === 'sensor-open') return { isSensorOpen: true };
  if (fault.name === 'hot') return { caseC: fault.caseC };
  if (fault.name === 'over') return { levelMin: fault.level };
  if (fault.name === 'unasked') return { isUnasked: true };
  if (fault.name === 'wear') return { wearPerHour: fault.sharePerHour };
  if (fault.name === 'leak') return { leakPerHour: fault.sharePerHour };
  return fault.name === 'runaway' ? { runaway: fault.isHard ? 'hard' : 'soft' } : {};
}

/** What the faults in force do to the hardware; of two that contradict each other the later wins. */
export function conditionsOf(faults: readonly SimulatedFault[]): Conditions {
  const zones: Record<Zone, ZoneCondition> = { ...sound.zones };
  let railMv: number | null = null;
  for (const fault of faults) {
    if ('zone' in fault) zones[fault.zone] = { ...zones[fault.zone], ...changeOf(fault) };
    if (fault.name === 'sag') railMv = fault.railMv;
  }
  return {
    zones,
    railMv,
    hasGhostCurrent: faults.some((fault) => fault.name === 'contradiction'),
    hasNoLease: faults.some((fault) => fault.name === 'no-lease'),
    isFrozen: faults.some((fault) => fault.name === 'frozen'),
  };
}

/** What a fault does in the moment in which it begins or ends, or null. */
export function momentOf(event: PlanEvent): ChairInput | null {
  const { fault } = event;
  const begins = event.kind === 'begins';
  if (fault.name === 'leave') return { kind: 'occupied', isOccupied: !begins };
  if (fault.name === 'sit') return { kind: 'occupied', isOccupied: begins };
  if (!begins) return null;
  if (fault.name === 'reboot') {
    return { kind: 'reboot', reason: fault.reason, darkMs: event.forMs ?? firmware.rebootMs };
  }
  return fault.name === 'button' ? { kind: 'button', button: fault.button } : null;
}
