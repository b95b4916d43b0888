import type { Zone } from '../src/core/zones.js';
import type { ChairNote, SimulatedState } from './chair-state.js';
import { type OutputChange, type Outputs, outputsFrom } from './outputs.js';
import { caseOf, rateOf } from './zone.js';

/** A zone as it is now. */
export interface ZoneView extends Outputs {
  readonly rate: number;
  /** Of the air bag, 0-1. */
  readonly pressure: number;
  readonly currentMa: number;
  /** Motor case, degC. */
  readonly temperatureC: number;
}

export function zoneView(state: SimulatedState, name: Zone): ZoneView {
  const zone = state[name];
  const { technique, level, duty, pump, valveClosed } = outputsFrom(state.nowMs, name, zone);
  return {
    technique,
    level,
    duty,
    pump,
    valveClosed,
    rate: rateOf(zone),
    pressure: zone.air.pressure,
    currentMa: Math.round(zone.currentMa),
    temperatureC: caseOf(zone, state.conditions.zones[name]),
  };
}

export const outputChanges = (notes: readonly ChairNote[]): readonly OutputChange[] =>
  notes.flatMap((note) => (note.kind === 'output' ? [note.change] : []));

/** Older changes are forgotten. */
const historyMax = 10_000;

/** Every change of every output, the newest 10,000. */
export class OutputHistory<Change = OutputChange> {
  private changes: Change[] = [];

  /** With those that are to come next. */
  followedBy(changes: readonly Change[]): readonly Change[] {
    return [...this.changes, ...changes].slice(-historyMax);
  }

  add(change: Change): void {
    this.changes.push(change);
    if (this.changes.length > 2 * historyMax) this.changes = this.changes.slice(-historyMax);
  }
}
